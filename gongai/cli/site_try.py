"""`gongai site try`: fill in up to a step, save nothing, submit nothing, and show plan and page side by side."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.options import Json, SiteName
from gongai.exits import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.app import App
    from gongai.connector.authoring.trial import Row, Tried
    from gongai.records.filing import Filing

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
    from gongai.clock import at
    from gongai.files import private
    from gongai.services import opening

    with opening.installation() as app:
        meant = _filing(app, filing)
        meant = meant.model_copy(update={"site": site, "account": account or meant.account})
        when = at(app.clock.now_ms())
        folder = private.folder((out or app.settings.home / "tries" / _named(site, when)).expanduser().resolve())
        tried = _tried(app, meant, until, folder, as_json=as_json)
    data = {
        "site": site,
        "account": meant.account,
        "until": until,
        "reached": tried.reached,
        "complete": tried.complete,
        "ok": tried.good,
        "ended": tried.ended,
        "rows": [_shown(row) for row in tried.rows],
        "unplaced": [
            {"section": one.section, "label": one.label, "kind": one.kind.value, "required": one.required}
            for one in tried.unplaced
        ],
        "stopped": tried.stopped,
        "folder": str(folder),
    }
    output.show(data, lambda: _words(data, tried), as_json=as_json)
    return Exit.DONE if tried.good else Exit.BUSINESS


def _tried(app: "App", filing: "Filing", until: str, folder: Path, *, as_json: bool) -> "Tried":
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import trial
    from gongai.connector.session import Logins
    from gongai.files import private
    from gongai.queue.account_usage import require_free

    site = app.site(filing.site)
    app.accounts.get(filing.site, filing.account)
    trial.step_of(filing, site, until)  # before a browser is started
    door = trial.door_of(site.profile)
    taken: list[str] = []

    def keep(name: str, picture: bytes) -> None:
        taken.append(name)
        private.write(folder / f"{len(taken):02}-{_file_name(name)}.png", picture)

    with browsers.launch(app.settings) as browser:
        logins = Logins(
            browser,
            site.profile,
            app.accounts,
            app.clock,
            login=filing.account,
            prepare=door.watch,
            keep_picture=lambda _picture: "",  # a captcha is for `login assist`
        )
        # as late as can be: a worker who logs in after us takes over the session that we leave
        require_free(app.engine, filing.site, filing.account)
        output.say(f"以 {filing.site}/{filing.account} 登录，填到“{until}”；不保存，不提交……", as_json=as_json)
        return trial.run(logins, door, site, filing=filing, until=until, keep=keep)


def _filing(app: "App", name: str) -> "Filing":
    from gongai.errors import UsageError
    from gongai.records.filing import read_filing

    if Path(name).expanduser().is_file():
        return read_filing(str(Path(name).expanduser()))
    found = app.store.get(name)
    if found is None:
        raise UsageError(f"没有这个文件，也没有这个申报件号：{name}")
    return found.filing


def _named(site: str, when: datetime) -> str:
    return f"{site}-{when:%Y%m%d-%H%M%S}"


def _file_name(name: str) -> str:
    return "".join("_" if one in '\\/:*?"<>|' else one for one in name)[:60]


def _shown(row: "Row") -> dict[str, Any]:
    """As people may read it: ID and phone numbers masked."""
    from gongai.cli.plan_view import masked_value

    return {
        "page": row.page,
        "section": row.section,
        "label": row.label,
        "planned": masked_value(row.planned, row.source),
        "held": masked_value(row.held, row.source) if row.held is not None else None,
        "result": row.result,
        "why": _scrubbed(row.why),
    }


def _scrubbed(text: str) -> str:
    from gongai.redact import scrub

    return scrub(text)


def _words(data: dict[str, Any], tried: "Tried") -> "Iterable[RenderableType]":
    from rich.markup import escape

    from gongai.cli import tables

    for (page, section), rows in groupby(data["rows"], key=lambda one: (one["page"], one["section"])):
        table = tables.grid(
            "栏目", "要填", "平台现值", "结果", title=escape(f"{page} · {section}" if section else page)
        )
        for row in rows:
            result = row["result"] + (f"：{row['why']}" if row["why"] else "")
            table.add_row(row["label"], _text(row["planned"]), _text(row["held"]), result)
        yield table
    for title, must in (("必填", True), ("可不填", False)):
        rest = [f"{one['section']} {one['label']}".strip() for one in data["unplaced"] if one["required"] is must]
        if rest:
            yield f"{tried.reached} 上还有平台配置没有写到的栏目（{title}）：{'、'.join(rest)}"
    if data["stopped"]:
        yield f"页面想写、已拦下：{'、'.join(_scrubbed(one) for one in data['stopped'])}"
    good = sum(row["result"] == "相符" for row in data["rows"])
    yield f"填到“{tried.reached or '（没有打开申报页）'}”：{good} 项相符，{len(data['rows']) - good} 项不符或没有成功"
    if tried.ended:
        yield f"停在这里：{_scrubbed(tried.ended)}"
    yield "没有保存，没有提交。"
    yield f"截图（已打码）：{data['folder']}"


def _text(value: Any) -> str:
    if value is None:
        return "（读不到）"
    return "、".join(value) if isinstance(value, list | tuple) else value or "（空）"
