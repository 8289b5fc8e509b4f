"""What a flow may rely on holds for the fake portal and for a real browser alike: a fake that lies fails here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from gongai.connector.flow import Attempt
from gongai.connector.mappers.body import objections
from gongai.connector.mappers.plan import wizard_of
from gongai.connector.mappers.reading import Application, Document, receipt_facts, submit_data
from gongai.connector.sighting import NotThere, Sighting, There
from gongai.connector.submission import Answer, Answered, Body, NoAnswer, NotSent, Reply
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, PageChanged, PortalDown, PortalError, PortalRefused, SessionLost, WrongApplicant
from gongai.evidence.store import digest_of
from gongai.records.noted import plain
from tests.connector.bench import Bench
from tests.connector.sides import NOBODY, OTHER_ITEM, BrowserSide, FakeSide, Side
from tests.world import World


@pytest.fixture(params=["fake", pytest.param("browser", marks=pytest.mark.browser)])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    if request.param == "fake":
        bench: Bench = request.getfixturevalue("bench")
        yield FakeSide(bench)
        return
    world: World = request.getfixturevalue("world")
    browser: Browser = request.getfixturevalue("browser")
    made = BrowserSide(world, browser)
    yield made
    made.close()


def opened(side: Side) -> Attempt:
    """An attempt that acts for its applicant."""
    attempt = side.attempt()
    attempt.portal.log_in()
    attempt.portal.act_for_applicant()
    return attempt


def filled_in(side: Side) -> Attempt:
    """An attempt that has only the button left to press."""
    attempt = opened(side)
    attempt.portal.open_wizard()
    for page in attempt.plan.pages:
        attempt.portal.do_page(page.key)
    return attempt


def applications(seen: Sighting) -> tuple[Application, ...]:
    assert isinstance(seen, There)
    return seen.applications


def nothing_against_it(_body: Body) -> tuple[str, ...]:
    return ()


def read_of(attempt: Attempt) -> Any:
    spec = wizard_of(attempt.filing, attempt.site).submit

    def read(reply: Reply) -> Answer:
        return receipt_facts(submit_data(reply.text, spec, status=reply.status, location=reply.location), spec)

    return read


def test_before_the_login_everything_that_needs_a_session_says_so(side: Side) -> None:
    attempt = side.attempt()
    portal = attempt.portal
    document = Document("F-1", "批复", "1号", "1号.pdf")
    needing: list[Callable[[], object]] = [
        portal.act_for_applicant,
        portal.listed,
        portal.poll,
        portal.open_wizard,
        portal.demands,
        lambda: portal.receipts("A-1"),
        lambda: portal.details("A-1"),
        lambda: portal.document(document),
        lambda: portal.submit(nothing_against_it, read_of(attempt)),
    ]
    for act in needing:
        with pytest.raises(PortalError, match="尚未登录平台"):
            act()
    with pytest.raises(PortalError, match="尚未打开申报页面"):
        portal.do_page("info")
    assert portal.screenshot("无") == {}
    portal.close()
    assert attempt.journal.position() is Position.CLEAR


def test_a_session_is_taken_up_again_and_a_fresh_login_ends_the_older_one(side: Side) -> None:
    first, second, third = side.attempt().portal, side.attempt().portal, side.attempt().portal
    made = first.log_in()
    assert (made["account"], made["reused"]) == (side.filing.account, False)
    assert isinstance(made["until_ms"], int) and made["until_ms"] > 0
    first.act_for_applicant()
    assert second.log_in()["reused"] is True
    second.act_for_applicant()
    assert isinstance(first.listed(), NotThere)
    assert third.log_in(fresh=True)["reused"] is False
    with pytest.raises(SessionLost):
        first.listed()
    with pytest.raises(SessionLost):
        second.details("A-1")
    third.act_for_applicant()
    assert isinstance(third.listed(), NotThere)


def test_a_session_acts_for_the_applicant_or_for_nobody(side: Side) -> None:
    attempt = side.attempt()
    attempt.portal.log_in()
    done = attempt.portal.act_for_applicant()
    assert done["uscc"] == side.filing.applicant.uscc
    assert done["applicant_id"] == attempt.facts.slots.values["applicant_id"] != ""
    stranger = side.attempt(side.filing.model_copy(update={"applicant": NOBODY}))
    stranger.portal.log_in()
    with pytest.raises(WrongApplicant, match="没有绑定"):
        stranger.portal.act_for_applicant()


def test_lists_show_what_anybody_filed_newest_first_and_in_the_order_of_the_lists(side: Side) -> None:
    oldest, ended, newest = side.others_file(), side.others_file(), side.others_file(OTHER_ITEM)
    side.finish(ended, "批复")
    attempt = opened(side)
    rows = applications(attempt.portal.listed())
    titles = [listing.title for listing in attempt.site.profile.lists.values()]
    assert [row.number for row in rows] == [newest, oldest, ended]
    assert [row.listed_in for row in rows] == [titles[0], titles[0], titles[1]]
    assert [row.state for row in rows] == ["0", "0", "6"]
    assert [row.items for row in rows] == [(OTHER_ITEM,), ("IV-3-05",), ("IV-3-05",)]
    assert {row.project_code for row in rows} == {side.filing.project.project_code}
    assert all(row.filed_at_ms and row.id for row in rows)
    assert {(row.id, row.number) for row in rows} == {(one.id, one.number) for one in side.held()}
    assert [row.number for row in applications(attempt.portal.poll())] == [oldest, ended]
    side.vanish(oldest)
    assert [row.number for row in applications(attempt.portal.poll())] == [ended]
    gone = next(one for one in side.held() if one.number == oldest)
    assert attempt.portal.details(gone.id).state == "0", "a detail is shown whatever the lists show"


def test_what_the_portal_does_not_know_is_refused_and_has_no_receipts(side: Side) -> None:
    side.others_file(OTHER_ITEM)
    portal = opened(side).portal
    with pytest.raises(PortalRefused):
        portal.details("A-404")
    assert portal.receipts("A-404") == ()
    with pytest.raises(PortalError):
        portal.document(Document("F-404", "批复", "", ""))
    assert portal.demands() == ()


def test_a_portal_in_maintenance_is_down_for_every_call(side: Side) -> None:
    portal = opened(side).portal
    side.shut()
    for act in (portal.act_for_applicant, portal.listed, portal.poll, portal.demands, portal.open_wizard):
        with pytest.raises(PortalDown):
            act()
    with pytest.raises(PortalDown):
        portal.details("A-1")
    with pytest.raises(PortalDown):
        side.attempt().portal.log_in(fresh=True)


def test_a_page_under_a_session_that_was_ended_is_not_filled_in(side: Side) -> None:
    attempt = opened(side)
    attempt.portal.open_wizard()
    side.log_in_elsewhere()
    with pytest.raises(SessionLost):
        attempt.portal.do_page("info")
    with pytest.raises(KeyError):
        attempt.portal.do_page("no such page")


def test_a_filing_is_sent_once_answered_journaled_and_then_read_back(side: Side) -> None:
    side.settle_late()
    attempt = filled_in(side)
    bodies: list[Body] = []

    def compare(body: Body) -> tuple[str, ...]:
        assert attempt.journal.position() is Position.CLEAR, "nothing is written before the comparison"
        bodies.append(body)
        return objections(body, attempt.plan.comparisons, attempt.facts)

    assert plain(attempt.portal.screenshot("提交前"))["picture"]["kind"] == "screenshot"
    ending = attempt.portal.submit(compare, read_of(attempt))
    (held,) = side.held()
    assert isinstance(ending, Answered)
    assert len(bodies) == 1
    assert ending.answer["ok"] is True and ending.answer["status"] == 200 and ending.answer["message"]
    assert (ending.answer["ids"], ending.answer["numbers"]) == ([held.id], [held.number])
    stored = attempt.journal.newest(Mark.ANSWERED) or {}
    assert stored["sha256"] == ending.answer["sha256"]
    assert attempt.journal.position() is Position.ANSWERED

    assert isinstance(attempt.portal.poll(), NotThere), "what was filed shows late"
    side.wait()
    (row,) = applications(attempt.portal.poll())
    assert (row.id, row.number) == (held.id, held.number)
    details = attempt.portal.details(held.id)
    assert (details.application_id, details.state, details.applicant) == (held.id, "0", side.filing.applicant.uscc)
    assert details.item_ids == held.items == ("IV-3-05",)
    assert list(details.item_numbers) == ending.answer["item_numbers"]
    assert len(details.material_ids) == len({material.name for material in side.filing.materials})
    events = [(event.scope, event.ref, event.site_code, event.site_label) for event in details.events]
    assert events == [
        ("application", held.id, "0", "已接件未审核"),
        ("item", details.item_numbers[0], "1", "已接件"),
    ]
    assert all(event.at_ms and event.seen_ms and event.source == "detail" for event in details.events)
    assert [event.handler for event in details.events] == [side.filing.account, "综合窗口"]
    receipts = attempt.portal.receipts(held.id)
    assert [one.kind for one in receipts] == ["物料（收件）回执", "受理回执"]
    for one in receipts:
        assert digest_of(Path(one.path))[0] == one.sha256

    side.ask(held.number, "材料与现场不符")
    (demand,) = attempt.portal.demands()
    assert (demand.title, demand.application_id, demand.ref) == ("补正", held.id, details.item_numbers[0])
    assert (demand.text, demand.paper) == ("材料与现场不符", False)
    assert demand.due is not None
    assert list(attempt.portal.details(held.id).item_states.values()) == ["6"]

    side.finish(held.number, "关于接入的批复")
    ended = attempt.portal.details(held.id)
    assert (ended.state, list(ended.item_states.values())) == ("6", ["11"])
    codes = [(event.scope, event.site_code, event.national_code) for event in ended.events]
    assert codes == [
        ("application", "0", None),
        ("application", "6", None),
        ("item", "1", 1),
        ("item", "6", 6),
        ("item", "11", 11),
    ]
    assert next(event.opinion for event in ended.events if event.site_code == "6" and event.scope == "item") == (
        "材料与现场不符"
    )
    (document,) = ended.documents
    assert document.title == "关于接入的批复" and document.id and document.number
    fetched = attempt.portal.document(document)
    assert digest_of(Path(fetched.path))[0] == fetched.sha256
    assert Path(fetched.path).read_bytes().startswith(b"%PDF")

    attempt.portal.close()
    attempt.portal.close()


def test_a_request_that_is_objected_to_never_leaves(side: Side) -> None:
    attempt = filled_in(side)
    ending = attempt.portal.submit(lambda _body: ("申报主体：应为甲，请求中为乙",), read_of(attempt))
    assert isinstance(ending, NotSent) and isinstance(ending.error, PageChanged)
    assert "应为甲，请求中为乙" in str(ending.error)
    assert attempt.journal.position() is Position.CLEAR
    assert side.held() == []


def test_an_error_of_the_comparison_is_the_reason_why_nothing_was_sent(side: Side) -> None:
    attempt, error = filled_in(side), GongaiError("协议已终止")

    def compare(_body: Body) -> tuple[str, ...]:
        raise error

    ending = attempt.portal.submit(compare, read_of(attempt))
    assert ending == NotSent(error)
    assert attempt.journal.position() is Position.CLEAR
    assert side.held() == []


def test_a_refusal_is_an_answer(side: Side) -> None:
    attempt = filled_in(side)
    side.refuse("该项目用地手续未落实，不予接收")
    ending = attempt.portal.submit(nothing_against_it, read_of(attempt))
    assert isinstance(ending, Answered)
    assert (ending.answer["ok"], ending.answer["message"]) == (False, "该项目用地手续未落实，不予接收")
    assert attempt.journal.position() is Position.ANSWERED
    assert side.held() == []


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_line_that_breaks_leaves_the_end_open(side: Side, lost: str) -> None:
    attempt = filled_in(side)
    side.lose(request=lost == "request")
    ending = attempt.portal.submit(nothing_against_it, read_of(attempt))
    assert isinstance(ending, NoAnswer)
    assert "提交请求已发出" in ending.because
    assert attempt.journal.position() is Position.OPEN
    assert len(side.held()) == (0 if lost == "request" else 1)
