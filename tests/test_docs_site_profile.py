"""docs/site-profile.md names every key and every word of the profile language, and its examples are TOML."""

import dataclasses
import inspect
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from gongai.connector.authoring.trial import write_blocker_of
from gongai.connector.mappers.page_reading import as_data
from gongai.records import catalogue
from gongai.records.base import Record
from gongai.sites import actions, call, fields, lists, load, login, materials, site_profile, wizard
from gongai.sites.controls import Kind
from gongai.sites.lint import syntax
from gongai.sites.pick import pick_of

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


PICKS = re.findall(r"^\| `(.+)` \| (.+) \|$", TEXT.partition("| 取法 | 取到 |")[2].partition("```")[0], re.MULTILINE)


@pytest.mark.parametrize(("pick", "found"), PICKS, ids=[pick for pick, _found in PICKS])
def test_a_documented_pick_takes_what_the_document_says_and_the_check_lets_it_pass(pick: str, found: str) -> None:
    page = TEXT.partition("```html")[2].partition("```")[0]
    spec = call.Html(tables={"rows": call.Table(row="tbody tr", columns={"value": pick})})
    assert as_data(page, spec)["rows"] == [{"value": found}]
    profile = load("yunxi").profile
    listing = profile.lists["doing"].model_copy(update={"call": call.Call(path="/x", html=spec)})
    assert list(syntax.findings(profile.model_copy(update={"lists": {"doing": listing}}))) == []


def test_the_document_shows_each_part_of_a_pick_with_and_without_a_header() -> None:
    written = [dataclasses.asdict(pick_of(pick)) for pick, _found in PICKS]
    for part in ("css", "attribute", "pattern"):
        assert {bool(one["head"]) for one in written if one[part]} == {True, False}, part


def test_a_profile_of_a_portal_that_takes_no_materials_leaves_the_table_out() -> None:
    data = load("yunxi").profile.model_dump(mode="json", exclude={"materials"}, exclude_unset=True)
    profile = site_profile.Profile.model_validate(data)
    assert profile.materials.row == ""
    with pytest.raises(ValidationError, match="材料推送缺少：row"):
        site_profile.Profile.model_validate({**data, "materials": {"name": ".name"}})


def test_what_the_profile_says_is_a_read_passes_where_nothing_may_be_written() -> None:
    profile = load("yunxi").profile.model_copy(update={"reads": ("/api/count/*",)})
    blocker = write_blocker_of(profile)
    assert blocker.may_pass("POST", f"{profile.base_url}/api/count/open")
    assert not blocker.may_pass("POST", f"{profile.base_url}/api/save")
