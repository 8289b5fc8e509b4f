"""From a claimed job to an outcome: the flow is picked by the job and by the position in the journal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from gongai import clock as clocks
from gongai import db
from gongai.approval import approved_profiles, form_comparison
from gongai.clock import Clock
from gongai.connector.authoring.trial import origins_of, write_blocker_of
from gongai.connector.browser_host import Browser, BrowserHost
from gongai.connector.flow import Attempt, ending
from gongai.connector.flows import check_site, dispatch
from gongai.connector.guard import EVERY_SOCKET, Guard
from gongai.connector.hours import until_open
from gongai.connector.journal import Journal, Watch
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan, wizard_of
from gongai.connector.mappers.unplaced import require_places
from gongai.connector.network import network_of
from gongai.connector.portal import BrowserPortal
from gongai.connector.session import Logins
from gongai.connector.site_inspection import BrowserInspector
from gongai.credentials.accounts import Accounts
from gongai.db.position import Position
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.errors import AgreementError, GongaiError, MaterialChanged
from gongai.evidence import Store as Evidence
from gongai.evidence import seal
from gongai.files import materials
from gongai.queue import site_jobs
from gongai.queue.job import Claim
from gongai.queue.proven_lists import ProvenLists
from gongai.queue.store import Store
from gongai.records import blocker
from gongai.records.filing import Filing
from gongai.records.outcome import Ask, AskKind, NotYet, Outcome, Seen
from gongai.records.plan import Plan
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName
from gongai.rules.delegation import covers
from gongai.runner import captchas, machine
from gongai.runner.heartbeat import Heartbeat
from gongai.runner.machine import Machine
from gongai.runner.recovery import FilingGate, Gate
from gongai.settings import Settings
from gongai.sites import Site, installed
from gongai.sites.facts import Facts


def _noted_captcha(evidence: Evidence, journal: Journal, image: bytes) -> str:
    """Kept where the person who is asked will see it, and named in the journal like every other file."""
    stored = evidence.store("captcha", "验证码.png", image)
    journal.done("验证码", {"picture": stored.as_data()})
    return str(evidence.folder / stored.file)


@dataclass(frozen=True)
class Attempts:
    """Runs one claimed job at a time, in the browser that `browser` gives it."""

    settings: Settings
    engine: sa.Engine
    clock: Clock
    store: Store
    accounts: Accounts
    site_of: Callable[[str], Site]
    anchor_key: bytes
    gate: Gate
    browser: Callable[[], Browser]
    seal_register: Callable[[], None]
    """Notes on disk how far the register of the database goes; once an attempt."""
    watch: Watch | None = None

    def close(self) -> None:
        """End the browser, where it is ours."""
        if isinstance(self.browser, BrowserHost):
            self.browser.close()

    def run(self, claim: Claim, heartbeat: Heartbeat) -> Outcome:
        """Do what the job asks for. Errors that are not ours come out as they are: the worker judges by position."""
        self.machine.require()
        self.seal_register()
        if claim.filing is None or claim.filing_id is None:
            return self._site_job(claim)
        known = FilingGate(self.gate, claim.filing_id, claim.filing.reference)
        return self._outcome(claim, claim.filing, self._journal(claim, claim.filing_id), known, heartbeat)

    def _site_job(self, claim: Claim) -> Outcome:
        """A job about a site, not about a filing."""
        try:
            if claim.flow is FlowName.CHECK_SITE:
                return self._check(self.site_of(claim.site), claim.account)
        except GongaiError as error:
            return ending(error)
        return Seen(f"任务类型 {claim.flow.value} 不由办理进程执行")

    def _check(self, site: Site, account: str) -> Outcome:
        """Look at the login page; with an account, and under an approved profile, at the forms as well."""
        blocker = write_blocker_of(site.profile)
        logins = Logins(
            self._started(),
            site.profile,
            self.accounts,
            self.clock,
            login=account,
            prepare=blocker.watch,
            store_captcha=lambda image: str(captchas.store(self.settings, site.key, account, image)),
            network=network_of(self.settings),
        )
        inspector = BrowserInspector(
            self._started(),
            site,
            logins=logins,
            blocker=blocker,
            inspect_of=lambda kind: self._watch(site, kind, checking=True).inspect,
            proofs=ProvenLists(self.engine, site.key, self.clock),
        )
        outcome = check_site.run(inspector, site)
        if not account or not isinstance(outcome, Seen):
            return outcome
        if approved_profiles.of(self.engine, site) is None:
            return Seen(f"{outcome.note}。配置未经批准，没有查看表单")
        return check_site.walk(inspector, site, examples=site_jobs.examples(self.engine, site.key, account))

    def _journal(self, claim: Claim, filing_id: int) -> Journal:
        def sealed(connection: sa.Connection) -> None:
            seal(
                connection,
                self.settings.evidence,
                filing_id,
                key=self.anchor_key,
                at_ms=self.clock.now_ms(),
                copies=self.settings.anchors_dir,
            )

        return Journal(self.engine, self.clock, filing_id=filing_id, held=claim.lease, watch=self.watch, seal=sealed)

    def _outcome(
        self, claim: Claim, filing: Filing, journal: Journal, known: FilingGate, heartbeat: Heartbeat
    ) -> Outcome:
        try:
            if claim.flow is FlowName.SUBMIT:
                known.compare()  # what is proved and forgotten moves the position, before it is asked
            where = journal.position()
            site = self.site_of(claim.site)
            wait = self._not_now(site, claim.flow, where)
            if wait is not None:
                return wait
            if claim.flow is FlowName.SUBMIT and where is Position.CLEAR:
                known.require()
                approved_profiles.require(self.engine, site)
                form_comparison.require_known(self.engine, site.key, filing.kind)
            # a filing that is already with the portal is only looked at: its plan needs no files any more
            facts = facts_of(filing, site)
            plan = build_plan(filing, site, facts)
            if claim.flow is FlowName.SUBMIT and where is Position.CLEAR:
                require_places(plan, filing, site)
                _unchanged(plan)
        except GongaiError as error:
            return ending(error)
        with self._portal(site, filing, plan, facts, journal, heartbeat) as portal:
            numbers = ReceiptNumbers(self.engine, site.key, journal.filing_id)
            recheck = self._rechecker(filing, site, known)
            attempt = Attempt(filing, plan, site, portal, journal, recheck, facts, numbers)
            return dispatch.run(
                claim.flow, attempt, self.clock, fresh=heartbeat.fresh, receipt=lambda: self._receipt(claim)
            )

    def _not_now(self, site: Site, flow: FlowName, where: Position) -> Outcome | None:
        """What the profile says about working unattended, and when. What was sent may be looked up at any time."""
        profile = site.profile
        if flow.value not in profile.unattended:
            return Ask(
                AskKind.QUESTION,
                f"{profile.name} 的平台配置不允许无人值守执行“{flow.value}”（unattended）。"
                "请人工办理，或由主管核实后修改平台配置",
            )
        closed = until_open(profile.limits.hours, clocks.at(self.clock.now_ms()))
        if closed is None or flow is not FlowName.SUBMIT or where is not Position.CLEAR:
            return None
        return NotYet(f"不在该平台的申报时段（{profile.limits.hours}）内，到时自动继续", closed, counts=False)

    @contextmanager
    def _portal(
        self, site: Site, filing: Filing, plan: Plan, facts: Facts, journal: Journal, heartbeat: Heartbeat
    ) -> Iterator[BrowserPortal]:
        spec = wizard_of(filing, site).submit
        others = [one.submit.call for one in site.profile.wizards.values() if one.submit.call != spec.call]
        guard = Guard(
            journal,
            spec.call,
            others=others,
            harmless=spec.harmless,
            files=plan.materials,
            sockets=(EVERY_SOCKET,) if spec.unguarded else spec.sockets,
            origins=origins_of(site.profile),
            fresh=heartbeat.fresh,
            timeout_s=spec.timeout_s,
            network=network_of(self.settings),
        )
        evidence = Evidence(self.settings.evidence, filing.reference)
        logins = Logins(
            self._started(),
            site.profile,
            self.accounts,
            self.clock,
            login=filing.account,
            prepare=guard.watch,
            store_captcha=lambda image: _noted_captcha(evidence, journal, image),
            network=network_of(self.settings),
        )
        portal = BrowserPortal(
            site,
            logins,
            guard,
            filing=filing,
            plan=plan,
            facts=facts,
            evidence=evidence,
            tmp=self.settings.tmp,
            clock=self.clock,
            inspect=self._watch(site, filing.kind).inspect,
            proofs=ProvenLists(self.engine, site.key, self.clock),
        )
        try:
            yield portal
        finally:
            portal.close()

    def _watch(self, site: Site, kind: str, *, checking: bool = False) -> form_comparison.FormWatch:
        return form_comparison.FormWatch(self.store.ledger, site, kind, checking)

    def _started(self) -> Browser:
        return machine.started(self.browser)

    @property
    def machine(self) -> Machine:
        """Whether this machine can work at all."""
        return Machine(self.settings, self.browser)

    def _rechecker(self, filing: Filing, site: Site, known: FilingGate) -> Callable[[], None]:
        """Agreement and profile as they are now: the one may have ended, the other may have been edited meanwhile."""

        def recheck() -> None:
            known.require()
            agreement = self.store.get_agreement(filing.agreement_no)
            findings = covers(agreement, filing, today=clocks.today(self.clock), power="submit")
            if findings:
                hold = blocker.agreement(filing.agreement_no)
                raise AgreementError(f"代办协议不允许提交：{findings[0]}", findings, hold=hold)
            approved_profiles.require_still(self.engine, site, installed.read(site.key, self.settings))

        return recheck

    def _receipt(self, claim: Claim) -> Receipt:
        with db.reading(self.engine) as connection:
            stored = connection.execute(
                sa.select(db.filings.c.receipt).where(db.filings.c.id == claim.filing_id)
            ).scalar_one()
        return Receipt.model_validate(stored or {})


def _unchanged(plan: Plan) -> None:
    """Every material is still the one that was checked: seen before the portal is opened, not on its second page."""
    problems = [why for one in plan.materials if (why := materials.changed(one))]
    if problems:
        raise MaterialChanged(f"{'；'.join(problems)}。材料在检查之后变了，请重新核对并提交新版本")
