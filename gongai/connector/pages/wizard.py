"""
The filing wizard: the steps that the plan lists for each page, done in order and read back.

Longer than most: every step of a plan ends here, and so does every answer to one, with what it means.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, assert_never

from playwright.sync_api import Dialog, Error, Page, Response
from playwright.sync_api import TimeoutError as Timeout

from gongai.connector.mappers.answers import heard, parsed
from gongai.connector.pages import choices, frames, page_signals
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.choosers import choose_row
from gongai.connector.pages.click_and_wait import goes_to, press_for
from gongai.connector.pages.filling import MASKED, Filling
from gongai.connector.pages.form_inspection import Inspect, inspect_form
from gongai.connector.pages.navigation import navigate
from gongai.connector.pages.response_watch import Answers
from gongai.connector.pages.uploads import Uploads
from gongai.connector.widgets import press
from gongai.errors import (
    ConfigError,
    GongaiError,
    PageChanged,
    PageLeft,
    PortalDown,
    PortalError,
    PortalRefused,
    SessionLost,
)
from gongai.records.plan import Plan, PlannedPage
from gongai.records.raw import Noted, Raw
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
from gongai.sites.facts import Facts, SetBy
from gongai.sites.paths import flat, pluck, text
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

_WITH_STARS = (
    "(all, own) => all.filter(one => /[*＊]/.test(one.value) && !own.includes(one.value)).map(one => one.type)"
)
TakeScreenshot = Callable[[str], Noted]
"""Stores a masked screenshot of the tab under a name and says where; nothing where that fails."""


Known = TypeVar("Known", bound=actions.Action)


class _NotSaved(PortalRefused):
    """The portal answered a save with a no."""


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
    ) -> None:
        """`inspect` is given each page's form before anything is typed on it."""
        self._page = page
        self._profile = profile
        self._wizard = profile.wizards[plan.kind]
        self._plan = plan
        self._facts = facts
        self._calls = calls
        self._screenshot = screenshot
        self._inspect = inspect
        self._inspected: set[str] = set()
        self._timeout_s = profile.limits.action_s
        self._timeout_ms = self._timeout_s * 1000
        self._answers = Answers(page, profile.session.signs)
        self._agree = ""  # what of the browser's own questions is answered with yes
        self._native: list[str] = []
        page.on("dialog", self._on_dialog)

    def open(self) -> Noted:
        """Open the wizard by its full address in this tab and wait until it can be used."""
        address = self._facts.render(self._plan.address)
        with self.translated():
            response = self._page.goto(self._profile.base_url + address, timeout=self._timeout_ms)
            if response is not None and response.status >= 500:
                raise PortalDown(f"平台申报页出错（HTTP {response.status}），稍后再试")
            self._shown(self._place(), self._wizard.ready)
            frames.wait_until_idle(self._page, timeout_s=self._timeout_s)
        return {"address": address}

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
            return {"skipped": planned.when}
        with self.translated():
            self._shown(self._place(page), page.root)
            try:
                return self._steps(planned, page, steps)
            except _NotSaved:
                # a failed save may have emptied fields: the whole page once more, then the portal's words stand
                return {**self._steps(planned, page, steps), "saved": "第二次"}

    def _steps(self, planned: PlannedPage, page: WizardPage, steps: tuple[AnyStep, ...]) -> Noted:
        done: dict[str, object] = {}
        for step in steps:
            if not self._facts.condition_met(step.when, at=f"{planned.key}.{step.name}"):
                continue
            if actions.types(page.acts[step.name]):
                self._compare(planned, page, step)
            if isinstance(step, Press):  # the page as it is about to be left, with everything in it
                done |= {f"{step.name}.{what}": one for what, one in self._screenshot(f"{page.title}-填写后").items()}
            done |= {f"{step.name}.{what}": one for what, one in self._step(page, step).items()}
            self._close_strays()
        return done

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
        self._agree = spec.confirm and "."
        with self.translated():
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

    def format_message(self) -> str:
        """What the page says at this moment, in brackets, for a message to people."""
        shown = self._message()
        return f"（平台提示：{shown[:200]}）" if shown else ""

    def _passing(self) -> tuple[str, ...]:
        """Toasts, and what the browser's own boxes said: gone from the screen by now, perhaps."""
        return (*frames.toasts(self._page), *self._native)

    def _message(self) -> str:
        parts = (frames.message_box(self._page) or "", *self._passing())
        return "；".join(one for one in parts if one)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the browser raises into what it means: shut, logged out, refused in words, or changed."""
        self._answers.forget()
        try:
            yield
        except (PortalDown, SessionLost):
            raise
        except (Error, PortalError) as error:
            raise self._meaning(error) from error

    def _meaning(self, error: Error | PortalError) -> GongaiError:
        """The portal's situation first, then its words, and only then what the browser complained about."""
        if isinstance(error, PageLeft):
            with contextlib.suppress(Error):
                self._page.wait_for_load_state("load", timeout=self._timeout_ms)
        signal = page_signals.in_page(self._profile.session.signs, self._page)
        if signal is not None:
            return page_signals.error_for(signal)
        bad = self._answers.meaning()
        if bad is not None:
            return bad
        if isinstance(error, PortalError):
            return error
        first = (str(error).strip().splitlines() or [""])[0][:160]
        if message := self._message():
            return PortalRefused(f"平台提示：{message[:300]}")
        if "net::ERR" in first or "Target page" in first or "has been closed" in first:
            return PortalDown(f"与平台的连接中断（{first}），稍后再试")
        if isinstance(error, Timeout):
            return PortalError(f"页面在 {self._timeout_s:.0f} 秒内没有出现需要的内容（{first}）")
        return PortalError(f"页面操作没有成功（{first}）")

    def _place(self, page: WizardPage | None = None) -> frames.Place:
        """Where a page's controls stand: the tab, or a frame in it, as it is now."""
        own = page.frame if page is not None else None
        return self._inside(self._wizard.frame if own is None else own)

    def _inside(self, chain: tuple[str, ...]) -> frames.Place:
        return frames.inside(self._page, chain, timeout_s=self._timeout_s)

    def _shown(self, place: frames.Place, css: str) -> None:
        place.locator(css).first.wait_for(state="visible", timeout=self._timeout_ms)

    def _close_strays(self) -> None:
        """Guides, previews and blank windows that a page leaves lying about."""
        for other in self._page.context.pages:
            if other is not self._page:
                with contextlib.suppress(Error):
                    other.close()

    def _on_dialog(self, dialog: Dialog) -> None:
        """The browser's own alert and question boxes, which hold the page until they are answered."""
        self._native.append(dialog.message)
        with contextlib.suppress(Error):
            if dialog.type in ("alert", "beforeunload") or (self._agree and choices.fits(self._agree, dialog.message)):
                dialog.accept()
            else:
                dialog.dismiss()

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
                return self._press(page, place, step, _as(actions.PressAction, action))
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
                return Uploads(place, self._profile, self._calls, self._facts).push(root, step)
            case _:
                assert_never(step)

    def _press(self, page: WizardPage, place: frames.Place, step: Press, action: actions.PressAction) -> Noted:
        root, button = page.root, self._facts.render(step.button)
        if action.optional and not choices.button_there(place, root, button):
            return {}
        self._agree = action.box
        self._native.clear()
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
            place, button, call, root=root, check=action.check, messages=self._passing, timeout_s=self._timeout_s
        )
        answer = self._json(response)
        learned = {name: pluck(answer, path) for name, path in action.facts.items()}
        empty = [name for name, value in learned.items() if not flat(value)]
        if empty:
            raise PortalError(f"平台保存后没有返回需要的内容（{'、'.join(empty)}），不能继续提交")
        self._learned(learned)
        return {name: list(flat(value)) for name, value in learned.items()}

    def _learned(self, values: dict[str, Raw]) -> Noted:
        for name, value in values.items():
            self._facts.slots.learn(name, value, by=SetBy.PAGE)
        return values

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
                    messages=self._passing,
                    timeout_s=self._timeout_s,
                )
            )
        except PortalRefused as error:
            again = action.refused and self._place(page).locator(action.refused).first.is_visible()
            raise (_NotSaved(str(error)) if again else error) from error

    def _refuse_masked(self, place: frames.Place, root: str) -> None:
        """Saving the page would write the stars into the portal's own record."""
        own = [planned.value for planned in self._plan.fields]
        masked = place.locator(f"{root} input, {root} textarea").evaluate_all(_WITH_STARS, own)
        if masked:
            raise PageChanged(MASKED.format(f"{len(masked)} 处"))

    def _json(self, response: Response) -> Raw:
        """The answer of a page's own call; a refusal in it is the portal's word, whatever the page shows of it."""
        body = heard(response.body(), response.headers.get("content-type", ""))
        signal = page_signals.in_answer(self._profile.session.signs, response.status, body)
        if signal is not None:
            raise page_signals.error_for(signal)
        if response.status >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status}），稍后再试")
        try:
            answer = parsed(body, Call(path=""))
        except ValueError as error:
            raise PortalError(f"平台没有按约定返回数据（HTTP {response.status}）") from error
        expected = self._profile.answer
        if text(answer, expected.ok) not in expected.ok_values:
            message = text(answer, expected.message) or "；".join(frames.toasts(self._page)) or "未说明原因"
            raise _NotSaved(f"平台拒绝保存：{message}")
        return answer

    def _answer_box(self, step: AnswerBox, action: actions.AnswerBoxAction) -> Noted:
        shown = frames.message_box(self._page)
        if shown is None:
            if action.optional:
                return {}
            raise PageChanged(f"没有出现预期的提示框（{action.box}）")
        if not choices.fits(action.box, shown):
            raise PortalRefused(f"平台提示：{shown}")
        frames.answer_box(self._page, self._facts.render(step.button))
        return {"box": shown}

    def _inner_forms(self, filling: Filling, step: FillInnerForms, action: actions.InnerFormAction) -> Noted:
        """一张表单: a form that saves itself, in an iframe of its own address or in a dialog."""
        inner, root, count = filling.inner_forms(action.css, step)
        call = Call(method="POST", path=action.call)
        with self._page.expect_response(_is(call), timeout=self._timeout_ms) as waiting:
            press(inner, self._facts.render(step.button), root=root)
        self._json(waiting.value)
        return {"fields": count}


def _as(kind: type[Known], action: actions.AnyAction) -> Known:
    """The profile's action of a step. Plan and profile are of one making, so this raises only for a mistake of ours."""
    if not isinstance(action, kind):
        raise ConfigError(f"计划与平台配置中的动作 {action.do} 不是一回事。请重新办理")
    return action


def _is(call: Call) -> Callable[[Response], bool]:
    return lambda response: goes_to(call, response)
