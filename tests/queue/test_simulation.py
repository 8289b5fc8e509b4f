"""The seeded simulation: nothing twice, nothing unfinished; and each weakened rule is noticed."""

import pytest

from tests.queue.memory import Memory
from tests.queue.simulation.mutations import MUTATIONS, caught
from tests.queue.simulation.world import Violation, World

SEEDS = 2000
CHUNK = 100
IN_CI = 300
WITHIN = 600
"""A weakened rule must be noticed by one of so many seeds."""


def run(seeds: range) -> list[tuple[int, str]]:
    memory = Memory()
    found: list[tuple[int, str]] = []
    for seed in seeds:
        try:
            World(memory, seed).run()
        except Violation as violation:
            found.append((seed, str(violation)))
    memory.close()
    return found


def test_fifty_seeds_file_everything_once_and_finish() -> None:
    assert run(range(10_000, 10_050)) == []


@pytest.mark.fault
@pytest.mark.parametrize(
    "first",
    [pytest.param(one, marks=[pytest.mark.matrix] if one >= IN_CI else []) for one in range(0, SEEDS, CHUNK)],
)
def test_every_seed_files_everything_once_and_finishes(first: int) -> None:
    assert run(range(first, first + CHUNK)) == []


@pytest.mark.fault
@pytest.mark.parametrize("name", list(MUTATIONS))
def test_a_weakened_rule_is_noticed(name: str) -> None:
    assert caught(name, within=WITHIN) is not None, f"no seed under {WITHIN} notices: {name}"


def test_the_same_seed_is_the_same_run() -> None:
    ends = []
    for _ in range(2):
        memory = Memory()
        world = World(memory, 7)
        world.run()
        ends.append((world.now, world.portal.held))
        memory.close()
    assert ends[0] == ends[1]
