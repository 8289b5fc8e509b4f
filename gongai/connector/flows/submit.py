"""Fill in and file a new application (代填代报): repeatable steps, then one submit, then its receipts."""

from collections.abc import Mapping
from typing import Any, assert_never

from gongai.connector.flow import Attempt, Effect, Step, ended, take
from gongai.connector.flows import finish, known_before, told_of
from gongai.connector.flows.known_before import DUPLICATE_CHECK
from gongai.connector.mappers.body import objections
from gongai.connector.mappers.reading import Application, receipt_facts, submit_data
from gongai.connector.sighting import NotRead, NotThere, There
from gongai.connector.submission import Answer, Answered, NoAnswer, NotSent, Reply
from gongai.db.position import Mark, Position
from gongai.errors import AlreadyThere, GongaiError, NotUnderstood, PageChanged
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Noted, Said
from gongai.records.outcome import Outcome, Unknown
from gongai.sites.lists import NOTHING


def steps(attempt: Attempt) -> tuple[Step, ...]:
    """Every step before the submit, in order: the list is made from the plan's pages."""
    return (
        Step("核对", Effect.READ, _recheck),
        Step("登录", Effect.READ, lambda one: one.portal.log_in()),
        Step("申报主体", Effect.READ, lambda one: one.portal.act_for_applicant()),
        Step(DUPLICATE_CHECK, Effect.READ, _duplicate_check),
        Step("打开申报页", Effect.DRAFT, lambda one: one.portal.open_wizard()),
        *(Step(page.title, Effect.DRAFT, _page(page.key)) for page in attempt.plan.pages),
    )


def run(attempt: Attempt) -> Outcome:
    """Take the steps, then submit. Every way out before SENT may be tried again; after it the journal decides."""
    try:
        for step in steps(attempt):
            take(step, attempt)
        attempt.recheck()  # once more, right before the request: an agreement can end while a form is filled
    except GongaiError as error:
        return ended(attempt, error)
    return submit(attempt)


def submit(attempt: Attempt) -> Outcome:
    """The one step that is never repeated."""
    spec = attempt.site.profile.wizards[attempt.plan.kind].submit
    attempt.journal.mark(Mark.ARMED, {"plan": Exact(attempt.plan.sha256), **attempt.portal.screenshot("提交前")})

    def compare(body: Mapping[str, Any]) -> tuple[str, ...]:
        # inside the guard, with the request in hand: the last moment at which anything can be refused
        attempt.recheck()
        return objections(body, attempt.plan.comparisons, attempt.facts)

    def read(reply: Reply) -> Answer:
        # an error page is not the portal's word on the filing: it is looked for, and sent again where it is not there
        data = submit_data(reply.text, spec, status=reply.status, location=reply.location)
        return receipt_facts(data, spec) if data else {"ok": False, "message": Said("")}

    how = attempt.portal.submit(compare, read)
    where = attempt.journal.position()
    attempt.journal.note(
        "submit", JournalEvent.PRESSED, {"position": Exact(where.value), **attempt.portal.screenshot("提交后")}
    )
    if where is Position.ANSWERED and isinstance(how, Answered):
        return finish.by_answer(attempt)
    if where is Position.CLEAR:
        error = how.error if isinstance(how, NotSent) else PageChanged("提交没有开始")
        return ended(attempt, error)
    return Unknown(how.because if isinstance(how, NoAnswer) else "提交请求已发出，没有得到应答")


def _recheck(attempt: Attempt) -> Noted:
    attempt.recheck()
    plan = attempt.plan
    return {"plan": Exact(plan.sha256), "profile": Exact(plan.profile_version), "fields": len(plan.fields)}


def _duplicate_check(attempt: Attempt) -> Noted:
    """What the portal holds of the same thing before we send anything. An owner may have filed it without us."""
    match attempt.portal.poll():
        case NotThere():
            return known_before.noted(())
        case NotRead() as unread:
            raise NotUnderstood(f"无法确认平台上是否已有同一件，没有提交：{unread}", call=unread.where)
        case There(held, gaps):
            pass
        case other:
            assert_never(other)
    live = [row for row in held if not _came_to_nothing(attempt, row)]
    if live:
        numbers = "、".join(row.number or row.id for row in live)
        raise AlreadyThere(
            f"平台上已有同一项目、同一事项的申报：流水号 {numbers}（{live[0].listed_in}）。"
            "没有再次提交，请核实是否为建设单位自行申报"
        )
    if gaps:
        unread = NotRead(gaps)
        raise NotUnderstood(f"无法确认平台上是否已有同一件，没有提交：{unread}", call=unread.where)
    return known_before.noted(held)


def _came_to_nothing(attempt: Attempt, row: Application) -> bool:
    """Whether an application came to nothing, so that the same thing may be filed again.

    An application that is shown as ended may have been granted: its items tell, not its own state.
    """
    known = attempt.site.profile.application_states.get(row.state)
    if known is None or known.meaning not in (*NOTHING, "ended"):
        return False
    if known.meaning in NOTHING:
        return True
    states = attempt.site.profile.item_states
    details = told_of.checked(attempt, attempt.portal.details(row.id), row.id, row)
    items = details.item_states.values()
    return bool(items) and all(code in states and states[code].meaning in NOTHING for code in items)


def _page(key: str) -> Any:
    def act(attempt: Attempt) -> Noted:
        return attempt.portal.do_page(key)

    return act
