"""
Fill in a filing up to one wizard page and look what the page holds: nothing is saved, nothing is submitted.

The steps are those of the submit flow, act by act, so that one that does not work does not hide the others. It stops
before the first act that would save. Whatever the page tries to write all the same is stopped inside the browser.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from gongai.connector import screenshot
from gongai.connector.mappers.plan import Placed, build_plan, facts_of, pages_of, placed, wizard_of
from gongai.connector.pages import frames
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.session import Logins, Session
from gongai.connector.widgets import Control, FieldOrder, Filled, Form, Kind, Value, mismatches
from gongai.connector.write_blocker import NoWrites
from gongai.errors import ConfigError, GongaiError
from gongai.records.filing import Filing
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.paths import fill, holds
from gongai.sites.site_profile import Act, Profile, Wizard
from gongai.sites.site_profile import Page as WizardPage

Keep = Callable[[str, bytes], None]
"""Stores one masked picture under a name."""

SAVING = ("inner_form", "materials")
"""Acts that write to the portal by what they are."""
GOES_ON = ("fill", "blocks", "applicant", "questions", "items")
"""Acts after whose failure the rest of the page can still be tried."""
LEAVING = ("press", "answer_box")

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


def door_of(profile: Profile) -> NoWrites:
    """What may leave the browser in a try: reads, and what the profile says is one."""
    return NoWrites(
        never=[wizard.submit.call for wizard in profile.wizards.values()],
        reads=list(_reads(profile)),
        harmless=[path for wizard in profile.wizards.values() for path in wizard.submit.harmless],
    )


def step_of(filing: Filing, site: Site, until: str) -> str:
    """The key of the wizard page meant by its key or title. Raises `ConfigError` with the pages there are."""
    pages = pages_of(filing, site)
    found = [key for key, page in pages.items() if until in (key, page.title)]
    if len(found) == 1:
        return found[0]
    there = "、".join(f"{key}（{page.title}）" for key, page in pages.items())
    raise ConfigError(f"这件申报不经过“{until}”这一步。它经过：{there}")


def run(logins: Logins, door: NoWrites, site: Site, *, filing: Filing, until: str, keep: Keep) -> Tried:
    """Log in, act for the applicant, open the wizard and fill. Raises what makes that impossible."""
    last = step_of(filing, site, until)
    plan, facts = build_plan(filing, site), facts_of(filing, site)
    with door.letting_in():
        session = logins.open()
    tried = Tried()
    try:
        act_for(session.calls, site.profile, filing, facts)
        wizard = wizard_of(filing, site)
        pages = WizardPages(
            session.page,
            _one_by_one(wizard),
            site,
            filing=filing,
            plan=plan,
            facts=facts,
            calls=session.calls,
            picture=lambda _name: {},
        )
        _Try(site, filing, session, wizard, pages, facts, door, tried).through(last, keep)
    finally:
        tried.stopped = list(dict.fromkeys(door.stopped))
        session.close()
    return tried


@dataclass
class _Try:
    site: Site
    filing: Filing
    session: Session
    wizard: Wizard
    pages: WizardPages
    facts: dict[str, Any]
    door: NoWrites
    tried: Tried

    def through(self, last: str, keep: Keep) -> None:
        try:
            self.pages.open()
        except GongaiError as error:
            self.tried.ended = f"申报页没有打开：{error}"
            self._picture("打开申报页", keep)
            return
        for key, page in pages_of(self.filing, self.site).items():
            self.tried.reached = page.title
            went_on = self._page(key, page, last=key == last)
            self._picture(page.title, keep)
            if not went_on or key == last:
                self.tried.unplaced = self._unplaced(page)
                self.tried.complete = key == last and not self.tried.ended
                return

    def _page(self, key: str, page: WizardPage, *, last: bool) -> bool:
        """Whether the next page can be tried."""
        acts = _without_leaving(page.acts) if last else page.acts
        for name, act in acts.items():
            if not holds(act.when, self.facts):
                continue
            if _saves(act):
                self.tried.ended = f"{page.title}：再往下的“{_called(name, act)}”会在平台上保存，到此为止"
                return False
            before = len(self.door.stopped)
            error = self._act(key, name)
            self.tried.rows += self._rows(page, name, act, error)
            if act.do in LEAVING and len(self.door.stopped) > before:
                wanted = "、".join(dict.fromkeys(self.door.stopped[before:]))
                self.tried.ended = (
                    f"{page.title}：按“{_called(name, act)}”后页面要向平台写（{wanted}），已拦下，到此为止。"
                    "若这是保存，请把它写进该动作的 call；若只是读取，请写进 reads"
                )
                return False
            if error is not None and act.do not in GOES_ON:
                self.tried.ended = f"{page.title}：“{_called(name, act)}”{FAILED}：{error}"
                return False
        return True

    def _act(self, key: str, name: str) -> GongaiError | None:
        try:
            self.pages.do(f"{key}.{name}")
        except GongaiError as error:
            return error
        return None

    def _rows(self, page: WizardPage, name: str, act: Act, error: GongaiError | None) -> Iterator[Row]:
        if act.do in ("fill", "blocks"):
            found = list(self._held(page, act))
            yield from found
            if error is not None and all(row.result == OK for row in found):
                yield Row(page.title, "", _called(name, act), "", None, FAILED, str(error))
            return
        if act.do in (*LEAVING, "wait") and error is None:
            return
        planned = {
            "choose": fill(act.option, self.facts),
            "chooser": fill(act.option, self.facts),
            "applicant": self.filing.applicant.name,
            "tile": fill(act.text, self.facts),
        }.get(act.do, "")
        held = planned if error is None else None
        why = "" if error is None else str(error)
        yield Row(page.title, act.section, act.label or _called(name, act), planned, held, FAILED if why else OK, why)

    def _held(self, page: WizardPage, act: Act) -> Iterator[Row]:
        """What the page holds of the fields that one act sets, read anew."""
        wanted = placed(act, page.title, self.filing, self.site)
        for block in sorted({one.block for one in wanted}):
            some = [one for one in wanted if one.block == block]
            root = f"{page.root} {act.css}:nth-of-type({block + 1})" if act.do == "blocks" else page.root
            try:
                readings = Form(self._place(page), root=root).read([(one.section, one.entry.label) for one in some])
            except (Error, GongaiError) as error:
                for one in some:
                    yield _row(page, one, None, FAILED, str(error).partition("\n")[0][:160])
                continue
            for one, reading in zip(some, readings, strict=True):
                filled = Filled(_order(one), reading)
                if not reading.found:
                    yield _row(page, one, None, ABSENT, reading.trouble)
                else:
                    yield _row(page, one, reading.submitted, DIFFERS if mismatches([filled]) else OK)

    def _unplaced(self, page: WizardPage) -> list[Control]:
        """Controls on the page that the profile does not speak of: a required one will stop the filing later."""
        try:
            seen = Form(self._place(page), root=page.root).controls()
        except (Error, GongaiError):
            return []
        known = {_plain(spec.label) for spec in self.site.profile.fields.values()}
        known |= {_plain(act.label) for act in page.acts.values() if act.label}
        return [one for one in seen if one.kind is not Kind.READONLY and _plain(one.label) not in known]

    def _place(self, page: WizardPage) -> frames.Place:
        chain = self.wizard.frame if page.frame is None else page.frame
        return frames.inside(self.session.page, chain, timeout_s=self.site.profile.limits.action_s)

    def _picture(self, name: str, keep: Keep) -> None:
        tab: Page = self.session.page
        try:
            keep(name, screenshot.take(tab))
        except Error:  # the tab has gone: the table tells why
            return


def _one_by_one(wizard: Wizard) -> Wizard:
    """The same wizard with each act as a page of its own."""
    pages = {
        f"{key}.{name}": page.model_copy(update={"acts": {name: act}})
        for key, page in wizard.pages.items()
        for name, act in page.acts.items()
    }
    return wizard.model_copy(update={"pages": pages})


def _without_leaving(acts: Mapping[str, Act]) -> dict[str, Act]:
    """Without what leaves the page at its end."""
    kept = list(acts.items())
    while kept and kept[-1][1].do in LEAVING:
        kept.pop()
    return dict(kept)


def _saves(act: Act) -> bool:
    return act.do in SAVING or (act.do == "press" and bool(act.call or act.answer))


def _called(name: str, act: Act) -> str:
    return act.text or act.label or act.group or name


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


def _row(page: WizardPage, one: Placed, held: Value | None, result: str, why: str = "") -> Row:
    return Row(page.title, one.entry.section, one.entry.label, one.entry.value, held, result, why, one.entry.source)


def _order(one: Placed) -> FieldOrder:
    return FieldOrder(label=one.entry.label, kind=Kind(one.entry.kind), value=one.entry.value, section=one.section)


def _plain(label: str) -> str:
    return "".join(label.split()).strip("*＊:：")
