"""The filing wizard: the steps that the plan lists for each page, done in order and read back."""

import contextlib
from collections.abc import Callable
from typing import TypeVar, assert_never

from playwright.sync_api import Error, Page, Response

from gongai.connector import closing
from gongai.connector.pages import choices, frames
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.choosers import choose_row
from gongai.connector.pages.click_and_wait import goes_to
from gongai.connector.pages.filling import Filling
from gongai.connector.pages.form_inspection import Inspect, inspect_form
from gongai.connector.pages.left_out import left_out
from gongai.connector.pages.page_messages import PageMessages
from gongai.connector.pages.presses import NotSaved, Presses
from gongai.connector.pages.read_back import ReadBack, before_press
from gongai.connector.pages.uploads import Uploads
from gongai.connector.widgets import press
from gongai.errors import (
    ConfigError,
    PageChanged,
    PortalDown,
    PortalRefused,
)
from gongai.records.noted import Datum, Noted, Said
from gongai.records.plan import Plan, PlannedPage
from gongai.records.steps import (
    AnswerBox,
    AnswerQuestions,
    AnyStep,
    Choose,
    ChooseApplicant,
    ChooseRow,
    ChooseTile,
    Fill,
    FillBlocks,
    FillInnerForms,
    Press,
    PushMaterials,
    TickItems,
    Wait,
)
from gongai.sites import actions
from gongai.sites.call import Call
from gongai.sites.facts import Facts
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

TakeScreenshot = Callable[[str], Noted]
"""Stores masked pictures of all that the tab holds under a name and says where; nothing where that fails."""


Known = TypeVar("Known", bound=actions.Action)


class WizardPages:
    """The wizard of one plan in one tab. The slots of `facts` are shared: what pages learn, the guard compares."""

    def __init__(
        self,
        page: Page,
        profile: Profile,
        *,
        plan: Plan,
        facts: Facts,
        calls: Calls,
        screenshot: TakeScreenshot,
        inspect: Inspect | None = None,
        messages: PageMessages | None = None,
    ) -> None:
        """`inspect` is given each page's form before anything is typed on it. `messages`: whoever listens to the tab
        already; a tab has one listener, however many wizards are opened in it.
        """
        self._page = page
        self._profile = profile
        self._wizard = profile.wizards[plan.kind]
        self._plan = plan
        self._facts = facts
        self._calls = calls
        self._screenshot = screenshot
        self._inspect = inspect
        self._inspected: set[str] = set()
        self._done: set[tuple[str, str]] = set()
        self._timeout_s = profile.limits.action_s
        self._timeout_ms = self._timeout_s * 1000
        self.messages = messages or PageMessages(page, profile)
        self._presses = Presses(page, profile, plan, facts=facts, messages=self.messages, place=self._place)
        self._read_back = ReadBack(
            page,
            profile,
            facts,
            place=lambda at, timeout_s: self._place(at, timeout_s=timeout_s),
            uploads=self._uploads,
            submit_page=self._wizard.submit.page,
        )

    def open(self) -> Noted:
        """Open the wizard by its full address in this tab and wait until it can be used."""
        address = self._facts.render(self._plan.address)
        with self.messages.translated():
            response = self._page.goto(self._profile.base_url + address, timeout=self._timeout_ms)
            if response is not None and response.status >= 500:
                raise PortalDown(f"平台申报页出错（HTTP {response.status}），稍后再试")
            self._shown(self._place(), self._wizard.ready)
            frames.wait_until_idle(self._page, timeout_s=self._timeout_s)
        return {"address": Said(address)}

    def do(self, key: str) -> Noted:
        """Everything that is planned for one page. Returns what the journal keeps."""
        planned = self._plan.page(key)
        return self._page_done(planned, planned.steps)

    def take(self, key: str, step: AnyStep) -> Noted:
        """One step of a page by itself: for trying, where one that does not work should not hide the others."""
        return self._page_done(self._plan.page(key), (step,))

    def _page_done(self, planned: PlannedPage, steps: tuple[AnyStep, ...]) -> Noted:
        page = self._wizard.pages[planned.key]
        if not self._facts.condition_met(planned.when, at=planned.key):
            return {"skipped": Said(planned.when)}
        with self.messages.translated():
            self._shown(self._place(page), page.root)
            try:
                return self._steps(planned, page, steps)
            except NotSaved:
                # a failed save may have emptied fields: the whole page once more, then the portal's words stand
                return {**self._steps(planned, page, steps), "saved": Said("第二次")}

    def _steps(self, planned: PlannedPage, page: WizardPage, steps: tuple[AnyStep, ...]) -> Noted:
        done: dict[str, Datum] = {}
        for step in steps:
            if not self._facts.condition_met(step.when, at=f"{planned.key}.{step.name}"):
                continue
            self._close_strays()
            if actions.types(page.acts[step.name]):
                self._compare(planned, page, step)
            if isinstance(step, Press):  # the page as it is about to be left, with everything in it
                done |= {f"{step.name}.{what}": one for what, one in self._screenshot(f"{page.title}-填写后").items()}
                done |= {f"{step.name}.{what}": one for what, one in self._last_look(step).items()}
            done |= {f"{step.name}.{what}": one for what, one in self._step(page, step).items()}
            self._read_back.done(planned.key, page, step)
            self._done.add((planned.key, step.name))
        return done

    def _last_look(self, step: Press) -> Noted:
        return self._read_back.before(self._facts.render(step.button))

    def read_back(self) -> Noted:
        """Everything that the submit will send from the pages, once more. Raises what differs or was left out."""
        if missing := left_out(self._plan, self._done):
            raise ConfigError(
                f"计划里有、没有地方填：{'、'.join(missing)}。没有提交。请核对平台配置中这些动作的条件（when）"
            )
        self._close_strays()
        with self.messages.translated():
            return self._read_back.before(self._wizard.submit.button)

    def _compare(self, planned: PlannedPage, page: WizardPage, step: AnyStep) -> None:
        """Once a page; a second pass after a failed save finds our own typing there."""
        if self._inspect is None or planned.key in self._inspected:
            return
        inspect_form(
            self._page,
            self._place(page),
            planned,
            step,
            profile=self._profile,
            page=page,
            inspect=self._inspect,
            timeout_s=self._timeout_s,
        )
        self._inspected.add(planned.key)

    def press_submit(self) -> None:
        """Press the submit button. What leaves, leaves through the guard."""
        spec = self._wizard.submit
        page = self._wizard.pages[spec.page] if spec.page else None
        self.messages.agree_to(spec.confirm and ".")
        with self.messages.translated():
            place = self._place(page) if spec.frame is None else self._inside(spec.frame)
            press(place, spec.button, root=page.root if page and spec.frame is None else "body")

    def confirm_submit(self) -> bool:
        """Answer the confirmation box that may stand between the button and the request; whether it was there."""
        confirm = self._wizard.submit.confirm
        return bool(confirm) and frames.answer_offered(self._page, confirm)

    def answered(self) -> str | None:
        """The page by which a portal answers a submit that could not be held; None while it has not."""
        spec = self._wizard.submit
        for frame in self._page.frames:
            with contextlib.suppress(Error):
                if frame.locator(spec.done).first.is_visible():
                    return frame.content()
        return None

    def _place(self, page: WizardPage | None = None, *, timeout_s: float | None = None) -> frames.Place:
        """Where a page's controls stand: the tab, or a frame in it, as it is now."""
        own = page.frame if page is not None else None
        return self._inside(self._wizard.frame if own is None else own, timeout_s=timeout_s)

    def _inside(self, chain: tuple[str, ...], *, timeout_s: float | None = None) -> frames.Place:
        return frames.inside(self._page, chain, timeout_s=timeout_s or self._timeout_s)

    def _uploads(self, place: frames.Place) -> Uploads:
        return Uploads(place, self._profile, self._calls, self._facts)

    def _shown(self, place: frames.Place, css: str) -> None:
        place.locator(css).first.wait_for(state="visible", timeout=self._timeout_ms)

    def _close_strays(self) -> None:
        """
        Guides, previews and blank windows that pages open, at once or later.

        A browser with a window draws only the tab in front: what a page does once it is drawn would never be done.
        """
        for other in self._page.context.pages:
            if other is not self._page:
                closing.close_tab(other)

    def _step(self, page: WizardPage, step: AnyStep) -> Noted:
        place, root = self._place(page), page.root
        filling, action = Filling(place, self._facts), page.acts[step.name]
        match step:
            case Fill():
                return filling.fields(root, step)
            case FillBlocks():
                return filling.blocks(root, step, _as(actions.BlocksAction, action))
            case Choose():
                return filling.choose(root, step)
            case ChooseRow():
                chooser = _as(actions.ChooserAction, action)
                return choose_row(place, root, step, chooser, self._facts, timeout_s=self._timeout_s)
            case ChooseApplicant():
                return filling.applicant(root, step)
            case Press():
                return self._presses.press(page, place, step, _as(actions.PressAction, action))
            case Wait():
                self._shown(place, _as(actions.WaitAction, action).css)
                return {}
            case AnswerBox():
                return self._answer_box(step, _as(actions.AnswerBoxAction, action))
            case AnswerQuestions():
                css = _as(actions.QuestionsAction, action).css
                return choices.answer_questions(place, css or root, self._profile.questions, step.answers)
            case ChooseTile():
                tile = _as(actions.TileAction, action)
                return choices.choose_tile(place, tile.css, self._facts.render(step.text), tile.chosen)
            case TickItems():
                return choices.choose_items(place, root, self._profile.items, step.items)
            case FillInnerForms():
                return self._inner_forms(filling, step, _as(actions.InnerFormAction, action))
            case PushMaterials():
                return self._uploads(place).push(root, step)
            case _:
                assert_never(step)

    def _answer_box(self, step: AnswerBox, action: actions.AnswerBoxAction) -> Noted:
        shown = frames.message_box(self._page)
        if shown is None:
            if action.optional:
                return {}
            raise PageChanged(f"没有出现预期的提示框（{action.box}）")
        if not choices.fits(action.box, shown):
            raise PortalRefused(f"平台提示：{shown}")
        frames.answer_box(self._page, self._facts.render(step.button))
        return {"box": Said(shown)}

    def _inner_forms(self, filling: Filling, step: FillInnerForms, action: actions.InnerFormAction) -> Noted:
        """一张表单: a form that saves itself, in an iframe of its own address or in a dialog."""
        form, inner, root, orders = filling.inner_forms(action.css, step)
        button = self._facts.render(step.button)
        noted = before_press(self._page, [(form, orders)], button)
        call = Call(method="POST", path=action.call)
        with self._page.expect_response(_is(call), timeout=self._timeout_ms) as waiting:
            press(inner, button, root=root)
        self._presses.answer(waiting.value)
        return {"fields": len(orders), **noted}


def _as(kind: type[Known], action: actions.AnyAction) -> Known:
    """The profile's action of a step. Plan and profile are of one making, so this raises only for a mistake of ours."""
    if not isinstance(action, kind):
        raise ConfigError(f"计划与平台配置中的动作 {action.do} 不是一回事。请重新办理")
    return action


def _is(call: Call) -> Callable[[Response], bool]:
    return lambda response: goes_to(call, response)
