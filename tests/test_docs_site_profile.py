"""docs/site-profile.md names every key and every word of the profile language, and its examples are TOML."""

import inspect
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from gongai.records import catalogue
from gongai.records.base import Record
from gongai.sites import actions, call, fields, lists, login, materials, site_profile, wizard
from gongai.sites.controls import Kind

TEXT = (Path(__file__).parents[1] / "docs/site-profile.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`\[*(\w+)", TEXT))


def models(module: object) -> list[type[Record]]:
    found = [one for _, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, Record)]
    return [one for one in found if one.__module__ == getattr(module, "__name__", "")]


LANGUAGE = (actions.base, actions.kinds, call, fields, lists, login, materials, site_profile, wizard)


def test_no_table_of_the_language_is_overlooked() -> None:
    seen: set[type[Record]] = set()
    open_: list[type[Record]] = [site_profile.Profile]
    while open_:
        model = open_.pop()
        if model not in seen:
            seen.add(model)
            open_ += [one for info in model.model_fields.values() for one in inside(info.annotation)]
    assert {model.__module__ for model in seen} <= {module.__name__ for module in LANGUAGE}


def inside(annotation: object) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [one for part in get_args(annotation) for one in inside(part)]


@pytest.mark.parametrize(
    "model", [m for one in (*LANGUAGE, catalogue) for m in models(one)], ids=lambda model: model.__name__
)
def test_every_key_of_the_profile_language_is_described(model: type[Record]) -> None:
    assert set(model.model_fields) - NAMED == set()


def test_every_kind_act_outcome_and_meaning_is_described() -> None:
    names = {
        *(kind.value for kind in Kind),
        *actions.TABLE,
        *get_args(login.PageSignal.model_fields["outcome"].annotation),
        *get_args(lists.Status.model_fields["meaning"].annotation),
    }
    assert names - NAMED == set()


def test_the_examples_are_toml() -> None:
    examples = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    assert examples
    for example in examples:
        tomllib.loads(example)
