"""The bench of the flows, its portal read over real HTTP: the fake page files, the product's own reading reads."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Error

from gongai.connector.flow import Attempt
from gongai.connector.guard import Guard
from gongai.connector.journal import Watch
from gongai.connector.mappers.plan import wizard_of
from gongai.connector.mappers.reading import Demand, Details, Document
from gongai.connector.portal import BrowserPortal
from gongai.connector.sighting import Sighting
from gongai.errors import PortalDown, PortalError
from gongai.queue.job import Claim
from gongai.records.filing import Filing
from gongai.records.receipt import ReceiptFile
from gongai.sites import Site
from tests.connector.bench import Bench
from tests.connector.fake_portal import FakePortal
from tests.distort.reading import reading_portal
from tests.distort.wire import WireContext


class WirePortal(FakePortal):
    """What is read comes over HTTP through the product's own session and calls; only the pages are false."""

    def __init__(
        self, reads: Callable[..., BrowserPortal], site: Site, *given: Any, folder: Path, **named: Any
    ) -> None:
        super().__init__(site, *given, **named)
        self._lines: list[WireContext] = []
        self._reads = reads(
            folder=folder,
            guard=self._guard,
            clock=self._clock,
            log_in=self._logged_in_by,
            facts=self._facts,
        )

    def _logged_in_by(self, line: WireContext) -> None:
        """What the login page and its script make of the login call's answer."""
        self._lines.append(line)
        try:
            response = line.request.get(
                f"{self._site.profile.base_url}/api/user/login?loginName={self._filing.account}"
            )
        except Error as error:
            raise PortalDown(f"打不开平台登录页（{error.message}），稍后再试") from error
        if response.status >= 500 or "系统维护" in response.text():
            raise PortalDown(f"平台登录页出错（HTTP {response.status}），稍后再试")
        if "登录" not in response.text() and '"success": true' not in response.text():
            raise PortalError("登录后既没有成功也没有提示，稍后再试")

    def log_in(self, *, fresh: bool = False) -> Mapping[str, Any]:
        noted = self._reads.log_in(fresh=fresh)
        self._session = int(self._lines[-1].jar.get("token", 0)) if self._lines else 0
        return noted

    def act_for_applicant(self) -> Mapping[str, Any]:
        noted = self._reads.act_for_applicant()
        self._unit = (self._filing.applicant.uscc, str(noted["applicant_id"]))
        return noted

    def close(self) -> None:
        self._reads.close()
        super().close()

    def listed(self) -> Sighting:
        return self._reads.listed()

    def poll(self) -> Sighting:
        return self._reads.poll()

    def receipts(self, application_id: str) -> tuple[ReceiptFile, ...]:
        return self._reads.receipts(application_id)

    def details(self, application_id: str) -> Details:
        return self._reads.details(application_id)

    def demands(self) -> tuple[Demand, ...]:
        return self._reads.demands()

    def document(self, document: Document) -> ReceiptFile:
        return self._reads.document(document)

    def _send(self, body: Mapping[str, Any]) -> Any:
        """The submit leaves by the guard's hand, over the line of the session."""
        spec = wizard_of(self._filing, self._site).submit
        within = min(spec.timeout_s, self._site.profile.limits.action_s) * 1000
        response = self._lines[-1].request.post(
            self._site.profile.base_url + spec.call.path, data=dict(body), timeout=within
        )
        return response.status, response.text(), response.headers


class WireBench(Bench):
    """`folder`: where what the reads fetch is kept."""

    def __init__(self, engine: sa.Engine, site: Site, folder: Path) -> None:
        super().__init__(engine, site, folder)
        self._files = folder
        self._opened: list[WirePortal] = []

    def close(self) -> None:
        for portal in self._opened:
            portal.close()

    def attempt(
        self, claim: Claim | None = None, *, watch: Watch | None = None, filing: Filing | None = None
    ) -> Attempt:
        base = super().attempt(claim, watch=watch, filing=filing)
        spec = wizard_of(base.filing, self.site).submit
        others = [one.submit.call for one in self.site.profile.wizards.values() if one.submit.call != spec.call]
        guard = Guard(base.journal, spec.call, others=others, fresh=lambda: self.fresh(), timeout_s=spec.timeout_s)

        def reads(**how: Any) -> BrowserPortal:
            return reading_portal(self.site, base.filing, plan=base.plan, **how)

        portal = WirePortal(
            reads,
            self.site,
            self.office,
            guard,
            folder=self._files,
            filing=base.filing,
            plan=base.plan,
            facts=base.facts,
            evidence=base.portal._evidence,  # type: ignore[attr-defined]
            clock=self.clock,
            page=self.page,
        )
        self._opened.append(portal)
        base.portal = portal
        return base
