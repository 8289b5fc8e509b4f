"""A project's code is the same code however a portal writes it."""

import pytest

from gongai.records.engineering_code import compared

CODE = "2109-439900-04-01-000017"


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        "210943990004010" + "00017",
        "２１０９－４３９９００－０４－０１－０００017",
        "2109–439900—04−01‐000017",
        " 2109-439900-04-01-00 0017\u200b",
        "2109﹣439900﹣04﹣01﹣000017",
    ],
)
def test_hyphens_blanks_and_widths_make_no_other_code(written: str) -> None:
    assert compared(written) == CODE


@pytest.mark.parametrize("written", [f"{CODE}#1", f"{CODE}-1", f"{CODE}＃1", "21094399000401000017-1"])
def test_a_split_project_is_the_same_by_either_sign(written: str) -> None:
    assert compared(written) == f"{CODE}-1" != compared(CODE)


def test_suffixes_of_other_lengths_are_other_projects() -> None:
    codes = [CODE, f"{CODE}-1", f"{CODE}-11", f"{CODE}-0001", f"{CODE[:-1]}8", "gc-a1", "GC-A-1"]
    assert len({compared(one) for one in codes}) == len(codes)
