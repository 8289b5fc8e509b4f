"""`gongai site try`: fill in up to a step, save nothing, submit nothing, and show plan and page side by side."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.options import Json, SiteName, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.services.authoring import Shown, Trial

FilingName = Annotated[str, typer.Argument(metavar="申报件", help="申报件的文件（JSON），或已入队的申报件号；不必入队")]
Until = Annotated[str, typer.Option("--until", metavar="步骤", help="填到哪一页为止：wizards 里页面的键或标题")]
Login = Annotated[str, typer.Option("--account", metavar="账号", help="用哪个账号登录；不填 = 申报件中的账号")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="文件夹", help="截图放到哪里；不填 = 数据文件夹的 tries/平台-时间")
]


def try_(
    site: SiteName,
    filing: FilingName,
    *,
    until: Until,
    account: Login = "",
    out: Out = None,
    as_json: Json = False,
) -> int:
    from gongai.services import authoring, opening

    with opening.installation() as app:
        meant = authoring.filing_of(app, actor(""), filing)
        tried = authoring.try_(
            app,
            actor(""),
            site,
            meant,
            until=until,
            account=account,
            out=out,
            progress=lambda text: output.say(text, as_json=as_json),
        )
    output.show(tried, lambda: _render(tried), as_json=as_json)
    return Exit.DONE if tried.ok else Exit.BUSINESS


def _render(tried: "Trial") -> "Iterable[RenderableType]":
    from gongai.cli import tables
    from gongai.redact import scrub

    for (page, section), rows in groupby(tried.rows, key=lambda one: (one.page, one.section)):
        table = tables.grid("栏目", "要填", "平台现值", "结果", title=f"{page} · {section}" if section else page)
        for row in rows:
            result = row.result + (f"：{row.why}" if row.why else "")
            table.add_row(row.label, _text(row.planned), _text(row.held), result)
        yield table
    for title, must in (("必填", True), ("可不填", False)):
        rest = [f"{one.section} {one.label}".strip() for one in tried.unplaced if one.required is must]
        if rest:
            yield f"{tried.reached} 上还有平台配置没有写到的栏目（{title}）：{'、'.join(rest)}"
    if tried.stopped:
        yield f"页面想写、已拦下：{'、'.join(scrub(one) for one in tried.stopped)}"
    good = tried.agreeing
    yield f"填到“{tried.reached or '（没有打开申报页）'}”：{good} 项相符，{len(tried.rows) - good} 项不符或没有成功"
    if tried.ended:
        yield f"停在这里：{scrub(tried.ended)}"
    yield "没有保存，没有提交。"
    yield f"截图（已打码）：{tried.folder}"


def _text(value: "Shown | None") -> str:
    if value is None:
        return "（读不到）"
    return "、".join(value) if isinstance(value, list) else value or "（空）"
