"""What stands on a page of a portal, and a draft of its profile. Nothing is typed, nothing can be written."""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.errors import GongaiError, UsageError
from gongai.services.scanned import Scanned, ScannedControl, ScannedForm, ScannedFrame

if TYPE_CHECKING:
    from gongai.connector.authoring.observed import ObservedControl, ObservedFrame, Scan
    from gongai.connector.authoring.proposals import Dictionaries, Proposal
    from gongai.records.actor import Actor
    from gongai.settings import Settings

PROFILE = "profile.toml"


@dataclass(frozen=True)
class Wish:
    """Which page is to be looked at, and how one gets there."""

    address: str  # of a page, or of a saved .html file; with `site` a path is enough
    site: str = ""  # an existing profile by whose login the page is reached
    account: str = ""
    frame: tuple[str, ...] = ()  # CSS of the one frame, outermost first; () = all
    key: str = ""  # the name of a new profile
    assist: bool = False  # a person logs in, in a browser that can be seen


@dataclass(frozen=True)
class Desk:
    """Whoever asked: told what is going on, and waited for where a person walks to the page."""

    progress: Callable[[str], None] = lambda _text: None
    wait: Callable[[], None] = lambda: None


def scan(
    settings: "Settings", actor: "Actor", wish: Wish, *, out: Path | None = None, desk: Desk | None = None
) -> Scanned:
    """
    Scan one page, draft a profile for it into `out` (else into the home's sites), and store a masked screenshot.

    Needs no database where no account is used. Raises `UsageError` where the wish makes no sense on this machine.
    """
    from gongai.connector.authoring.draft import draft, names_of
    from gongai.connector.authoring.proposals import propose
    from gongai.files import private

    name = _checked(wish)
    found, image = _scanned(wish, settings, desk or Desk())
    proposals = propose(found.controls, _dictionaries(settings, wish.site))
    folder = private.folder((out or settings.home / "sites" / name).expanduser().resolve())
    file = _free(folder, whole=not wish.site)
    private.write(file, draft(found, proposals, whole=not wish.site and file.name == PROFILE).encode())
    shot = file.with_suffix(".png")
    private.write(shot, image)
    names = names_of(found, proposals)
    return Scanned(
        address=found.address.partition("?")[0],
        draft=file,
        picture=shot,
        frames=tuple(_frame(one) for one in found.frames),
        controls=tuple(_control(*one) for one in zip(names, found.controls, proposals, strict=True)),
        stopped=tuple(found.stopped),
    )


def _checked(wish: Wish) -> str:
    """The name of the folder that the draft goes to. Raises `UsageError` where the wish makes no sense."""
    if bool(wish.site) != bool(wish.account):
        raise UsageError("--site 和 --account 要一起写：用哪个平台配置、哪个账号登录")
    if wish.site and not wish.address.startswith(("/", "http://", "https://")):
        raise UsageError(f"与 --site 同用时，地址写完整的网址，或 / 开头的路径（现为“{wish.address}”）")
    if wish.assist and wish.site:
        raise UsageError("--assist 由人登录，--site/--account 由程序登录，只能用一种")
    if wish.key and not re.fullmatch(r"[a-z][a-z0-9-]*", wish.key):
        raise UsageError(f"平台名称只能用小写字母、数字和连字符，以字母开头（现为“{wish.key}”）")
    if wish.assist and _headless():
        raise UsageError(
            "--assist 要打开看得见的浏览器窗口，这台机器没有图形界面（DISPLAY 为空）。"
            "请在有桌面的电脑上运行；或在自己的浏览器里走到该页，另存为“网页，全部”，再扫描存下的 .html 文件"
        )
    return wish.key or wish.site or "draft"


def _headless() -> bool:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not shown


def _scanned(wish: Wish, settings: "Settings", desk: Desk) -> "tuple[Scan, bytes]":
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import scan as scanner

    if wish.site:
        return _behind_login(wish, settings, desk)
    file = Path(wish.address).expanduser()
    is_file = "://" not in wish.address
    if is_file and not file.is_file():
        raise UsageError(f"没有这个文件：{wish.address}。网页地址请以 http:// 或 https:// 开头")
    if not is_file and not wish.address.startswith(("http://", "https://")):
        raise UsageError(f"只能看 http、https 地址或保存的 .html 文件（现为“{wish.address}”）")
    if wish.assist:
        with browsers.launch(settings.model_copy(update={"headless": False})) as browser:
            return scanner.assisted(browser, wish.address, lambda _page: desk.wait(), frame=wish.frame)
    with browsers.launch(settings) as browser:
        if is_file:
            return scanner.saved_page(browser, file, frame=wish.frame)
        return scanner.open_page(browser, wish.address, frame=wish.frame)


def _behind_login(wish: Wish, settings: "Settings", desk: Desk) -> "tuple[Scan, bytes]":
    from gongai.app import build
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import scan as scanner
    from gongai.connector.authoring.trial import write_blocker_of
    from gongai.connector.session import Logins
    from gongai.queue.account_usage import require_free

    app = build(settings)
    try:
        profile = app.site(wish.site).profile
        app.accounts.get(wish.site, wish.account)
        address = profile.base_url + wish.address if wish.address.startswith("/") else wish.address
        blocker = write_blocker_of(profile)
        with browsers.launch(app.settings) as browser:
            logins = Logins(
                browser,
                profile,
                app.accounts,
                app.clock,
                login=wish.account,
                prepare=blocker.watch,
                store_captcha=lambda _image: "",  # a captcha is for `login assist`
            )
            require_free(app.engine, wish.site, wish.account)  # as late as can be: right before the login
            desk.progress(f"以 {wish.site}/{wish.account} 登录……")
            return scanner.behind_login(logins, blocker, address, frame=wish.frame)
    finally:
        app.close()


def _dictionaries(settings: "Settings", site: str) -> "Dictionaries":
    """Those of the site, else of every site that is known here: the national ones are the same everywhere."""
    from gongai.sites import installed, load, names

    folders = installed.folders(settings)
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


def _frame(frame: "ObservedFrame") -> ScannedFrame:
    return ScannedFrame(
        frame=tuple(frame.frame),
        title=frame.title,
        libraries=tuple(frame.libraries),
        root=frame.root,
        buttons=tuple(frame.buttons),
        forms=tuple(ScannedForm(one.method, one.action.partition("?")[0]) for one in frame.forms),
        files=frame.files,
    )


def _control(name: str, control: "ObservedControl", proposal: "Proposal | None") -> ScannedControl:
    from gongai.redact import scrub

    return ScannedControl(
        name=name,
        frame=tuple(control.frame),
        section=control.section,
        label=control.label,
        kind=control.kind,
        library=control.library,
        required=control.required,
        enabled=control.enabled,
        length=control.length,
        placeholder=control.placeholder,
        options=tuple(scrub(one) for one in control.options),
        source=proposal.source if proposal else "",
        title=proposal.title if proposal else "",
        confidence=proposal.confidence if proposal else 0,
        level=proposal.level if proposal else "",
        why=proposal.why if proposal else "",
    )
