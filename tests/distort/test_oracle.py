"""The judge judges: each wrong belief that this issue began with is called one, and what is right is not."""

import json
from typing import Any

import pytest

from gongai.connector.mappers.reading import Application
from gongai.connector.sighting import Gap, NotRead, NotThere, There
from gongai.db.position import Position
from gongai.errors import PortalDown, PortalError, PortalRefused, SessionLost, WrongApplicant
from gongai.records.state import FilingState
from tests.distort.distortion import Distortion, May, distortions
from tests.distort.exchange import Answer
from tests.distort.makes import site_of
from tests.distort.named import calls_of
from tests.distort.oracle import Reading, wrong
from tests.distort.verdict import Rest, judged

OURS = Application("A-1", "20260001", "2611-439902-04-01-000001", ("IV-3-05",), "0", 1, "在办")
STRANGER = Application("A-2", "20260002", "2611-439902-04-01-000001", ("IV-3-05",), "0", 1, "在办")
GAP = Gap("在办", "没有读到 content.list")
MEANT = Reading(There((OURS,)))
LIST = {"success": True, "message": "", "content": {"list": [{"applyinstId": "A-1", "gcbm": "X", "items": []}]}}


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (NotThere(0), "believed absent"),
        (There((STRANGER,)), "believed there, under another id"),
        (There(()), "believed to be all"),
    ],
)
def test_a_look_that_sees_less_or_something_else_is_a_wrong_belief(now: Any, why: str) -> None:
    assert wrong(MEANT, Reading(now), May.UNSURE) == why


@pytest.mark.parametrize("now", [There((OURS,)), There((OURS,), (GAP,)), There((), (GAP,)), NotRead((GAP,))])
def test_a_look_that_says_what_it_did_not_read_is_none(now: Any) -> None:
    assert not wrong(MEANT, Reading(now), May.UNSURE)


@pytest.mark.parametrize("error", [PortalRefused("不"), WrongApplicant("别家"), KeyError("list")])
def test_nobody_is_blamed_by_an_answer_that_was_not_understood(error: Exception) -> None:
    assert wrong(MEANT, Reading(error=error), May.UNSURE)


@pytest.mark.parametrize("error", [PortalError("看不懂"), PortalDown("停"), SessionLost("退出")])
def test_not_understood_is_right_unless_every_browser_reads_it(error: Exception) -> None:
    assert not wrong(MEANT, Reading(error=error), May.UNSURE)
    assert wrong(MEANT, Reading(error=error), May.SAME) == "could be read, and was not"


def test_what_a_portal_need_not_say_may_be_missing_but_not_be_another() -> None:
    meant = Reading({"number": "1", "rows": [{"title": "甲"}, {"title": "乙"}]})
    assert not wrong(meant, Reading({"number": "", "rows": [{"title": "乙"}]}), May.LESS)
    assert wrong(meant, Reading({"number": "2", "rows": []}), May.LESS)
    assert wrong(meant, Reading({"number": "1", "rows": [{"title": "丙"}]}), May.LESS)
    assert wrong(meant, Reading({"number": "1", "rows": [{"title": "甲"}]}), May.UNSURE)


@pytest.mark.parametrize(
    ("rest", "held", "why"),
    [
        (Rest(FilingState.FILED, Position.FILED, "", frozenset({"1"})), ["1", "2"], "portal holds 2"),
        (Rest(FilingState.FILED, Position.FILED, "", frozenset({"1"})), [], "believed filed"),
        (Rest(FilingState.FILED, Position.FILED, "", frozenset({"9"})), ["1"], "filed under ['9']"),
        (Rest(FilingState.HELD, Position.CLEAR, "请人工核对后裁定", frozenset()), ["1"], "believed absent"),
        (Rest(FilingState.REFUSED, Position.CLEAR, "请修改后重新申报", frozenset()), [], "blames the filing"),
        (Rest(FilingState.FAILED, Position.CLEAR, "自动办理三次未成功", frozenset()), [], "spent every attempt"),
        (Rest(FilingState.HELD, Position.OPEN, "KeyError('list')", frozenset()), ["1"], "nobody can read it"),
        (Rest(FilingState.HELD, Position.OPEN, "请人工核对后裁定", frozenset()), ["1"], ""),
        (Rest(FilingState.FILED, Position.FILED, "", frozenset({"1"})), ["1"], ""),
    ],
)
def test_where_a_filing_came_to_rest_is_judged_by_what_the_portal_holds(rest: Rest, held: list[str], why: str) -> None:
    found = judged(rest, held)
    assert found.startswith(why)
    assert bool(found) is bool(why)


def _of_a_list() -> list[Distortion]:
    named = next(one for one in calls_of(site_of("elementui").profile) if one.role == "lists.doing")
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps(LIST).encode())
    return list(distortions(answer, named))


def test_an_answer_is_distorted_in_more_than_thirty_ways_each_another() -> None:
    found = _of_a_list()
    assert len({one.kind for one in found}) > 30
    assert len({one.name for one in found}) == len(found)


def test_what_no_profile_names_may_change_nothing_and_what_it_names_may_not_be_believed_away() -> None:
    by_name = {one.name: one.may for one in _of_a_list()}
    assert by_name["further key"] is May.SAME
    assert by_name["key renamed:content.list"] is May.UNSURE
    assert by_name["null:content.list[].gcbm"] is May.UNSURE
