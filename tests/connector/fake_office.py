"""
The office behind the fake portal: what it holds, and what its clerks do.

The rules are those of the stand-in portal: each submit call that arrives makes an application, whatever stood there
before; lists show one unit of one account, newest first, and may settle late; a new login ends the older session. Tests
judge by `held`, never by our own tables.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from gongai.clock import Clock, today
from gongai.connector.mappers.reading import Document
from tests.connector.fake_faults import Crash, Fault, WireFault, answer_of

DOING = ("0", "1", "2", "3", "4", "5")
DONE = ("6",)
WITHDRAWN = ("12", "13", "14")
RECEIPTS = ("物料（收件）回执", "受理回执")


@dataclass
class Event:
    """One line of a history."""

    code: str
    at_ms: int
    user: str = ""
    opinion: str = ""


@dataclass
class HeldItem:
    """One item inside an application."""

    id: str
    name: str
    number: str
    history: list[Event]
    documents: list[Document] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.history[-1].code


@dataclass
class HeldApplication:
    """One application that the portal holds."""

    id: str
    number: str
    account: str
    uscc: str
    project: str
    items: list[HeldItem]
    history: list[Event]
    visible_at: float  # on the steady clock: lists settle late
    material_ids: tuple[str, ...] = ()
    vanished: bool = False
    withdrawn: bool = False
    receipts: tuple[str, ...] = RECEIPTS

    @property
    def state(self) -> str:
        return self.history[-1].code


@dataclass
class HeldDemand:
    """What a clerk asks of an applicant."""

    application: HeldApplication
    title: str
    ref: str
    text: str
    due: date | None = None
    paper: bool = False
    due_text: str = ""


def in_days(clock: Clock, days: int) -> date:
    """A due date as clerks set it."""
    return today(clock) + timedelta(days=days)


class Office:
    """One portal's back office. `units` says per account which units it is bound to: USCC → the portal's own id."""

    def __init__(self, clock: Clock, units: Mapping[str, Mapping[str, str]]) -> None:
        self.clock = clock
        self.units = units
        self.applications: list[HeldApplication] = []
        self.drafts: list[str] = []
        """The projects that were saved, in the order of saving."""
        self.demands: list[HeldDemand] = []
        self.submits: list[Mapping[str, Any]] = []
        """The submit requests that arrived."""
        self.logins: list[str] = []
        self.sessions: dict[str, int] = {}
        """The one living session of each account."""
        self.saved: dict[str, int] = {}
        """The sessions that our side would take up again."""
        self.captcha = False
        """Every login asks for what only a person can read."""
        self.faults: list[Fault] = []
        self.wire: WireFault | None = None
        """What happens to the next submit request."""
        self.lag_s = 0.0
        """How long a new application takes to show in the lists."""
        self.all_units = False
        """The lists show what any unit has filed under the account."""
        self.unreadable: set[str] = set()
        """Keys of the profile's lists that come in a shape nobody knows."""
        self.named: Callable[[int], tuple[str, str, str]] = lambda n: (f"A-{n}", f"2026{n:08d}", f"B-{n}")
        """How the portal calls its n-th application: id, number, and the beginning of its items' numbers."""
        self.detail_of: HeldApplication | None = None
        """Whichever detail is asked for, this one's comes: a cache that ignores the query."""
        self.unproven: set[str] = set()
        """Keys of the profile's lists that have never shown a row."""
        self._late: list[tuple[float, str, int, Mapping[str, Any]]] = []
        self._numbers = count(1)

    # ---- what goes wrong

    def fail(self, method: str, error: BaseException, *, nth: int = 1, times: int | None = 1) -> None:
        self.faults.append(Fault(method, error, nth, times))

    def strike(self, method: str) -> None:
        """Raise what is laid up for this call of a method of the port."""
        hits = [fault for fault in self.faults if fault.strikes(method)]
        if hits:
            raise hits[0].error

    # ---- sessions

    def log_in(self, account: str) -> int:
        """A new session; whoever had one is logged out."""
        self.logins.append(account)
        self.sessions[account] = next(self._numbers)
        return self.sessions[account]

    # ---- filing

    def receive(self, body: Mapping[str, Any], *, account: str, session: int) -> str | None:
        """One submit request. Gives the answer's text; None: no answer comes."""
        fault, self.wire = self.wire or WireFault(), None
        if fault.crash and not fault.stores:
            raise Crash("before the request arrived")
        if fault.late_s:
            self._late.append((self.clock.steady() + fault.late_s, account, session, body))
            return None
        made = [self.store(body, account=account) for _one in range(fault.stores)]
        if fault.crash:
            raise Crash("after the application was stored")
        if not fault.answers:
            return None
        return fault.reply[1] if fault.reply else self.answer_to(made[0])

    def store(self, body: Mapping[str, Any], *, account: str) -> list[HeldApplication]:
        """What a submit request makes: an application, and one more for each item that is filed beside."""
        self.submits.append(body)
        aside = list(body.get("propulsionItemVerIds") or ())
        together = [body["itemVerId"]] if "itemVerId" in body else list(body.get("itemVerIds") or ())
        project = str(next(iter(body["projInfoIds"]))).removeprefix("P-")
        uscc = next(uscc for uscc, ident in self.units[account].items() if ident == body["unitInfoId"])
        groups = [group for group in (together, *([one] for one in aside)) if group]
        return [
            self.add(account=account, uscc=uscc, project=project, items=group, materials=tuple(body["matinstsIds"]))
            for group in groups
        ]

    def add(
        self, *, account: str, uscc: str, project: str, items: list[str], materials: tuple[str, ...] = ()
    ) -> HeldApplication:
        """An application comes into being, by our request or by somebody else's hand."""
        number, now = next(self._numbers), self.clock.now_ms()
        made = HeldApplication(
            id=self.named(number)[0],
            number=self.named(number)[1],
            account=account,
            uscc=uscc,
            project=project,
            items=[
                HeldItem(one, f"事项 {one}", f"{self.named(number)[2]}-{place}", [Event("1", now, "综合窗口")])
                for place, one in enumerate(items, 1)
            ],
            history=[Event("0", now, account)],
            visible_at=self.clock.steady() + self.lag_s,
            material_ids=materials,
        )
        self.applications.append(made)
        return made

    def answer_to(self, made: list[HeldApplication]) -> str:
        items = [item for one in made for item in one.items]
        if len(made) == len(items) == 1:
            content: dict[str, Any] = {
                "applyinstId": made[0].id,
                "applyinstCode": made[0].number,
                "iteminstCode": items[0].number,
            }
        else:
            content = {
                "applyinstIds": [one.id for one in made],
                "applyinstCodes": [one.number for one in made],
                "items": [{"iteminstCode": item.number} for item in items],
            }
        return answer_of(True, "提交成功", content)

    # ---- what clerks do

    def move(self, application: HeldApplication, code: str, *, item: str = "", opinion: str = "") -> None:
        """Put a whole application, or one item or all ("*") of it, into another state."""
        event = Event(code, self.clock.now_ms(), "综合窗口", opinion)
        if not item:
            application.history.append(event)
        for one in application.items:
            if item in ("*", one.id):
                one.history.append(event)

    def finish(self, application: HeldApplication, code: str, *, documents: tuple[Document, ...] = ()) -> None:
        """Every item ends with `code`, and so does the application."""
        self.move(application, code, item="*")
        self.move(application, "6")
        application.items[0].documents += documents

    # ---- reading

    @property
    def held(self) -> list[HeldApplication]:
        """What the portal really holds by now."""
        self._run_late()
        return self.applications

    def of(self, account: str, uscc: str) -> Iterator[HeldApplication]:
        """What the lists know of, newest first."""
        now = self.clock.steady()
        for one in reversed(self.held):
            ours = one.account == account and (self.all_units or one.uscc == uscc)
            if ours and not one.vanished and one.visible_at <= now:
                yield one

    def _run_late(self) -> None:
        now = self.clock.steady()
        due, self._late = (
            [one for one in self._late if one[0] <= now],
            [one for one in self._late if one[0] > now],
        )
        for _at, account, session, body in due:
            if self.sessions.get(account) == session:  # else the portal refuses it: logged out meanwhile
                self.store(body, account=account)
