"""The words of this installation that a shell, or a field of a page, may complete."""

from gongai.app import App
from gongai.records.actor import Actor
from gongai.services import opening

MOST = 50
"""More words than this are no help to choose from."""


def references(app: App, actor: Actor, beginning: str) -> tuple[str, ...]:
    """The newest 申报件号 that begin so."""
    from gongai.queue import reads

    return reads.references(app.engine, beginning=beginning, limit=MOST)


def accounts(app: App, actor: Actor) -> tuple[str, ...]:
    return tuple(f"{one.site}/{one.login}" for one in app.accounts.list())


def sites(actor: Actor) -> tuple[str, ...]:
    """Needs no installation: what is packaged is there before `gongai init`."""
    from gongai.sites import installed, names

    return tuple(names(list(installed.folders(opening.settings()))))
