"""`gongai site list | show | check | approve …`: the portals this installation knows, and whether they may be used."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, site_approval, site_changes, site_scan, site_try
from gongai.cli.help import Commands
from gongai.cli.options import Json, SiteName, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Offline = Annotated[bool, typer.Option("--offline", help="只核对配置本身，不访问平台")]


def commands() -> Commands:
    group = Commands(name="site", help="平台配置：每个平台一份配置（profile.toml）和事项目录（catalogue.toml）。")
    group.add(list_, name="list", help="列出已配置的平台。")
    group.add(show, name="show", help="一个平台的配置摘要。")
    group.add(
        check,
        name="check",
        help="核对配置是否完整、前后一致；不加 --offline 时再登录平台，只读地核对各种申报的表单。",
    )
    group.add(
        site_scan.scan,
        name="scan",
        help="看一张页面上有哪些栏目，起草平台配置。不输入、不按钮；页面的一切写请求在浏览器里拦下（登录本身除外）。",
    )
    group.add(
        site_try.try_,
        name="try",
        help="按平台配置试填一件，到某一页为止：不保存、不提交，把要填的和页面上的并排列出。不必入队，不占用办理任务。",
    )
    group.add(
        site_approval.approve,
        name="approve",
        help="主管批准配置的当前这一版。未批准的配置不能提交；改动后须重新批准。离线核对有问题的不能批准。",
    )
    group.add(site_changes.changes, name="changes", help="平台表单与批准时不同的地方，等主管决定的变化。")
    group.add(
        site_changes.accept,
        name="accept",
        help="主管接受一处变化：以新表单为准；改名写成配置的新版本并一并批准。等待的申报件随即继续。",
    )
    return group


def list_(*, as_json: Json = False) -> int:
    from gongai.services import opening, sites

    rows = sites.list_(opening.settings(), actor(""))

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        table = tables.grid("平台", "名称", "版本", "问题")
        for row in rows:
            table.add_row(row.site, row.name, row.version, row.error)
        yield table

    output.show({"sites": rows}, render, as_json=as_json)
    return Exit.DONE


def show(site: SiteName, *, as_json: Json = False) -> int:
    from gongai.cli import site_view
    from gongai.services import opening, sites

    found = sites.show(opening.settings(), actor(""), site)
    output.show(found, lambda: site_view.render(found), as_json=as_json)
    return Exit.DONE


def check(site: SiteName, *, offline: Offline = False, as_json: Json = False) -> int:
    from gongai.services import opening, site_checks, sites

    check = sites.check if offline else site_checks.check_online
    found = check(opening.settings(), actor(""), site)

    def render() -> "Iterable[RenderableType]":
        from gongai.text.findings import two_lines

        for one in found.findings:
            what, remedy = two_lines(one)
            yield what
            yield f"    {remedy}"
        yield f"平台 {site}（{found.name}）：{found.stops} 处问题，{len(found.findings) - found.stops} 处提醒"

    output.show(found, render, as_json=as_json)
    return Exit.DONE if found.ok else Exit.BUSINESS
