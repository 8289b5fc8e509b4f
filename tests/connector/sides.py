"""The two users of the port, each with an office behind it that a test can move: the fake one and a real browser."""

from dataclasses import dataclass
from typing import Protocol

import httpx
from playwright.sync_api import Browser

from fixtures.office import seeds
from gongai.connector.flow import Attempt
from gongai.connector.guard import Guard
from gongai.connector.journal import Journal
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan, wizard_of
from gongai.connector.mappers.reading import Document
from gongai.connector.network import network_of
from gongai.connector.portal import BrowserPortal
from gongai.connector.session import Logins
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.errors import PortalDown
from gongai.evidence import Store as Evidence
from gongai.queue.proven_lists import ProvenLists
from gongai.records.filing import Filing
from gongai.records.party import Party
from tests.connector import fake_faults, fake_office
from tests.connector.bench import Bench
from tests.connector.fake_office import HeldApplication, HeldDemand
from tests.portal.client import Client
from tests.queue.cast import USCC
from tests.world import World

OTHER_ITEM = "IV-3-02"
NOBODY = Party(name="云汐示例无关有限公司", uscc="91439900MA0TEXT555", legal_rep="示例丁")
"""A unit that no account is bound to."""


@dataclass(frozen=True)
class Held:
    """One application as the portal itself knows it."""

    id: str
    number: str
    uscc: str
    items: tuple[str, ...]


class Side(Protocol):
    """What a contract test may do on both sides; every filing of a side is the same one."""

    filing: Filing

    def attempt(self, filing: Filing | None = None) -> Attempt:
        """A portal of a new attempt, nobody logged in yet. All write the journal of one filing under one lease."""
        ...

    def held(self) -> list[Held]: ...
    def others_file(self, item: str = "IV-3-05") -> str:
        """Somebody files by hand under the same account, for the same unit and project; gives the number."""
        ...

    def log_in_elsewhere(self) -> None: ...
    def shut(self) -> None:
        """Maintenance, from now on."""
        ...

    def refuse(self, text: str) -> None:
        """The next submit request is refused in words."""
        ...

    def lose(self, *, request: bool) -> None:
        """The next submit request (or else its answer) is lost on the line."""
        ...

    def settle_late(self) -> None:
        """What the next submit makes shows in the lists only after `wait`."""
        ...

    def wait(self) -> None: ...
    def ask(self, number: str, text: str) -> None:
        """A department asks for a correction (补正)."""
        ...

    def finish(self, number: str, title: str) -> None:
        """The application is agreed to, with a result document."""
        ...

    def vanish(self, number: str) -> None: ...


class FakeSide:
    """The fake portal."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        bench.add()
        self._claim = bench.claim()
        self.filing = bench.filing

    def attempt(self, filing: Filing | None = None) -> Attempt:
        return self._bench.attempt(self._claim, filing=filing)

    def held(self) -> list[Held]:
        return [
            Held(one.id, one.number, one.uscc, tuple(item.id for item in one.items)) for one in self._bench.office.held
        ]

    def others_file(self, item: str = "IV-3-05") -> str:
        project = self.filing.project.project_code
        return self._bench.office.add(account="agent-a", uscc=USCC, project=project, items=[item]).number

    def log_in_elsewhere(self) -> None:
        self._bench.office.log_in("agent-a")

    def shut(self) -> None:
        for method in ("log_in", "act_for_applicant", "listed", "open_wizard", "details", "demands"):
            self._bench.office.fail(method, PortalDown("平台维护中，稍后再试"), times=None)

    def refuse(self, text: str) -> None:
        self._bench.office.wire = fake_faults.refused(text)

    def lose(self, *, request: bool) -> None:
        self._bench.office.wire = fake_faults.LOST_BEFORE if request else fake_faults.LOST_AFTER

    def settle_late(self) -> None:
        self._bench.office.lag_s = 600

    def wait(self) -> None:
        self._bench.clock.pass_by(700)

    def ask(self, number: str, text: str) -> None:
        one = self._found(number)
        self._bench.office.move(one, "6", item="*", opinion=text)
        due = fake_office.in_days(self._bench.clock, 5)
        self._bench.office.demands.append(HeldDemand(one, "补正", one.items[0].number, text, due))

    def finish(self, number: str, title: str) -> None:
        document = Document("F-1", title, "云汐示例〔2026〕1号", "云汐示例〔2026〕1号.pdf")
        self._bench.office.finish(self._found(number), "11", documents=(document,))

    def vanish(self, number: str) -> None:
        self._found(number).vanished = True

    def _found(self, number: str) -> HeldApplication:
        return next(one for one in self._bench.office.held if one.number == number)


class BrowserSide:
    """A real browser at the stand-in portal."""

    def __init__(self, world: World, browser: Browser) -> None:
        self._world, self._browser = world, browser
        world.fault({"effect": "debounce", "seconds": 0.05})
        reference = world.add()
        self.filing = world.filing(reference)
        claim = world.app.store.claim("contract")
        assert claim is not None and claim.filing_id is not None
        self._claim, self._number = claim, claim.filing_id
        self._project = next(one for one in seeds.projects() if one["localCode"] == self.filing.project.project_code)
        self._unit = next(
            one["unitInfoId"] for one in seeds.units() if one["unifiedSocialCreditCode"] == self.filing.applicant.uscc
        )
        self._portals: list[BrowserPortal] = []

    def close(self) -> None:
        for portal in self._portals:
            portal.close()

    def attempt(self, filing: Filing | None = None) -> Attempt:
        app, filing = self._world.app, filing or self.filing
        site = app.site(filing.site)
        journal = Journal(app.engine, app.clock, filing_id=self._number, held=self._claim.lease)
        facts, spec = facts_of(filing, site), wizard_of(filing, site).submit
        plan = build_plan(filing, site, facts)
        guard = Guard(journal, spec.call, harmless=spec.harmless, fresh=lambda: True, timeout_s=30)
        evidence = Evidence(app.settings.evidence, filing.reference)
        logins = Logins(
            self._browser,
            site.profile,
            app.accounts,
            app.clock,
            login=filing.account,
            prepare=guard.watch,
            store_captcha=lambda image: str(evidence.store("captcha", "验证码.png", image).file),
            network=network_of(app.settings),
        )
        portal = BrowserPortal(
            site,
            logins,
            guard,
            filing=filing,
            plan=plan,
            facts=facts,
            evidence=evidence,
            tmp=app.settings.tmp,
            clock=app.clock,
            inspect=lambda *_form: None,
            proofs=ProvenLists(app.engine, filing.site, app.clock),
        )
        self._portals.append(portal)
        numbers = ReceiptNumbers(app.engine, site.key, self._number)
        return Attempt(filing, plan, site, portal, journal, lambda: None, facts, numbers)

    def held(self) -> list[Held]:
        return [
            Held(one["id"], one["number"], one["applicant_uscc"], tuple(f"IV-{item['code']}" for item in one["items"]))
            for one in self._world.held()
        ]

    def others_file(self, item: str = "IV-3-05") -> str:
        with Client(self._world.portal.url) as client:
            assert client.login(self.filing.account)["success"] and client.switch(self._unit)["success"]
            made = client.file(unit=self._unit, project=self._project["projInfoId"], itemVerId=item)
            return str(made["applyinstCode"])

    def log_in_elsewhere(self) -> None:
        with Client(self._world.portal.url) as client:
            assert client.login(self.filing.account)["success"]

    def shut(self) -> None:
        self._world.fault({"effect": "maintenance", "times": None})

    def refuse(self, text: str) -> None:
        self._world.fault({"effect": "fail", "role": "submit", "message": text})

    def lose(self, *, request: bool) -> None:
        self._world.fault({"effect": "lost" if request else "drop", "role": "submit"})

    def settle_late(self) -> None:
        self._world.fault({"effect": "lag", "role": "submit", "seconds": 600})

    def wait(self) -> None:
        httpx.post(f"{self._world.portal.url}/__clock", json={"offset": 700}).raise_for_status()

    def ask(self, number: str, text: str) -> None:
        self._world.clerk(number, "buzheng", text=text, due_days=5)

    def finish(self, number: str, title: str) -> None:
        self._world.clerk(number, "finish", code="11", result={"title": title})

    def vanish(self, number: str) -> None:
        self._world.clerk(number, "vanish")
