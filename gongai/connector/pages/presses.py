"""Presses of a page's own buttons: they save at the portal, lead on, and bring what later pages need."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from gongai import redact
from gongai.connector.mappers.answers import heard, parsed, refusal
from gongai.connector.pages import choices, frames, page_signals
from gongai.connector.pages.click_and_wait import press_for
from gongai.connector.pages.filling import MASKED
from gongai.connector.pages.navigation import navigate
from gongai.connector.pages.page_messages import PageMessages
from gongai.connector.widgets import press
from gongai.errors import NotUnderstood, PageChanged, PortalDown, PortalError, PortalRefused
from gongai.records.noted import Exact, Noted, Said
from gongai.records.plan import Plan
from gongai.records.raw import Raw
from gongai.records.steps import Press
from gongai.sites import actions
from gongai.sites.call import Call
from gongai.sites.facts import Facts, SetBy
from gongai.sites.paths import flat, pluck, text
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

_WITH_STARS = (
    "(all, own) => all.filter(one => /[*＊]/.test(one.value) && !own.includes(one.value)).map(one => one.type)"
)


class NotSaved(PortalRefused):
    """The portal answered a save with a no."""


class Presses:
    """The buttons of one wizard in one tab. `place` says where a page's controls stand at the moment."""

    def __init__(
        self,
        page: Page,
        profile: Profile,
        plan: Plan,
        *,
        facts: Facts,
        messages: PageMessages,
        place: Callable[[WizardPage], frames.Place],
    ) -> None:
        self._page = page
        self._profile = profile
        self._plan = plan
        self._facts = facts
        self._messages = messages
        self._place = place
        self._timeout_s = profile.limits.action_s

    def press(self, page: WizardPage, place: frames.Place, step: Press, action: actions.PressAction) -> Noted:
        root, button = page.root, self._facts.render(step.button)
        if action.optional and not choices.button_there(place, root, button):
            return {}
        self._messages.agree_to(action.box)
        self._messages.forget_boxes()
        if actions.saves(action):
            self._refuse_masked(place, root)
        if actions.loads(action):
            return self._learned(self._navigated(page, button, action))
        if not action.call:
            press(place, button, root=root)
            frames.wait_until_idle(self._page, timeout_s=self._timeout_s)
            return {}
        call = (
            Call(method="POST", path=action.call) if not action.call.startswith("GET ") else Call(path=action.call[4:])
        )
        response = press_for(
            place,
            button,
            call,
            root=root,
            check=action.check,
            messages=self._messages.passing,
            timeout_s=self._timeout_s,
        )
        answer = self.answer(response)
        learned = {name: pluck(answer, path) for name, path in action.facts.items()}
        empty = [name for name, value in learned.items() if not flat(value)]
        if empty:
            raise PortalError(f"平台保存后没有返回需要的内容（{'、'.join(empty)}），不能继续提交")
        return self._learned(learned)

    def answer(self, response: Response) -> Raw:
        """The answer of a page's own call; a refusal in it is the portal's word, whatever the page shows of it."""
        body = heard(response.body(), response.headers.get("content-type", ""))
        signal = page_signals.in_answer(self._profile.session.signs, response.status, body)
        if signal is not None:
            raise page_signals.error_for(signal)
        if response.status >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status}），稍后再试")
        asked = Call(path=urlsplit(response.url).path)
        try:
            answer = parsed(body, asked)
        except NotUnderstood as error:
            raise PortalError(f"平台没有按约定返回数据（HTTP {response.status}）") from error
        expected = self._profile.answer
        if refusal(answer, asked, expected) is not None:
            message = text(answer, expected.message) or "；".join(frames.toasts(self._page)) or "未说明原因"
            raise NotSaved(f"平台拒绝保存：{message}")
        return answer

    def _learned(self, values: dict[str, Raw]) -> Noted:
        for name, value in values.items():
            self._facts.slots.learn(name, value, by=SetBy.PAGE)
        return {name: tuple(map(_kept, flat(value))) for name, value in values.items()}

    def _navigated(self, page: WizardPage, button: str, action: actions.PressAction) -> dict[str, Raw]:
        try:
            return dict(
                navigate(
                    self._page,
                    button,
                    action,
                    root=page.root,
                    place=lambda: self._place(page),
                    known_signals=self._profile.session.signs,
                    messages=self._messages.passing,
                    timeout_s=self._timeout_s,
                )
            )
        except PortalRefused as error:
            again = action.refused and self._place(page).locator(action.refused).first.is_visible()
            raise (NotSaved(str(error)) if again else error) from error

    def _refuse_masked(self, place: frames.Place, root: str) -> None:
        """Saving the page would write the stars into the portal's own record."""
        own = [planned.value for planned in self._plan.fields]
        masked = place.locator(f"{root} input, {root} textarea").evaluate_all(_WITH_STARS, own)
        if masked:
            raise PageChanged(MASKED.format(f"{len(masked)} 处"))


def _kept(value: str) -> Exact | Said:
    """An id is kept as it is; what a page calls a fact can also be the session itself."""
    return Said(value) if redact.holds_secret(value) else Exact(value)
