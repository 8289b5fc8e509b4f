"""Pressing a button that makes the page call the portal. The answers count, not what the page makes of them."""

import time
from collections.abc import Callable

from playwright.sync_api import Response

from gongai.connector.mappers.answers import heard, parsed, refusal
from gongai.connector.pages import frames
from gongai.connector.widgets import press
from gongai.errors import NotUnderstood, PageLeft, PortalDown, PortalError, PortalRefused
from gongai.sites import address as addresses
from gongai.sites.actions import Check
from gongai.sites.call import Answer, Call
from gongai.sites.paths import flat, pluck

POLL_MS = 20


def press_for(
    place: frames.Place,
    button: str,
    call: Call,
    *,
    root: str,
    check: Check | None,
    messages: Callable[[], tuple[str, ...]],
    timeout_s: float,
) -> Response:
    """Press `button` and return the answer of `call`, once the portal has said yes to `check`.

    `words` gives what the page has said in passing until now.

    Raises `PortalRefused` where the portal says no to the check, or the page stays where it is with words of its own.
    """
    heard: list[Response] = []
    page = frames.owner(place)
    before, address = len(messages()), page.url

    def hear(response: Response) -> None:
        heard.append(response)

    page.on("response", hear)
    try:
        press(place, button, root=root)
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            frames.wait_until_idle(page, timeout_s=timeout_s)
            checked = _first(heard, None if check is None else check.call)
            if check is not None and checked is not None:
                _must_agree(checked, check)
            answer = _first(heard, call)
            if answer is not None:
                if check is not None and checked is None:
                    raise PortalError("前置检测没有得到平台的答复，不能当作通过。稍后整件重新办理")
                return answer
            if page.url.partition("#")[0] != address.partition("#")[0]:
                raise PageLeft("操作过程中页面被刷新或跳转，本次填写作废")
            message = "；".join(one for one in (frames.message_box(page) or "", *messages()[before:]) if one)
            if message:
                raise PortalRefused(f"平台提示：{message[:300]}")
            page.wait_for_timeout(POLL_MS)
    finally:
        page.remove_listener("response", hear)
    raise PortalDown(f"按下“{button}”后平台在 {timeout_s:.0f} 秒内没有应答，稍后再试")


def goes_to(call: Call, response: Response) -> bool:
    return response.request.method == call.method and addresses.may_be(call.path, response.url)


def _first(heard: list[Response], call: Call | None) -> Response | None:
    return None if call is None else next((one for one in heard if goes_to(call, one)), None)


def _must_agree(response: Response, check: Check) -> None:
    """A check that fails is asked about by the page, and saved all the same; here it ends the attempt."""
    failed = PortalError(f"前置检测没有成功（HTTP {response.status}），稍后再试")
    if not response.ok:
        raise failed
    try:
        body = heard(response.body(), response.headers.get("content-type", ""), check.call.charset)
        answer = parsed(body, check.call, address=response.url)
    except NotUnderstood as error:
        raise failed from error
    if refusal(answer, check.call, Answer(ok=check.ok, ok_values=check.ok_values)) is not None:
        why = "；".join(flat(pluck(answer, check.why))) if check.why else ""
        raise PortalRefused(f"平台的前置检测不通过{'：' if why else ''}{why}")
