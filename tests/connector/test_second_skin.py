"""Another city's skin of the same portal is a second profile and nothing else."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.portals.elementui.skins import SKIN_2
from fixtures.portals.portal import Portal
from gongai.credentials.secret import Secret
from gongai.records.state import FilingState
from gongai.sites import Site, load
from tests.connector.conftest import Install
from tests.world import PASSWORD, SMALL, World, bound_units

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "sites"
COMMON_LABELS = {"账号", "登录", "关闭", "申报主体", "申报流水号", "办件编号", "联系方式", "项目代码"}
"""Words of the trade that our own messages to people use; nothing is looked for on a page by them."""


@pytest.fixture(scope="module")
def second_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("second"), skin=2, memory=True) as portal:
        yield portal


@pytest.fixture
def second(install: Install, second_portal: Portal) -> World:
    second_portal.world.reset()
    world = install(at=second_portal)
    shutil.copytree(SITES / "yunxi2", world.home / "sites" / "yunxi2")
    world.app.accounts.add("yunxi2", "agent1", password=Secret(PASSWORD), units=bound_units())
    world.approve("yunxi2")
    return world


@pytest.mark.browser
@pytest.mark.parametrize("sample", [SMALL, "01-施工许可-3-03.json", "05-并联-立项用地-1-04.json"])
def test_every_kind_of_filing_goes_through_the_second_skin_by_its_profile_alone(second: World, sample: str) -> None:
    reference = second.add(sample, site="yunxi2")
    second.work_off()
    assert second.state(reference) is FilingState.FILED, second.why(reference)
    assert second.truth()["skin"] == 2
    held = second.held()
    assert sorted(second.receipt(reference).application_nos) == sorted(one["number"] for one in held)
    assert all(one["missing_materials"] == [] for one in held)


def test_the_second_profile_says_only_what_differs() -> None:
    first, second = load("yunxi"), load("yunxi2", [SITES])
    declared = tomllib.loads((SITES / "yunxi2" / "profile.toml").read_text(encoding="utf-8"))
    base = tomllib.loads((ROOT / "gongai/sites/packaged/yunxi/profile.toml").read_text(encoding="utf-8"))
    assert list(_repeated(declared, base)) == []
    assert second.profile.detail == first.profile.detail


def test_no_label_of_either_skin_stands_in_the_connectors_code() -> None:
    texts = (
        _labels(load("yunxi")) | _labels(load("yunxi2", [SITES])) | set(SKIN_2) | set(SKIN_2.values())
    ) - COMMON_LABELS
    found = [
        f"{path.relative_to(ROOT)}: {label}"
        for path in sorted((ROOT / "gongai" / "connector").rglob("*.py"))
        for text in [path.read_text(encoding="utf-8")]
        for label in sorted(texts)
        if f'"{label}"' in text or f"'{label}'" in text
    ]
    assert len(texts) > 60
    assert found == []


def _labels(site: Site) -> set[str]:
    """Every text by which something is found on the site's pages."""
    profile = site.profile
    declared_actions = [
        act for wizard in profile.wizards.values() for page in wizard.pages.values() for act in page.acts.values()
    ]
    pages = [page.title for wizard in profile.wizards.values() for page in wizard.pages.values()]
    declared = [getattr(act, key, "") for act in declared_actions for key in ("section", "label", "text")]
    fields = [text for field in profile.fields.values() for text in (field.section, field.label)]
    buttons = [profile.materials.expand, profile.materials.open, profile.materials.close, profile.login.button]
    sent = [wizard.submit.button for wizard in profile.wizards.values()]
    return {text for text in (*pages, *declared, *fields, *buttons, *sent) if text}


def _repeated(declared: dict[str, Any], base: dict[str, Any], at: str = "") -> Iterator[str]:
    for key, value in declared.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            yield from _repeated(value, base[key], f"{at}{key}.")
        elif base.get(key) == value:
            yield f"{at}{key}"
