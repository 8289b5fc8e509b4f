"""Before anything is submitted: does the database know at least what the evidence on the disk knows?"""

from dataclasses import dataclass

from gongai.evidence import lost
from gongai.evidence.lost import Anchors, Lost
from gongai.queue import recovery
from gongai.queue.ledger import Ledger

_OLDER = "数据库比留痕旧（{example}{more}），可能恢复过旧备份，或换过数据库"


@dataclass(frozen=True)
class Gate:
    """Asked when a worker starts, before each attempt to submit, and once more with the request in hand."""

    ledger: Ledger
    anchors: Anchors

    def at_start(self) -> recovery.Recovery | None:
        """Compare everything; return the recovery that is open then. What one has left unmarked is marked now."""
        self._compare(lost.lost(self.ledger.engine, self.anchors))
        recovery.mark(self.ledger)
        recovery.end_if_settled(self.ledger)
        return recovery.of(self.ledger.engine)

    def look_at(self, filing_id: int, reference: str) -> None:
        """Compare the one filing. Afterwards its position says whether it may have been sent."""
        if lost.lost_of(self.ledger.engine, self.anchors, filing_id, reference):
            self._compare(lost.lost(self.ledger.engine, self.anchors))  # where one is, there may be more

    def find_orphans(self) -> None:
        """Before a reference is drawn: whether the disk has evidence of filings that this database has forgotten."""
        self._compare(lost.orphans(self.ledger.engine, self.anchors))

    def settle(self) -> bool:
        """End recovery mode by itself where no question is left."""
        return recovery.end_if_settled(self.ledger)

    def _compare(self, found: tuple[Lost, ...]) -> None:
        if not found:
            return
        more = f"，共 {len(found)} 处" if len(found) > 1 else ""
        recovery.begin(self.ledger, _OLDER.format(example=found[0], more=more), lost=found)


@dataclass(frozen=True)
class FilingGate:
    """The same for one filing."""

    gate: Gate
    filing_id: int
    reference: str

    def compare(self) -> None:
        self.gate.look_at(self.filing_id, self.reference)

    def require(self) -> None:
        """Raises `InRecovery` while nothing new may be submitted."""
        self.compare()
        recovery.require_none(self.gate.ledger.engine)
