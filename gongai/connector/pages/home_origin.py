"""Whether a secret or a file may be handed to a page: only at origins that the profile names, frames included."""

from collections.abc import Set

from playwright.sync_api import ElementHandle, Frame, Locator

from gongai.connector.pages import frames
from gongai.errors import PageChanged
from gongai.sites.origins import origin

_TARGETS = """box => {
    const form = box.closest('form'), at = url => new URL(url, box.baseURI).href;
    if (!form) return [];
    // not `form.action`: a form may hold a control of that name
    const said = [form.getAttribute('action'), ...[...form.elements].map(one => one.getAttribute('formaction'))];
    return said.filter(Boolean).map(at);
}"""
"""Every address to which the form of a box could go."""


def box_at_home(box: Locator, homes: Set[str], *, timeout_s: float) -> ElementHandle:
    """The box of a page that may be given a secret. Raises `PageChanged` where its page, one around it, or the address
    to which its form goes, is at another origin.

    What is returned belongs to the document that was looked at: where the page moves on, nothing can be typed into it.
    """
    handle = box.element_handle(timeout=timeout_s * 1000)
    frame = handle.owner_frame()
    if frame is None:
        raise PageChanged("登录框所在的页面已经关闭，没有输入")
    require(frame, homes, what="账号和密码")
    for target in filter(None, map(origin, handle.evaluate(_TARGETS))):
        if target not in homes:
            raise PageChanged(_format_stop("账号和密码", "登录表单要发往", target))
    return handle


def require(place: frames.Place, homes: Set[str], *, what: str) -> None:
    """Raises `PageChanged` where this page, or one around it, is at an origin that the profile does not name."""
    frame: Frame | None = place if isinstance(place, Frame) else place.main_frame
    while frame is not None:
        found = origin(_address(frame))
        if found not in homes:
            raise PageChanged(_format_stop(what, "页面在", found or _address(frame).partition(":")[0] or "空白页"))
        frame = frame.parent_frame


def _address(frame: Frame) -> str:
    """Where the document came from: one that a script has written belongs to the page around it."""
    while frame.url in (*frames.BLANK, "about:srcdoc") and frame.parent_frame is not None:
        frame = frame.parent_frame
    return frame.url.removeprefix("blob:")


def _format_stop(what: str, where: str, found: str) -> str:
    return (
        f"{where}平台配置没有写明的地址 {found}，已停止，没有交出{what}。"
        "若确是该平台的（如统一身份认证），请由主管核实后写入平台配置的 origins；否则请检查网络和平台地址是否被劫持"
    )
