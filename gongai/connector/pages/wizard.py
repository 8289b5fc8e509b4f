"""The filing wizard: the acts a profile lists for each page, done in order and read back."""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error, Page, Response
from playwright.sync_api import TimeoutError as Timeout

from gongai.connector.mappers.paths import fill, flat, holds, pluck, text
from gongai.connector.pages import choices, signs
from gongai.connector.pages.answers import Answers
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.filling import MASKED, Filling
from gongai.connector.pages.pressing import goes_to, press_for
from gongai.connector.pages.uploads import Uploads
from gongai.connector.sites import Site
from gongai.connector.sites.site_profile import Act, Call, Wizard
from gongai.connector.sites.site_profile import Page as WizardPage
from gongai.connector.widgets import answer_box, message_box, press, settle, toasts
from gongai.errors import (
    GongaiError,
    PageChanged,
    PageLeft,
    PortalDown,
    PortalError,
    PortalRefused,
    SessionLost,
)
from gongai.filing import Filing
from gongai.plan import Plan

Facts = dict[str, Any]
_WITH_STARS = (
    "(all, own) => all.filter(one => /[*＊]/.test(one.value) && !own.includes(one.value)).map(one => one.type)"
)
Picture = Callable[[str], Mapping[str, Any]]
"""Keeps a masked picture of the tab under a name and says where; nothing where that fails."""


class _NotSaved(PortalRefused):
    """The portal answered a save with a no."""


class WizardPages:
    """The wizard of one filing in one tab. `facts` is shared: what pages learn, the body check compares."""

    def __init__(
        self,
        page: Page,
        wizard: Wizard,
        site: Site,
        *,
        filing: Filing,
        plan: Plan,
        facts: Facts,
        calls: Calls,
        picture: Picture,
    ) -> None:
        self._page = page
        self._wizard = wizard
        self._site = site
        self._filing = filing
        self._plan = plan
        self._facts = facts
        self._calls = calls
        self._picture = picture
        self._timeout_ms = site.profile.limits.action_s * 1000
        self._answers = Answers(page, site.profile.session.signs)

    def open(self) -> Mapping[str, Any]:
        """Open the wizard by its full address in this tab and wait until it can be used."""
        address = self._site.profile.base_url + fill(self._wizard.address, self._facts)
        with self.translated():
            response = self._page.goto(address, timeout=self._timeout_ms)
            if response is not None and response.status >= 500:
                raise PortalDown(f"平台申报页出错（HTTP {response.status}），稍后再试")
            self._shown(self._wizard.ready)
            settle(self._page, timeout_s=self._site.profile.limits.action_s)
        return {"address": fill(self._wizard.address, self._facts)}

    def do(self, key: str) -> Mapping[str, Any]:
        """Everything the profile lists for one page. Returns what the journal keeps."""
        page = self._wizard.pages[key]
        with self.translated():
            self._shown(page.root)
            try:
                return self._acts(key, page)
            except _NotSaved:
                # a failed save may have emptied fields: the whole page once more, then the portal's words stand
                return {**self._acts(key, page), "saved": "第二次"}

    def _acts(self, key: str, page: WizardPage) -> dict[str, Any]:
        done: dict[str, Any] = {}
        for name, act in page.acts.items():
            if not holds(act.when, self._facts):
                continue
            if act.do == "press":  # the page as it is about to be left, with everything in it
                done |= {f"{name}.{what}": value for what, value in self._picture(f"{page.title}-填写后").items()}
            done |= {f"{name}.{what}": value for what, value in self._act(key, page.root, act).items()}
        return done

    def press_submit(self) -> None:
        """Press the submit button. What leaves, leaves through the guard."""
        root = self._wizard.pages[self._wizard.submit.page].root if self._wizard.submit.page else "body"
        with self.translated():
            press(self._page, self._wizard.submit.button, root=root)

    def confirm_submit(self) -> None:
        """Answer the confirmation box that may stand between the button and the request."""
        if self._wizard.submit.confirm and message_box(self._page):
            answer_box(self._page, self._wizard.submit.confirm)

    def said(self) -> str:
        """What the page says at this moment, in brackets, for a message to people."""
        shown = "；".join(text for text in (message_box(self._page) or "", *toasts(self._page)) if text)
        return f"（平台提示：{shown[:200]}）" if shown else ""

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
        sign = signs.in_page(self._site.profile.session.signs, self._page)
        if sign is not None:
            return signs.error_for(sign)
        bad = self._answers.meaning()
        if bad is not None:
            return bad
        if isinstance(error, PortalError):
            return error
        first = (str(error).strip().splitlines() or [""])[0][:160]
        said = "；".join((message_box(self._page) or "", *toasts(self._page))).strip("；")
        if said:
            return PortalRefused(f"平台提示：{said[:300]}")
        if "net::ERR" in first or "Target page" in first or "has been closed" in first:
            return PortalDown(f"与平台的连接中断（{first}），稍后再试")
        if isinstance(error, Timeout):
            return PortalError(f"页面在 {self._site.profile.limits.action_s:.0f} 秒内没有出现需要的内容（{first}）")
        return PortalError(f"页面操作没有成功（{first}）")

    def _shown(self, css: str) -> None:
        self._page.locator(css).first.wait_for(state="visible", timeout=self._timeout_ms)

    def _act(self, key: str, root: str, act: Act) -> Mapping[str, Any]:
        match act.do:
            case "fill":
                return self._filling().group(root, act, self._wizard.pages[key].title)
            case "choose":
                return self._filling().choose(root, act)
            case "applicant":
                return self._filling().applicant(root, act)
            case "blocks":
                return self._filling().blocks(root, act)
            case "press":
                return self._press(root, act)
            case "wait":
                self._shown(act.css)
                return {}
            case "answer_box":
                return self._answer_box(act)
            case "questions":
                asked = [one for one in self._plan.answers if act.group in ("", one.place)]
                return choices.answer_questions(self._page, act.css or root, self._site.profile.questions, asked)
            case "tile":
                return choices.choose_tile(self._page, act.css, fill(act.text, self._facts), act.chosen)
            case "items":
                return choices.choose_items(self._page, root, self._site.profile.items, self._plan)
            case "inner_form":
                return self._inner_form(act)
            case _:
                return Uploads(self._page, self._site.profile, self._calls, self._facts).push(root, self._plan)

    def _press(self, root: str, act: Act) -> Mapping[str, Any]:
        if act.optional and not choices.button_there(self._page, root, act.text):
            return {}
        if not act.call:
            press(self._page, act.text, root=root)
            settle(self._page, timeout_s=self._site.profile.limits.action_s)
            return {}
        call = Call(method="POST", path=act.call) if not act.call.startswith("GET ") else Call(path=act.call[4:])
        own = [entry.value for entry in self._plan.entries]
        masked = self._page.locator(f"{root} input, {root} textarea").evaluate_all(_WITH_STARS, own)
        if masked:  # saving the page would write the stars into the portal's own record
            raise PageChanged(MASKED.format(f"{len(masked)} 处"))
        timeout_s = self._site.profile.limits.action_s
        response = press_for(self._page, act.text, call, root=root, check=act.check, timeout_s=timeout_s)
        answer = self._json(response)
        learned = {name: pluck(answer, path) for name, path in act.facts.items()}
        empty = [name for name, value in learned.items() if not flat(value)]
        if empty:
            raise PortalError(f"平台保存后没有返回需要的内容（{'、'.join(empty)}），不能继续提交")
        self._facts |= learned
        return {name: list(flat(value)) for name, value in learned.items()}

    def _json(self, response: Response) -> Any:
        """The answer of a page's own call; a refusal in it is the portal's word, whatever the page shows of it."""
        body = response.text()
        sign = signs.in_answer(self._site.profile.session.signs, response.status, body)
        if sign is not None:
            raise signs.error_for(sign)
        if response.status >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status}），稍后再试")
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise PortalError(f"平台没有按约定返回数据（HTTP {response.status}）") from error
        expected = self._site.profile.answer
        if text(answer, expected.ok) not in expected.ok_values:
            said = text(answer, expected.message) or "；".join(toasts(self._page)) or "未说明原因"
            raise _NotSaved(f"平台拒绝保存：{said}")
        return answer

    def _answer_box(self, act: Act) -> Mapping[str, Any]:
        shown = message_box(self._page)
        if shown is None:
            if act.optional:
                return {}
            raise PageChanged(f"没有出现预期的提示框（{act.box}）")
        if not choices.fits(act.box, shown):
            raise PortalRefused(f"平台提示：{shown}")
        answer_box(self._page, act.text)
        return {"box": shown}

    def _inner_form(self, act: Act) -> Mapping[str, Any]:
        """一张表单: a form of its own address in an iframe, which saves itself."""
        inner, count = self._filling().inner_form(act.css)
        with self._page.expect_response(_is(Call(method="POST", path=act.call)), timeout=self._timeout_ms) as waiting:
            press(inner, act.text)
        self._json(waiting.value)
        return {"fields": count}

    def _filling(self) -> Filling:
        return Filling(self._page, self._site, filing=self._filing, plan=self._plan, facts=self._facts)


def _is(call: Call) -> Callable[[Response], bool]:
    return lambda response: goes_to(call, response)
