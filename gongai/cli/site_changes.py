"""`gongai site changes | accept`: what the portal has changed in its forms, and a supervisor's decision about it."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.options import LARGEST, Json, Reason, SiteName, actor, named
from gongai.cli.site_approval import ByName
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Number = Annotated[int, typer.Argument(metavar="编号", help="变化的编号，见 gongai site changes", min=1, max=LARGEST)]
Rename = Annotated[
    list[str],
    typer.Option("--rename", metavar="原名=新名", help="栏目改了名：写进平台配置的新版本，可写多次"),
]


def changes(site: SiteName, *, as_json: Json = False) -> int:
    from gongai.services import opening, sites

    with opening.installation() as app:
        rows = sites.changes(app, actor(""), site)

    def render() -> "Iterable[RenderableType]":
        from gongai.text.moments import minute

        if not rows:
            yield f"平台 {site} 没有待定的表单变化"
        for row in rows:
            yield f"编号 {row.change}　{row.kind}·{row.page}　{minute(row.seen_ms)} 发现"
            yield row.listed()
        if rows:
            yield (
                f"核对平台页面后：gongai site accept {site} 编号 --by 姓名 --reason 理由"
                "（改名加 --rename 原名=新名）。✗ 的在决定之前停止这种申报，· 的不影响填报"
            )

    output.show({"site": site, "changes": rows}, render, as_json=as_json)
    return Exit.DONE


def accept(
    site: SiteName,
    change: Number,
    *,
    by: ByName,
    reason: Reason,
    rename: Rename = [],  # noqa: B006
    as_json: Json = False,
) -> int:
    from gongai.services import opening, sites, working
    from gongai.text.released import released

    renames = dict(_pair(one) for one in rename)
    with opening.installation() as app:
        done = sites.accept(app, named(by), site, change, reason=reason, renames=renames)
        idle = working.line(app) if done.released else ""

    def render() -> "Iterable[RenderableType]":
        yield f"已接受平台 {site} 的变化 {change}"
        if done.file is not None:
            yield f"新版本 {done.version}（摘要 {done.digest[:12]}），已一并批准；改动写在 {done.file}"
        yield released(done.released)

    output.show(done, render, as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def _pair(text: str) -> tuple[str, str]:
    from gongai.errors import UsageError

    old, sign, new = text.partition("=")
    if not (sign and old.strip() and new.strip()):
        raise UsageError(f"改名请写成 原名=新名（现为“{text}”）")
    return old.strip(), new.strip()
