"""What can be wrong with one value by itself: selectors, regular expressions, picks, and what is still open."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai import charsets
from gongai.sites.actions import WINDOW, PressAction, loads
from gongai.sites.lint.css_selectors import pick_trouble, trouble
from gongai.sites.lint.findings import OPEN, actions, stop, written
from gongai.sites.pick import pick_of

if TYPE_CHECKING:
    from gongai.records.finding import Finding
    from gongai.sites.site_profile import Profile

_CSS: dict[str, frozenset[str]] = {
    "Login": frozenset({"frame", "account", "password", "captcha_image", "captcha_box"}),
    "PageSignal": frozenset({"visible"}),
    "Wizard": frozenset({"frame", "ready"}),
    "Page": frozenset({"frame", "root"}),
    "Action": frozenset({"css", "chosen", "refused", "dialog", "dialog_frame", "row"}),
    "Questions": frozenset({"row", "text", "choice", "chosen"}),
    "Items": frozenset({"row", "name", "box", "chosen"}),
    "Materials": frozenset({"row", "name", "input", "dialog", "frame_dialog", "counted"}),
    "Submit": frozenset({"frame", "done"}),
}
"""Kind of table → keys that a browser looks for."""
_PAGE_CSS: dict[str, frozenset[str]] = {"Html": frozenset({"proof"}), "Table": frozenset({"row"})}
_PICKS: dict[str, frozenset[str]] = {"Html": frozenset({"one"}), "Table": frozenset({"columns", "empty"})}
_PATTERNS: dict[str, frozenset[str]] = {
    "PageSignal": frozenset({"text", "body", "address"}),
    "Action": frozenset({"box"}),
    "Detail": frozenset({"unknown"}),
    "Submit": frozenset({"location"}),
}


def findings(profile: "Profile") -> "Iterator[Finding]":
    for at, table, key, value in written(profile):
        if not isinstance(value, str) or not value:
            continue
        if OPEN in value:
            yield stop(at, value, "草稿里的这一处还没有填", "请对照平台填写，不需要的整段删去")
            continue
        yield from _value(at, table, key, value)
    yield from _turns(profile)


def _value(at: str, table: str, key: str, value: str) -> "Iterator[Finding]":
    if key in _CSS.get(table, ()) and value != WINDOW:
        if why := trouble(value):
            yield stop(at, value, f"选择器（CSS）读不懂：{why}", "请核对括号、引号和拼写")
    elif key in _PAGE_CSS.get(table, ()):
        if why := pick_trouble(value):
            yield stop(at, value, f"选择器（CSS）读不懂：{why}", "请核对括号、引号和拼写")
    elif key in _PICKS.get(table, ()):
        yield from _pick(at, value)
    elif key in _PATTERNS.get(table, ()):
        yield from _pattern(at, value, group=table == "Submit")
    elif key == "charset" and not charsets.known(value):
        yield stop(at, value, "没有这种编码", "常见的有 utf-8、gbk、gb2312、gb18030、big5")


def _turns(profile: "Profile") -> "Iterator[Finding]":
    """What an action takes from the page that comes."""
    for at, _kind, action in actions(profile):
        if isinstance(action, PressAction) and loads(action):
            for name, pick in action.facts.items():
                yield from _pick(f"{at}.facts.{name}", pick)


def _pick(at: str, value: str) -> "Iterator[Finding]":
    found = pick_of(value)
    if found.css and (why := pick_trouble(found.css)):
        yield stop(at, value, f"选择器（CSS）读不懂：{why}", "写法：CSS @属性 /正则/，后两样可省")
    if found.pattern:
        yield from _pattern(at, found.pattern, group=False)


def _pattern(at: str, value: str, *, group: bool) -> "Iterator[Finding]":
    try:
        made = re.compile(value)
    except re.error as error:
        yield stop(at, value, f"正则表达式读不懂（{error}）", "请核对括号和反斜杠；双引号里反斜杠要写两个")
        return
    if group and made.groups != 1:
        yield stop(at, value, f"正则里应有一个括号，圈出要取的值（现有 {made.groups} 个）", "请加上括号，如 id=(\\d+)")
