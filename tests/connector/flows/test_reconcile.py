"""
What became of a request whose end is not known: only a look that proves it lets a filing be filed, or sent again.

Longer than most: every branch of the flow is here, by what it shows.
"""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.connector.flow import LOST_AFTER, SHUT_AFTER
from gongai.connector.flows import reconcile
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, LeaseLost, NeedsPerson, PortalDown, SessionLost
from gongai.records import blocker
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Unknown
from gongai.records.state import FilingState, JobState
from gongai.sites import Site
from gongai.text.progress import Progress
from tests.connector import fake_faults, fake_office
from tests.connector.bench import ITEM, OTHER_ITEM, STRANGER, Bench, joint, single
from tests.connector.fake_office import HeldApplication
from tests.connector.flows.endings import ENDINGS
from tests.queue.cast import USCC

CANNOT_POLL = "暂时无法核查"
REFUSED = {"ok": False, "message": "用地手续未落实", "status": 200}
YES: dict[str, Any] = {
    "ok": True,
    "ids": ["A-1"],
    "numbers": ["202600000001"],
    "item_numbers": ["B-1"],
    "message": "提交成功",
}
ERROR_PAGE = {"ok": False, "message": "", "status": 502}


def lost(bench: Bench, wire: fake_faults.WireFault) -> None:
    """One attempt whose request went into the dark."""
    bench.office.wire = wire
    bench.add()
    assert isinstance(bench.run(), Unknown)


def stands_there(bench: Bench, *items: str, uscc: str = USCC) -> HeldApplication:
    project = bench.filing.project.project_code
    return bench.office.add(account="agent-a", uscc=uscc, project=project, items=list(items))


def asked(outcome: Outcome, kind: AskKind) -> str:
    assert isinstance(outcome, Ask) and outcome.kind is kind
    return outcome.question


# ---- found


def test_a_list_that_has_never_shown_a_row_is_no_proof_that_nothing_arrived(bench: Bench) -> None:
    bench.office.unproven = {"doing"}
    lost(bench, fake_faults.LOST_BEFORE)  # the first filing of all was let go, with the same list
    outcome = bench.look()
    assert isinstance(outcome, Unknown)
    assert "还没有读到过任何一行" in outcome.because and "申报列表·办理中" in outcome.because
    assert bench.position is Position.OPEN
    assert bench.work_off() is FilingState.UNKNOWN, "in the end a person is asked"


def test_with_a_list_that_has_never_shown_a_row_a_hit_is_proof_all_the_same(bench: Bench) -> None:
    bench.office.unproven = {"done"}
    lost(bench, fake_faults.LOST_AFTER)
    assert isinstance(bench.run(), Filed)


@pytest.mark.parametrize(
    "wire",
    [
        fake_faults.LOST_AFTER,
        fake_faults.refused("申报出错!", after_storing=True),
        fake_faults.ERROR_PAGE_AFTER,
    ],
    ids=["answer lost", "refused after storing", "error page"],
)
def test_what_arrived_is_found_in_the_lists_and_is_filed(bench: Bench, wire: fake_faults.WireFault) -> None:
    lost(bench, wire)
    outcome = bench.run()
    (held,) = bench.office.held
    assert isinstance(outcome, Filed)
    receipt = outcome.receipt
    assert (receipt.application_ids, receipt.application_nos) == ((held.id,), (held.number,))
    assert (receipt.item_nos, receipt.found_by) == ((held.items[0].number,), "list")
    assert receipt.filed_at_ms == held.history[0].at_ms
    assert len(receipt.receipt_files) == len(fake_office.RECEIPTS)
    assert bench.data_of("核查·查询", "done")["found"] == [held.number]
    assert bench.state is FilingState.FILED


def test_all_applications_of_a_joint_filing_are_found(bench: Bench) -> None:
    bench.office.wire = fake_faults.LOST_AFTER
    bench.add(joint())
    bench.run()
    outcome = bench.run()
    assert isinstance(outcome, Filed)
    assert sorted(outcome.receipt.application_nos) == sorted(one.number for one in bench.office.held)
    assert len(outcome.receipt.item_nos) == 2


def test_a_list_that_names_its_items_instead_of_numbering_them_is_understood(bench: Bench) -> None:
    bench.at(Position.OPEN)
    stands_there(bench, "供水排水接入联合报装")
    assert isinstance(bench.run(), Filed)


def test_a_detail_that_does_not_tell_the_applicant_is_no_contradiction(bench: Bench) -> None:
    bench.at(Position.OPEN)
    bench.office.all_units = True
    stands_there(bench, ITEM, uscc="")
    assert isinstance(bench.run(), Filed)


def test_what_settles_late_in_the_lists_is_waited_for(bench: Bench) -> None:
    settle_s = bench.site.profile.limits.settle_s
    bench.office.lag_s = settle_s - 1
    lost(bench, fake_faults.LOST_AFTER)
    before = bench.clock.steady()
    assert isinstance(bench.look(), Filed)
    assert bench.clock.steady() - before >= settle_s


def test_a_list_that_is_still_empty_after_the_wait_is_asked_again(bench: Bench) -> None:
    bench.office.lag_s = bench.site.profile.limits.settle_s + 0.5
    lost(bench, fake_faults.LOST_AFTER)
    assert isinstance(bench.look(), Filed)
    assert [step for step, _event in bench.journal()].count("核查·查询") == 4, "at once, then three after the wait"


def test_what_is_there_is_found_without_any_wait(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_AFTER)
    before = bench.clock.steady()
    assert isinstance(bench.run(), Filed)
    assert bench.clock.steady() == before


def test_the_wait_holds_no_worker_and_spends_neither_an_attempt_nor_a_reconcile(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    spent = bench.job("attempt"), bench.job("reconcile_attempts")
    before = bench.clock.steady()
    outcome = bench.run()
    settle_s = bench.site.profile.limits.settle_s
    assert isinstance(outcome, Unknown) and not outcome.counts
    assert outcome.after == timedelta(seconds=settle_s)
    assert bench.clock.steady() == before, "the worker is free at once"
    assert (bench.job("attempt"), bench.job("reconcile_attempts")) == spent
    assert bench.job("state") == JobState.UNKNOWN, "account and project stay closed to every other filing"
    assert bench.job("not_before_ms") == bench.clock.now_ms() + settle_s * 1000


def test_people_read_that_it_is_looked_up_and_not_that_it_is_filed_once_more(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    lines: list[str] = []
    claim = bench.claim()
    progress = Progress(bench.clock, worker="w1", say=lines.append)
    heartbeat: Any = None
    progress.around(lambda taken, _heartbeat: bench.dispatched(taken, bench.attempt(taken)))(claim, heartbeat)
    assert lines[0].endswith("开始核查")
    assert "第 1 次" not in "".join(lines) and "代填代报" not in "".join(lines)
    assert "再查" in lines[-1]
    flows = sa.select(db.attempts.c.flow).order_by(db.attempts.c.id)
    with db.reading(bench.engine) as connection:
        assert list(connection.execute(flows).scalars()) == ["submit", "reconcile"]


def test_a_look_that_comes_too_early_by_the_wall_clock_waits_on(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    bench.run()
    bench.clock.jump(3600)  # somebody sets the clock: the job is due, and nothing has settled
    outcome = bench.run()
    assert isinstance(outcome, Unknown) and not outcome.counts
    assert isinstance(bench.look(), NotYet)


def test_after_a_restart_of_the_machine_the_wait_begins_anew(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    attempt = bench.attempt()
    sent = (attempt.journal.newest(Mark.SENT) or {})["at_ms"]
    attempt.journal.done("核查·等待可见", {"sent": sent, "boot": Exact("another"), "steady": -1e9, "seconds": 5})
    bench.reap()
    outcome = bench.run()
    assert isinstance(outcome, Unknown) and not outcome.counts
    assert isinstance(bench.look(), NotYet)


# ---- found, and not certainly ours


def test_the_same_thing_twice_is_for_a_person(bench: Bench) -> None:
    lost(bench, fake_faults.TWICE_AND_LOST)
    text = asked(bench.run(), AskKind.LOOK)
    assert all(one.number in text for one in bench.office.held)
    assert bench.state is FilingState.UNKNOWN and bench.position is Position.OPEN


@pytest.mark.parametrize("items", [(ITEM, OTHER_ITEM), (ITEM, "IV-9-99")], ids=["with another of ours", "with more"])
def test_an_application_with_more_than_was_sent_is_for_a_person(bench: Bench, items: tuple[str, ...]) -> None:
    bench.at(Position.OPEN)
    made = stands_there(bench, *items)
    assert made.number in asked(bench.run(), AskKind.LOOK)
    assert bench.position is Position.OPEN


def test_half_of_a_joint_filing_is_for_a_person(bench: Bench) -> None:
    bench.office.wire = fake_faults.LOST_BEFORE
    bench.add(joint())
    bench.run()
    stands_there(bench, OTHER_ITEM)
    assert "只出现了本件的一部分" in asked(bench.look(), AskKind.LOOK)
    assert bench.position is Position.OPEN


def test_half_of_a_joint_filing_is_waited_for_to_become_the_whole(bench: Bench) -> None:
    bench.office.wire = fake_faults.LOST_AFTER
    bench.add(joint())
    bench.run()
    bench.office.held[1].visible_at = bench.clock.steady() + 2
    assert isinstance(bench.look(), Filed)


def test_an_application_for_another_unit_is_for_a_person(bench: Bench) -> None:
    bench.at(Position.OPEN)
    bench.office.all_units = True
    made = stands_there(bench, ITEM, uscc=STRANGER)
    assert made.number in asked(bench.run(), AskKind.LOOK)
    assert bench.position is Position.OPEN


def test_an_application_without_a_number_is_told_by_its_id(bench: Bench) -> None:
    bench.at(Position.OPEN)
    made = stands_there(bench, ITEM, OTHER_ITEM)
    made.number = ""
    assert made.id in asked(bench.run(), AskKind.LOOK)


def before_ours(bench: Bench, minutes: float) -> Outcome:
    """The owner filed so long before our request, the list shows it only now, and ours never arrived."""
    bench.at(Position.OPEN)
    made = stands_there(bench, ITEM)
    sent = bench.attempt().journal.newest(Mark.SENT) or {}
    bench.reap()
    made.history[0].at_ms = sent["at_ms"] - int(minutes * 60_000)
    return bench.run()


def test_an_application_that_was_filed_before_our_request_was_sent_is_for_a_person(bench: Bench) -> None:
    assert "它的申报时间早于本次提交" in asked(before_ours(bench, 11), AskKind.LOOK)
    assert bench.position is Position.OPEN and bench.numbers_of(bench.office.held[0]) == ""


def test_clocks_that_differ_by_minutes_make_no_application_an_earlier_one(bench: Bench) -> None:
    assert isinstance(before_ours(bench, 9), Filed)


def test_what_stood_there_before_is_not_ours(bench: Bench) -> None:
    bench.add()
    old = stands_there(bench, ITEM)
    bench.office.move(old, "5")
    bench.office.wire = fake_faults.LOST_BEFORE
    assert isinstance(bench.run(), Unknown)
    outcome = bench.look()
    assert isinstance(outcome, NotYet) and outcome.absent


@pytest.mark.parametrize("wire", [None, fake_faults.LOST_AFTER], ids=["answered", "answer lost"])
def test_an_older_application_whose_id_the_portal_takes_up_again_is_for_a_person(
    bench: Bench, wire: fake_faults.WireFault | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.filing = single()
    old = stands_there(bench, ITEM)
    bench.office.move(old, "14")

    def revive(body: Any, *, account: str) -> list[HeldApplication]:
        bench.office.submits.append(body)
        old.number = "202600000099"
        old.history = [fake_office.Event("0", bench.clock.now_ms(), account)]
        return [old]

    monkeypatch.setattr(bench.office, "store", revive)
    bench.office.wire = wire
    bench.add()
    bench.run()
    assert "沿用了旧编号" in asked(bench.look(), AskKind.LOOK)
    assert bench.position in (Position.OPEN, Position.ANSWERED) and len(bench.office.submits) == 1


def test_an_older_application_that_is_withdrawn_for_good_meanwhile_is_still_the_older_one(bench: Bench) -> None:
    bench.filing = single()
    old = stands_there(bench, ITEM)
    bench.office.move(old, "5")
    bench.office.wire = fake_faults.LOST_BEFORE
    bench.add()
    bench.run()
    bench.office.move(old, "14")
    outcome = bench.look()
    assert isinstance(outcome, NotYet) and outcome.absent


# ---- not found


def test_what_is_proved_absent_is_sent_again_and_filed_once(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    outcome = bench.look()
    assert outcome == NotYet("已核查：平台没有收到上次的提交，可以重新提交", timedelta(seconds=1), absent=True)
    assert bench.position is Position.CLEAR
    assert bench.data_of("submit", Mark.NOT_FILED)["looks"] == bench.site.profile.limits.looks
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


def test_a_request_that_hangs_on_the_line_is_ended_by_the_login_before_anything_is_looked_at(bench: Bench) -> None:
    lost(bench, fake_faults.late(bench.site.profile.limits.settle_s * 3))
    assert bench.work_off() is FilingState.FILED
    bench.clock.pass_by(3600)
    assert len(bench.office.held) == 1


def test_a_request_that_arrives_while_we_wait_is_found(bench: Bench) -> None:
    """As on a portal that lets what was under way come to its end."""
    lost(bench, fake_faults.LOST_AFTER)
    bench.office.held[0].visible_at = bench.clock.steady() + 3
    assert isinstance(bench.look(), Filed)


def test_a_refusal_that_left_nothing_behind_is_told_in_the_portals_words(bench: Bench) -> None:
    lost(bench, fake_faults.refused("用地手续未落实"))
    outcome = bench.look()
    assert isinstance(outcome, Refused)
    assert "平台拒绝了提交：用地手续未落实" in outcome.findings[0].rule
    assert bench.data_of("submit", Mark.NOT_FILED)["said"] == "用地手续未落实"
    assert (bench.position, bench.state) == (Position.CLEAR, FilingState.REFUSED)
    assert len(bench.office.submits) == 0


def test_an_answer_without_words_that_left_nothing_behind_is_sent_again(bench: Bench) -> None:
    lost(bench, fake_faults.ERROR_PAGE)
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


def test_where_several_logins_may_live_nothing_found_proves_nothing(bench: Bench) -> None:
    profile = bench.site.profile
    several = profile.model_copy(update={"session": profile.session.model_copy(update={"single": False})})
    bench.site = Site(several, bench.site.catalogue, bench.site.digest)
    lost(bench, fake_faults.LOST_BEFORE)
    assert "不能排除稍后到达" in asked(bench.look(), AskKind.LOOK)
    assert (bench.position, bench.state) == (Position.OPEN, FilingState.UNKNOWN)


def test_requests_that_never_arrive_end_with_a_person(bench: Bench) -> None:
    bench.add()
    for _send in range(bench.policy.max_reconcile_attempts + 1):
        if bench.state in (FilingState.FAILED, FilingState.UNKNOWN):
            break
        bench.office.wire = fake_faults.LOST_BEFORE
        bench.run()
        bench.look()
    assert bench.state is FilingState.FAILED
    assert bench.office.held == []


# ---- what the journal knows already


def test_an_answer_that_said_yes_is_believed_as_soon_as_its_application_shows(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    made = stands_there(bench, ITEM)
    assert (made.id, made.number) == (YES["ids"][0], YES["numbers"][0])
    before, logins = bench.clock.steady(), len(bench.office.logins)
    outcome = bench.run()
    assert isinstance(outcome, Filed)
    assert (outcome.receipt.application_nos, outcome.receipt.found_by) == ((made.number,), "answer")
    assert (bench.clock.steady(), len(bench.office.logins)) == (before, logins + 1)


def test_an_answer_that_said_yes_waits_for_a_slow_list_without_a_login_and_without_spending_anything(
    bench: Bench,
) -> None:
    bench.office.lag_s = bench.site.profile.limits.settle_s + 2
    bench.add()
    assert isinstance(bench.run(), Unknown)
    spent, logins = bench.job("reconcile_attempts"), len(bench.office.logins)
    outcome = bench.run()
    assert isinstance(outcome, Unknown) and not outcome.counts
    assert isinstance(bench.run(), Filed)
    assert (bench.job("reconcile_attempts"), len(bench.office.logins)) == (spent, logins)


def test_an_answer_that_said_yes_to_what_never_shows_goes_to_a_person_and_is_not_sent_again(bench: Bench) -> None:
    """The portal may hold it in a state that none of its lists shows."""
    bench.at(Position.ANSWERED, **YES)
    assert bench.work_off() is FilingState.UNKNOWN
    assert "平台答复已收件（202600000001），但各列表中还没有查到本件" in bench.why
    assert (bench.position, bench.office.submits) == (Position.ANSWERED, [])


def test_an_answer_about_another_filing_is_none_and_what_never_arrived_is_sent_again(bench: Bench) -> None:
    """A cache or a gateway has given the answer to the filing before."""
    (first,) = bench.filed(single(7))
    bench.office.wire = fake_faults.WireFault(stores=0, reply=(200, bench.office.answer_to([first])))
    bench.add(single(8))
    assert isinstance(bench.run(), Unknown)
    assert bench.work_off() is FilingState.FILED
    first, second = bench.office.held
    assert bench.receipt is not None and bench.receipt.application_nos == (second.number,)


def test_an_answer_about_another_filing_does_not_hide_what_did_arrive(bench: Bench) -> None:
    (first,) = bench.filed(single(7))
    bench.office.wire = fake_faults.WireFault(reply=(200, bench.office.answer_to([first])))
    bench.add(single(8))
    assert bench.work_off() is FilingState.FILED
    first, second = bench.office.held
    assert bench.receipt is not None and bench.receipt.application_nos == (second.number,)
    assert len(bench.office.submits) == 2


def test_an_answer_about_another_company_is_none(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    stands_there(bench, ITEM, uscc=STRANGER)
    outcome = bench.look()
    assert isinstance(outcome, NotYet) and outcome.absent
    assert "不是本件申请人" in bench.data_of("submit", Mark.NOT_FILED)["not"]


def test_a_refusal_that_says_yes_and_names_nothing_is_no_refusal(bench: Bench) -> None:
    lost(bench, fake_faults.NAMES_NOTHING)
    assert bench.work_off() is FilingState.UNKNOWN
    assert bench.office.submits == []


def test_what_is_known_to_be_filed_is_only_reported(bench: Bench) -> None:
    bench.at(Position.FILED, application_nos=["20260007"], filed_as=USCC)
    logins = len(bench.office.logins)
    outcome = reconcile.run(bench.attempt(), bench.clock, fresh=lambda: True)
    assert isinstance(outcome, Filed)
    assert outcome.receipt.application_nos == ("20260007",)
    assert len(bench.office.logins) == logins


LOOK = ["核查·登录", "核查·申报主体", "核查·查询"]


def steps(bench: Bench) -> list[str]:
    return [step for step, _event in bench.journal() if step.startswith("核查")]


def test_the_first_look_is_through_the_session_that_lives(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_AFTER)
    before = bench.office.sessions["agent-a"]
    bench.run()
    assert bench.office.sessions["agent-a"] == before
    assert steps(bench) == LOOK


def test_absence_is_asked_for_after_a_fresh_login_and_the_wait_after_it(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    before = bench.office.sessions["agent-a"]
    bench.look()
    assert bench.office.sessions["agent-a"] != before
    assert len(bench.office.logins) == 2
    assert steps(bench) == [*LOOK, *LOOK[:2], "核查·等待可见", *LOOK, "核查·查询", "核查·查询"]


def test_a_session_that_a_person_has_made_since_is_the_fresh_one(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    bench.office.saved["agent-a"] = bench.office.log_in("agent-a")
    assert isinstance(bench.look(), NotYet)
    assert len(bench.office.logins) == 2


def test_the_session_that_has_sent_is_never_taken_for_a_fresh_one(bench: Bench) -> None:
    lost(bench, fake_faults.late(bench.site.profile.limits.settle_s * 3))
    sent_by = bench.office.sessions["agent-a"]
    bench.look()
    assert bench.office.sessions["agent-a"] != sent_by
    assert bench.work_off() is FilingState.FILED
    bench.clock.pass_by(3600)
    assert len(bench.office.held) == 1


def test_a_session_of_which_nothing_is_known_is_not_taken_for_a_fresh_one(bench: Bench) -> None:
    bench.office.saved["agent-a"] = bench.office.log_in("agent-a")
    bench.at(Position.OPEN)  # by a program that did not write down its session
    bench.run()
    assert len(bench.office.logins) == 2


# ---- cannot look


def expected(error: GongaiError) -> Outcome:
    if isinstance(error, PortalDown):
        return Unknown(f"{CANNOT_POLL}：{error}", SHUT_AFTER)
    if isinstance(error, NeedsPerson):
        key = blocker.relogin("yunxi", "agent-a")
        return Ask(AskKind.CAPTCHA, f"提交后需要重新登录才能核查平台是否收到：{error}", error.image, key)
    if isinstance(error, SessionLost):
        return Unknown(f"{CANNOT_POLL}：{error}", LOST_AFTER)
    return Unknown(f"{CANNOT_POLL}：{error}", timedelta(minutes=2))


@pytest.mark.parametrize("answer", [{}, REFUSED, ERROR_PAGE], ids=["no answer", "refused", "error page"])
@pytest.mark.parametrize("step", ["log_in", "act_for_applicant", "poll"])
def test_each_error_while_looking_leaves_the_end_open(bench: Bench, step: str, answer: dict[str, object]) -> None:
    where = Position.ANSWERED if answer else Position.OPEN
    bench.at(where, **answer)
    claim = bench.claim()
    for error, _ended in ENDINGS:
        bench.office.faults.clear()
        bench.office.fail(step, error)
        found = reconcile.run(bench.attempt(claim), bench.clock, fresh=lambda: True)
        assert found == expected(error), type(error).__name__
    assert bench.position is where


@pytest.mark.parametrize("step", ["log_in", "act_for_applicant", "poll", "receipts"])
def test_a_lost_lease_while_looking_ends_the_attempt_without_an_outcome(bench: Bench, step: str) -> None:
    lost(bench, fake_faults.LOST_AFTER)
    bench.office.fail(step, LeaseLost("已被接管"))
    with pytest.raises(LeaseLost):
        bench.run()
    assert bench.position is Position.OPEN


def test_a_lease_that_could_not_be_renewed_ends_the_looks(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_BEFORE)
    bench.run()
    bench.fresh = lambda: False
    with pytest.raises(LeaseLost, match="没能续租"):
        bench.run()
    assert bench.position is Position.OPEN


def test_a_detail_that_cannot_be_read_leaves_the_end_to_the_next_look(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_AFTER)
    bench.office.fail("details", PortalDown("平台维护中"))
    assert bench.run() == Unknown(f"{CANNOT_POLL}：平台维护中", SHUT_AFTER)
    assert bench.position is Position.OPEN
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


def test_receipts_that_are_missing_do_not_unfile_what_was_found(bench: Bench) -> None:
    lost(bench, fake_faults.LOST_AFTER)
    bench.office.fail("receipts", PortalDown("平台维护中"))
    outcome = bench.run()
    assert isinstance(outcome, Filed) and outcome.receipt.receipt_files == ()
