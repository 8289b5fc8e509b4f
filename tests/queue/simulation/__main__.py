"""`python -m tests.queue.simulation --seeds N [--first N] [--jobs N] [--mutations]`: the long run."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from tests.queue.memory import Memory
from tests.queue.simulation.mutations import MUTATIONS, caught
from tests.queue.simulation.world import Violation, World

CHUNK = 100


def violations(first: int, count: int) -> list[tuple[int, str]]:
    """What went wrong in these seeds."""
    memory = Memory()
    found: list[tuple[int, str]] = []
    for seed in range(first, first + count):
        try:
            World(memory, seed).run()
        except Violation as violation:
            found.append((seed, str(violation)))
    memory.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Seeded simulation of the ledger protocol")
    parser.add_argument("--seeds", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mutations", action="store_true", help="also show which seed catches each weakened rule")
    options = parser.parse_args()
    start = time.monotonic()
    found: list[tuple[int, str]] = []
    chunks = range(options.first, options.first + options.seeds, CHUNK)
    sizes = [min(CHUNK, options.first + options.seeds - first) for first in chunks]
    with ProcessPoolExecutor(options.jobs) as pool:
        for done, part in enumerate(pool.map(violations, chunks, sizes), start=1):
            found += part
            seeds = min(done * CHUNK, options.seeds)
            say(f"\r{seeds} of {options.seeds} seeds, {len(found)} violations")
        say(f", {options.seeds / (time.monotonic() - start):.0f} runs/s\n")
        for seed, text in found:
            say(f"seed {seed}: {text}\n")
        if options.mutations:
            for name, hit in zip(MUTATIONS, pool.map(_caught, MUTATIONS, repeat(options.seeds)), strict=True):
                say(f"{name}: {'NOT CAUGHT' if hit is None else f'seed {hit[0]}: {hit[1]}'}\n")
    return 1 if found else 0


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _caught(name: str, within: int) -> tuple[int, str] | None:
    return caught(name, within=within)


if __name__ == "__main__":
    sys.exit(main())
