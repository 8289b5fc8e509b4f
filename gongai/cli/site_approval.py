"""`gongai site approve`: a supervisor's recorded act on one version of a site's profile."""

from typing import Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.options import Json, Reason, SiteName, named
from gongai.exits import Exit

ByName = Annotated[str, typer.Option("--by", metavar="姓名", help="由谁批准或决定（记入操作记录）")]


def approve(site: SiteName, *, by: ByName, reason: Reason, as_json: Json = False) -> int:
    from gongai.services import opening, sites, working
    from gongai.text.released import released

    with opening.installation() as app:
        done = sites.approve(app, named(by), site, reason=reason)
        idle = working.line(app) if done.released else ""
    output.show(
        done,
        lambda: [
            f"已批准平台 {site}（{done.name}）的配置 {done.version}",
            f"摘要 {done.digest}：只对这一版有效，配置、目录或 settle_s 设置有任何改动都要重新批准",
            released(done.released),
        ],
        as_json=as_json,
    )
    promise.tell(idle, as_json=as_json)
    return Exit.DONE
