"""docs/guard.md names every door that is tried, and only tests that there are."""

import re
from pathlib import Path

import pytest

from tests.connector.test_doors import DOORS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "guard.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_is_named_is_there(file: str, test: str) -> None:
    assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_door_that_is_tried_is_listed() -> None:
    section = TEXT.partition("## Doors of a page")[2].partition("| other doors")[0]
    listed = set(re.findall(r"`([a-z-]+)`", section))
    assert listed == set(DOORS)


def test_it_names_more_than_a_few_tests() -> None:
    assert len(NAMED) > 20
