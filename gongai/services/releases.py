"""Whatever removes a cause lets all go on that waits for it: the one function that every remover calls."""

from typing import TYPE_CHECKING

from gongai.queue import causes
from gongai.records.blocker import BlockerKey
from gongai.services.acts import act

if TYPE_CHECKING:
    import sqlalchemy as sa

    from gongai.app import App
    from gongai.records.actor import Actor


def release(
    app: "App", actor: "Actor", *keys: BlockerKey, why: str, connection: "sa.Connection | None" = None
) -> tuple[str, ...]:
    """The 申报件号 that go on, oldest first. With `connection`, in the transaction that removes the cause."""
    if connection is None:
        with app.engine.begin() as own:
            return release(app, actor, *keys, why=why, connection=own)
    done = act(app, actor, f"{actor.name} {why}")
    freed: dict[str, None] = {}
    for key in keys:
        freed |= dict.fromkeys(causes.release(connection, key, act=done))
    return tuple(sorted(freed))
