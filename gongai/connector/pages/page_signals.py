"""Recognising a situation from what a page or an answer shows."""

import re
from collections.abc import Mapping

from playwright.sync_api import Error, Page

from gongai.connector.pages import frames
from gongai.errors import (
    AccountLocked,
    BadPassword,
    GongaiError,
    NeedsPerson,
    PageLeft,
    PasswordExpired,
    PortalDown,
    SessionLost,
)
from gongai.sites.login import PageSignal


def in_page(signals: Mapping[str, PageSignal], page: Page) -> PageSignal | None:
    """The first signal whose conditions the page fulfils, in whichever of its frames."""
    try:
        shown = "\n".join((frames.shown(page), *frames.toasts(page)))
        return next((signal for signal in signals.values() if not signal.body and _fits(signal, page, shown)), None)
    except (Error, PageLeft):  # the page is on its way to another address: nothing to see yet
        return None


def in_answer(signals: Mapping[str, PageSignal], status: int, body: str) -> PageSignal | None:
    """The first signal that an answer's status and body fulfil."""
    for signal in signals.values():
        if signal.text or signal.visible or signal.address:
            continue
        if (not signal.status or status in signal.status) and (not signal.body or re.search(signal.body, body)):
            return signal
    return None


def error_for(signal: PageSignal, message: str = "") -> GongaiError:
    """What a signal means, as an error that says what to do next."""
    hint = f"（平台提示：{message}）" if message else ""
    match signal.outcome:
        case "wrong_password":
            return BadPassword(f"平台提示账号或密码错误{hint}。为避免锁定账号，不再自动尝试，请核对后更新密码")
        case "expired_password":
            return PasswordExpired(f"平台要求先修改密码{hint}。请登录平台修改后，更新本系统中的密码")
        case "locked":
            return AccountLocked(f"平台账号已被锁定{hint}。请联系平台解锁，再更新本系统中的账号状态")
        case "captcha" | "question":
            return NeedsPerson(f"平台登录需要人工验证{hint}。请运行 gongai login assist 完成验证")
        case "maintenance":
            return PortalDown(f"平台正在维护{hint}，恢复后自动继续")
        case "evicted":
            return SessionLost(f"账号在别处登录，本次会话已被平台结束{hint}")
        case _:
            return SessionLost(f"平台会话已失效{hint}，将重新登录")


def _fits(signal: PageSignal, page: Page, shown: str) -> bool:
    if signal.text and not re.search(signal.text, shown):
        return False
    if signal.address and not any(re.search(signal.address, frame.url) for frame in page.frames):
        return False
    if signal.visible:
        return any(one.is_visible() for frame in page.frames for one in frame.locator(signal.visible).all())
    return not signal.status or bool(signal.text or signal.address)
