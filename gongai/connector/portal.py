"""An opened portal as a browser sees it: one account, one session, one filing (the port is `gongai.connector.port`)."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error, Page

from gongai.clock import Clock
from gongai.connector import screenshot
from gongai.connector.bracket import press_once
from gongai.connector.guard import Guard
from gongai.connector.mappers import reading
from gongai.connector.mappers.reading import Application, Demand, Details, Document, States
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.form_inspection import Inspect
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.session import Logins, Session
from gongai.connector.sighting import Sighting, only, sighting
from gongai.connector.submission import Compare, Ending, NotSent, Read
from gongai.errors import GongaiError, LeaseLost, PageChanged, PortalError
from gongai.evidence import Store
from gongai.records.filing import Filing
from gongai.records.plan import Plan
from gongai.records.raw import Noted, Raw
from gongai.records.receipt import ReceiptFile
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.facts import Facts
from gongai.sites.paths import rows, text

POLL_MS = 20
"""How often the guard is asked whether the answer is there; the browser works in between."""


class BrowserPortal:
    """A portal seen through one tab of a browser."""

    def __init__(
        self,
        site: Site,
        logins: Logins,
        guard: Guard,
        *,
        filing: Filing,
        plan: Plan,
        facts: Facts,
        evidence: Store,
        tmp: Path,
        clock: Clock,
        inspect: Inspect,
    ) -> None:
        self._site = site
        self._profile = site.profile
        self._logins = logins
        self._guard = guard
        self._filing = filing
        self._plan = plan
        self._facts = facts
        self._evidence = evidence
        self._tmp = tmp
        self._clock = clock
        self._inspect = inspect
        self._states = States(site.profile.application_states, site.profile.item_states)
        self._session: Session | None = None
        self._wizard: WizardPages | None = None

    def close(self) -> None:
        if self._session is not None:
            with contextlib.suppress(Error):
                self._session.close()

    def log_in(self, *, fresh: bool = False) -> Noted:
        self._session = self._logins.open(fresh=fresh)
        return {"account": self._plan.account, "reused": self._session.reused, "until_ms": self._session.until_ms}

    def act_for_applicant(self) -> Noted:
        """Make the session act for the applicant, and read back that it does."""
        return act_for(self._open_session().calls, self._profile, self._plan, self._facts)

    def listed(self) -> Sighting:
        """Every application of this project, in every list in which one could stand."""
        project = self._filing.project
        codes = {reading.normal(code) for code in (project.eng_code, project.project_code) if code}
        found: dict[str, Application] = {}
        read = 0
        for listing in self._profile.lists.values():
            for page in range(1, listing.pages + 1):
                answer = self._call(listing.call, page=page, page_size=listing.page_size)
                shown = reading.applications(answer, listing)
                read += len(shown)
                for row in shown:
                    if not listing.draft and row.project_code in codes:
                        found.setdefault(row.id, row)
                if len(shown) < listing.page_size:
                    break
        return sighting(found.values(), read=read)

    def poll(self) -> Sighting:
        """Those that are about an item of our filing, alone or inside a joint filing."""
        ours = set(self._facts.item_ids) | set(self._facts.item_names)
        return only(self.listed(), lambda row: bool(ours & set(row.items)))

    def open_wizard(self) -> Noted:
        session = self._open_session()
        self._wizard = WizardPages(
            session.page,
            self._profile,
            plan=self._plan,
            facts=self._facts,
            calls=session.calls,
            screenshot=self.screenshot,
            inspect=self._inspect,
        )
        return self._wizard.open()

    def do_page(self, key: str) -> Noted:
        before = len(self._guard.held_back)
        try:
            return self._pages().do(key)
        except GongaiError as error:
            held_back = "；".join(dict.fromkeys(self._guard.held_back[before:]))
            if not held_back or isinstance(error, LeaseLost):
                raise
            # the page waits for an answer that it was not given: this is why
            raise PageChanged(f"{held_back}。请核对平台配置中的地址，或稍后重新办理（{error}）") from error

    def submit(self, compare: Compare, read: Read) -> Ending:
        """Arm the guard, press once, and wait until the guard knows how it ended."""
        page, pages = self._open_session().page, self._pages()
        spec = self._profile.wizards[self._plan.kind].submit
        if spec.unguarded:
            return press_once(self._guard, pages, compare, read, wait=page.wait_for_timeout)
        self._guard.arm(compare, read)
        trouble: GongaiError | None = None
        try:
            pages.press_submit()
            deadline = self._clock.steady() + self._profile.limits.action_s
            while self._guard.ending is None and (self._guard.busy or self._clock.steady() < deadline):
                pages.confirm_submit()
                page.wait_for_timeout(POLL_MS)
        except (Error, GongaiError) as error:
            trouble = error if isinstance(error, GongaiError) else PageChanged(f"按下“{spec.button}”没有成功：{error}")
        self._guard.shut()  # a request that comes late must not leave after we have said that nothing was sent
        if self._guard.ending is not None:
            return self._guard.ending
        if self._guard.busy:
            return self._guard.may_have_left("提交请求已发出，浏览器随后中断，没有等到应答")
        if not _alive(page):
            return self._guard.may_have_left("按下提交后页面或浏览器意外关闭，无法确认提交请求没有发出，由核查确认")
        if self._guard.strays:
            called = "、".join(dict.fromkeys(self._guard.strays))
            return NotSent(
                PageChanged(
                    f"按下“{spec.button}”后，页面向平台配置没有写明的地址提交（{called}），已拦下，没有提交。"
                    "请核对平台配置的 submit.call；确实无关的地址请写入 submit.harmless"
                    "（WebSocket 写入 submit.sockets）"
                )
            )
        hint = pages.messages.format_message()
        return NotSent(trouble or PortalError(f"按下“{spec.button}”后平台没有发出提交请求{hint}。没有提交"))

    def receipts(self, application_id: str) -> tuple[ReceiptFile, ...]:
        """The receipts of one application, saved as evidence."""
        spec = self._profile.receipts
        if spec is None:
            return ()
        found = []
        for row in rows(self._call(spec.call, application_id=application_id), spec.rows):
            kind, ident = text(row, spec.kind), text(row, spec.id)
            found.append(
                self._fetched(kind, spec.file, f"回执-{kind}.pdf", receipt_id=ident, application_id=application_id)
            )
        return tuple(found)

    def details(self, application_id: str) -> Details:
        spec = self._profile.detail
        answer = self._call(spec.call, application_id=application_id)
        return reading.details(answer, spec, application_id, self._clock.now_ms(), states=self._states)

    def demands(self) -> tuple[Demand, ...]:
        """What is asked of this applicant at the moment, in the departments' own words."""
        found = []
        for spec in self._profile.notices.values():
            for row in rows(self._call(spec.call, page="", page_size=""), spec.rows):
                asked = {"notice_id": text(row, spec.id), "application_id": text(row, spec.application)}
                more = self._call(spec.more, **asked) if spec.more else row
                found.append(reading.demand(row, more, spec))
        return tuple(found)

    def document(self, document: Document) -> ReceiptFile:
        call = self._profile.detail.document_file
        if call is None:
            raise PortalError("平台配置没有写明结果文件如何下载")
        name = document.name or f"{document.title or document.id}.pdf"
        return self._fetched(document.title, call, name, document_id=document.id, application_id="")

    def screenshot(self, name: str) -> Noted:
        """A masked screenshot of the tab as it is now; none where there is no tab, and none that could fail a step."""
        if self._session is None or self._session.page.is_closed() or self._session.page.url == "about:blank":
            return {}
        try:
            png = screenshot.take(self._session.page)
        except Error:
            return {}
        return {"picture": self._evidence.store("screenshot", f"{name}.png", png).as_data()}

    def _fetched(self, kind: str, call: Call, name: str, **more: str) -> ReceiptFile:
        with TemporaryDirectory(dir=self._tmp) as folder:
            target = Path(folder) / "document"
            self._open_session().calls.fetch(call, self._facts, target, **more)
            stored = self._evidence.store("document", name, target)
        return ReceiptFile(kind=kind, path=str(self._evidence.folder / stored.file), sha256=stored.sha256)

    def _call(self, call: Call, **more: Raw) -> Raw:
        return self._open_session().calls.json(call, self._facts, answer=self._profile.answer, **more)

    def _open_session(self) -> Session:
        if self._session is None:
            raise PortalError("尚未登录平台")
        return self._session

    def _pages(self) -> WizardPages:
        if self._wizard is None:
            raise PortalError("尚未打开申报页面")
        return self._wizard


def _alive(page: Page) -> bool:
    """Whether a tab still answers: one that has closed or crashed lets go of the requests held for it."""
    try:
        page.evaluate("0")
    except Error:
        return False
    return True
