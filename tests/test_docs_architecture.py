"""The picture of the house names every floor, and every path it names is there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_each_path_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`((?:gongai|tests|fixtures|benchmarks)/[\w./]+)`", PAGE))
    inside = {path.name for path in (ROOT / "gongai").iterdir() if path.is_dir()}
    named |= {f"gongai/{one}" for one in re.findall(r"`([a-z_]+/[\w./]+)`", PAGE) if one.partition("/")[0] in inside}
    assert len(named) > 40
    files = [re.sub(r"\.(?!py$|md$|js$|toml$)\w+$", ".py", one) for one in sorted(named)]  # `module.function`
    assert [one for one in files if not (ROOT / one).exists()] == []


def test_the_picture_shows_every_floor_of_the_house() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["gongai"])
    floors = {name.strip() for layer in layers for name in layer.split("|")} - {"__main__"}
    picture = PAGE.partition("```\n")[2].partition("```")[0]
    assert [one for one in sorted(floors) if not re.search(rf"\b{one}\b", picture)] == []
