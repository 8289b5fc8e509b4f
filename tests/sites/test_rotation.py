"""The samples that `make test` files on the other kinds of portal: each somewhere, of each sort on every kind."""

import pytest

from fixtures import samples
from fixtures.portals.kinds import KINDS
from tests.sites.rotation import TURNS

GOOD = {one.name.removesuffix(".json"): one for one in samples.GOOD}


def test_every_sample_has_its_turn_on_a_portal_of_another_kind() -> None:
    assert {name for turn in TURNS.values() for name in turn} == set(GOOD)
    assert set(TURNS) == set(KINDS) - {"elementui"}


@pytest.mark.parametrize("kind", TURNS)
def test_every_kind_of_portal_gets_samples_of_each_sort(kind: str) -> None:
    turn = [GOOD[name] for name in TURNS[kind]]
    assert {one.joint for one in turn} == {True, False}
    assert any(one.answers for one in turn if one.joint or "3-03" not in one.items)
    assert any("3-03" in one.items for one in turn), "没有自带表单的样例"
