"""Filings through services: lists say what they leave out, and everything about one filing comes in one record."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gongai.app import App
from gongai.connector.journal import Journal
from gongai.db.position import Mark, Position
from gongai.errors import NotAllowed, UsageError
from gongai.records.filing import Filing
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Filed, Outcome, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState
from gongai.services import filings, intake
from tests.services.conftest import CLERK, LICENCE, PROPOSAL, SMALL

RECEIPT = Receipt(application_ids=("A1",), application_nos=("SB-439902-000001",))
Ended = Callable[..., str]


def queue(app: App, filing: Callable[..., Filing], *names: str) -> None:
    for name in names:
        intake.add(app, CLERK, filing(name))


def test_a_list_that_is_cut_holds_the_newest_and_says_how_many_are_left_out(
    app: App, filing: Callable[..., Filing]
) -> None:
    queue(app, filing, SMALL, PROPOSAL, LICENCE)
    page = filings.list_(app, CLERK, limit=2)
    assert [one.row.reference for one in page.filings] == ["GA-000002", "GA-000003"]
    assert page.left_out == 1
    assert page.counts == {FilingState.WAITING: 3}
    assert filings.list_(app, CLERK).left_out == 0


def test_a_list_of_one_state_or_project_counts_only_these_as_left_out(
    app: App, filing: Callable[..., Filing], ended: Ended
) -> None:
    ended(Filed(RECEIPT))
    queue(app, filing, PROPOSAL, LICENCE)
    waiting = filings.list_(app, CLERK, states=[FilingState.WAITING], limit=1)
    assert ([one.row.reference for one in waiting.filings], waiting.left_out) == (["GA-000003"], 1)
    code = waiting.filings[0].row.project_code
    assert filings.list_(app, CLERK, project=code).left_out == 0


def test_each_filing_is_listed_with_its_own_question_however_much_news_there_is(
    app: App, filing: Callable[..., Filing], ended: Ended
) -> None:
    held = ended(Ask(AskKind.CAPTCHA, "平台要求验证码"), account="agent2")
    filed = ended(Filed(RECEIPT), PROPOSAL)
    steps = {one.row.reference: one for one in filings.list_(app, CLERK).filings}
    assert steps[held].next_step == "运行 gongai login assist yunxi/agent2，人工输入验证码"
    assert (steps[held].needs_person, steps[filed].needs_person) == (True, False)
    assert filings.show(app, CLERK, held).next_step == steps[held].next_step


@pytest.mark.parametrize(("name", "state"), [("已提交", FilingState.FILED), (" waiting ", FilingState.WAITING)])
def test_a_state_may_be_named_in_either_language(name: str, state: FilingState) -> None:
    assert filings.state_named(name) is state


def test_an_unknown_state_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="待申报（waiting）"):
        filings.state_named("完了")


def test_a_filing_is_shown_with_its_journal_and_its_place_of_evidence(app: App, filing: Callable[..., Filing]) -> None:
    queue(app, filing, SMALL)
    claim = app.store.claim("w1")
    assert claim is not None and claim.filing_id is not None
    journal = Journal(app.engine, app.clock, filing_id=claim.filing_id, held=claim.lease)
    journal.done("登录", {"ms": 1200})
    journal.mark(Mark.FILED, {"application_nos": [Exact("SB-439902-000001")]})
    app.store.record_outcome(claim, Filed(RECEIPT))
    one = filings.show(app, CLERK, "GA-000001")
    assert [(line.step, line.event, line.text) for line in one.journal] == [
        ("登录", "done", "1.2 秒"),
        ("submit", "filed", "SB-439902-000001"),
    ]
    assert (one.position, one.state_label) == (Position.FILED, "已提交")
    assert one.evidence == str(app.settings.evidence / "GA-000001")
    assert [job.flow for job in one.open_jobs] == ["track"]


def test_what_is_not_there_is_said(app: App) -> None:
    for ask in (filings.show, filings.poll, filings.reconcile):
        with pytest.raises(NotAllowed, match="没有申报件 GA-9"):
            ask(app, CLERK, "GA-9")


def test_a_filing_is_taken_back_with_its_reason(app: App, filing: Callable[..., Filing]) -> None:
    queue(app, filing, SMALL)
    done = filings.cancel(app, CLERK, "GA-000001", reason="建设单位撤回委托")
    one = filings.show(app, CLERK, done.reference)
    assert (one.state, one.why) == (FilingState.CANCELLED, "建设单位撤回委托")


def sent(app: App) -> None:
    """A worker has sent it and seen no answer."""
    claim = app.store.claim("w1")
    assert claim is not None and claim.filing_id is not None
    Journal(app.engine, app.clock, filing_id=claim.filing_id, held=claim.lease).mark(Mark.SENT, {"digest": Exact("x")})
    app.store.record_outcome(claim, Unknown("没有等到应答", timedelta(hours=1)))


def test_a_look_at_what_the_portal_holds_is_due_at_once_where_somebody_asks(app: App, ended: Ended) -> None:
    reference = ended(Filed(RECEIPT))
    assert filings.poll(app, CLERK, reference) == filings.Hastened(1)
    assert filings.poll(app, CLERK, reference) == filings.Hastened(0)


def test_a_look_after_an_unknown_end_is_due_at_once_and_those_under_way_are_told(
    app: App, filing: Callable[..., Filing]
) -> None:
    queue(app, filing, SMALL)
    sent(app)
    assert filings.reconcile(app, CLERK) == filings.Hastened(1, busy=0)
    assert filings.reconcile(app, CLERK) == filings.Hastened(0, busy=1)


def outcomes() -> list[Outcome]:
    return [Filed(RECEIPT), Ask(AskKind.QUESTION, "请核对")]


def test_a_run_ends_with_all_filings_and_those_that_wait_for_somebody(app: App, ended: Ended) -> None:
    first, second = (ended(one, name) for one, name in zip(outcomes(), (SMALL, PROPOSAL), strict=True))
    end = filings.summary(app, CLERK)
    assert [line.reference for line in end.filings] == [first, second]
    assert end.needs_person == (second,)
    assert end.evidence == str(app.settings.evidence)
    assert filings.summary(app, CLERK, limit=1).left_out == 1
