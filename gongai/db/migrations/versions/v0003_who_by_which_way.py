"""By which front end an act came in; a job counts its reconciles under the name that the program uses."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("via", sa.String(length=16), server_default="", nullable=False))
    # both databases rename a column in place: no table is re-created, so no index or trigger is lost
    op.execute("ALTER TABLE jobs RENAME COLUMN trips TO reconcile_attempts")
