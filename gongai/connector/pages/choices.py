"""Situation questions and item lists: choosing what the plan says, and nothing else."""

import re
from collections.abc import Sequence

from playwright.sync_api import Locator

from gongai.connector.pages.frames import Place
from gongai.connector.widgets import wait_until_idle
from gongai.errors import PageChanged, ReadBackMismatch
from gongai.records.noted import Noted, Said
from gongai.records.steps import PlannedAnswer, PlannedItem
from gongai.sites.fields import Items, Questions

_BLANK = re.compile(r"[\s*＊:：]+")
_TEXTS = """(all, part) => all.map(one => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(one).visibility !== 'visible') return null;
    const said = part ? one.querySelector(part) : one;
    return said ? said.innerText : '';
})"""
"""In one go: a table of materials would take hundreds of questions to the browser, one by one."""


def normal(shown: str) -> str:
    """A text as people compare it: without blanks, stars and colons."""
    return _BLANK.sub("", shown)


def fits(pattern: str, shown: str) -> bool:
    return re.search(pattern, normal(shown)) is not None


def texts(found: Locator, part: str = "") -> list[str | None]:
    """The texts of all elements at once, or of the first `part` in each; None for one that cannot be seen."""
    shown: list[str | None] = found.evaluate_all(_TEXTS, part)
    return [None if one is None else normal(one) for one in shown]


def with_text(found: Locator, wanted: str, part: str = "") -> list[Locator]:
    """Those elements that can be seen and say exactly this."""
    return [found.nth(place) for place, shown in enumerate(texts(found, part)) if shown == normal(wanted)]


def button_there(page: Place, root: str, wanted: str) -> bool:
    """Whether a visible button with this text stands inside `root`."""
    buttons = page.locator(root).locator("button, a, input[type=button], .el-button")
    return normal(wanted) in texts(buttons)


def choose_tile(page: Place, css: str, wanted: str, chosen: str) -> Noted:
    """Choose one tile by its text: portals preselect and load the first one."""
    found = _tiles(page, css, wanted)
    if len(found) != 1:
        raise PageChanged(f"页面上“{wanted}”出现 {len(found)} 次，应为 1 次")
    if not _chosen(found[0], chosen):
        found[0].click()
        wait_until_idle(page)
    if words := tile_differs(page, css, wanted, chosen):
        raise ReadBackMismatch(words)
    return {"chosen": Said(wanted)}


def tile_differs(page: Place, css: str, wanted: str, chosen: str) -> str:
    """In words, where the tile can be seen and is not chosen."""
    found = _tiles(page, css, wanted)
    return f"要选“{wanted}”，平台没有选中" if found and not all(_chosen(one, chosen) for one in found) else ""


def answer_questions(page: Place, root: str, spec: Questions, answers: Sequence[PlannedAnswer]) -> Noted:
    """Answer each planned question; a question that stands open without a planned answer stops the filing."""
    for planned in answers:
        block = _block(page, root, spec, planned.question)
        for choice in block.locator(spec.choice).all():
            wanted = normal(choice.inner_text()) in {normal(one) for one in planned.answers}
            if wanted != _chosen(choice, spec.chosen):
                choice.click()
        wait_until_idle(page)  # an answer may open further questions and change items and materials
        if words := _answer_differs(block, spec, planned):
            raise ReadBackMismatch(words)
    _no_surprise(page, root, spec, answers)
    return {"answers": len(answers)}


def answers_differ(page: Place, root: str, spec: Questions, answers: Sequence[PlannedAnswer]) -> str:
    """In words, where a question can be seen and is answered otherwise; one that has come since stops the filing."""
    _no_surprise(page, root, spec, answers)
    rows = page.locator(root).locator(spec.row)
    said = (
        _answer_differs(block, spec, planned)
        for planned in answers
        for block in with_text(rows, planned.question, spec.text)
    )
    return "；".join(one for one in said if one)


def _answer_differs(block: Locator, spec: Questions, planned: PlannedAnswer) -> str:
    now = [normal(choice.inner_text()) for choice in block.locator(spec.choice).all() if _chosen(choice, spec.chosen)]
    if sorted(now) == sorted(normal(one) for one in planned.answers):
        return ""
    return f"情形“{planned.question}”：要选 {'、'.join(planned.answers)}，平台现为 {'、'.join(now) or '（未选）'}"


def _no_surprise(page: Place, root: str, spec: Questions, answers: Sequence[PlannedAnswer]) -> None:
    known = {normal(planned.question) for planned in answers}
    asked = texts(page.locator(root).locator(spec.row), spec.text)
    surprise = [shown for shown in asked if shown is not None and shown not in known]
    if surprise:
        raise PageChanged(f"平台提出了申报件没有回答的情形问题：{'；'.join(surprise)}。请补充答案或更新目录")


def choose_items(page: Place, root: str, spec: Items, items: Sequence[PlannedItem]) -> Noted:
    """Tick the planned items and no other; read back what is ticked."""
    wanted, shown = _wanted(items), _rows(page, root, spec)
    missing = [item.name for item in items if item.selected and normal(item.name) not in shown]
    if missing:
        raise PageChanged(f"平台的事项清单中没有：{'、'.join(missing)}。请核对主题、阶段和情形")
    for name, row in shown.items():
        box = row.locator(spec.box).first
        if (name in wanted) != _chosen(box, spec.chosen):
            box.click()
    wait_until_idle(page)
    if words := items_differ(page, root, spec, items):
        raise ReadBackMismatch(words)
    return {"items": len(wanted)}


def items_differ(page: Place, root: str, spec: Items, items: Sequence[PlannedItem]) -> str:
    """In words, where the list can be seen and others are ticked."""
    wanted, shown = _wanted(items), _rows(page, root, spec)
    now = {name for name, row in shown.items() if _chosen(row.locator(spec.box).first, spec.chosen)}
    if not shown or now == wanted:
        return ""
    return (
        f"事项勾选与计划不一致：多选 {'、'.join(sorted(now - wanted)) or '无'}，"
        f"漏选 {'、'.join(sorted(wanted - now)) or '无'}"
    )


def _wanted(items: Sequence[PlannedItem]) -> set[str]:
    return {normal(item.name) for item in items if item.selected}


def _rows(page: Place, root: str, spec: Items) -> dict[str, Locator]:
    rows = page.locator(root).locator(spec.row)
    return {name: rows.nth(place) for place, name in enumerate(texts(rows, spec.name)) if name is not None}


def _tiles(page: Place, css: str, wanted: str) -> list[Locator]:
    return [tile for tile in page.locator(css).all() if normal(tile.inner_text()) == normal(wanted)]


def _block(page: Place, root: str, spec: Questions, question: str) -> Locator:
    found = with_text(page.locator(root).locator(spec.row), question, spec.text)
    if len(found) != 1:
        raise PageChanged(f"情形问题“{question}”在页面上出现 {len(found)} 次，应为 1 次。请核对目录与平台")
    return found[0]


def _chosen(choice: Locator, css: str) -> bool:
    return bool(choice.evaluate("(e, css) => e.matches(css) || e.querySelector(css) !== null", css))
