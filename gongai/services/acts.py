"""Who does what, by which front end: the act that a service writes down in its own transaction."""

from typing import TYPE_CHECKING

from gongai.records.act import Act, act_of
from gongai.redact import scrub

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.actor import Actor


def act(app: "App", actor: "Actor", reason: str = "") -> Act:
    """An act of this moment."""
    return act_of(actor, at_ms=app.clock.now_ms(), reason=scrub(reason))
