"""A front end in ten lines: it hands in, lists, decides and settles, and knows nothing but services and records."""

from pathlib import Path

from gongai.records.actor import Actor, FrontEnd
from gongai.records.filing import read_filing
from gongai.services import inbox, intake, opening, review


def hand_in(file: Path, name: str) -> int:
    with opening.installation() as app:
        return intake.add(app, Actor(name, FrontEnd.CONSOLE), read_filing(str(file)))


def to_decide(name: str) -> tuple[str, ...]:
    with opening.installation() as app:
        return tuple(one.reference for one in review.list_(app, Actor(name, FrontEnd.CONSOLE)))


def decide(reference: str, decision: str, reason: str, name: str) -> str:
    with opening.installation() as app:
        return review.decide(app, Actor(name, FrontEnd.CONSOLE), reference, decision, reason=reason).state.label


def settle_all(text: str, name: str) -> int:
    actor = Actor(name, FrontEnd.CONSOLE)
    with opening.installation() as app:
        return len([inbox.settle(app, actor, one.id, text=text) for one in inbox.list_(app, actor).results])
