"""The login page: fill, press once, and say what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import ElementHandle, Error, Page, Request

from gongai.connector import network
from gongai.connector.pages import frames, home_origin, page_signals
from gongai.connector.strangers import Parcel, Strangers
from gongai.connector.widgets import press
from gongai.credentials.secret import Secret
from gongai.errors import NeedsPerson, PageChanged, PortalDown, PortalError
from gongai.sites.site_profile import Profile

POLL_MS = 30
"""How often the page is looked at while it makes up its mind."""


class LoginPage:
    """The login page of one portal, in one tab."""

    def __init__(self, page: Page, profile: Profile) -> None:
        self._page = page
        self._profile = profile
        self._timeout_ms = profile.limits.action_s * 1000

    def open(self) -> None:
        """Open the page. Raises `PortalDown` where there is no portal behind the address."""
        try:
            response = self._page.goto(
                self._profile.base_url + self._profile.login.address, timeout=self._timeout_ms, wait_until="load"
            )
        except Error as error:
            reason = network.reason(error, f"（{str(error).splitlines()[0][:120]}），稍后再试")
            raise PortalDown(f"打不开平台登录页{reason}") from error
        self._require_home()
        shut = {name: signal for name, signal in self._profile.session.signs.items() if signal.outcome == "maintenance"}
        signal = page_signals.in_page(shut, self._page)
        # a notice of coming maintenance beside the account box shuts nothing
        if signal is not None and not self._there():
            raise page_signals.error_for(signal)
        if response is not None and response.status >= 400:
            raise PortalDown(f"平台登录页出错（HTTP {response.status}），稍后再试")
        try:
            self._place().locator(self._profile.login.account).first.wait_for(timeout=self._timeout_ms)
        except Error as error:
            signal = page_signals.in_page(shut, self._page)
            if signal is not None:
                raise page_signals.error_for(signal) from error
            raise PageChanged("登录页上找不到账号输入框，平台可能已改版。请核对平台配置 login.account") from error
        # whether a captcha is asked for comes in an answer of its own: typing before it is there wastes a try
        frames.wait_until_idle(self._page, timeout_s=self._profile.limits.action_s)

    def _place(self) -> frames.Place:
        return frames.inside(self._page, self._profile.login.frame, timeout_s=self._profile.limits.action_s)

    def _there(self) -> bool:
        """Whether the account box can be seen now; a page in maintenance lacks the frames as well."""
        css = self._profile.login.account
        return any(frame.locator(css).first.is_visible() for frame in self._page.frames)

    def captcha(self) -> bytes | None:
        """The image that only a person can read, where the portal shows one."""
        css = self._profile.login.captcha_image
        if not css:
            return None
        image = self._place().locator(css).first
        return image.screenshot() if image.is_visible() else None

    def log_in(self, account: str, password: Secret, *, captcha: str = "") -> None:
        """Fill, press once, wait for a signal. Returns on success; raises the error that says what to do next."""
        login = self._profile.login
        place = self._place()
        self._at_home(place, login.account, lambda box: box.fill(account))
        with self._nothing_given_away() as require_kept:
            self._at_home(place, login.password, lambda box: box.fill(password.reveal()))
            if captcha:
                place.locator(login.captcha_box).first.fill(captcha)
            self._at_home(place, login.password, lambda _box: None)  # a script may have turned the form elsewhere
            require_kept()
            press(place, login.button)
            deadline = time.monotonic() + self._profile.limits.action_s
            while time.monotonic() < deadline:
                signal = page_signals.in_page(login.signs, self._page)
                require_kept()
                if signal is not None:
                    if signal.outcome == "success":
                        return
                    raise page_signals.error_for(signal, "；".join(frames.toasts(self._page))[:120])
                self._page.wait_for_timeout(POLL_MS)
        raise PortalError("登录后既没有成功也没有提示，稍后再试。若反复出现，请核对平台配置 login.signs")

    @contextmanager
    def _nothing_given_away(self) -> Iterator[Callable[[], None]]:
        """From the password on: notices what the page would send to somebody else, which the guard stops.

        Any write counts: what a script has encoded is not known again.
        """
        profile = self._profile
        harmless = [path for wizard in profile.wizards.values() for path in wizard.submit.harmless]
        strangers = Strangers(profile.homes, harmless=harmless)
        seen: list[Parcel] = []

        def look(request: Request) -> None:
            parcel = strangers.refused(request)
            if parcel is not None:
                seen.append(parcel)

        def require_kept() -> None:
            if seen:
                raise PageChanged(_format_given_away(seen))

        self._page.context.on("request", look)
        try:
            yield require_kept
        except Error:  # the page may have failed by what it was not let do
            require_kept()
            raise
        finally:
            self._page.context.remove_listener("request", look)

    def _at_home(self, place: frames.Place, css: str, act: Callable[[ElementHandle], object]) -> None:
        """Do something with a box that may be given a secret. Raises `PageChanged` where it may not."""
        timeout_s = self._profile.limits.action_s
        for left in (2, 1, 0):
            try:
                act(home_origin.box_at_home(place.locator(css).first, self._profile.homes, timeout_s=timeout_s))
                return
            except Error:  # the page has drawn the box anew meanwhile
                if not left:
                    raise

    def _require_home(self) -> None:
        """Before anything: where the login page has led us."""
        home_origin.require(self._page, self._profile.homes, what="账号和密码")

    def needs_person(self) -> NeedsPerson | None:
        """Whether the page asks for something only a person can give, before anything is typed."""
        found = page_signals.in_page(
            {
                name: signal
                for name, signal in self._profile.login.signs.items()
                if signal.outcome in ("captcha", "question")
            },
            self._page,
        )
        shown = bool(self._profile.login.captcha_image) and self.captcha() is not None
        if found is None and not shown:
            return None
        return NeedsPerson("平台登录要求输入验证码。请运行 gongai login assist 账号，由人工完成登录")


def _format_given_away(parcels: Sequence[Parcel]) -> str:
    called = "、".join(dict.fromkeys(one.called for one in parcels))
    what = "带有密码或令牌的请求" if any(one.secret for one in parcels) else "请求"
    return (
        f"输入密码后，登录页要向平台配置没有写明的地址发出{what}（{called}），已拦下，登录已停止，不计密码错误。"
        "若该地址确属该平台（如统一身份认证），请由主管核实后写入平台配置的 origins；"
        "若只是与登录无关的统计，请把它的路径写入 submit.harmless；否则请检查网络和平台地址是否被劫持"
    )
