"""The browser is found where it is, got where it is not, and refused where it is too old."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gongai import settings
from gongai.connector import browser
from gongai.connector.browser_program import Machine, find_browser, install_browser, probe
from gongai.errors import ConfigError
from tests.desk import desk


def program(path: Path, version_text: str = "Chromium 120.0.6099.1", code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{version_text}'\nexit {code}\n")
    path.chmod(0o755)
    return path


class Bench:
    """A machine of our own making: programs in a folder, and commands that may put one there."""

    def __init__(self, folder: Path, *, root: bool = True, font: bool | None = True) -> None:
        self.folder = folder
        self.root = root
        self.font = font
        self.ran: list[str] = []
        self.messages: list[str] = []
        self.effects: dict[str, Callable[[], object]] = {}

    def machine(self) -> Machine:
        return Machine(
            candidates=lambda _headless: iter(sorted(self.folder.iterdir())),
            run=self._run,
            has=lambda _name: True,
            root=self.root,
            chinese_font=lambda: self.font,
        )

    def _run(self, command: Sequence[str]) -> int:
        self.ran.append(" ".join(command[-2:]))
        effect = self.effects.get(command[-1])
        if effect is not None:
            effect()
        return 0 if effect is not None or command[-1] == "update" else 1

    def find(self, **env: str) -> Path | None:
        found = find_browser(self._settings(env), self.machine())
        return None if found is None else found.path

    def install(self, **env: str) -> Path:
        return install_browser(self._settings(env), self.messages.append, self.machine()).path

    def _settings(self, env: dict[str, str]) -> settings.Settings:
        return settings.load(self.folder, {f"GONGAI_{name.upper()}": value for name, value in env.items()})


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    folder = tmp_path / "programs"
    folder.mkdir()
    return Bench(folder)


def test_the_setting_wins_over_what_is_installed(bench: Bench, tmp_path: Path) -> None:
    program(bench.folder / "a")
    own = program(tmp_path / "own")
    assert bench.find(browser_path=str(own)) == own


@pytest.mark.parametrize(
    ("version_text", "code", "text"), [("Chromium 108.0.1.2", 0, "过旧"), ("Chromium 120.0.1.2", 1, "无法运行")]
)
def test_a_setting_that_names_something_unusable_is_refused(
    bench: Bench, tmp_path: Path, version_text: str, code: int, text: str
) -> None:
    own = program(tmp_path / "own", version_text, code)
    with pytest.raises(ConfigError, match=text):
        bench.find(browser_path=str(own))


def test_a_setting_that_names_nothing_is_refused(bench: Bench) -> None:
    with pytest.raises(ConfigError, match="browser_path"):
        bench.find(browser_path="/no/such/browser")


def test_programs_that_are_broken_or_too_old_are_passed_over(bench: Bench) -> None:
    program(bench.folder / "a", "Chromium 92.0.4515.1")
    program(bench.folder / "b", code=127)
    (bench.folder / "c").write_text("not executable")
    good = program(bench.folder / "d", "Google Chrome 109.0.5414.74 ")
    program(bench.folder / "e", "Chromium 140.0.1.2")
    assert bench.find() == good


def test_there_may_be_none(bench: Bench) -> None:
    assert bench.find() is None


@pytest.mark.parametrize(
    ("version_text", "version", "major"),
    [
        ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", "156.0.8078.79", 156),
        ("Google Chrome 109.0.5414.74 ", "109.0.5414.74", 109),
        ("some browser", "", None),
    ],
)
def test_the_version_is_read_from_what_the_program_says(
    bench: Bench, version_text: str, version: str, major: int | None
) -> None:
    found = probe(program(bench.folder / "a", version_text))
    assert found is not None
    assert (found.version, found.major) == (version, major)


def test_an_installed_browser_is_taken_and_nothing_is_run(bench: Bench) -> None:
    good = program(bench.folder / "a")
    assert bench.install() == good
    assert bench.ran == []
    assert str(good) in bench.messages[-1]


def test_playwrights_own_is_fetched_first(bench: Bench) -> None:
    bench.effects["chromium-headless-shell"] = lambda: program(bench.folder / "a")
    assert bench.install() == bench.folder / "a"
    assert bench.ran == ["install chromium-headless-shell"]


def test_what_was_fetched_but_does_not_start_leads_to_the_distributions_package(bench: Bench) -> None:
    bench.effects["chromium-headless-shell"] = lambda: program(bench.folder / "a", code=127)
    bench.effects["chromium"] = lambda: program(bench.folder / "b")
    assert bench.install() == bench.folder / "b"
    assert bench.ran[0] == "install chromium-headless-shell"
    assert bench.ran[-1].endswith(" chromium")


def test_without_root_no_package_is_installed_and_the_error_says_what_to_do(bench: Bench) -> None:
    bench.root = False
    with pytest.raises(ConfigError, match="GONGAI_BROWSER_PATH"):
        bench.install()
    assert bench.ran == ["install chromium-headless-shell"]


def test_missing_chinese_fonts_are_installed_by_root_and_told_to_others(bench: Bench) -> None:
    program(bench.folder / "a")
    bench.font = False
    bench.effects["fonts-noto-cjk"] = lambda: None
    bench.install()
    assert bench.ran[-1].endswith("fonts-noto-cjk")
    bench.root = False
    bench.install()
    assert "方块" in bench.messages[-1]


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as pool:  # a Playwright of its own; see tests/desk.py
        yield pool


def test_a_browser_that_cannot_be_started_is_a_config_error(tmp_path: Path, thread: ThreadPoolExecutor) -> None:
    own = program(tmp_path / "own")
    found = settings.load(tmp_path, {"GONGAI_BROWSER_PATH": str(own)})

    def start() -> None:
        with browser.launch(found):
            pass

    with pytest.raises(ConfigError, match="无法启动"):
        thread.submit(start).result()


@pytest.mark.browser
def test_a_page_sees_an_office_in_china(tmp_path: Path) -> None:
    def inspect(page: Page) -> None:
        assert page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
            "zh-CN",
            "Asia/Shanghai",
        ]

    with desk(tmp_path) as ours:
        ours.work(inspect)


@pytest.mark.browser
def test_a_saved_session_is_taken_up_in_a_new_context(tmp_path: Path, thread: ThreadPoolExecutor) -> None:
    cookie = {"name": "SESSION", "value": "abc", "domain": "127.0.0.1", "path": "/"}

    def inspect() -> list[str]:
        with browser.launch(settings.load(tmp_path, {})) as running:
            first = browser.new_context(running)
            first.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's TypedDict
            saved = dict(first.storage_state())
            second = browser.new_context(running, storage_state=saved)
            return [str(found.get("value")) for found in second.cookies()]

    assert thread.submit(inspect).result() == ["abc"]
