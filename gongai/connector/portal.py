"""An opened portal as a browser sees it: one account, one session, one filing (the port is `gongai.connector.port`)."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error, Page

from gongai.clock import Clock
from gongai.connector import downloads, screenshot, whole_page
from gongai.connector.bracket import press_once
from gongai.connector.guard import Guard
from gongai.connector.mappers.placing import sought
from gongai.connector.mappers.reading import Demand, Details, Document
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.form_inspection import Inspect
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.portal_reads import PortalReads, Proofs
from gongai.connector.session import Logins, Session
from gongai.connector.sighting import Sighting, about
from gongai.connector.submission import Compare, Ending, NotSent, Read
from gongai.errors import GongaiError, LeaseLost, PageChanged, PortalError
from gongai.evidence import Store
from gongai.records.filing import Filing
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Noted
from gongai.records.plan import Plan
from gongai.records.receipt import ReceiptFile
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.facts import Facts

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
        proofs: Proofs,
    ) -> None:
        self._site = site
        self._profile = site.profile
        self._logins = logins
        self._guard = guard
        self._filing = filing
        self._plan = plan
        self._facts = facts
        self._sought = sought(facts, site)
        self._evidence = evidence
        self._tmp = tmp
        self._clock = clock
        self._inspect = inspect
        self._proofs = proofs
        self._session: Session | None = None
        self._wizard: WizardPages | None = None

    def close(self) -> None:
        if self._session is not None:
            with contextlib.suppress(Error):
                self._session.close()

    def log_in(self, *, fresh: bool = False) -> Noted:
        if self._session is not None:  # a second login of the same attempt
            self.close()
        self._session = self._logins.open(fresh=fresh)
        held = self._session
        return {
            "account": Exact(self._plan.account),
            "reused": held.reused,
            "until_ms": held.until_ms,
            "session": Exact(held.name),
        }

    def forget_session(self) -> None:
        if self._session is not None:
            self._logins.forget(self._session)

    def act_for_applicant(self) -> Noted:
        """Make the session act for the applicant, and read back that it does."""
        return act_for(self._open_session().calls, self._profile, self._plan, self._facts)

    def listed(self) -> Sighting:
        """Every application of this project, in every list in which one could stand."""
        return self._reads().listed(self._sought)

    def poll(self) -> Sighting:
        """Those that are about an item of our filing, alone or inside a joint filing."""
        return about(self.listed(), self._sought)

    def open_wizard(self) -> Noted:
        session = self._open_session()
        self._wizard = WizardPages(
            session.page,
            self._profile,
            plan=self._plan,
            facts=self._facts,
            calls=session.calls,
            screenshot=self.whole_page,
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
        try:
            if restless := pages.read_back():
                self._guard.journal.note("提交前读回", JournalEvent.DONE, restless)
        except (Error, GongaiError) as error:
            return NotSent(error if isinstance(error, GongaiError) else PageChanged(f"提交前读回没有成功：{error}"))
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
                    "请核对平台配置的 submit.call，属于该平台的其他主机请写入 origins；"
                    "确实无关的地址请写入 submit.harmless（WebSocket 写入 submit.sockets）"
                )
            )
        hint = pages.messages.format_message()
        return NotSent(trouble or PortalError(f"按下“{spec.button}”后平台没有发出提交请求{hint}。没有提交"))

    def receipts(self, application_id: str) -> tuple[ReceiptFile, ...]:
        """The receipts of one application, saved as evidence."""
        spec = self._profile.receipts
        if spec is None:
            return ()
        return tuple(
            self._fetched(kind, spec.file, f"回执-{kind}", receipt_id=ident, application_id=application_id)
            for kind, ident in self._reads().receipts(application_id)
        )

    def details(self, application_id: str) -> Details:
        return self._reads().details(application_id, seen_ms=self._clock.now_ms())

    def demands(self) -> tuple[Demand, ...]:
        """What is asked of this applicant at the moment, in the departments' own words."""
        return tuple(self._reads().demands())

    def document(self, document: Document) -> ReceiptFile:
        call = self._profile.detail.document_file
        if call is None:
            raise PortalError("平台配置没有写明结果文件如何下载")
        name = document.name or document.title or document.id
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

    def whole_page(self, name: str) -> Noted:
        """Masked pictures of all that the tab holds, also below the view. None that could fail a step."""
        if self._session is None:
            return {}
        try:
            pictures = whole_page.take(self._session.page)
        except Error:
            return {}
        names = [f"{name}.png", *(f"{name}-{number}.png" for number in range(2, len(pictures) + 1))]
        stored = [self._evidence.store("screenshot", *one).as_data() for one in zip(names, pictures, strict=True)]
        return {"picture": stored[0], **({"below": tuple(stored[1:])} if stored[1:] else {})}

    def _fetched(self, kind: str, call: Call, name: str, **more: str) -> ReceiptFile:
        with TemporaryDirectory(dir=self._tmp) as folder:
            target = Path(folder) / "document"
            self._open_session().calls.fetch(call, self._facts, target, **more)
            stored = self._evidence.store("document", downloads.named(target, name), target)
        return ReceiptFile(kind=kind, path=str(self._evidence.folder / stored.file), sha256=stored.sha256)

    def _reads(self) -> PortalReads:
        return PortalReads(self._profile, self._open_session().calls, self._facts, proofs=self._proofs)

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
