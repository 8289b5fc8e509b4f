"""`gongai site scan`: what stands on a page, and a draft of its profile. Nothing is typed, nothing can be written."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.options import Json, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.services.scanned import Scanned

Address = Annotated[
    str, typer.Argument(metavar="地址或文件", help="网页地址、保存的 .html 文件；加 --site 时可只写 / 开头的路径")
]
SiteKey = Annotated[str, typer.Option("--site", metavar="平台", help="用这个已有平台配置的登录；草稿只写出这一页")]
Login = Annotated[str, typer.Option("--account", metavar="账号", help="用这个账号登录（与 --site 同用）")]
Frames = Annotated[
    list[str] | None, typer.Option("--frame", metavar="CSS", help="只看这个框架；框架套框架时由外到内写多次")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="文件夹", help="草稿写到哪里；不填 = 数据文件夹的 sites/平台名")
]
Key = Annotated[str, typer.Option("--key", metavar="名称", help="新平台的名称，小写字母、数字和连字符")]
Assist = Annotated[bool, typer.Option("--assist", help="打开看得见的浏览器，由人登录并走到要看的页面，再按回车")]


def scan(
    address: Address,
    *,
    site: SiteKey = "",
    account: Login = "",
    frame: Frames = None,
    out: Out = None,
    key: Key = "",
    assist: Assist = False,
    as_json: Json = False,
) -> int:
    from gongai.services import opening, scanning

    def wait() -> None:
        output.say(
            "请在打开的浏览器里登录，走到要看的页面（不要在页面上保存或提交）。到了以后回到这里按回车；"
            "从按回车起，页面发出的一切写请求都会被拦下。",
            as_json=as_json,
        )
        sys.stdin.readline()

    wish = scanning.Wish(address, site, account, tuple(frame or ()), key, assist)
    desk = scanning.Desk(progress=lambda text: output.say(text, as_json=as_json), wait=wait)
    scanned = scanning.scan(opening.settings(), actor(""), wish, out=out, desk=desk)
    output.show(scanned, lambda: _render(scanned), as_json=as_json)
    return Exit.DONE


def _render(scanned: "Scanned") -> "Iterable[RenderableType]":
    from gongai.cli import tables
    from gongai.text.labels import CONTROLS

    for frame in scanned.frames:
        where = " → ".join(frame.frame) or "页面本身"
        title = f"{frame.title}（{where}，{'、'.join(frame.libraries)}）"
        table = tables.grid("栏目", "控件", "必填", "选项/限制", "可能是", "把握", title=title)
        section = None
        for row in scanned.controls_in(frame):
            if row.section != section:
                section = row.section
                table.add_row(f"【{section}】" if section else "【无标题】", "", "", "", "", "")
            limits = "、".join(row.options[:4]) + ("…" if len(row.options) > 4 else "")
            limits = limits or (f"≤{row.length} 字" if row.length else "")
            table.add_row(
                row.label or f"（{row.placeholder or '无文字'}）",
                CONTROLS.get(row.kind, row.kind),
                "✓" if row.required else "",
                limits,
                row.source or "认不出",
                row.level,
            )
        yield table
        if frame.buttons:
            yield f"按钮：{'、'.join(frame.buttons[:20])}"
    if scanned.stopped:
        calls = "、".join(sorted(set(scanned.stopped))[:6])
        yield f"查看时页面想发出 {len(scanned.stopped)} 个写请求，都已拦下：{calls}"
    yield f"共 {len(scanned.controls)} 个栏目，认出 {scanned.recognised} 个。没有输入任何内容，没有按任何按钮。"
    yield f"草稿：{scanned.draft}（凡“待定”处请填写）"
    yield f"截图（已打码）：{scanned.picture}"
