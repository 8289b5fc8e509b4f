"""
(b) Filling a 60-field form of each widget library: ours against one plain Playwright action per field.

Both read every field back, and the page's own model has the last word. "Plain" is the ordinary honest way: locate the
field by its label, click and type with trusted events, animations on as the page has them.
Run: python -m benchmarks.bench_fill [repetitions] [library ...]
"""

import functools
import http.server
import importlib.util
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks import fill_form, fill_libraries, fill_plain
from benchmarks.fill_form import Library
from benchmarks.table import table
from fixtures import libs
from gongai.connector.widgets import Form, install, mismatches

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
TRIES = 3
"""The plain way misses an entry of a moving list now and then; a run that did is not counted, but told."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def translate_path(self, path: str) -> str:
        if path.startswith("/libs/"):
            name, _, inner = path[6:].split("?")[0].partition("/")
            return str(libs.path(name) / inner)
        return super().translate_path(path)


@contextmanager
def served(chosen: dict[str, Library]) -> Iterator[str]:
    """The pages and the real libraries, on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        found = importlib.util.find_spec("simpleui")
        if found is not None and found.submodule_search_locations:
            static = Path(found.submodule_search_locations[0]) / "static/admin/simpleui-x"
            for name in ("elementui", "js"):
                (Path(folder) / name).symlink_to(static / name)
        for name, library in chosen.items():
            (Path(folder) / f"{name}.html").write_text(fill_form.page(library), encoding="utf-8")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def ours(page: Page, name: str, library: Library) -> int:
    """Form.fill, which reads everything back; the number of fields that are wrong."""
    return len(mismatches(Form(page).fill(fill_form.orders(library))))


def plain(page: Page, name: str, library: Library) -> int:
    """One trusted action after the other; the number of fields that are wrong."""
    return fill_plain.fill(page, name, fill_form.orders(library))


Way = Callable[[Page, str, Library], int]


def measure(browser: Browser, address: str, name: str, way: Way) -> float:
    """Seconds for one fill of a fresh page; stops the benchmark when the page's model is not what was ordered."""
    library = fill_libraries.ALL[name]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    if way is ours:
        install(context)
    try:
        page = context.new_page()
        page.goto(f"{address}/{name}.html")
        page.wait_for_function("() => window.ready && document.querySelectorAll('.field').length === 60")
        began = time.perf_counter()
        wrong = way(page, name, library)
        took = time.perf_counter() - began
        held, want = page.evaluate("() => window.held()"), fill_form.expected(library)
        if wrong or held != want:
            different = {key: (held.get(key), value) for key, value in want.items() if held.get(key) != value}
            raise SystemExit(f"{library.title} 填报结果不符：回读 {wrong} 处，模型 {different}")
        if not page.evaluate("() => window.heard"):
            raise SystemExit(f"{library.title}：页面自己的处理程序没有执行")
        return took
    finally:
        context.close()


def patiently(browser: Browser, address: str, name: str) -> tuple[float, int]:
    """The plain way, and how often it got stuck before it came through."""
    for failed in range(TRIES):
        try:
            return measure(browser, address, name, plain), failed
        except Error:
            continue
    raise SystemExit(f"{fill_libraries.ALL[name].title}：逐项操作连续 {TRIES} 次没有完成")


def run(repetitions: int, chosen: dict[str, Library]) -> Iterator[tuple[str, float, float, int]]:
    """For each library the medians in seconds, the two ways in turn so that the machine's load hits both."""
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright, served(chosen) as address:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        for name in chosen:
            quick: list[float] = []
            slow: list[float] = []
            stuck = 0
            for _ in range(repetitions):
                quick.append(measure(browser, address, name, ours))
                took, failed = patiently(browser, address, name)
                slow.append(took)
                stuck += failed
            yield name, statistics.median(quick), statistics.median(slow), stuck
        browser.close()


def main() -> None:
    """Prints the table."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    wanted = sys.argv[2:] or list(fill_libraries.ALL)
    chosen = {name: fill_libraries.ALL[name] for name in wanted}
    for name in [name for name, library in chosen.items() if libs.why_missing(*library.packages)]:
        print(f"跳过 {chosen[name].title}：{libs.why_missing(*chosen.pop(name).packages)}")
    print(f"60 个字段，{repetitions} 次的中位数，含逐项回读")
    lines = []
    for name, quick, slow, stuck in run(repetitions, chosen):
        library = chosen[name]
        note = f"逐项操作另有 {stuck} 次卡住" if stuck else ""
        lines.append(
            (
                library.title,
                f"{slow * 1000:.0f}",
                f"{quick * 1000:.0f}",
                f"{slow / quick:.1f}",
                f"{library.target:g}",
                note,
            )
        )
    print(table(("界面库", "逐项 ms", "gongai ms", "倍数", "目标", "说明"), lines))


if __name__ == "__main__":
    main()
