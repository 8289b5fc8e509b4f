"""Each call of a flow meets each distortion, over real HTTP: what we believe is what the office holds."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.distort.flows import SCENES, Stage, Tally, blows_of, run_blows
from tests.distort.relay import relay

pytestmark = pytest.mark.timeout(900)
PARTS = 2
"""A scene is two tests, so that two processors share it."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(dir=memory) as folder, relay() as between, relay() as foreign:
        yield Stage(Path(folder), between, foreign)


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_comes_to_rest_as_it_should_where_nothing_is_distorted(stage: Stage, scene: str) -> None:
    run, why = stage.run(SCENES[scene])
    assert not why
    assert run.crossing.passed


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("scene", SCENES)
def test_one_distorted_answer_makes_nobody_believe_what_is_not_so(stage: Stage, scene: str, part: int) -> None:
    tally = Tally()
    run_blows(stage, scene, blows_of(stage, scene, every=False)[part::PARTS], tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} of {sum(tally.tried.values())}:", *tally.wrong])


@pytest.mark.matrix
@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("scene", SCENES)
def test_every_distortion_of_every_call_in_every_scene(stage: Stage, scene: str, part: int) -> None:
    tally = Tally()
    run_blows(stage, scene, blows_of(stage, scene, every=True)[part::8], tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} of {sum(tally.tried.values())}:", *tally.wrong])
