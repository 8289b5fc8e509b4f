"""Benchmarks still measure what is there: nobody runs them for weeks."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bench_filing import WATCHED
from benchmarks.meter import Meter

ROOT = Path(__file__).parents[1]
SMALLEST = {
    "filing": ("1",),
    "status": ("1",),
    "push": ("1", "2"),
    "fill": ("1", "elementui"),
}


def test_what_the_time_of_a_filing_is_spent_on_is_found_by_its_name() -> None:
    with Meter(WATCHED) as meter:
        assert not meter.calls


@pytest.mark.browser
@pytest.mark.matrix
@pytest.mark.parametrize("name", SMALLEST)
def test_a_benchmark_runs_to_its_table(name: str) -> None:
    program = [sys.executable, "-m", f"benchmarks.bench_{name}", *SMALLEST[name]]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "×" in ran.stdout or "倍数" in ran.stdout
