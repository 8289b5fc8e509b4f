"""The cast of the queue's tests: one invented company, its filings, and a clock that stands still."""

from datetime import date
from typing import Any

from gongai.connector.journal import Journal
from gongai.db.position import Mark
from gongai.queue.job import Claim
from gongai.queue.reads import FilingView
from gongai.queue.store import Store
from gongai.records.agreement import Agreement
from gongai.records.filing import Filing
from gongai.records.noted import exact
from gongai.records.outcome import Filed
from gongai.records.party import Contact, Party, Pickup
from gongai.records.project import Project
from gongai.records.receipt import Receipt

USCC = "91439902MA00000A0X"
OWNER = Party(name="云汐示例置业有限公司", uscc=USCC, legal_rep="示例甲")
AGREEMENT_NO = "DB-439902-2026-001"


class HeldClock:
    """Stands still until told otherwise. The wall and the steady clock move apart where a test wants it."""

    def __init__(self, wall_ms: int = 1_790_000_000_000) -> None:
        self.wall_ms = wall_ms
        self.seconds = 1000.0

    def now_ms(self) -> int:
        return self.wall_ms

    def steady(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall_ms += int(seconds * 1000)

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.wall_ms += int(seconds * 1000)


def filing(number: int = 1, *, account: str = "agent-a", project: int | None = None, **changes: Any) -> Filing:
    """One 单项 filing; each number is another matter, and another project unless one is given."""
    code = f"2611-439902-04-01-{project if project is not None else number:06d}"
    fields: dict[str, Any] = {
        "reference": f"T-{number:05d}",
        "site": "yunxi",
        "account": account,
        "service_mode": "代办",
        "agreement_no": AGREEMENT_NO,
        "kind": "单项",
        "stage_no": 1,
        "item_code": f"ITEM{number:05d}",
        "project": Project(project_code=code, eng_code=code, name=f"云汐示例厂房 {number}"),
        "applicant": OWNER,
        "contact": Contact(name="示例乙", mobile="13800000000"),
        "pickup": Pickup(name="示例乙"),
    }
    return Filing(**{**fields, **changes})


def agreement(number: str = AGREEMENT_NO) -> Agreement:
    return Agreement(
        agreement_no=number,
        principal=OWNER,
        centre="云汐示例帮代办中心",
        centre_region="439902",
        stages=(1, 2, 3, 4),
        powers=("fill", "submit"),
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        state=4,
    )


def filed(number: str = "SB-439902-000001") -> Filed:
    return Filed(Receipt(application_nos=(number,), filed_as=USCC))


def queue(store: Store, number: int = 1, **changes: Any) -> int:
    """One filing in the queue."""
    return store.add(filing(number, **changes), agreement_no=AGREEMENT_NO, by="帮办员")


def claimed(store: Store, worker: str = "w1") -> Claim:
    """The next job, which must be there."""
    claim = store.claim(worker)
    assert claim is not None
    return claim


def mark(store: Store, claim: Claim, what: Mark, **data: Any) -> None:
    """What the connector writes into the journal."""
    assert claim.filing_id is not None
    journal = Journal(store.engine, store.clock, filing_id=claim.filing_id, held=claim.lease)
    journal.mark(what, {name: exact(one) for name, one in data.items()})


def view(store: Store, filing_id: int) -> FilingView:
    detail = store.get(str(filing_id))
    assert detail is not None
    return detail
