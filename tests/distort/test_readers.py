"""Every recorded answer of every make, distorted in every way: what is read is right, or not understood."""

from collections import Counter
from pathlib import Path

import pytest

from tests.distort.makes import MAKES
from tests.distort.readers import SCENES, Bench, Tally, run
from tests.distort.relay import relay

pytestmark = pytest.mark.timeout(900)
AT_LEAST = 30
"""Ways of distorting that each make's answers go through."""


@pytest.fixture(scope="session")
def reading_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("scene", SCENES)
def test_no_distorted_answer_is_read_as_something_else(make: str, scene: str, reading_folder: Path) -> None:
    tally = Tally()
    with relay() as between:
        bench = Bench(make, scene, reading_folder, between)
        run(bench, tally)
    # the answer to a submit that goes unguarded is the page's alone: nothing of it is read
    assert tally.tried or (scene == "joint/filed" and bench.site.profile.wizards["并联"].submit.unguarded)
    assert not tally.wrong, _table(tally)


@pytest.mark.parametrize("make", MAKES)
def test_a_make_is_distorted_in_more_than_thirty_ways(make: str, reading_folder: Path) -> None:
    tally = Tally()
    with relay() as between:
        run(Bench(make, "alone/asked", reading_folder, between), tally)
    assert len(tally.kinds) > AT_LEAST


def _table(tally: Tally) -> str:
    """The kinds of wrong belief with one example each, then how many."""
    examples = {(one.role, one.distortion.partition(":")[0], one.why[:30]): one for one in reversed(tally.wrong)}
    counted = Counter(one.why.partition(" to be ")[0] for one in tally.wrong)
    lines = [f"{len(tally.wrong)} of {sum(tally.tried.values())} readings are wrong beliefs: {dict(counted)}"]
    return "\n".join([*lines, *map(str, list(examples.values())[:60])])
