"""What a step leaves behind, and what each error means: the same for every flow."""

from collections.abc import Iterator

import pytest

from gongai.connector.flow import Attempt, Effect, Step, ending, take
from gongai.errors import GongaiError, LeaseLost, MachineTrouble, PageChanged
from gongai.records.noted import Noted
from gongai.records.outcome import Outcome
from tests.connector.bench import Bench
from tests.connector.flows.endings import ENDINGS


def _all(kind: type[GongaiError] = GongaiError) -> Iterator[type[GongaiError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _all(one)


@pytest.mark.parametrize(("error", "outcome"), ENDINGS, ids=lambda one: type(one).__name__)
def test_each_error_comes_to_one_outcome(error: GongaiError, outcome: Outcome) -> None:
    assert ending(error) == outcome


def test_no_error_is_left_out() -> None:
    ours = {kind for kind in _all() if kind.__module__ == "gongai.errors"}
    assert ours - {LeaseLost, MachineTrouble} == {type(error) for error, _outcome in ENDINGS}


@pytest.mark.parametrize("error", [LeaseLost("已被接管"), MachineTrouble("磁盘已满")])
def test_a_lost_lease_and_trouble_of_the_machine_have_no_outcome(error: GongaiError) -> None:
    with pytest.raises(type(error)):
        ending(error)


def _raising(error: Exception) -> Step:
    def act(_attempt: Attempt) -> Noted:
        raise error

    return Step("核对", Effect.READ, act)


@pytest.fixture
def attempt(bench: Bench) -> Attempt:
    bench.add()
    made = bench.attempt()
    made.portal.log_in()
    return made


def test_a_step_that_ended_well_leaves_what_it_returned_its_time_and_a_picture(bench: Bench, attempt: Attempt) -> None:
    take(Step("核对", Effect.READ, lambda _one: {"fields": 3}), attempt)
    data = bench.data_of("核对", "done")
    assert data["fields"] == 3 and data["ms"] >= 0
    assert "核对" in data["picture"]["file"]


def test_a_step_that_failed_leaves_its_error_and_a_picture_and_raises_it(bench: Bench, attempt: Attempt) -> None:
    with pytest.raises(PageChanged):
        take(_raising(PageChanged("没有找到“下一步”" * 99)), attempt)
    data = bench.data_of("核对", "failed")
    assert data["error"] == "PageChanged" and data["text"].startswith("没有找到") and len(data["text"]) == 500
    assert "核对-出错" in data["picture"]["file"]


def test_after_a_lost_lease_not_one_more_word_is_written(bench: Bench, attempt: Attempt) -> None:
    with pytest.raises(LeaseLost):
        take(_raising(LeaseLost("已被接管")), attempt)
    assert bench.journal() == []


def test_an_error_that_is_not_ours_comes_out_as_it_is(bench: Bench, attempt: Attempt) -> None:
    with pytest.raises(ZeroDivisionError):
        take(_raising(ZeroDivisionError()), attempt)
    assert bench.journal() == []
