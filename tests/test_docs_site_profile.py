"""docs/site-profile.md names every key and every word of the profile language, and its examples are TOML."""

import inspect
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from gongai.records import catalogue
from gongai.records.base import Record
from gongai.sites import site_profile
from gongai.sites.controls import Kind

TEXT = (Path(__file__).parents[1] / "docs/site-profile.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`\[*(\w+)", TEXT))


def models(module: object) -> list[type[Record]]:
    found = [one for _, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, Record)]
    return [one for one in found if one.__module__ == getattr(module, "__name__", "")]


@pytest.mark.parametrize("model", [*models(site_profile), *models(catalogue)], ids=lambda model: model.__name__)
def test_every_key_of_the_profile_language_is_described(model: type[Record]) -> None:
    assert set(model.model_fields) - NAMED == set()


def test_every_kind_act_outcome_and_meaning_is_described() -> None:
    words = {
        *(kind.value for kind in Kind),
        *get_args(site_profile.Act.model_fields["do"].annotation),
        *get_args(site_profile.Sign.model_fields["outcome"].annotation),
        *get_args(site_profile.Status.model_fields["meaning"].annotation),
    }
    assert words - NAMED == set()


def test_the_examples_are_toml() -> None:
    examples = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    assert examples
    for example in examples:
        tomllib.loads(example)
