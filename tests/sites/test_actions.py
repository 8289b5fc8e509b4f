"""The actions of the profile language: one record and one row for each, old profiles as they were, mistakes named."""

import hashlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from gongai.errors import ConfigError
from gongai.sites import actions, load, names
from gongai.sites.actions import TABLE, AnyAction
from gongai.sites.lint.check import findings
from gongai.sites.loader import PACKAGED
from gongai.sites.site_profile import Profile

SITES = Path(__file__).parent
ALL = names((SITES,))
ADAPTER: TypeAdapter[AnyAction] = TypeAdapter(AnyAction)
INFO = '[wizards."单项".pages.info.acts'


def read(key: str) -> dict[str, Any]:
    folders = (SITES / key, PACKAGED / key)
    path = next(folder / "profile.toml" for folder in folders if (folder / "profile.toml").is_file())
    return tomllib.loads(path.read_text(encoding="utf-8"))


def merged(key: str) -> dict[str, Any]:
    """A profile as its files say it, put together here and not by the loader."""
    data = read(key)
    return over(merged(str(data["extends"])), data) if data.get("extends") else data


def over(base: Any, change: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    return {**base, **{name: over(base.get(name), value) for name, value in change.items()}}


@pytest.mark.parametrize("key", ALL)
def test_every_profile_loads_and_its_digest_is_over_its_files_as_they_were_written(key: str) -> None:
    site = load(key, (SITES,))
    data = {**merged(key), "key": key}
    text = json.dumps([data, site.catalogue.model_dump(mode="json")], ensure_ascii=False)
    assert site.digest == hashlib.sha256(text.encode()).hexdigest()
    assert [str(one) for one in findings(site) if one.level == "stop"] == []
    assert [one for one in findings(site) if "用不到" in one.rule] == []


def test_every_action_has_one_record_and_one_row() -> None:
    union = get_args(get_args(AnyAction)[0])
    assert {row.action for row in TABLE.values()} == set(union)
    for do, row in TABLE.items():
        assert get_args(row.action.model_fields["do"].annotation) == (do,)
        named = {*row.needs, *row.one_of, *row.templates, *row.needs_if, *sum(row.needs_if.values(), ())}
        for where in (row.loads, row.saves):
            named |= set(where) if isinstance(where, tuple) else set()
        assert named <= set(row.action.model_fields), do


def action(**data: Any) -> AnyAction:
    return ADAPTER.validate_python(data)


def test_an_action_has_only_its_own_fields() -> None:
    assert set(actions.keys_of("wait")) == {"do", "css", "when", "optional"}
    assert not hasattr(action(do="wait", css=".x"), "dialog")


def test_whether_a_press_saves_and_loads_follows_from_what_is_written() -> None:
    plain, saving, turning = (
        action(do="press", text="下一步"),
        action(do="press", text="下一步", call="/save"),
        action(do="press", text="下一步", answer="page", css=".next"),
    )
    assert [actions.saves(one) for one in (plain, saving, turning)] == [False, True, True]
    assert [actions.loads(one) for one in (plain, saving, turning)] == [False, False, True]
    assert all(actions.leaves(one) for one in (plain, saving, turning))
    assert actions.saves(action(do="materials")) and not actions.types(action(do="materials"))


def site_with(tmp_path: Path, text: str) -> Any:
    folder = tmp_path / "yunxi"
    folder.mkdir()
    (folder / "profile.toml").write_text(f'extends = "yunxi"\n{text}', encoding="utf-8")
    return load("yunxi", (tmp_path,))


def test_a_key_of_another_action_changes_nothing_and_is_told_with_the_keys_that_count(tmp_path: Path) -> None:
    site = site_with(tmp_path, f"{INFO}.loaded]\ntext = '下一步'\n")
    (finding,) = [one for one in findings(site) if one.field.endswith("acts.loaded.text")]
    assert (finding.level, finding.value) == ("warn", "text")
    assert finding.rule == "动作 wait 用不到 text"
    assert "css" in finding.remedy and "dialog" not in finding.remedy


def test_an_inherited_action_may_become_another_one(tmp_path: Path) -> None:
    site = site_with(tmp_path, f"{INFO}.search]\ndo = 'wait'\ncss = '.there'\n")
    became = site.profile.wizards["单项"].pages["info"].acts["search"]
    assert isinstance(became, actions.WaitAction)
    assert set(became.ignored) == {"section", "label", "search", "option"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "next]\ntextt = 'x'",
            "yunxi/profile.toml：[wizards.单项.pages.info.acts.next] 中动作 press 不认识的键 textt，您要写的是否为",
        ),
        ("loaded]\nzzz = 1", "动作 wait 不认识的键 zzz，这里可写：do、css、when、optional"),
        ("more]\ndo = 'presss'", "wizards.单项.pages.info.acts.more.do 只能是以下之一：fill、"),
        ("more]\ntext = 'x'", "缺少 wizards.单项.pages.info.acts.more.do"),
        ("next.check]\nokk = 'x'", "[wizards.单项.pages.info.acts.next.check] 中动作 press 不认识的键 okk"),
        ("next]\nfacts = 5", "wizards.单项.pages.info.acts.next.facts 应为一张表"),
    ],
)
def test_a_mistake_in_an_action_names_file_place_action_and_what_may_be_written(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        site_with(tmp_path, f"{INFO}.{text}\n")
    assert message in str(caught.value)
    assert ".press" not in str(caught.value) and ".wait" not in str(caught.value)


def test_the_schema_offers_each_action_with_its_own_fields_and_says_what_it_is() -> None:
    schema = Profile.model_json_schema()
    choice = schema["$defs"]["Page"]["properties"]["acts"]["additionalProperties"]
    assert choice["discriminator"]["propertyName"] == "do"
    assert set(choice["discriminator"]["mapping"]) == set(TABLE)
    assert len(choice["oneOf"]) == len(TABLE)
    for do, row in TABLE.items():
        offered = schema["$defs"][row.action.__name__]
        assert offered["description"] == row.what
        assert offered["properties"]["do"]["const"] == do
        assert set(offered["required"]) == {"do", *row.needs}
        assert set(offered["properties"]) == set(actions.keys_of(do))
        for name, one in offered["properties"].items():
            assert name == "do" or one.get("description"), (do, name)


def test_what_is_no_action_at_all_is_refused() -> None:
    with pytest.raises(ValidationError):
        action(do="submit")


def test_a_portal_that_takes_no_papers_has_no_materials_and_nothing_that_pushes_them() -> None:
    data = {**merged("yunxi"), "key": "yunxi"}
    del data["materials"]
    site = replace(load("yunxi"), profile=Profile.model_validate(data))
    stops = {one.field: one.rule for one in findings(site) if one.level == "stop"}
    assert set(stops) == {"materials.row", "materials.name"}, "its pages still push"
    for wizard in data["wizards"].values():
        for page in wizard["pages"].values():
            page["acts"] = {name: act for name, act in page["acts"].items() if act["do"] != "materials"}
    stops = {
        one.field: one.rule
        for one in findings(replace(site, profile=Profile.model_validate(data)))
        if one.level == "stop" and one.field.startswith("materials")
    }
    assert stops == {}
