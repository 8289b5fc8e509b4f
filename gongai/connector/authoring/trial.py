"""
Fill in a filing up to one wizard page and look what the page holds: nothing is saved, nothing is submitted.

The steps are those of the plan, one by one, so that one that does not work does not hide the others. It stops before
the first that would save. Whatever the page tries to write all the same is stopped inside the browser.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from gongai.connector import screenshot
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.pages import frames
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.filling import block_root, order_of
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.session import Logins, Session
from gongai.connector.widgets import Control, FieldResult, Form, Kind, Value, mismatches
from gongai.connector.write_blocker import WriteBlocker
from gongai.errors import ConfigError, GongaiError
from gongai.records.filing import Filing
from gongai.records.plan import Plan, PlannedPage
from gongai.records.steps import (
    AnswerBox,
    AnyStep,
    Choose,
    ChooseApplicant,
    ChooseRow,
    ChooseTile,
    Fill,
    FillBlocks,
    PlannedField,
    Press,
    Wait,
)
from gongai.sites import Site, actions
from gongai.sites.actions import AnyAction
from gongai.sites.call import Call
from gongai.sites.facts import Facts
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

StoreScreenshot = Callable[[str, bytes], None]
"""Stores one masked screenshot under a name."""
Choosing = Choose | ChooseRow | ChooseApplicant

OK, DIFFERS, ABSENT, FAILED = "相符", "不符", "页面上没有", "没有成功"


@dataclass(frozen=True)
class Row:
    """One planned value beside what the page held after filling."""

    page: str
    section: str
    label: str
    planned: Value
    held: Value | None
    result: str
    why: str = ""
    source: str = ""


@dataclass
class Tried:
    """How far it went and what was seen."""

    rows: list[Row] = field(default_factory=list)
    reached: str = ""
    """Title of the last page that was worked on."""
    ended: str = ""
    """Why it went no further, for people."""
    complete: bool = False
    """It came to the end of the page that was asked for."""
    unplaced: list[Control] = field(default_factory=list)
    """Controls of the last page that no field of the profile speaks of."""
    stopped: list[str] = field(default_factory=list)
    """Writes that the pages tried to make."""

    @property
    def good(self) -> bool:
        return self.complete and all(row.result == OK for row in self.rows)


def write_blocker_of(profile: Profile) -> WriteBlocker:
    """What may leave the browser in a try: reads, and what the profile says is one."""
    return WriteBlocker(
        never=[wizard.submit.call for wizard in profile.wizards.values()],
        reads=list(_reads(profile)),
        harmless=[path for wizard in profile.wizards.values() for path in wizard.submit.harmless],
        origins=origins_of(profile),
    )


def origins_of(profile: Profile) -> Sequence[str]:
    """Origins at which the answer to a write may lead a page on: those that the profile names."""
    return tuple(profile.homes)


def step_of(filing: Filing, site: Site, until: str) -> str:
    """The key of the wizard page meant by its key or title. Raises `ConfigError` with the pages there are."""
    pages = build_plan(filing, site).pages
    found = [page.key for page in pages if until in (page.key, page.title)]
    if len(found) == 1:
        return found[0]
    there = "、".join(f"{page.key}（{page.title}）" for page in pages)
    raise ConfigError(f"这件申报不经过“{until}”这一步。它经过：{there}")


def run(
    logins: Logins, blocker: WriteBlocker, site: Site, *, filing: Filing, until: str, store: StoreScreenshot
) -> Tried:
    """Log in, act for the applicant, open the wizard and fill. Raises what makes that impossible."""
    last = step_of(filing, site, until)
    facts = facts_of(filing, site)
    plan = build_plan(filing, site, facts)
    with blocker.letting_in():
        session = logins.open()
    tried = Tried()
    try:
        act_for(session.calls, site.profile, plan, facts)
        pages = WizardPages(
            session.page,
            site.profile,
            plan=plan,
            facts=facts,
            calls=session.calls,
            screenshot=lambda _name: {},
        )
        _Try(site.profile, plan, session, pages, facts, blocker, tried).through(last, store)
    finally:
        tried.stopped = list(dict.fromkeys(blocker.stopped))
        session.close()
    return tried


@dataclass
class _Try:
    profile: Profile
    plan: Plan
    session: Session
    pages: WizardPages
    facts: Facts
    blocker: WriteBlocker
    tried: Tried

    def through(self, last: str, store: StoreScreenshot) -> None:
        try:
            self.pages.open()
        except GongaiError as error:
            self.tried.ended = f"申报页没有打开：{error}"
            self._screenshot("打开申报页", store)
            return
        for planned in self.plan.pages:
            page = self.profile.wizards[self.plan.kind].pages[planned.key]
            self.tried.reached = page.title
            went_on = self._page(planned, page, last=planned.key == last)
            self._screenshot(page.title, store)
            if not went_on or planned.key == last:
                self.tried.unplaced = self._unplaced(page)
                self.tried.complete = planned.key == last and not self.tried.ended
                return

    def _page(self, planned: PlannedPage, page: WizardPage, *, last: bool) -> bool:
        """Whether the next page can be tried."""
        for step in _without_leaving(planned.steps, page) if last else planned.steps:
            if not self.facts.condition_met(step.when, at=step.name):
                continue
            action = page.acts[step.name]
            called = _called(step, action)
            if actions.saves(action):
                self.tried.ended = f"{page.title}：再往下的“{called}”会在平台上保存，到此为止"
                return False
            before = len(self.blocker.stopped)
            error = self._taken(planned.key, step)
            self.tried.rows += self._rows(page, step, called, error)
            if actions.leaves(action) and len(self.blocker.stopped) > before:
                wanted = "、".join(dict.fromkeys(self.blocker.stopped[before:]))
                self.tried.ended = (
                    f"{page.title}：按“{called}”后页面要向平台写（{wanted}），已拦下，到此为止。"
                    "若这是保存，请把它写进该动作的 call；若只是读取，请写进 reads"
                )
                return False
            if error is not None and not actions.row_of(action).goes_on:
                self.tried.ended = f"{page.title}：“{called}”{FAILED}：{error}"
                return False
        return True

    def _taken(self, key: str, step: AnyStep) -> GongaiError | None:
        try:
            self.pages.take(key, step)
        except GongaiError as error:
            return error
        return None

    def _rows(self, page: WizardPage, step: AnyStep, called: str, error: GongaiError | None) -> Iterator[Row]:
        """What came of one step."""
        if isinstance(step, Fill | FillBlocks):
            found = list(self._held(page, step))
            yield from found
            if error is not None and all(row.result == OK for row in found):
                yield Row(page.title, "", called, "", None, FAILED, str(error))
            return
        if isinstance(step, Press | AnswerBox | Wait) and error is None:
            return
        planned = self._planned(step)
        held = planned if error is None else None
        why = "" if error is None else str(error)
        section, label = (step.section, step.label) if isinstance(step, Choosing) else ("", "")
        source = step.source if isinstance(step, Choose | ChooseRow) else ""
        yield Row(page.title, section, label or called, planned, held, FAILED if why else OK, why, source)

    def _planned(self, step: AnyStep) -> str:
        match step:
            case Choose() | ChooseRow():
                return self.facts.render(step.option)
            case ChooseApplicant():
                return step.applicant
            case ChooseTile():
                return self.facts.render(step.text)
            case _:
                return ""

    def _held(self, page: WizardPage, step: Fill | FillBlocks) -> Iterator[Row]:
        """What the page holds of the fields that one step sets, read anew."""
        for block in sorted({one.block for one in step.fields}):
            some = [one for one in step.fields if one.block == block]
            section = step.heading_of(block) if isinstance(step, FillBlocks) else ""
            try:
                form = Form(self._place(page), root=self._root(page, step, block))
                readings = form.read([(one.section, one.label) for one in some])
            except (Error, GongaiError) as error:
                why = str(error).partition("\n")[0][:160]
                for one in some:
                    yield _row(page, section, one, None, FAILED, why)
                continue
            for one, reading in zip(some, readings, strict=True):
                if not reading.found:
                    yield _row(page, section, one, None, ABSENT, reading.trouble)
                else:
                    differs = bool(mismatches([FieldResult(order_of(one), reading)]))
                    yield _row(page, section, one, reading.submitted, DIFFERS if differs else OK)

    def _root(self, page: WizardPage, step: Fill | FillBlocks, block: int) -> str:
        action = page.acts[step.name]
        return block_root(page.root, action, block) if isinstance(action, actions.BlocksAction) else page.root

    def _unplaced(self, page: WizardPage) -> list[Control]:
        """Controls on the page that the profile does not speak of: a required one will stop the filing later."""
        try:
            observed = Form(self._place(page), root=page.root).controls()
        except (Error, GongaiError):
            return []
        labelled = (one for one in page.acts.values() if isinstance(one, actions.OneControl | actions.BlocksAction))
        known = {_plain(one.label) for one in (*self.profile.fields.values(), *labelled) if one.label}
        return [one for one in observed if one.kind is not Kind.READONLY and _plain(one.label) not in known]

    def _place(self, page: WizardPage) -> frames.Place:
        chain = self.profile.wizards[self.plan.kind].frame if page.frame is None else page.frame
        return frames.inside(self.session.page, chain, timeout_s=self.profile.limits.action_s)

    def _screenshot(self, name: str, store: StoreScreenshot) -> None:
        tab: Page = self.session.page
        try:
            store(name, screenshot.take(tab))
        except Error:  # the tab has gone: the table tells why
            return


def _without_leaving(steps: Sequence[AnyStep], page: WizardPage) -> Sequence[AnyStep]:
    """Without what leaves the page at its end."""
    end = len(steps)
    while end and actions.leaves(page.acts[steps[end - 1].name]):
        end -= 1
    return steps[:end]


def _called(step: AnyStep, action: AnyAction) -> str:
    """What a step is called for people: by its button or text, its label, its group of fields, else by its key."""
    labels = (getattr(action, key, "") for key in ("text", "label", "group"))
    return next((one for one in labels if one), step.name)


def _reads(profile: Profile) -> Iterator[Call]:
    """Every call of the profile that only reads, whatever its method."""
    if profile.applicant is not None:
        yield from (
            one
            for one in (profile.applicant.units, profile.applicant.switch, profile.applicant.current)
            if one is not None
        )
    yield from (listing.call for listing in profile.lists.values())
    yield from (Call(method="POST", path=path) for path in profile.reads)


def _row(page: WizardPage, block: str, one: PlannedField, held: Value | None, result: str, why: str = "") -> Row:
    return Row(page.title, block or one.section, one.label, one.value, held, result, why, one.source)


def _plain(label: str) -> str:
    return "".join(label.split()).strip("*＊:：")
