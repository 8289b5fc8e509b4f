"""Called by alembic: runs the migrations on the connection, in the transaction, that `gongai.migrate` hands over."""

from alembic import context

from gongai import db

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=db.metadata,
    render_as_batch=True,
    # one transaction around everything, begun by the caller: a half-migrated database never exists
    transactional_ddl=False,
)
context.run_migrations()
