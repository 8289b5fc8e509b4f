"""Which browser program of this machine to use, and how to get one where there is none."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from gongai.errors import ConfigError
from gongai.settings import Settings

MIN_VERSION = 109
"""The oldest Chromium that Playwright drives and that still runs on old office machines."""

_VERSION_TIMEOUT_S = 20
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")  # quick, but without a window
_BROWSERS = (
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "uos-browser",
    "browser360-cn",
    "qaxbrowser",
)
_PLACES = (
    "/usr/bin/{name}",
    "/usr/local/bin/{name}",
    "/usr/lib/chromium/{name}",
    "/opt/google/chrome/{name}",
    "/snap/bin/{name}",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_FONT_PACKAGES = ("fonts-noto-cjk", "fonts-wqy-zenhei")


@dataclass(frozen=True)
class Program:
    """A browser program that can be started."""

    path: Path
    version: str  # "" where the program does not tell

    @property
    def major(self) -> int | None:
        head = self.version.partition(".")[0]
        return int(head) if head.isdigit() else None


@dataclass(frozen=True)
class Machine:
    """What may be asked of the machine, so that looking and installing can be tried without changing it."""

    candidates: Callable[[bool], Iterator[Path]]
    """Paths to try in order; True: a program without a window will do."""
    run: Callable[[Sequence[str]], int]
    """Runs a command, shows its output, gives its exit code."""
    has: Callable[[str], bool]
    """Whether a command exists."""
    root: bool
    chinese_font: Callable[[], bool | None]
    """None: cannot tell."""


def find_browser(settings: Settings, machine: Machine | None = None) -> Program | None:
    """The setting, else a headless shell or Chrome/Chromium that is installed, else Playwright's own, else None.

    Raises `ConfigError` where the setting names something unusable. Found programs that are too old are passed over.
    """
    machine = machine or this_machine()
    if settings.browser_path is not None:
        return _named(settings.browser_path)
    for path in machine.candidates(settings.headless):
        program = probe(path)
        if program is not None and (program.major is None or program.major >= MIN_VERSION):
            return program
    return None


def install_browser(settings: Settings, say: Callable[[str], None], machine: Machine | None = None) -> Program:
    """Find a browser, or get one. Raises `ConfigError` that says what to do by hand."""
    machine = machine or this_machine()
    found = find_browser(settings, machine)
    if found is None:
        for message, commands in _ways(machine):
            say(message)
            if all(machine.run(command) == 0 for command in commands):
                found = find_browser(settings, machine)
            if found is not None:
                break
            say("未成功，换下一种办法")
    if found is None:
        raise ConfigError(
            f"没有可用的浏览器，也无法自动安装。请安装 Chrome 或 Chromium {MIN_VERSION} 以上版本"
            "（Debian/Ubuntu：sudo apt-get install chromium），或用环境变量 GONGAI_BROWSER_PATH 指定已有的浏览器"
        )
    say(f"浏览器：{found.path}（{found.version or '版本未知'}）")
    _check_fonts(say, machine)
    return found


def probe(path: Path) -> Program | None:
    """What the program at `path` says of itself; None where it cannot be started."""
    if not path.is_file() or not os.access(path, os.X_OK):
        return None
    if os.name == "nt":  # there, asking for the version opens a window; it is checked after the start
        return Program(path, "")
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=_VERSION_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode != 0:
        return None
    found = re.search(r"\b(\d{2,3}(?:\.\d+)+)", answer.stdout)
    return Program(path, found[1] if found else "")


def this_machine() -> Machine:
    return Machine(
        candidates=_candidates,
        run=lambda command: subprocess.run(list(command), check=False).returncode,
        has=lambda name: shutil.which(name) is not None,
        root=is_root(),
        chinese_font=_chinese_font,
    )


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _named(path: Path) -> Program:
    program = probe(path)
    if program is None:
        raise ConfigError(f"设置项 browser_path 指定的浏览器无法运行：{path}。请改正路径，或清空该设置以自动查找")
    if program.major is not None and program.major < MIN_VERSION:
        raise ConfigError(
            f"设置项 browser_path 指定的浏览器版本过旧：{path}（{program.version}），需要 {MIN_VERSION} 以上。请升级"
        )
    return program


def _candidates(headless: bool) -> Iterator[Path]:
    names = (*_SHELLS, *_BROWSERS) if headless else _BROWSERS
    seen: set[Path] = set()
    for name in names:
        on_path = shutil.which(name)
        for place in (on_path, *(place.format(name=name) for place in _PLACES)):
            if place and Path(place) not in seen:
                seen.add(Path(place))
                yield Path(place)
    yield from _of_playwright(headless)


def _of_playwright(headless: bool) -> Iterator[Path]:
    with sync_playwright() as playwright:
        full = Path(playwright.chromium.executable_path)
    if headless and len(full.parts) > 3:
        shells = full.parents[2].glob("chromium_headless_shell-*/*/*headless*shell*")
        yield from sorted((path for path in shells if path.is_file()), reverse=True)
    yield full


def _ways(machine: Machine) -> Iterator[tuple[str, list[list[str]]]]:
    fetch = [sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]
    yield "没有找到已安装的浏览器，正在下载 Playwright 自带的浏览器……", [fetch]
    if not machine.has("apt-get"):
        return
    if not machine.root:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    yield "正在用系统软件源安装 chromium-headless-shell……", [["apt-get", "update"], [*install, _SHELLS[0]]]
    yield "正在用系统软件源安装 chromium……", [[*install, "chromium"]]


def _check_fonts(say: Callable[[str], None], machine: Machine) -> None:
    if machine.chinese_font():
        return
    if machine.root and machine.has("apt-get"):
        say("没有中文字体，正在安装……")
        for package in _FONT_PACKAGES:
            if machine.run(["apt-get", "install", "-y", "--no-install-recommends", package]) == 0:
                return
    say(f"提示：未检测到中文字体，截图中的汉字可能显示为方块。请安装 {_FONT_PACKAGES[0]}")


def _chinese_font() -> bool | None:
    program = shutil.which("fc-list")
    if program is None:
        return None if sys.platform.startswith("linux") else True
    answer = subprocess.run([program, ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(answer.stdout.strip())
