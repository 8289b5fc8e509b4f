"""Recovery mode, as people see it and end it."""

from dataclasses import dataclass

from gongai import db
from gongai.app import App
from gongai.queue import recovery
from gongai.records.actor import Actor
from gongai.services.documents import Document


@dataclass(frozen=True)
class RecoveryState:
    """Recovery mode is on. `looking` is looked up by the machine, `asked` waits for a person."""

    because: str
    since_ms: int
    began_ms: int
    orphans: tuple[str, ...]
    looking: tuple[str, ...]
    asked: tuple[str, ...]
    marked: bool
    """Whether a worker has taken it up; before that nobody knows what must be looked up."""

    @property
    def line(self) -> str:
        """For the top of whatever is shown."""
        return (
            f"恢复模式：{self.because}。不提交新的申报件；待自动核查 {len(self.looking)} 件，"
            f"待人工裁定 {len(self.asked)} 件，数据库中没有的留痕 {len(self.orphans)} 件（gongai backup status）"
        )

    @property
    def next_step(self) -> str:
        if self.looking or not self.marked:
            return "运行 gongai run，自动到平台核查"
        if self.asked:
            return "在平台核对后 gongai review decide；余下无法判断的不影响结束：gongai backup end-recovery --reason …"
        return "核对留痕中有、数据库中没有的件之后，gongai backup end-recovery --reason …"


@dataclass(frozen=True)
class Ended:
    """Recovery mode is over; `released`: nothing waits for it any more."""

    because: str
    by: str

    def document(self) -> Document:
        return {"ended": True, "because": self.because, "by": self.by}


def state(app: App) -> RecoveryState | None:
    """None where the database is up to date."""
    with db.reading(app.engine) as connection:
        found = recovery.current(connection)
        if found is None:
            return None
        left = recovery.unsettled(connection, found)
    return RecoveryState(
        found.because, found.since_ms, found.began_ms, found.orphans, left.looking, left.asked, found.marked
    )


def end(app: App, actor: Actor, *, reason: str) -> Ended:
    """Raises `NotAllowed` where it is not on, or not everything has been looked up."""
    done = recovery.end(app.store.ledger, by=actor, reason=reason)
    return Ended(done.because, actor.name)
