"""What a supervisor decides about filings that cannot go on by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.errors import NotAllowed, UsageError
from gongai.queue import lists
from gongai.queue.decision import REVIEWED, Decision
from gongai.queue.review import Review
from gongai.records.state import FilingState
from gongai.services import filings, working
from gongai.services.documents import Document
from gongai.services.filings import FilingDetail
from gongai.text.filing_line import item_of
from gongai.text.next_step import next_step

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.actor import Actor
    from gongai.records.filing import Filing


_STILL_WRONG = "修改后的申报件仍有 {count} 处问题，没有改动"


@dataclass(frozen=True)
class Waiting:
    """One filing that waits for a decision, as a line."""

    reference: str
    project: str
    item: str
    state: FilingState
    why: str
    next_step: str

    def document(self) -> Document:
        """For programs."""
        return {"reference": self.reference, "state": self.state, "why": self.why, "next_step": self.next_step}


@dataclass(frozen=True)
class Choice:
    """A decision that may be taken now."""

    decision: Decision
    label: str


@dataclass(frozen=True)
class Case:
    """One filing as it lies before the supervisor. `version`: what a decision about it is guarded by."""

    filing: FilingDetail
    version: int
    decisions: tuple[Choice, ...]

    def document(self) -> Document:
        """For programs."""
        return {**vars(self.filing), "decisions": self.decisions}


@dataclass(frozen=True)
class Decided:
    """The filing that goes on (the new revision after an edit), and where it stands."""

    reference: str
    decision: Decision
    state: FilingState
    why: str
    by: str


def list_(app: "App", actor: "Actor") -> tuple[Waiting, ...]:
    """Everything that waits for a decision, oldest first."""
    page = lists.page(app.engine, states=REVIEWED, newest=True)
    lives = working.state(app).lives
    return tuple(
        Waiting(row.reference, row.project, item_of(row), row.state, row.why, next_step(row, open_results, lives=lives))
        for row, open_results in page
    )


def show(app: "App", actor: "Actor", reference: str) -> Case:
    """Raises `NotAllowed` where there is no such filing."""
    case = _review(app).show(reference)
    return Case(
        filings.detail(app, case.view), case.view.row.version, tuple(Choice(one, one.label) for one in case.decisions)
    )


def decide(
    app: "App",
    actor: "Actor",
    reference: str,
    decision: str,
    *,
    reason: str,
    version: int | None = None,
    receipt_nos: Sequence[str] = (),
    level: str = "",
    filing: "Filing | Path | None" = None,
) -> Decided:
    """
    Carry out one decision, by its code or its Chinese name.

    `version`: what the supervisor has seen of the filing (`Case.version`); None: as it is now. `receipt_nos`
    where the portal has it, `level` to whom a matter is taken, `filing` the corrected record of an edit, or its file:
    checked and sealed as at intake. Raises `UsageError`, `FilingError` or `NotAllowed`; then nothing is changed.
    """
    from gongai.services import intake  # with all that looks into files: a list needs none of it

    chosen = _decision(decision)
    review = _review(app)
    case = review.show(reference)
    if isinstance(filing, Path):
        filing = intake.sealed_file(app, actor, filing, refusal=_STILL_WRONG)
    elif filing is not None:
        filing = intake.sealed(app, actor, filing, refusal=_STILL_WRONG)
    if filing is not None:
        app.gate.find_orphans()
    filing_id = review.decide(
        case.view.row.filing_id,
        chosen,
        by=actor,
        reason=reason,
        version=case.view.row.version if version is None else version,
        receipt_nos=receipt_nos,
        level=level,
        filing=filing,
    )
    now = app.store.get(str(filing_id))
    if now is None:
        raise NotAllowed(f"没有编号为 {filing_id} 的申报件")
    return Decided(now.row.reference, chosen, now.row.state, now.row.why, actor.name)


def _review(app: "App") -> Review:
    return Review(app.engine, clock=app.clock, policy=app.store.policy, channels=app.store.channels)


def _decision(text: str) -> Decision:
    for one in Decision:
        if text.strip() in (one.value, one.label):
            return one
    raise UsageError(f"没有决定“{text}”。可用：{'、'.join(f'{one.value}（{one.label}）' for one in Decision)}")
