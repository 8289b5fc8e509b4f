"""Filings that are in the queue: listed, shown, taken back, looked up at the portal sooner. Handing in: `intake`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from gongai.app import App
from gongai.db.position import Position
from gongai.errors import NotAllowed, UsageError
from gongai.queue import journal_reads, lists, next_round, results
from gongai.queue.journal_reads import JournalLine
from gongai.queue.next_round import NextRound
from gongai.queue.reads import AttemptRow, FilingRow, FilingView, JobRow
from gongai.queue.results import ResultRow
from gongai.records.actor import Actor
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.state import FilingState, FlowName
from gongai.services import recovery, working
from gongai.services.acts import act
from gongai.services.documents import Document
from gongai.services.recovery import RecoveryState
from gongai.services.working import Working
from gongai.text import filing_line
from gongai.text.filing_line import FilingLine
from gongai.text.next_step import needs_person, next_step

LISTED = 200
"""How many filings a list holds where nobody asks for another number."""


@dataclass(frozen=True)
class Listed:
    """One filing of a list, and what somebody must do about it."""

    row: FilingRow
    line: FilingLine
    needs_person: bool

    @property
    def next_step(self) -> str:
        return self.line.next_step

    def document(self) -> Document:
        return {**asdict(self.row), "state_label": self.row.state.label, "next_step": self.next_step}


@dataclass(frozen=True)
class FilingList:
    """The newest filings of a choice, oldest first; `left_out` of the same choice are not in it."""

    filings: tuple[Listed, ...]
    counts: dict[FilingState, int] = field(default_factory=dict)  # of all there are, chosen or not
    left_out: int = 0
    recovery: RecoveryState | None = None  # where the database is older than what it did
    working: Working | None = None  # who does what is promised

    def document(self) -> Document:
        rows = [one.document() for one in self.filings]
        return {
            "filings": rows,
            "counts": self.counts,
            "left_out": self.left_out,
            "recovery": self.recovery,
            "working": self.working,
        }


@dataclass(frozen=True)
class FilingDetail:
    """Everything about one filing."""

    reference: str
    revision: int
    state: FilingState
    state_label: str
    why: str
    next_step: str
    position: Position
    site: str
    account: str
    agreement_no: str
    project: str
    project_code: str
    kind: str
    stage_no: int
    item_codes: tuple[str, ...]
    applicant: str
    created_by: str
    created_ms: int
    updated_ms: int
    receipt: Receipt | None
    portal_state: str
    portal_events: tuple[StatusEvent, ...]
    jobs: tuple[JobRow, ...]
    attempts: tuple[AttemptRow, ...]
    journal: tuple[JournalLine, ...]
    open_results: tuple[ResultRow, ...]
    evidence: str

    @property
    def open_jobs(self) -> tuple[JobRow, ...]:
        return tuple(job for job in self.jobs if job.state in ("waiting", "running", "unknown", "parked"))


@dataclass(frozen=True)
class Cancelled:
    reference: str
    state: FilingState = FilingState.CANCELLED


@dataclass(frozen=True)
class Hastened:
    """How many polls are due now; `busy`: filings whose poll is under way already, or waits for a person."""

    hastened: int
    busy: int = 0

    def document(self) -> Document:
        return {"hastened": self.hastened}


@dataclass(frozen=True)
class RunSummary:
    """What a run has come to."""

    filings: tuple[FilingLine, ...]
    needs_person: tuple[str, ...]
    evidence: str
    left_out: int


def list_(
    app: App, actor: Actor, *, states: Sequence[FilingState] = (), project: str = "", limit: int = LISTED
) -> FilingList:
    page = lists.page(app.engine, states=states, project=project, limit=limit)
    who = working.state(app)
    return FilingList(_listed(page, lives=who.lives), app.store.counts(), page.left_out, recovery.state(app), who)


def state_named(text: str) -> FilingState:
    """A state by its code or its label. Raises `UsageError` with the known ones."""
    for one in FilingState:
        if text.strip() in (one.value, one.label):
            return one
    known = "、".join(f"{one.label}（{one.value}）" for one in FilingState)
    raise UsageError(f"没有状态“{text}”。可用：{known}")


def show(app: App, actor: Actor, reference: str) -> FilingDetail:
    """Raises `NotAllowed` where there is no such filing."""
    return detail(app, found(app, reference))


def detail(app: App, view: FilingView) -> FilingDetail:
    """What the ledger knows of a filing, with its journal, its open questions and where its evidence lies."""
    from gongai.evidence import folder_name  # with its journal's log, which a list has no need of

    row = view.row
    open_results = results.list_results(app.engine, reference=row.reference, limit=None)
    return FilingDetail(
        reference=row.reference,
        revision=row.revision,
        state=row.state,
        state_label=row.state.label,
        why=row.why,
        next_step=next_step(row, open_results, lives=working.state(app).lives),
        position=view.position,
        site=row.site,
        account=row.account,
        agreement_no=row.agreement_no,
        project=row.project,
        project_code=row.project_code,
        kind=row.kind,
        stage_no=row.stage_no,
        item_codes=view.filing.item_codes,
        applicant=row.applicant,
        created_by=row.created_by,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        receipt=view.receipt,
        portal_state=row.portal_state,
        portal_events=view.events,
        jobs=view.jobs,
        attempts=view.attempts,
        journal=journal_reads.journal_of(app.engine, row.filing_id),
        open_results=open_results,
        evidence=str(app.settings.evidence / folder_name(row.reference)),
    )


def again(app: App, actor: Actor, reference: str, path: Path, *, reason: str) -> NextRound:
    """Hand in anew, in the next round, what the portal has taken and then refused: the corrected record in this file.

    Round and 申报件号 of the file do not count. Raises `FilingError` with every finding, `NotAllowed` where it was not
    refused so, `AlreadyQueued` where that round is there already; then nothing is queued.
    """
    from gongai.services import intake  # with all that looks into files: a list needs none of it

    row = found(app, reference).row
    if row.state is not FilingState.REJECTED:
        raise NotAllowed(next_round.ONLY_REFUSED.format(reference=row.reference, state=row.state.label))
    given = intake.sealed_file(app, actor, path, refusal="重新申报的文件有 {count} 处问题，没有入队")
    following = found(app, reference).filing.round + 1
    app.gate.find_orphans()
    filing = given.model_copy(update={"round": following, "reference": ""})
    return next_round.again(app.engine, row.filing_id, filing, act=act(app, actor, reason))


def cancel(app: App, actor: Actor, reference: str, *, reason: str) -> Cancelled:
    """Take a filing back before anything of it was sent. Raises `NotAllowed` otherwise."""
    row = found(app, reference).row
    app.store.cancel(row.filing_id, by=actor, reason=reason)
    return Cancelled(row.reference)


def poll(app: App, actor: Actor, reference: str = "") -> Hastened:
    """Make the polls of what the portal holds due now: of one filing, or of all."""
    return Hastened(_hasten(app, FlowName.TRACK, reference))


def reconcile(app: App, actor: Actor, reference: str = "") -> Hastened:
    """Make the reconciles of whether the portal holds what was sent due now: of one filing, or of all."""
    moved = _hasten(app, FlowName.SUBMIT, reference)
    return Hastened(moved, busy=max(0, app.store.counts().get(FilingState.UNKNOWN, 0) - moved))


def summary(app: App, actor: Actor, *, limit: int = 2000) -> RunSummary:
    """All filings as lines, and which of them wait for somebody."""
    page = lists.page(app.engine, limit=limit)
    listed = _listed(page, lives=working.state(app).lives)
    return RunSummary(
        filings=tuple(one.line for one in listed),
        needs_person=tuple(one.row.reference for one in listed if one.needs_person),
        evidence=str(app.settings.evidence),
        left_out=page.left_out,
    )


def found(app: App, reference: str) -> FilingView:
    """Raises `NotAllowed` where there is no such filing."""
    view = app.store.get(reference)
    if view is None:
        raise NotAllowed(f"没有申报件 {reference}。用 gongai list 查看")
    return view


def _listed(page: lists.FilingPage, *, lives: bool) -> tuple[Listed, ...]:
    return tuple(
        Listed(row, filing_line.line_of(row, open_results, lives=lives), needs_person(row, open_results))
        for row, open_results in page
    )


def _hasten(app: App, flow: FlowName, reference: str) -> int:
    filing_id = found(app, reference).row.filing_id if reference else None
    return app.store.hasten(flow, filing_id=filing_id)
