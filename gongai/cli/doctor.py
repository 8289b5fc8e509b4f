"""`gongai doctor`: is this machine and this installation fit for work, and what to do where it is not."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.settings import Settings

Install = Annotated[bool, typer.Option("--install-browser", help="没有可用的浏览器时安装一个；不需要先 gongai init")]
Offline = Annotated[bool, typer.Option("--offline", help="不访问平台")]
_DEFAULT = "默认"
MARKS = {"ok": "✓", "warn": "!", "stop": "✗"}


def register(tree: Commands) -> None:
    tree.add(
        doctor, name="doctor", help="检查本机与安装：浏览器、字体、数据库、密钥、磁盘、设置、账号、日历、平台能否访问。"
    )


def doctor(*, install_browser: Install = False, offline: Offline = False, as_json: Json = False) -> int:
    from gongai.services import opening

    settings = opening.settings()
    if install_browser:
        return _install(settings, as_json=as_json)
    from gongai.services import health
    from gongai.settings import describe

    checks = list(health.all_checks(settings, offline=offline))
    rows = [row for row in describe(settings) if _source(settings, row) != _DEFAULT]
    stops = [one for one in checks if one.level == "stop"]

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        table = tables.grid("", "检查", "现状", "怎么办", title="检查结果")
        for one in checks:
            table.add_row(MARKS[one.level], one.name, one.found, one.remedy)
        yield table
        if rows:
            given = tables.grid("设置", "现值", "默认", "来源", title="另行指定的设置")
            for row in rows:
                given.add_row(row.name, row.value, row.default, _source(settings, row))
            yield given
        yield f"{len(stops)} 项不合格" if stops else "可以开始办理"

    data = {
        "ok": not stops,
        "checks": checks,
        "settings": [
            {"name": row.name, "value": row.value, "source": _source(settings, row)} for row in describe(settings)
        ],
    }
    output.show(data, people, as_json=as_json)
    return Exit.BUSINESS if stops else Exit.DONE


def _install(settings: "Settings", *, as_json: bool) -> int:
    import subprocess
    from dataclasses import replace

    from gongai.connector.browser_program import install_browser, this_machine

    machine = this_machine()
    if as_json:  # what installers print must not mix with the document
        machine = replace(
            machine, run=lambda command: subprocess.run(list(command), stdout=sys.stderr, check=False).returncode
        )
    program = install_browser(settings, lambda text: output.say(text, as_json=as_json), machine)
    output.show({"browser": str(program.path), "version": program.version}, lambda: [], as_json=as_json)
    return Exit.DONE


def _source(settings: "Settings", row: Any) -> str:
    import tomllib

    from gongai.settings import FILE

    if row.env in os.environ:
        return f"环境变量 {row.env}"
    try:
        value: Any = tomllib.loads(Path(settings.home / FILE).read_text(encoding="utf-8"))
        for part in row.name.split("."):
            value = value[part]
    except (OSError, KeyError, TypeError):
        return _DEFAULT
    return FILE
