"""The connector as a generator: what it yields is how long the step takes. It keeps the rules of the architecture."""

from collections.abc import Generator
from datetime import timedelta
from typing import TYPE_CHECKING

from gongai.connector.journal import Journal
from gongai.db.position import Mark, Position
from gongai.errors import InRecovery
from gongai.queue.job import Claim
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName
from tests.queue.simulation.mishaps import of_recovery
from tests.queue.simulation.portal import LAG_S

if TYPE_CHECKING:
    from tests.queue.simulation.world import Process, World

SETTLE_S = LAG_S * 4 / 3
NO = Refused((Finding(field="item", value="", rule="平台不予接收", remedy="修改后重报"),))

Steps = Generator[float, None, Outcome]


class Stale(Exception):
    """The guard: the last sign of life is too old for a request to leave."""


def attempt(world: "World", process: "Process", claim: Claim) -> Steps:
    assert claim.filing_id is not None and claim.filing is not None
    rules, portal, key = world.rules, world.portal, claim.filing.business_key
    if claim.flow is FlowName.TRACK:
        portal.login(claim.account)
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
    at = journal.position() if rules.position else Position.CLEAR
    if rules.login_first or at is not Position.OPEN:
        session = portal.login(claim.account)
        yield 3
    if at is Position.FILED:
        data = journal.newest(Mark.FILED) or {}
        return _filed(str(data.get("no", "")))
    if at is Position.ANSWERED:
        return (yield from _by_answer(journal))
    if at is Position.OPEN:
        if rules.settle:
            start = world.clock.steady()
            while world.clock.steady() - start < SETTLE_S:
                yield 40
        if not rules.login_first:
            session = portal.login(claim.account)
            yield 3
        if world.random.random() < 0.05:
            return Unknown("列表打不开", timedelta(minutes=1))
        found = portal.find(key, claim.account, session, now=world.now)
        yield 3
        if found:
            journal.mark(Mark.FILED, {"no": found})
            yield 1
            return _filed(found)
        if of_recovery(journal.newest(Mark.SENT) or {}):
            return Ask(AskKind.LOOK, "平台各列表中都没有")
        journal.mark(Mark.NOT_FILED, {})
        yield 1
        return NotYet("平台没有此件", timedelta(), absent=True)
    if world.random.random() < 0.04:
        return Ask(AskKind.CAPTCHA, "请输入验证码")
    yield 20  # filling in, pushing materials
    journal.mark(Mark.ARMED, {})
    yield 2
    if rules.guard and not process.fresh():
        raise Stale
    if rules.intent:
        journal.mark(Mark.SENT, {})
    yield 1
    if rules.guard and not process.fresh():
        raise Stale
    process.critical = True
    yield 0.2  # between the last check and the wire nothing can be checked
    process.critical = False
    answer = portal.submit(key, claim.account, session, now=world.now)
    yield 5
    journal.mark(Mark.ANSWERED, {"no": answer})
    yield 1
    return (yield from _by_answer(journal))


def _by_answer(journal: Journal) -> Steps:
    number = str((journal.newest(Mark.ANSWERED) or {}).get("no", ""))
    if not number:
        journal.mark(Mark.NOT_FILED, {})
        yield 1
        return NO
    journal.mark(Mark.FILED, {"no": number})
    yield 1
    return _filed(number)


def _filed(number: str) -> Filed:
    return Filed(Receipt(application_nos=(number,)))
