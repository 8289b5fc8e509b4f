"""
Find out what became of a submit whose end is not known. The only flow that leaves Unknown by itself.

The order matters: log in first, which on a portal with one session per account ends the session of any older worker
that still holds the request in its hands; only then wait until whatever it sent must be visible; only then look.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, assert_never

from gongai.clock import Clock
from gongai.connector.flow import SHUT_AFTER, Attempt, Effect, Step, take
from gongai.connector.flows import finish
from gongai.connector.flows.submit import DUPLICATE_CHECK
from gongai.connector.mappers.reading import Application
from gongai.connector.sighting import NotRead, NotThere, Sighting, There, after_sending, only
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, LeaseLost, NeedsPerson, PortalDown
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Unknown

SLICE_S = 1.0
"""The settling wait is cut into slices so that a lost lease ends it."""


def run(attempt: Attempt, clock: Clock, *, fresh: Callable[[], bool]) -> Outcome:
    """Log in, wait, poll the lists; then the filing is filed, a person is asked, or it may be sent again."""
    where = attempt.journal.position()
    if where is Position.FILED:
        return finish.from_journal(attempt)
    try:
        take(Step("核查·登录", Effect.READ, lambda one: one.portal.log_in(fresh=True)), attempt)
        take(Step("核查·申报主体", Effect.READ, lambda one: one.portal.act_for_applicant()), attempt)
        answer = attempt.journal.newest(Mark.ANSWERED) if where is Position.ANSWERED else None
        if answer and answer.get("ok"):
            return finish.filed(attempt, answer, found_by="answer")
        take(Step("核查·等待可见", Effect.READ, lambda one: _wait_until_visible(one, clock, fresh)), attempt)
        found = _poll_lists(attempt, clock)
    except LeaseLost:
        raise
    except PortalDown as error:
        return Unknown(f"暂时无法核查：{error}", after=SHUT_AFTER)
    except NeedsPerson as error:
        return Ask(AskKind.CAPTCHA, str(error), error.image)
    except GongaiError as error:
        return Unknown(f"暂时无法核查：{error}", after=timedelta(minutes=2))
    return _decide(attempt, after_sending(found), response_text=str(answer.get("message") or "") if answer else "")


def _decide(attempt: Attempt, seen: Sighting, *, response_text: str) -> Outcome:
    match seen:
        case There(found):
            numbers = "、".join(row.number or row.id for row in found)
            return _ours(attempt, found) or Ask(
                AskKind.LOOK,
                f"平台上出现了同一项目、同一事项的申报 {numbers}，但与本件不完全一致，无法自动认定。"
                "请在平台上核对后裁定",
            )
        case NotRead() as unread:
            return Ask(AskKind.LOOK, f"平台列表没有全部看懂，不能认定平台没有此件：{unread}。请在平台上核对后裁定")
        case NotThere():
            return _absent(attempt, response_text=response_text)
        case _:
            assert_never(seen)


def _absent(attempt: Attempt, *, response_text: str) -> Outcome:
    """Every list was understood, and none holds what was sent."""
    if response_text:
        attempt.journal.mark(Mark.NOT_FILED, {"said": response_text})
        return Refused(
            (
                Finding(
                    field="平台提示",
                    value="",
                    rule=f"平台拒绝了提交：{response_text}；已核查各列表，平台没有生成申报",
                    remedy="请按提示修改申报件后提交新版本；若提示不明，请电话询问平台后再决定",
                ),
            )
        )
    if not attempt.site.profile.session.single:
        return Ask(
            AskKind.LOOK,
            "提交请求已发出但没有应答，平台各列表中都没有查到。该平台允许同一账号多处登录，不能排除稍后到达，请人工核对后裁定",
        )
    attempt.journal.mark(Mark.NOT_FILED, {"looks": attempt.site.profile.limits.looks})
    return NotYet("已核查：平台没有收到上次的提交，可以重新提交", timedelta(seconds=1), absent=True)


def _ours(attempt: Attempt, found: tuple[Application, ...]) -> Filed | None:
    """The filing, where what was found is certainly what this filing sent."""
    held = [item for row in found for item in row.items]
    known = attempt.facts
    meant = known.item_ids if set(held) & set(known.item_ids) else known.item_names
    if sorted(held) != sorted(meant):  # too few, too many, or the same thing twice: not for a machine to judge
        return None
    item_numbers: list[str] = []
    for row in found:
        details = attempt.portal.details(row.id)
        if details.applicant and details.applicant != attempt.filing.applicant.uscc:
            return None
        item_numbers += details.item_numbers
    outcome = finish.filed(
        attempt,
        {
            "ids": [row.id for row in found],
            "numbers": [row.number for row in found],
            "item_numbers": item_numbers,
            "at_ms": found[0].filed_at_ms,
            "message": "核查时在平台列表中查到",
        },
        found_by="list",
    )
    return outcome if isinstance(outcome, Filed) else None


def _wait_until_visible(attempt: Attempt, clock: Clock, fresh: Callable[[], bool]) -> Mapping[str, Any]:
    """Wait, on a clock that also counts suspended time, until anything that was sent must be visible."""
    wait = attempt.site.profile.limits.settle_s
    until = clock.steady() + wait
    while (left := until - clock.steady()) > 0:
        if not fresh():
            raise LeaseLost("核查等待期间没能续租，由其他进程继续")
        clock.sleep(min(SLICE_S, left))
    return {"seconds": wait}


def _poll_lists(attempt: Attempt, clock: Clock) -> Sighting:
    """Several polls; what stood there before the filing was sent is not ours."""
    before = attempt.journal.newest_of(DUPLICATE_CHECK)
    known = set((before or {}).get("known", ()))
    limits = attempt.site.profile.limits
    seen: Sighting = NotRead(())
    for poll in range(limits.looks):
        if poll:
            clock.sleep(limits.look_gap_s)
        seen = only(attempt.portal.poll(), lambda row: row.id not in known)
        found = seen.applications if isinstance(seen, There) else ()
        attempt.journal.done("核查·查询", {"found": [row.number or row.id for row in found]})
        if not isinstance(seen, NotThere):
            break
    return seen
