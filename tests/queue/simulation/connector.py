"""The connector as a generator: what it yields is how long the step takes. It keeps the rules of the architecture."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gongai.connector.journal import Journal
from gongai.db.position import Mark, Position
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.errors import InRecovery
from gongai.queue.job import Claim
from gongai.records.finding import Finding
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName
from tests.queue.simulation.mishaps import of_recovery
from tests.queue.simulation.portal import LAG_S, Garbled

if TYPE_CHECKING:
    from tests.queue.simulation.world import Process, World

SETTLE_S = LAG_S * 4 / 3
NO = Refused((Finding(field="item", value="", rule="平台不予接收", remedy="修改后重报"),))

Steps = Generator[float, None, Outcome]


class Stale(Exception):
    """The guard: the last sign of life is too old for a request to leave."""


def attempt(world: "World", process: "Process", claim: Claim) -> Steps:
    assert claim.filing_id is not None and claim.filing is not None
    if claim.flow is FlowName.TRACK:
        world.session(claim.account)
        yield 5
        return Seen("办结", closed=True)
    filing_id, mishaps = claim.filing_id, world.mishaps
    journal = Journal(
        world.engine,
        world.clock,
        filing_id=filing_id,
        held=claim.lease,
        seal=lambda connection: mishaps.seal(connection, filing_id),
    )
    try:
        mishaps.compare(claim)
        if journal.position() is Position.CLEAR:
            mishaps.require(claim)
    except InRecovery as error:
        return Ask(AskKind.RECOVERY, str(error), hold=error.hold)
    numbers = ReceiptNumbers(world.engine, claim.site, claim.filing_id)
    one = _Attempt(world, process, claim, claim.filing.business_key, journal, numbers)
    return (yield from one.run())


@dataclass
class _Attempt:
    world: "World"
    process: "Process"
    claim: Claim
    key: str
    journal: Journal
    numbers: ReceiptNumbers

    def run(self) -> Steps:
        at = self.journal.position() if self.world.rules.position else Position.CLEAR
        if at is Position.FILED:
            yield 1
            return _filed(str((self.journal.newest(Mark.FILED) or {}).get("no", "")))
        if at is Position.CLEAR:
            return (yield from self._submit())
        return (yield from self._reconcile(at))

    # ---- sending

    def _submit(self) -> Steps:
        world, rules = self.world, self.world.rules
        session, _reused = world.session(self.claim.account)
        self.journal.done("登录", {"session": session})
        yield 3
        if world.random.random() < 0.04:
            return Ask(AskKind.CAPTCHA, "请输入验证码")
        yield 20  # filling in, pushing materials
        self.journal.mark(Mark.ARMED, {})
        yield 2
        if rules.guard and not self.process.fresh():
            raise Stale
        if rules.intent:
            self.journal.mark(Mark.SENT, {})
        yield 1
        if rules.guard and not self.process.fresh():
            raise Stale
        self.process.critical = True
        yield 0.2  # between the last check and the wire nothing can be checked
        self.process.critical = False
        answer = world.portal.submit(self.key, self.claim.account, session, now=world.now)
        yield 5
        self.journal.mark(Mark.ANSWERED, {"no": Exact(answer)})
        yield 1
        if not answer:
            return Unknown("平台不予接收，需核实")
        if not rules.binding:
            return (yield from self._file(answer))
        found = self._look(session)
        if found is not None and (found == answer or self._of_another(answer)):
            return (yield from self._file(found))
        return Unknown("平台答复已收件，列表中还没有见到", timedelta(seconds=SETTLE_S))

    # ---- looking

    def _reconcile(self, at: Position) -> Steps:
        world, rules, account = self.world, self.world.rules, self.claim.account
        answer = str((self.journal.newest(Mark.ANSWERED) or {}).get("no", "")) if at is Position.ANSWERED else None
        session, reused = world.session(account)
        yield 3
        if (found := self._look(session)) is not None:
            return (yield from self._file(found))
        if answer and not self._of_another(answer):
            if not rules.binding:
                return (yield from self._file(answer))
            return Unknown("平台答复已收件，列表中没有", timedelta(seconds=SETTLE_S))
        sent = (self.journal.newest(Mark.SENT) or {}).get("at_ms", 0)
        waits = [one["steady"] for one in self.journal.all_of("等待") if one["sent"] == sent]
        if not waits:
            sent_by = (self.journal.newest_of("登录") or {}).get("session")
            if rules.fresh and rules.login_first and reused and session == sent_by:
                session, _reused = world.session(account, anew=True)
                yield 3
            waits = [world.clock.steady()]
            self.journal.done("等待", {"sent": sent, "steady": waits[0]})
        left = min(waits) + SETTLE_S - world.clock.steady()
        if rules.settle and left > 0:
            return Unknown("列表可能迟一些才显示", timedelta(seconds=left), counts=False)
        if not rules.login_first:
            session, _reused = world.session(account, anew=True)
            yield 3
        found = self._look(session)
        yield 3
        if found is not None:
            return (yield from self._file(found))
        if of_recovery(self.journal.newest(Mark.SENT) or {}):
            return Ask(AskKind.LOOK, "平台各列表中都没有")
        self.journal.mark(Mark.NOT_FILED, {})
        yield 1
        return NO if answer == "" else NotYet("平台没有此件", timedelta(), absent=True)

    def _look(self, session: int) -> str | None:
        """The number under which the lists show it. `Garbled` says nothing."""
        world = self.world
        try:
            return world.portal.find(self.key, self.claim.account, session, now=world.now, garbled=world.faulty)
        except Garbled:
            if world.rules.understood:
                raise
            return None  # the mutation: what was not understood is believed to be nothing

    def _of_another(self, number: str) -> str:
        return self.numbers.of_another(ids=(), numbers=[number])

    def _file(self, number: str) -> Steps:
        if self.world.rules.binding and self.numbers.take(ids=(), numbers=[number]):
            return Unknown("流水号已属于另一件")
        self.journal.mark(Mark.FILED, {"no": Exact(number)})
        yield 1
        return _filed(number)


def _filed(number: str) -> Filed:
    return Filed(Receipt(application_nos=(number,)))
