"""Whether the database has the tables of this program: the quick yes, without the migrations' machinery."""

from collections.abc import Sequence
from contextlib import suppress
from importlib import resources

import sqlalchemy as sa

from gongai.db.engines import is_made, reading


def require_newest(engine: sa.Engine) -> None:
    """Raises `ConfigError` unless it does; whoever must say no, or is in doubt, asks the migrations."""
    have: Sequence[object] = []
    if is_made(engine):
        with suppress(sa.exc.DatabaseError), reading(engine) as connection:
            have = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
    if [str(one) for one in have] == [_newest()]:
        return
    from gongai.db import migrate  # alembic takes longer to import than a list to print

    migrate.require_current(engine)


def _newest() -> str:
    """The number of the newest migration, from its file's name (v0001_….py)."""
    files = resources.files("gongai.db.migrations.versions").iterdir()
    return max((file.name[1:5] for file in files if file.name.startswith("v")), default="")
