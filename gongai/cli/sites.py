"""`gongai site list | show | check`: the portals this installation knows, and whether their profiles hold together."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.exits import Exit
from gongai.cli.help import Commands
from gongai.cli.options import Json, SiteName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import RenderableType

    from gongai.connector.sites import Site

Offline = Annotated[bool, typer.Option("--offline", help="只核对配置本身，不访问平台")]


def commands() -> Commands:
    group = Commands(name="site", help="平台配置：每个平台一份配置（profile.toml）和事项目录（catalogue.toml）。")
    group.add(list_, name="list", help="列出已配置的平台。")
    group.add(show, name="show", help="一个平台的配置摘要。")
    group.add(check, name="check", help="核对配置是否完整、前后一致；不加 --offline 时再看平台能否访问。")
    return group


def list_(*, as_json: Json = False) -> int:
    from gongai.connector.sites import names
    from gongai.errors import GongaiError

    rows = []
    for key in names(_folders()):
        try:
            site = _load(key)
            rows.append({"site": key, "name": site.profile.name, "version": site.profile.version, "error": ""})
        except GongaiError as error:
            rows.append({"site": key, "name": "", "version": "", "error": str(error)})

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        table = tables.grid("平台", "名称", "版本", "问题")
        for row in rows:
            table.add_row(row["site"], row["name"], row["version"], row["error"])
        yield table

    output.show({"sites": rows}, people, as_json=as_json)
    return Exit.DONE


def show(site: SiteName, *, as_json: Json = False) -> int:
    from gongai.cli.site_view import data, words

    found = _load(site)
    output.show(data(found), lambda: words(found), as_json=as_json)
    return Exit.DONE


def check(site: SiteName, *, offline: Offline = False, as_json: Json = False) -> int:
    from gongai.cli.site_check import findings, online

    found = _load(site)
    rows = [*findings(found), *([] if offline else online(found))]
    stops = [one for one in rows if one.level == "stop"]

    def people() -> "Iterable[RenderableType]":
        for one in rows:
            yield f"{'✗' if one.level == 'stop' else '!'} {one.field}：{one.value or '（空）'}"
            yield f"    {one.rule}。{one.remedy}"
        yield f"平台 {site}（{found.profile.name}）：{len(stops)} 处问题，{len(rows) - len(stops)} 处提醒"

    output.show({"site": site, "ok": not stops, "findings": rows}, people, as_json=as_json)
    return Exit.BUSINESS if stops else Exit.DONE


def _folders() -> "list[Path]":
    from gongai.cli import opened

    settings = opened.settings()
    return [path for path in (settings.sites_dir, settings.home / "sites") if path]


def _load(key: str) -> "Site":
    from gongai.connector.sites import load

    return load(key, _folders())
