"""
A portal in memory: the second user of the port, for flow tests without a browser.

Only the page and the line are false. The guard is the real one, so SENT and ANSWERED come into the journal under the
same protocol; the journal, the lease, the evidence and the rules of the body are real as well. What it claims of a
portal is shown by `test_portal_contract.py`, which runs against the browser too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from playwright.sync_api import BrowserContext

from gongai.clock import Clock
from gongai.connector.bracket import press_once
from gongai.connector.guard import Guard
from gongai.connector.mappers.plan import wizard_of
from gongai.connector.mappers.reading import Application, Demand, Details, Document, States
from gongai.connector.portal_reads import UNPROVEN
from gongai.connector.sighting import Gap, Sighting, only, sighting
from gongai.connector.submission import Body, Compare, Ending, NotSent, Read
from gongai.errors import (
    GongaiError,
    NeedsPerson,
    PageChanged,
    PortalError,
    PortalRefused,
    SessionLost,
    WrongApplicant,
)
from gongai.evidence import Store
from gongai.records.engineering_code import compared
from gongai.records.filing import Filing
from gongai.records.noted import Exact, Noted, Said
from gongai.records.plan import Plan
from gongai.records.receipt import ReceiptFile
from gongai.sites import Site
from gongai.sites.facts import Facts, SetBy
from gongai.sites.wizard import Wizard
from tests.connector import fake_reading
from tests.connector.fake_office import Office
from tests.connector.fake_wire import FakeContext


@dataclass
class Page:
    """How the submit page behaves: what it posts besides or instead of what was meant."""

    changes: dict[str, Any] = field(default_factory=dict)
    """Path of the body → what the page makes of it."""
    presses: int = 1
    address: str = ""
    """Another address than the profile's."""
    silent: bool = False
    dies: bool = False
    """The browser is gone while the guard still compares."""


class _BrowserGone(BaseException):
    """Reaches nobody: in a real browser it ends in the thread that died."""


class FakePortal:
    """What `BrowserPortal` is given, with an office in place of logins and a browser. The flow shares `facts`."""

    def __init__(
        self,
        site: Site,
        office: Office,
        guard: Guard,
        *,
        filing: Filing,
        plan: Plan,
        facts: Facts,
        evidence: Store,
        clock: Clock,
        page: Page | None = None,
    ) -> None:
        self._site = site
        self._office = office
        self._guard = guard
        self._filing = filing
        self._plan = plan
        self._facts = facts
        self._evidence = evidence
        self._clock = clock
        self._page = page or Page()
        self._states = States(site.profile.application_states, site.profile.item_states)
        self._session = 0
        self._unit = ("", "")  # USCC and the portal's own id
        self._wizard: Wizard | None = None
        self._answer_page: str | None = None
        self._line = FakeContext(self._send)
        guard.watch(cast(BrowserContext, self._line))

    # ---- session

    def log_in(self, *, fresh: bool = False) -> Noted:
        self._office.strike("log_in")
        account = self._filing.account
        saved = self._office.saved.get(account)
        reused = not fresh and saved is not None and saved == self._office.sessions.get(account)
        if not reused:
            if self._office.captcha:
                raise NeedsPerson("登录需要输入图形验证码")
            self._office.saved[account] = self._office.log_in(account)
        self._session = self._office.saved[account]
        until = self._clock.now_ms() + int(self._site.profile.session.minutes * 60_000)
        return {
            "account": Exact(account),
            "reused": reused,
            "until_ms": until,
            "session": Exact(f"session-{self._session}"),
        }

    def forget_session(self) -> None:
        if self._office.saved.get(self._filing.account) == self._session:
            del self._office.saved[self._filing.account]

    def act_for_applicant(self) -> Noted:
        self._called("act_for_applicant")
        bound, uscc = self._office.units[self._filing.account], self._filing.applicant.uscc
        if uscc not in bound:
            raise WrongApplicant(f"账号 {self._filing.account} 在平台上没有绑定申报主体 {uscc}")
        self._unit = (uscc, bound[uscc])
        self._facts.slots.learn("applicant_id", bound[uscc], by=SetBy.APPLICANT)
        return {"applicant_id": Exact(bound[uscc]), "uscc": Exact(uscc)}

    def close(self) -> None:
        """The browser's session ends; the portal's own may be taken up again."""
        self._session = 0

    # ---- reading

    def listed(self) -> Sighting:
        self._called("listed")
        project = self._filing.project
        codes = {compared(code) for code in (project.eng_code, project.project_code) if code}
        shown = list(self._office.of(self._filing.account, self._unit[0]))
        found: dict[str, Application] = {}
        gaps: list[Gap] = []
        for key, listing in self._site.profile.lists.items():
            if key in self._office.unreadable:
                gaps.append(Gap(listing.title, "列表看不懂"))
                continue
            for one in shown:
                if fake_reading.stands_in(one, key) and compared(one.project) in codes:
                    found.setdefault(one.id, fake_reading.row(one, listing.title))
        lists = self._site.profile.lists
        unproven = [Gap(lists[key].title, UNPROVEN) for key in self._office.unproven]
        return sighting(found.values(), read=len(shown), gaps=gaps, unproven=unproven)

    def poll(self) -> Sighting:
        self._office.strike("poll")
        ours = set(self._facts.item_ids) | set(self._facts.item_names)
        return only(self.listed(), lambda row: bool(ours & set(row.items)))

    def receipts(self, application_id: str) -> tuple[ReceiptFile, ...]:
        self._called("receipts")
        if self._site.profile.receipts is None:
            return ()
        kinds = [kind for one in self._office.held if one.id == application_id for kind in one.receipts]
        return tuple(self._fetched(kind, f"回执-{kind}.pdf") for kind in kinds)

    def details(self, application_id: str) -> Details:
        self._called("details")
        one = next((one for one in self._office.held if one.id == application_id), None)
        if one is None or one.account != self._filing.account:
            raise PortalRefused("平台拒绝了申报详情：获取申报详情失败！")
        one = self._office.detail_of or one
        return fake_reading.details(one, self._states, self._clock.now_ms())

    def demands(self) -> tuple[Demand, ...]:
        self._called("demands")
        return tuple(
            Demand(one.title, one.application.id, one.ref, one.text, one.due, one.paper, one.due_text)
            for one in reversed(self._office.demands)
            if (one.application.account, one.application.uscc) == (self._filing.account, self._unit[0])
        )

    def document(self, document: Document) -> ReceiptFile:
        self._called("document")
        if not any(document.id == one.id for held in self._office.held for i in held.items for one in i.documents):
            raise PortalError("文件没有下载成功（HTTP 200），稍后再试")
        return self._fetched(document.title, document.name or f"{document.title or document.id}.pdf")

    def screenshot(self, name: str) -> Noted:
        if not self._session:
            return {}
        return {"picture": self._evidence.store("screenshot", f"{name}.png", b"\x89PNG fake").as_data()}

    # ---- filing

    def open_wizard(self) -> Noted:
        self._called("open_wizard")
        self._wizard = wizard_of(self._filing, self._site)
        return {"address": Said(self._wizard.address)}

    def do_page(self, key: str) -> Noted:
        page = self._opened().pages[key]
        self._called("do_page")
        project, slots = self._filing.project.project_code, self._facts.slots
        for step in self._plan.page(key).steps:
            action = page.acts[step.name]
            if action.do == "materials":
                numbers = tuple(f"M-{n}" for n, _one in enumerate(self._plan.materials, 1))
                slots.learn("material_ids", numbers, by=SetBy.UPLOADS)
            elif action.do == "press" and action.call:  # saved: a draft, and what the portal calls it
                self._office.drafts.append(project)
                for name in action.facts:
                    slots.learn(name, f"{'P' if name == 'project_id' else 'S'}-{project}", by=SetBy.PAGE)
        return {"page": Exact(key)}

    def submit(self, compare: Compare, read: Read) -> Ending:
        if not self._session:
            raise PortalError("尚未登录平台")
        spec = self._opened().submit
        if spec.unguarded:
            return press_once(self._guard, self, compare, read, wait=lambda ms: self._clock.sleep(ms / 1000))
        self._guard.arm(_broken_off if self._page.dies else compare, read)
        trouble: GongaiError | None = None
        try:
            self._office.strike("submit")
            for _press in range(0 if self._page.silent else self._page.presses):
                self._line.post(self._site.profile.base_url + (self._page.address or spec.call.path), self._body())
        except GongaiError as error:
            trouble = error
        except _BrowserGone:
            pass
        self._guard.shut()
        if self._guard.ending is not None:
            return self._guard.ending
        if self._guard.busy:
            return self._guard.may_have_left("提交请求已发出，浏览器随后中断，没有等到应答")
        if self._guard.strays:
            return NotSent(PageChanged(f"页面向平台配置没有写明的地址提交（{'、'.join(self._guard.strays)}），已拦下"))
        return NotSent(trouble or PortalError(f"按下“{spec.button}”后平台没有发出提交请求。没有提交"))

    # ---- the page of a wizard whose submit cannot be held

    def press_submit(self) -> None:
        self._office.strike("submit")
        answer = self._send(self._body())
        self._answer_page = None if answer is None else answer[1]

    def confirm_submit(self) -> bool:
        return False

    def answered(self) -> str | None:
        return self._answer_page

    def _body(self) -> Mapping[str, Any]:
        """What the page posts: what was chosen on it, for the unit that the session acts for."""
        body: dict[str, Any] = {}
        for one in self._plan.comparisons:
            values = [self._unit[1]] if one.equals == "applicant_id" else list(self._facts.meant(one.meant) or ())
            outer, _, inner = one.path.partition("[].")
            value = values[0] if one.how == "equal" and len(values) == 1 else values
            body[outer] = [{inner: value}] if inner else value
        return body | self._page.changes

    def _send(self, body: Mapping[str, Any]) -> tuple[int, str] | None:
        fault = self._office.wire
        answer = self._office.receive(body, account=self._filing.account, session=self._session)
        if answer is None:
            return None
        return (fault.reply[0] if fault and fault.reply else 200), answer

    # ---- inside

    def _called(self, method: str) -> None:
        if not self._session:
            raise PortalError("尚未登录平台")
        self._office.strike(method)
        if self._office.sessions.get(self._filing.account) != self._session:
            raise SessionLost("您的账号已在其他地方登录")

    def _opened(self) -> Wizard:
        if self._wizard is None:
            raise PortalError("尚未打开申报页面")
        return self._wizard

    def _fetched(self, kind: str, name: str) -> ReceiptFile:
        stored = self._evidence.store("document", name, b"%PDF-1.4 fake")
        return ReceiptFile(kind=kind, path=str(self._evidence.folder / stored.file), sha256=stored.sha256)


def _broken_off(_body: Body) -> tuple[str, ...]:
    raise _BrowserGone
