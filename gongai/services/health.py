"""Whether all is fit for work: the checks, and the settings as they are now."""

import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gongai import input_file
from gongai.errors import GongaiError
from gongai.services import installation_checks, machine_checks
from gongai.services.check import Check
from gongai.services.documents import Document

if TYPE_CHECKING:
    from gongai.records.actor import Actor
    from gongai.settings import Settings


@dataclass(frozen=True)
class GivenSetting:
    """One setting as it is now, and who said so."""

    name: str
    value: str
    default: str
    source: str

    @property
    def is_default(self) -> bool:
        return self.source == _DEFAULT

    def document(self) -> Document:
        return {"name": self.name, "value": self.value, "source": self.source}


@dataclass(frozen=True)
class Health:
    checks: tuple[Check, ...]
    settings: tuple[GivenSetting, ...]

    @property
    def given(self) -> tuple[GivenSetting, ...]:
        """Those that are not as the program has them by itself."""
        return tuple(one for one in self.settings if not one.is_default)

    @property
    def stops(self) -> tuple[Check, ...]:
        return tuple(one for one in self.checks if one.level == "stop")

    def document(self) -> Document:
        return {"ok": not self.stops, "checks": self.checks, "settings": self.settings}


@dataclass(frozen=True)
class BrowserFound:
    browser: str
    version: str


_DEFAULT = "默认"


def examine(settings: "Settings", actor: "Actor", *, env: Mapping[str, str], offline: bool) -> Health:
    """Look at everything. `offline`: without the portals. `env`: where the settings were read from."""
    return Health(tuple(_all_checks(settings, offline=offline)), tuple(_given(settings, env)))


def install_browser(
    settings: "Settings", actor: "Actor", *, say: Callable[[str], None], quiet: bool = False
) -> BrowserFound:
    """Find a browser, or install one. `quiet`: what installers print goes to standard error. Raises `ConfigError`."""
    import subprocess

    from gongai.connector import browser_program

    machine = browser_program.this_machine()
    if quiet:
        machine = replace(
            machine, run=lambda command: subprocess.run(list(command), stdout=sys.stderr, check=False).returncode
        )
    program = browser_program.install_browser(settings, say, machine)
    return BrowserFound(str(program.path), program.version)


def versions() -> str:
    """One line, fit for the report of a fault."""
    from importlib import metadata

    import gongai
    from gongai import db

    sqlite = db.sqlite_module().sqlite_version
    driver = metadata.version("playwright")
    parts = (f"Python {platform.python_version()}", f"SQLite {sqlite}", f"浏览器驱动 Playwright {driver}")
    return f"gongai {gongai.__version__}（{'，'.join(parts)}）"


def _given(settings: "Settings", env: Mapping[str, str]) -> Iterator[GivenSetting]:
    from gongai.settings import FILE, describe

    try:
        in_file: Any = input_file.toml(settings.home / FILE)
    except input_file.Unreadable:
        in_file = {}
    for row in describe(settings):
        source = f"环境变量 {row.env}" if row.env in env else FILE if _holds(in_file, row.name) else _DEFAULT
        yield GivenSetting(row.name, row.value, row.default, source)


def _holds(values: Any, name: str) -> bool:
    for part in name.split("."):
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _all_checks(settings: "Settings", *, offline: bool) -> Iterator[Check]:
    from gongai.app import build

    yield from machine_checks.of(settings)
    try:
        app = build(settings)
    except GongaiError as error:
        yield Check("安装", "stop", str(error), "请先运行 gongai init")
        return
    try:
        yield from installation_checks.of(app, offline=offline)
    except GongaiError as error:  # a part that is opened only when it is needed, such as the vault
        yield Check("安装", "stop", str(error), "请先运行 gongai init")
    finally:
        app.close()
