"""A portal is data: nothing by which one of them is known stands in the product's own code."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongai.sites import load

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "sites"
PROFILES = [*sorted(path.parent.name for path in SITES.glob("*/profile.toml")), "yunxi"]
CODE = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "gongai").rglob("*.py"))}
OURS = {
    "项目代码",
    "工程代码",
    "项目名称",
    "申报主体",
    "申报流水号",
    "办件编号",
    "联系人",
    "关闭",
    "登录",
    "保存",
    "确定",
    "选择",
    "提交",
    "上传",
}
"""Words of the trade: titles of our own records, and of what people read in our own messages."""


def texts(table: Any, *, under: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts(value, under=key)
        elif isinstance(value, str):
            yield key, value


@pytest.mark.parametrize("key", PROFILES)
def test_no_address_of_a_portal_stands_in_the_code(key: str) -> None:
    declared = dict.fromkeys(value for name, value in texts(profile(key)) if name in ("path", "address", "call"))
    paths = {part for value in declared for part in re.findall(r"/[\w-]+/[\w./-]+", value)}
    assert paths or key in ("yunxi2", "starlette-admin", "django-admin")
    assert [(str(path), one) for path, code in CODE.items() for one in paths if one in code] == []


@pytest.mark.parametrize("key", PROFILES)
def test_no_name_button_or_label_of_a_portal_stands_in_the_code(key: str) -> None:
    site = load(key, [SITES])
    wanted = ("label", "section", "button", "open", "close", "expand", "confirm", "find")
    declared = {value for name, value in texts(profile(key)) if name in wanted and len(value) > 1} - OURS
    declared |= {site.profile.name}
    titles = titles_of_records()
    found = [
        (str(path.relative_to(ROOT)), one)
        for path, code in CODE.items()
        for one in sorted(declared - titles)
        if f'"{one}"' in code or f"'{one}'" in code
    ]
    assert found == []


def profile(key: str) -> dict[str, Any]:
    folder = SITES / key if (SITES / key).is_dir() else ROOT / "gongai/sites/packaged" / key
    return tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))


def titles_of_records() -> set[str]:
    """Our own records' labels are the national standard's words, and portals use them too."""
    return {
        word
        for path in sorted((ROOT / "gongai/records").glob("*.py"))
        for word in re.findall(r'"([\u4e00-\u9fff（）/㎡]+)"', path.read_text(encoding="utf-8"))
    }
