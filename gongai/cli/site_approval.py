"""`gongai site approve`: a supervisor's recorded act on one version of a site's profile."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.options import Json, Reason, SiteName
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.approval.approvals import Approval
    from gongai.sites import Site

ByName = Annotated[str, typer.Option("--by", metavar="姓名", help="由谁批准或决定（记入操作记录）")]


def approve(site: SiteName, *, by: ByName, reason: Reason, as_json: Json = False) -> int:
    from gongai.approval import approved_profiles
    from gongai.services import opening
    from gongai.sites import installed

    with opening.installation() as book:
        found = installed.read(site, book.settings)
        refuse_gaps(found)
        released = approved_profiles.approve(book.engine, found, by=by, reason=reason, at_ms=book.clock.now_ms())
    done = {
        "site": site,
        "version": found.profile.version,
        "digest": found.digest,
        "by": by,
        "reason": reason,
        "released": released,
    }
    output.show(
        done,
        lambda: [
            f"已批准平台 {site}（{found.profile.name}）的配置 {found.profile.version}",
            f"摘要 {found.digest}：只对这一版有效，配置、目录或 settle_s 设置有任何改动都要重新批准",
            said_released(released),
        ],
        as_json=as_json,
    )
    return Exit.DONE


def refuse_gaps(site: "Site") -> None:
    """Raises `ConfigError` with everything that the offline check would stop for."""
    from gongai.errors import ConfigError
    from gongai.sites.lint.check import findings

    stops = [one for one in findings(site) if one.level == "stop"]
    if stops:
        told = "；".join(f"{one.field}：{one.rule}" for one in stops[:5])
        raise ConfigError(
            f"平台 {site.key} 的配置有 {len(stops)} 处问题，不能批准：{told}。"
            f"请用 gongai site check {site.key} --offline 逐项改正"
        )


def approved(site: "Site") -> "Approval | None":
    """Who approved this version; None also where nothing is set up yet."""
    from gongai.approval import approved_profiles
    from gongai.errors import ConfigError
    from gongai.services import opening

    try:
        with opening.installation() as book:
            return approved_profiles.of(book.engine, site)
    except ConfigError:
        return None


def said(act: "Approval | None") -> str:
    from gongai.clock import at

    if act is None:
        return "没有批准：不能提交（gongai site approve）"
    return f"{act.by} 于 {at(act.at_ms):%Y-%m-%d %H:%M} 批准：{act.reason}"


def said_released(references: list[str]) -> str:
    return f"已放行 {len(references)} 件：{'、'.join(references)}" if references else "没有等待的申报件"
