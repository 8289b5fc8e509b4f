"""
(b) Filling a 60-field Element UI form: ours against one plain Playwright action per field.

Both read every field back. "Plain" is the ordinary honest way: locate the field by its label, click and type with
trusted events, animations on as the page has them. Run: python -m benchmarks.bench_fill [repetitions]
"""

import functools
import http.server
import importlib.util
import json
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from gongai.connector.widgets import FieldOrder, Form, Kind, install, mismatches

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
MAKE_UP = {
    Kind.TEXT: 24,
    Kind.TEXTAREA: 4,
    Kind.NUMBER: 6,
    Kind.SELECT: 12,
    Kind.DATE: 6,
    Kind.CASCADER: 2,
    Kind.RADIO: 4,
    Kind.CHECKBOX: 2,
}
CITIES = ("云汐市", "竹湾市", "松岭市")
DISTRICTS = ("东区", "西区", "高新区")
TAGS = ("甲类", "乙类", "丙类", "丁类")


def orders() -> tuple[FieldOrder, ...]:
    """The sixty values."""
    return tuple(
        FieldOrder(f"{kind}栏目{number}", kind, _value(kind, number))
        for kind, count in MAKE_UP.items()
        for number in range(1, count + 1)
    )


def _value(kind: Kind, number: int) -> str | tuple[str, ...]:
    match kind:
        case Kind.NUMBER:
            return f"{number * 12}.5"
        case Kind.SELECT:
            return f"选项{number + 3}"
        case Kind.DATE:
            return f"2027-{number:02}-15"
        case Kind.CASCADER:
            return (CITIES[number], DISTRICTS[number])
        case Kind.RADIO:
            return "是" if number % 2 else "否"
        case Kind.CHECKBOX:
            return (TAGS[0], TAGS[number])
    return f"示例内容{number}"


# The page ------------------------------------------------------------------------------------------------------

WIDGETS = {
    Kind.TEXT: '<el-input v-model="m.{p}" @change="hear"></el-input>',
    Kind.TEXTAREA: '<el-input type="textarea" v-model="m.{p}" @change="hear"></el-input>',
    Kind.NUMBER: '<el-input-number v-model="m.{p}" :precision="2" @change="hear"></el-input-number>',
    Kind.SELECT: '<el-select v-model="m.{p}" @change="hear">'
    '<el-option v-for="n in 20" :key="n" :label="\'选项\'+n" :value="\'v\'+n"></el-option></el-select>',
    Kind.DATE: '<el-date-picker v-model="m.{p}" value-format="yyyy-MM-dd" @change="hear"></el-date-picker>',
    Kind.CASCADER: '<el-cascader v-model="m.{p}" :options="regions" @change="hear"></el-cascader>',
    Kind.RADIO: '<el-radio-group v-model="m.{p}" @change="hear">'
    '<el-radio label="1">是</el-radio><el-radio label="0">否</el-radio></el-radio-group>',
    Kind.CHECKBOX: '<el-checkbox-group v-model="m.{p}" @change="hear">'
    '<el-checkbox v-for="t in tags" :key="t" :label="t"></el-checkbox></el-checkbox-group>',
}
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="elementui/theme-chalk/index.css">
<div id="app"><el-form label-width="140px">{items}</el-form></div>
<script src="js/vue.min.js"></script><script src="elementui/index.js"></script>
<script>window.heard = 0; window.app = new Vue({{ el: '#app', data: {data},
 methods: {{ hear() {{ window.heard++; }} }} }});</script>"""


def page() -> str:
    """All sixty fields in one component, as real portals build them."""
    items: list[str] = []
    model: dict[str, Any] = {}
    for number, order in enumerate(orders()):
        prop = f"p{number}"
        items.append(f'<el-form-item label="{order.label}">{WIDGETS[order.kind].format(p=prop)}</el-form-item>')
        model[prop] = [] if order.kind in (Kind.CHECKBOX, Kind.CASCADER) else None if order.kind is Kind.NUMBER else ""
    regions = [
        {"value": city, "label": city, "children": [{"value": d, "label": d} for d in DISTRICTS]} for city in CITIES
    ]
    data = json.dumps({"m": model, "regions": regions, "tags": TAGS}, ensure_ascii=False)
    return PAGE.format(items="\n".join(items), data=data)


def expected() -> dict[str, Any]:
    """What the page's own model must hold in the end."""
    model: dict[str, Any] = {}
    for number, order in enumerate(orders()):
        value: Any = list(order.value) if isinstance(order.value, tuple) else order.value
        match order.kind:
            case Kind.NUMBER:
                value = float(order.value)  # type: ignore[arg-type]
            case Kind.SELECT:
                value = "v" + str(order.value)[2:]
            case Kind.RADIO:
                value = "1" if order.value == "是" else "0"
        model[f"p{number}"] = value
    return model


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The page and the real library, on loopback."""
    found = importlib.util.find_spec("simpleui")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("缺少 django-simpleui（Element UI 2 的来源），请先 make test 完成安装")
    static = Path(found.submodule_search_locations[0]) / "static/admin/simpleui-x"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("elementui", "js"):
            (Path(folder) / name).symlink_to(static / name)
        (Path(folder) / "index.html").write_text(page(), encoding="utf-8")
        handler = functools.partial(_Quiet, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/index.html"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


# The two ways ----------------------------------------------------------------------------------------------------


def ours(page: Page) -> int:
    """Form.fill, which reads everything back; the number of fields that are wrong."""
    return len(mismatches(Form(page).fill(orders())))


def plain(page: Page) -> int:
    """One trusted action after the other, each read back; the number of fields that are wrong."""
    wrong = 0
    for order in orders():
        label = page.locator(".el-form-item__label", has_text=re.compile(rf"^{order.label}$"))
        item = page.locator(".el-form-item", has=label)
        PLAIN[order.kind](page, item, order.value)
        wrong += read_back(order.kind, item) != order.value
    return wrong


def _type(page: Page, item: Locator, value: Any) -> None:
    item.locator("input, textarea").fill(value)
    item.locator("input, textarea").blur()


def _select(page: Page, item: Locator, value: Any) -> None:
    item.locator(".el-select").click()
    page.locator(".el-select-dropdown__item:visible", has_text=re.compile(rf"^\s*{value}\s*$")).click()
    page.locator(".el-select-dropdown:visible").wait_for(state="hidden")


def _date(page: Page, item: Locator, value: Any) -> None:
    item.locator("input").fill(value)
    item.locator("input").press("Enter")


def _cascade(page: Page, item: Locator, value: Any) -> None:
    item.locator(".el-cascader").click()
    for step in value:
        page.locator(".el-cascader-node:visible", has_text=re.compile(rf"^\s*{step}\s*$")).click()
    page.locator(".el-cascader__dropdown:visible").wait_for(state="hidden")


def _tick(page: Page, item: Locator, value: Any) -> None:
    for label in [value] if isinstance(value, str) else value:
        item.locator(".el-radio, .el-checkbox", has_text=re.compile(rf"^\s*{label}\s*$")).click()


PLAIN: dict[Kind, Callable[[Page, Locator, Any], None]] = {
    Kind.TEXT: _type,
    Kind.TEXTAREA: _type,
    Kind.NUMBER: _type,
    Kind.SELECT: _select,
    Kind.DATE: _date,
    Kind.CASCADER: _cascade,
    Kind.RADIO: _tick,
    Kind.CHECKBOX: _tick,
}


def read_back(kind: Kind, item: Locator) -> str | tuple[str, ...]:
    """What the page shows for one field, the ordinary way."""
    if kind in (Kind.RADIO, Kind.CHECKBOX):
        texts = tuple(
            text.strip() for text in item.locator(".is-checked[role], .el-checkbox.is-checked").all_inner_texts()
        )
        return texts[0] if kind is Kind.RADIO else texts
    shown = item.locator("input, textarea").input_value()
    if kind is Kind.CASCADER:
        return tuple(part.strip() for part in shown.split("/"))
    return f"{float(shown):g}" if kind is Kind.NUMBER else shown


# The run ---------------------------------------------------------------------------------------------------------


def measure(browser: Browser, address: str, way: Callable[[Page], int], *, quick: bool) -> float:
    """Seconds for one fill of a fresh page; stops the benchmark when the page's model is not what was ordered."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    if quick:
        install(context)
    try:
        page = context.new_page()
        page.goto(address)
        page.wait_for_function("() => window.app && document.querySelectorAll('.el-form-item').length === 60")
        began = time.perf_counter()
        wrong = way(page)
        took = time.perf_counter() - began
        held = page.evaluate("() => JSON.parse(JSON.stringify(window.app.m))")
        if wrong or held != expected():
            different = [key for key, value in expected().items() if held[key] != value]
            raise SystemExit(f"填报结果不符：回读 {wrong} 处，模型 {different}")
        if not page.evaluate("() => window.heard"):
            raise SystemExit("页面自己的 @change 没有执行")
        return took
    finally:
        context.close()


def run(repetitions: int = 3) -> dict[str, float]:
    """Medians in seconds, the ways in turn so that the machine's mood hits both."""
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    with sync_playwright() as playwright, served() as address:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        for _ in range(repetitions):
            times["ours"].append(measure(browser, address, ours, quick=True))
            times["plain"].append(measure(browser, address, plain, quick=False))
        browser.close()
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Prints the table."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    medians = run(repetitions)
    print(f"60 个字段（Element UI 2），{repetitions} 次的中位数，含逐项回读")
    print(f"  逐项 Playwright 操作   {medians['plain'] * 1000:8.0f} ms")
    print(f"  gongai Form.fill       {medians['ours'] * 1000:8.0f} ms")
    print(f"  倍数                   {medians['plain'] / medians['ours']:8.1f} ×")


if __name__ == "__main__":
    main()
