"""`gongai site scan`: what stands on a page, and a draft of its profile. Nothing is typed, nothing can be written."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.options import Json
from gongai.exits import Exit

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from rich.console import RenderableType

    from gongai.connector.authoring.observed import Scan, SeenControl
    from gongai.connector.authoring.proposals import Dictionaries, Proposal
    from gongai.settings import Settings

PROFILE = "profile.toml"

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


@dataclass(frozen=True)
class _Wish:
    """What was asked for."""

    address: str
    site: str
    account: str
    frame: tuple[str, ...]
    assist: bool


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
    from gongai.connector.authoring.draft import draft, names_of
    from gongai.connector.authoring.proposals import propose
    from gongai.files import private
    from gongai.services import opening

    wish = _Wish(address, site, account, tuple(frame or ()), assist)
    name = _checked(wish, key)
    settings = opening.settings()
    seen, picture = _look(wish, settings, as_json=as_json)
    proposals = propose(seen.controls, _dictionaries(settings, site))
    folder = private.folder((out or settings.home / "sites" / name).expanduser().resolve())
    file = _free(folder, whole=not site)
    private.write(file, draft(seen, proposals, whole=not site and file.name == PROFILE).encode())
    shot = file.with_suffix(".png")
    private.write(shot, picture)
    names = names_of(seen, proposals)
    rows = [_row(*one) for one in zip(names, seen.controls, proposals, strict=True)]
    data = {
        "address": seen.address.partition("?")[0],
        "draft": str(file),
        "picture": str(shot),
        "frames": [_frame(one) for one in seen.frames],
        "controls": rows,
        "stopped": list(seen.stopped),
    }
    output.show(data, lambda: _words(data, rows, seen), as_json=as_json)
    return Exit.DONE


def _checked(wish: _Wish, key: str) -> str:
    """The name of the folder that the draft goes to. Raises `UsageError` where the command makes no sense."""
    import re

    from gongai.errors import UsageError

    if bool(wish.site) != bool(wish.account):
        raise UsageError("--site 和 --account 要一起写：用哪个平台配置、哪个账号登录")
    if wish.site and not wish.address.startswith(("/", "http://", "https://")):
        raise UsageError(f"与 --site 同用时，地址写完整的网址，或 / 开头的路径（现为“{wish.address}”）")
    if wish.assist and wish.site:
        raise UsageError("--assist 由人登录，--site/--account 由程序登录，只能用一种")
    if key and not re.fullmatch(r"[a-z][a-z0-9-]*", key):
        raise UsageError(f"平台名称只能用小写字母、数字和连字符，以字母开头（现为“{key}”）")
    if (
        wish.assist
        and sys.platform.startswith("linux")
        and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    ):
        raise UsageError(
            "--assist 要打开看得见的浏览器窗口，这台机器没有图形界面（DISPLAY 为空）。"
            "请在有桌面的电脑上运行；或在自己的浏览器里走到该页，另存为“网页，全部”，再扫描存下的 .html 文件"
        )
    return key or wish.site or "draft"


def _look(wish: _Wish, settings: "Settings", *, as_json: bool) -> "tuple[Scan, bytes]":
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import scan as scanner
    from gongai.errors import UsageError

    if wish.site:
        return _behind_login(wish, as_json=as_json)
    file = Path(wish.address).expanduser()
    is_file = "://" not in wish.address
    if is_file and not file.is_file():
        raise UsageError(f"没有这个文件：{wish.address}。网页地址请以 http:// 或 https:// 开头")
    if not is_file and not wish.address.startswith(("http://", "https://")):
        raise UsageError(f"只能看 http、https 地址或保存的 .html 文件（现为“{wish.address}”）")
    if wish.assist:
        with browsers.launch(settings.model_copy(update={"headless": False})) as browser:
            return scanner.assisted(browser, wish.address, _waiting(as_json=as_json), frame=wish.frame)
    with browsers.launch(settings) as browser:
        if is_file:
            return scanner.saved_page(browser, file, frame=wish.frame)
        return scanner.open_page(browser, wish.address, frame=wish.frame)


def _behind_login(wish: _Wish, *, as_json: bool) -> "tuple[Scan, bytes]":
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import scan as scanner
    from gongai.connector.session import Logins
    from gongai.connector.write_blocker import NoWrites
    from gongai.queue.account_usage import require_free
    from gongai.services import opening

    with opening.installation() as app:
        profile = app.site(wish.site).profile
        app.accounts.get(wish.site, wish.account)
        address = profile.base_url + wish.address if wish.address.startswith("/") else wish.address
        door = NoWrites(never=[wizard.submit.call for wizard in profile.wizards.values()])
        with browsers.launch(app.settings) as browser:
            logins = Logins(
                browser,
                profile,
                app.accounts,
                app.clock,
                login=wish.account,
                prepare=door.watch,
                keep_picture=lambda _picture: "",  # a captcha is for `login assist`
            )
            require_free(app.engine, wish.site, wish.account)  # as late as can be: right before the login
            output.say(f"以 {wish.site}/{wish.account} 登录……", as_json=as_json)
            return scanner.behind_login(logins, door, address, frame=wish.frame)


def _waiting(*, as_json: bool) -> "Any":
    def wait(_page: "Page") -> None:
        output.say(
            "请在打开的浏览器里登录，走到要看的页面（不要在页面上保存或提交）。到了以后回到这里按回车；"
            "从按回车起，页面发出的一切写请求都会被拦下。",
            as_json=as_json,
        )
        sys.stdin.readline()

    return wait


def _dictionaries(settings: "Settings", site: str) -> "Dictionaries":
    """Those of the site, else of every site that is known here: the national ones are the same everywhere."""
    from gongai.errors import GongaiError
    from gongai.sites import load, names

    folders = [path for path in (settings.sites_dir, settings.home / "sites") if path]
    found: dict[str, dict[str, str]] = {}
    for key in (site,) if site else names(folders):
        try:
            catalogue = load(key, folders).catalogue
        except GongaiError:  # another draft, not finished yet
            continue
        for name, labels in {"region": catalogue.divisions, **catalogue.dictionaries}.items():
            found.setdefault(name, dict(labels))
    return found


def _free(folder: Path, *, whole: bool) -> Path:
    """Nothing that a person has written is ever written over."""
    if whole and not (folder / PROFILE).exists():
        return folder / PROFILE
    number = 1
    while (folder / f"scan-{number}.toml").exists():
        number += 1
    return folder / f"scan-{number}.toml"


def _row(name: str, control: "SeenControl", proposal: "Proposal | None") -> dict[str, Any]:
    from gongai.redact import scrub

    return {
        "name": name,
        "frame": list(control.frame),
        "section": control.section,
        "label": control.label,
        "kind": control.kind,
        "library": control.library,
        "required": control.required,
        "enabled": control.enabled,
        "length": control.length,
        "placeholder": control.placeholder,
        "options": [scrub(one) for one in control.options],
        "source": proposal.source if proposal else "",
        "title": proposal.title if proposal else "",
        "confidence": proposal.confidence if proposal else 0,
        "level": proposal.level if proposal else "",
        "why": proposal.why if proposal else "",
    }


def _frame(frame: Any) -> dict[str, Any]:
    return {
        "frame": list(frame.frame),
        "title": frame.title,
        "libraries": list(frame.libraries),
        "root": frame.root,
        "buttons": list(frame.buttons),
        "forms": [{"method": one.method, "action": one.action.partition("?")[0]} for one in frame.forms],
        "files": frame.files,
    }


def _words(data: dict[str, Any], rows: list[dict[str, Any]], seen: "Scan") -> "Iterable[RenderableType]":
    from rich.markup import escape

    from gongai.cli import tables
    from gongai.text.labels import CONTROLS

    for frame in seen.frames:
        where = " → ".join(frame.frame) or "页面本身"
        title = escape(f"{frame.title}（{where}，{'、'.join(frame.libraries)}）")
        table = tables.grid("栏目", "控件", "必填", "选项/限制", "可能是", "把握", title=title)
        section = None
        for row in (one for one in rows if tuple(one["frame"]) == frame.frame):
            if row["section"] != section:
                section = row["section"]
                table.add_row(f"【{section}】" if section else "【无标题】", "", "", "", "", "")
            said = "、".join(row["options"][:4]) + ("…" if len(row["options"]) > 4 else "")
            said = said or (f"≤{row['length']} 字" if row["length"] else "")
            table.add_row(
                row["label"] or f"（{row['placeholder'] or '无文字'}）",
                CONTROLS.get(row["kind"], row["kind"]),
                "✓" if row["required"] else "",
                said,
                f"{row['source']}" if row["source"] else "认不出",
                row["level"],
            )
        yield table
        if frame.buttons:
            yield f"按钮：{'、'.join(frame.buttons[:20])}"
    if seen.stopped:
        yield f"查看时页面想发出 {len(seen.stopped)} 个写请求，都已拦下：{'、'.join(sorted(set(seen.stopped))[:6])}"
    known = sum(bool(row["source"]) for row in rows)
    yield f"共 {len(rows)} 个栏目，认出 {known} 个。没有输入任何内容，没有按任何按钮。"
    yield f"草稿：{data['draft']}（凡“待定”处请填写）"
    yield f"截图（已打码）：{data['picture']}"
