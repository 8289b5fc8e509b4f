"""`make help` is the list of what can be made, and what CI leaves out is left out of both test commands."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")


def test_help_lists_every_target_and_nothing_else() -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", TEXT, re.M)[0].split()
    listed = re.findall(r'@echo "make ([\w-]+) +[^"]*[一-鿿]', TEXT)
    assert sorted(listed) == sorted(targets)
    assert [one for one in targets if f"\n{one}:" not in TEXT] == []


def test_combinations_run_in_the_matrix_only() -> None:
    runs = dict(re.findall(r"^([\w-]+):[^=\n]*\n((?:\t.*\n)+)", TEXT, re.M))
    for target in ("fast", "test"):
        selections = re.findall(r'-m "([^"]+)"', runs[target])
        assert selections and all("not matrix" in one for one in selections), target
    assert '-m "matrix or long"' in runs["matrix"]
