"""`gongai doctor`: is this machine and this installation fit for work, and what to do where it is not."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.settings import Settings

Install = Annotated[bool, typer.Option("--install-browser", help="没有可用的浏览器时安装一个；不需要先 gongai init")]
Offline = Annotated[bool, typer.Option("--offline", help="不访问平台")]


def register(tree: Commands) -> None:
    tree.add(
        doctor, name="doctor", help="检查本机与安装：浏览器、字体、数据库、密钥、磁盘、设置、账号、日历、平台能否访问。"
    )


def doctor(*, install_browser: Install = False, offline: Offline = False, as_json: Json = False) -> int:
    from gongai.services import health, opening

    settings = opening.settings()
    if install_browser:
        return _install(settings, as_json=as_json)
    found = health.examine(settings, actor(""), env=opening.environment(), offline=offline)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables
        from gongai.text.findings import MARKS

        table = tables.grid("", "检查", "现状", "怎么办", title="检查结果")
        for check in found.checks:
            table.add_row(MARKS[check.level], check.name, check.found, check.remedy)
        yield table
        if found.given:
            given = tables.grid("设置", "现值", "默认", "来源", title="另行指定的设置")
            for row in found.given:
                given.add_row(row.name, row.value, row.default, row.source)
            yield given
        yield f"{len(found.stops)} 项不合格" if found.stops else "可以开始办理"

    output.show(found, render, as_json=as_json)
    return Exit.BUSINESS if found.stops else Exit.DONE


def _install(settings: "Settings", *, as_json: bool) -> int:
    from gongai.services import health

    # what installers print must not mix with the document
    done = health.install_browser(
        settings, actor(""), say=lambda text: output.say(text, as_json=as_json), quiet=as_json
    )
    output.show(done, lambda: [], as_json=as_json)
    return Exit.DONE
