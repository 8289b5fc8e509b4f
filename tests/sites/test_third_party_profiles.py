"""What differs in the applications of others stands in their profiles, completely, and nowhere in the product."""

import tomllib
from pathlib import Path

import pytest

from gongai.sites import load
from gongai.sites.lint.check import findings

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "sites"
KEYS = ("django-admin", "starlette-admin")


@pytest.mark.parametrize("key", KEYS)
def test_the_check_of_a_profile_finds_nothing_that_stops_it(key: str) -> None:
    assert [one for one in findings(load(key, [SITES])) if one.level == "stop"] == []


def test_no_name_address_or_selector_of_the_applications_stands_in_the_product() -> None:
    texts = {"django", "starlette", "desk_filing", "/admin/"}
    for key in KEYS:
        declared = tomllib.loads((SITES / key / "profile.toml").read_text(encoding="utf-8"))
        login, wizard = declared["login"], declared["wizards"]["单项"]
        texts |= {login["account"], login["signs"]["success"]["visible"], wizard["ready"], wizard["submit"]["button"]}
    product = [path for kind in ("py", "js", "toml") for path in (ROOT / "gongai").rglob(f"*.{kind}")]
    found = [
        f"{path.relative_to(ROOT)}: {foreign}"
        for path in sorted(product)
        for text in [path.read_text(encoding="utf-8").lower()]
        for foreign in sorted(texts)
        if foreign.lower() in text
    ]
    assert len(texts) > 8 and len(product) > 150
    assert found == []
