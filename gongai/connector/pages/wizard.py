"""
The filing wizard: the acts a profile lists for each page, done in order and read back.

Longer than most: every act of the profile language ends here, and so does every answer to one, with what it means.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Dialog, Error, Page, Response
from playwright.sync_api import TimeoutError as Timeout

from gongai.connector.mappers.answers import heard, parsed
from gongai.connector.pages import choices, frames, page_signals
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.choosers import choose_row
from gongai.connector.pages.click_and_wait import goes_to, press_for
from gongai.connector.pages.filling import MASKED, Filling
from gongai.connector.pages.form_inspection import TYPING, Look, look
from gongai.connector.pages.navigation import turn
from gongai.connector.pages.response_watch import Answers
from gongai.connector.pages.uploads import Uploads
from gongai.connector.widgets import press
from gongai.errors import (
    GongaiError,
    PageChanged,
    PageLeft,
    PortalDown,
    PortalError,
    PortalRefused,
    SessionLost,
)
from gongai.records.filing import Filing
from gongai.records.plan import Plan
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.paths import fill, flat, holds, pluck, text
from gongai.sites.site_profile import Act, Wizard
from gongai.sites.site_profile import Page as WizardPage

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
        look: Look | None = None,
    ) -> None:
        """`look` is told each page's form before anything is typed on it."""
        self._page = page
        self._wizard = wizard
        self._site = site
        self._filing = filing
        self._plan = plan
        self._facts = facts
        self._calls = calls
        self._picture = picture
        self._look = look
        self._looked: set[str] = set()
        self._timeout_s = site.profile.limits.action_s
        self._timeout_ms = self._timeout_s * 1000
        self._answers = Answers(page, site.profile.session.signs)
        self._agree = ""  # what of the browser's own questions is answered with yes
        self._native: list[str] = []
        page.on("dialog", self._on_dialog)

    def open(self) -> Mapping[str, Any]:
        """Open the wizard by its full address in this tab and wait until it can be used."""
        address = self._site.profile.base_url + fill(self._wizard.address, self._facts)
        with self.translated():
            response = self._page.goto(address, timeout=self._timeout_ms)
            if response is not None and response.status >= 500:
                raise PortalDown(f"平台申报页出错（HTTP {response.status}），稍后再试")
            self._shown(self._place(), self._wizard.ready)
            frames.settle(self._page, timeout_s=self._timeout_s)
        return {"address": fill(self._wizard.address, self._facts)}

    def do(self, key: str) -> Mapping[str, Any]:
        """Everything the profile lists for one page. Returns what the journal keeps."""
        page = self._wizard.pages[key]
        with self.translated():
            self._shown(self._place(page), page.root)
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
            if act.do in TYPING:
                self._compare(key, page, act)
            if act.do == "press":  # the page as it is about to be left, with everything in it
                done |= {f"{name}.{what}": value for what, value in self._picture(f"{page.title}-填写后").items()}
            done |= {f"{name}.{what}": value for what, value in self._act(page, act).items()}
            self._close_strays()
        return done

    def _compare(self, key: str, page: WizardPage, act: Act) -> None:
        """Once a page; a second pass after a failed save finds our own typing there."""
        if self._look is None or key in self._looked:
            return
        look(
            self._page,
            self._place(page),
            key,
            page,
            act,
            site=self._site,
            filing=self._filing,
            tell=self._look,
            timeout_s=self._timeout_s,
        )
        self._looked.add(key)

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

    def said(self) -> str:
        """What the page says at this moment, in brackets, for a message to people."""
        shown = self._words()
        return f"（平台提示：{shown[:200]}）" if shown else ""

    def _passing(self) -> tuple[str, ...]:
        """Toasts, and what the browser's own boxes said: gone from the screen by now, perhaps."""
        return (*frames.toasts(self._page), *self._native)

    def _words(self) -> str:
        said = (frames.message_box(self._page) or "", *self._passing())
        return "；".join(one for one in said if one)

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
        sign = page_signals.in_page(self._site.profile.session.signs, self._page)
        if sign is not None:
            return page_signals.error_for(sign)
        bad = self._answers.meaning()
        if bad is not None:
            return bad
        if isinstance(error, PortalError):
            return error
        first = (str(error).strip().splitlines() or [""])[0][:160]
        if said := self._words():
            return PortalRefused(f"平台提示：{said[:300]}")
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

    def _act(self, page: WizardPage, act: Act) -> Mapping[str, Any]:
        place, root = self._place(page), page.root
        filling = Filling(place, self._site, filing=self._filing, plan=self._plan, facts=self._facts)
        match act.do:
            case "fill":
                return filling.group(root, act, page.title)
            case "choose":
                return filling.choose(root, act)
            case "chooser":
                return choose_row(place, root, act, self._facts, timeout_s=self._timeout_s)
            case "applicant":
                return filling.applicant(root, act)
            case "blocks":
                return filling.blocks(root, act)
            case "press":
                return self._press(page, place, act)
            case "wait":
                self._shown(place, act.css)
                return {}
            case "answer_box":
                return self._answer_box(act)
            case "questions":
                asked = [one for one in self._plan.answers if act.group in ("", one.place)]
                return choices.answer_questions(place, act.css or root, self._site.profile.questions, asked)
            case "tile":
                return choices.choose_tile(place, act.css, fill(act.text, self._facts), act.chosen)
            case "items":
                return choices.choose_items(place, root, self._site.profile.items, self._plan)
            case "inner_form":
                return self._inner_form(filling, act)
            case _:
                return Uploads(place, self._site.profile, self._calls, self._facts).push(root, self._plan)

    def _press(self, page: WizardPage, place: frames.Place, act: Act) -> Mapping[str, Any]:
        root = page.root
        if act.optional and not choices.button_there(place, root, act.text):
            return {}
        self._agree = act.box
        self._native.clear()
        if act.call or act.answer:
            self._refuse_masked(place, root)
        if act.answer == "page":
            learned: dict[str, Any] = self._turned(page, act)
            self._facts |= learned
            return learned
        if not act.call:
            press(place, act.text, root=root)
            frames.settle(self._page, timeout_s=self._timeout_s)
            return {}
        call = Call(method="POST", path=act.call) if not act.call.startswith("GET ") else Call(path=act.call[4:])
        response = press_for(
            place, act.text, call, root=root, check=act.check, words=self._passing, timeout_s=self._timeout_s
        )
        answer = self._json(response)
        learned = {name: pluck(answer, path) for name, path in act.facts.items()}
        empty = [name for name, value in learned.items() if not flat(value)]
        if empty:
            raise PortalError(f"平台保存后没有返回需要的内容（{'、'.join(empty)}），不能继续提交")
        self._facts |= learned
        return {name: list(flat(value)) for name, value in learned.items()}

    def _turned(self, page: WizardPage, act: Act) -> dict[str, Any]:
        try:
            return dict(
                turn(
                    self._page,
                    act,
                    root=page.root,
                    place=lambda: self._place(page),
                    known_signs=self._site.profile.session.signs,
                    words=self._passing,
                    timeout_s=self._timeout_s,
                )
            )
        except PortalRefused as error:
            again = act.refused and self._place(page).locator(act.refused).first.is_visible()
            raise (_NotSaved(str(error)) if again else error) from error

    def _refuse_masked(self, place: frames.Place, root: str) -> None:
        """Saving the page would write the stars into the portal's own record."""
        own = [entry.value for entry in self._plan.entries]
        masked = place.locator(f"{root} input, {root} textarea").evaluate_all(_WITH_STARS, own)
        if masked:
            raise PageChanged(MASKED.format(f"{len(masked)} 处"))

    def _json(self, response: Response) -> Any:
        """The answer of a page's own call; a refusal in it is the portal's word, whatever the page shows of it."""
        body = heard(response.body(), response.headers.get("content-type", ""))
        sign = page_signals.in_answer(self._site.profile.session.signs, response.status, body)
        if sign is not None:
            raise page_signals.error_for(sign)
        if response.status >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status}），稍后再试")
        try:
            answer = parsed(body, Call(path=""))
        except ValueError as error:
            raise PortalError(f"平台没有按约定返回数据（HTTP {response.status}）") from error
        expected = self._site.profile.answer
        if text(answer, expected.ok) not in expected.ok_values:
            said = text(answer, expected.message) or "；".join(frames.toasts(self._page)) or "未说明原因"
            raise _NotSaved(f"平台拒绝保存：{said}")
        return answer

    def _answer_box(self, act: Act) -> Mapping[str, Any]:
        shown = frames.message_box(self._page)
        if shown is None:
            if act.optional:
                return {}
            raise PageChanged(f"没有出现预期的提示框（{act.box}）")
        if not choices.fits(act.box, shown):
            raise PortalRefused(f"平台提示：{shown}")
        frames.answer_box(self._page, act.text)
        return {"box": shown}

    def _inner_form(self, filling: Filling, act: Act) -> Mapping[str, Any]:
        """一张表单: a form that saves itself, in an iframe of its own address or in a dialog."""
        inner, root, count = filling.inner_form(act.css)
        with self._page.expect_response(_is(Call(method="POST", path=act.call)), timeout=self._timeout_ms) as waiting:
            press(inner, act.text, root=root)
        self._json(waiting.value)
        return {"fields": count}


def _is(call: Call) -> Callable[[Response], bool]:
    return lambda response: goes_to(call, response)
