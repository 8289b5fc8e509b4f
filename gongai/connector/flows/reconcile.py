"""
Find out what became of a submit whose end is not known. The only flow that leaves Unknown by itself.

What is seen is proof, through whatever session lives: so the first look comes at once. That nothing is there is proved
in an order of its own: first the session that has sent must have ended (a portal with one session per account ends it
by any later login, a person's as well as ours), which lets nothing more arrive; then what did arrive must have become
visible (`settle_s`); only then an empty list says that there is none. The wait in between holds no worker: what has
been reached stands in the journal, and a later attempt goes on from there.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, assert_never

from gongai import clock as clocks
from gongai.clock import Clock
from gongai.connector.flow import LOST_AFTER, SHUT_AFTER, Attempt, Effect, Step, take
from gongai.connector.flows import binding, finish, restored, told_of
from gongai.connector.flows.binding import Doubtful, Ours, Partly
from gongai.connector.sighting import NotRead, NotThere, Sighting, There, after_sending
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, LeaseLost, NeedsPerson, PortalDown, SessionLost
from gongai.records import blocker
from gongai.records.finding import Finding
from gongai.records.noted import Exact, Noted, Said
from gongai.records.outcome import Ask, AskKind, NotYet, Outcome, Refused, Unknown

LOGIN = "核查·登录"
POLL = "核查·查询"
WAIT = "核查·等待可见"
SHOWS = "核查·等待显示"
"""The wait for what the portal says it has; nothing is proved by it about the session that has sent."""


def run(attempt: Attempt, clock: Clock, *, fresh: Callable[[], bool]) -> Outcome:
    """Look; then the filing is filed, is looked for later, a person is asked, or it may be sent again."""
    where = attempt.journal.position()
    if where is Position.FILED:
        return finish.from_journal(attempt)
    answer = attempt.journal.newest(Mark.ANSWERED) if where is Position.ANSWERED else None
    try:
        session = _log_in(attempt, anew=False)
        seen = binding.poll(attempt, during=POLL)
        return _judged(attempt, seen, answer) or _proved(attempt, session, answer, clock, fresh)
    except LeaseLost:
        raise
    except PortalDown as error:
        return Unknown(f"暂时无法核查：{error}", SHUT_AFTER)
    except SessionLost as error:
        attempt.portal.forget_session()
        return Unknown(f"暂时无法核查：{error}", LOST_AFTER)
    except NeedsPerson as error:
        key = blocker.relogin(attempt.filing.site, attempt.filing.account)
        return Ask(AskKind.CAPTCHA, f"提交后需要重新登录才能核查平台是否收到：{error}", error.image, key)
    except GongaiError as error:
        return Unknown(f"暂时无法核查：{error}", timedelta(minutes=2))


def _log_in(attempt: Attempt, *, anew: bool) -> Noted:
    noted = take(Step(LOGIN, Effect.READ, lambda one: one.portal.log_in(fresh=anew)), attempt)
    take(Step("核查·申报主体", Effect.READ, lambda one: one.portal.act_for_applicant()), attempt)
    return noted


def _judged(attempt: Attempt, seen: Sighting, answer: Mapping[str, Any] | None) -> Outcome | None:
    """What is decided by what one look shows. None: nothing, or not all of it."""
    match seen:
        case There(found):
            numbers = "、".join(row.number or row.id for row in found)
            match binding.bound(attempt, found):
                case Ours() as ours if because := _not_proved_ours(attempt, ours):
                    pass
                case Ours() as ours:
                    return finish.filed(attempt, ours, answer)
                case Partly():
                    return None
                case Doubtful(because):
                    pass
                case other:
                    assert_never(other)
            return Ask(
                AskKind.LOOK,
                f"平台上出现了同一项目、同一事项的申报（流水号 {numbers}），但{because}，无法自动认定。"
                "请在平台上核对后裁定",
            )
        case NotRead() as unread:
            return Unknown(f"平台列表没有全部看懂，不能认定平台没有此件：{unread}", timedelta(minutes=2))
        case NotThere():
            return None
        case _:
            assert_never(seen)


def _not_proved_ours(attempt: Attempt, ours: Ours) -> str:
    """Where a backup was put back: why neither an older application nor an owner's own may pass for this filing."""
    since = restored.since_ms(attempt)
    if since is None:
        return ""
    if not restored.after(ours.applications, since):
        return "可能是备份之前就有的"
    if restored.was_attempted(attempt) or told_of.holds_our_materials(attempt, ours.details):
        return ""
    return "数据库由旧备份恢复，没有本系统提交过此件的留痕，可能是建设单位自行申报的"


def _proved(
    attempt: Attempt, session: Noted, answer: Mapping[str, Any] | None, clock: Clock, fresh: Callable[[], bool]
) -> Outcome:
    """Nothing whole was seen: prove that there is nothing, as far as that can be done today."""
    others = ""
    if answer is not None and answer.get("ok"):
        others = binding.of_somebody_else(attempt, answer)
        if not others:
            left = _left_to_wait(attempt, clock, SHOWS)
            ids, numbers = binding.named(answer)
            named = "、".join(numbers or ids) or "未给出流水号"
            said = f"平台答复已收件（{named}），但各列表中还没有查到本件"
            return _later(said, clock, left) if left > 0 else Unknown(said, timedelta(minutes=5))
    single = attempt.site.profile.session.single
    if single and not _waits(attempt, WAIT) and not _sending_session_has_ended(attempt, session):
        _log_in(attempt, anew=True)
    left = _left_to_wait(attempt, clock, WAIT)
    if left > 0:
        return _later("平台各列表中暂时没有查到", clock, left)
    seen = after_sending(_look_again_and_again(attempt, clock, fresh))
    decided = _judged(attempt, seen, answer)
    if decided is not None:
        return decided
    if isinstance(seen, There):
        part = "、".join(row.number or row.id for row in seen.applications)
        return Ask(
            AskKind.LOOK,
            f"平台上只出现了本件的一部分（{part}），其余一直没有出现，无法自动认定。请在平台上核对后裁定",
        )
    return _absent(attempt, answer, others=others)


def _later(because: str, clock: Clock, seconds: float) -> Unknown:
    again = clocks.at(clock.now_ms() + int(seconds * 1000)).strftime("%H:%M:%S")
    return Unknown(f"{because}；平台的列表可能迟一些才显示，{again} 再查", timedelta(seconds=seconds), counts=False)


def _waits(attempt: Attempt, step: str) -> list[dict[str, Any]]:
    """The waits that were begun for the newest request, on whichever machine."""
    sent = (attempt.journal.newest(Mark.SENT) or {}).get("at_ms", 0)
    return [one for one in attempt.journal.all_of(step) if one["sent"] == sent]


def _left_to_wait(attempt: Attempt, clock: Clock, step: str) -> float:
    """Seconds until whatever has arrived must be visible, counted from when this was first asked.

    The steady clock counts suspended time and nobody sets it, but only one machine since one start knows it: on another
    the wait begins anew.
    """
    settle_s = attempt.site.profile.limits.settle_s
    began = [one["steady"] for one in _waits(attempt, step) if one["boot"] == clocks.boot()]
    if not began:
        sent = (attempt.journal.newest(Mark.SENT) or {}).get("at_ms", 0)
        record: Noted = {"sent": sent, "boot": Exact(clocks.boot()), "steady": clock.steady(), "seconds": settle_s}
        attempt.journal.done(step, record)
        return settle_s
    return float(min(began) + settle_s - clock.steady())


def _sending_session_has_ended(attempt: Attempt, session: Noted) -> bool:
    """Whether the session we hold is another than the one that has sent: then a later login has ended that one."""
    if not session.get("reused", False):
        return True
    held = session.get("session", "")
    sent_by = (attempt.journal.newest_of("登录") or {}).get("session", "")
    return bool(held and sent_by) and held != sent_by


def _look_again_and_again(attempt: Attempt, clock: Clock, fresh: Callable[[], bool]) -> Sighting:
    limits = attempt.site.profile.limits
    seen: Sighting = NotRead(())
    for poll in range(limits.looks):
        if poll:
            clock.sleep(limits.look_gap_s)
            if not fresh():
                raise LeaseLost("核查期间没能续租，由其他进程继续")
        seen = binding.poll(attempt, during=POLL)
        if not isinstance(seen, NotThere):
            break
    return seen


def _absent(attempt: Attempt, answer: Mapping[str, Any] | None, *, others: str) -> Outcome:
    """All was read, after the wait, and nothing holds what was sent. An answer about `others` is none to us."""
    if restored.since_ms(attempt) is not None:
        return Ask(AskKind.LOOK, restored.NOWHERE)
    response_text = "" if answer is None or others else str(answer.get("message") or "")
    if response_text:
        attempt.journal.mark(Mark.NOT_FILED, {"said": Said(response_text)})
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
    attempt.journal.mark(
        Mark.NOT_FILED, {"looks": attempt.site.profile.limits.looks, **({"not": Said(others)} if others else {})}
    )
    return NotYet("已核查：平台没有收到上次的提交，可以重新提交", timedelta(seconds=1), absent=True)
