"""A supervisor accepts a change of a form: it counts from then on, and renamed fields make a new profile version."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from gongai import clock, db
from gongai.approval import approved_profiles, form_ledger
from gongai.approval.form_ledger import FormRow
from gongai.errors import NotAllowed, UsageError
from gongai.files import private
from gongai.records.act import Act, By, act_of
from gongai.redact import scrub
from gongai.settings import Settings
from gongai.sites import Site, installed
from gongai.sites.forms.changes import Change, Kind
from gongai.sites.forms.form_map import FormField, fold, places
from gongai.sites.forms.overlay import Rename, overlay
from gongai.sites.loader import CHANGES

_RENAMED = (Kind.RENAMED, Kind.MOVED_SECTION, Kind.VANISHED)


@dataclass(frozen=True)
class Accepted:
    """What came of it."""

    site: Site
    """As it is now."""
    file: Path | None
    """The change laid over the profile; None where only the form was accepted."""
    released: list[str]


def accept(
    engine: sa.Engine,
    settings: Settings,
    key: str,
    number: int,
    *,
    by: By,
    reason: str,
    renames: Mapping[str, str],
    at_ms: int,
) -> Accepted:
    """Accept change `number` of a site. `renames`: old label → new label. Nothing is changed where this raises."""
    act = act_of(by, at_ms=at_ms, reason=scrub(reason))
    if not (act.who.strip() and act.reason.strip()):
        raise UsageError("请写明由谁接受、为什么")
    row = _proposed(engine, key, number)
    site = installed.read(key, settings)
    approved_profiles.require(engine, site)  # else the act would approve, unseen, what somebody has edited
    file = _write(site, settings, row, renames, act=act) if renames else None
    try:
        now = installed.read(key, settings)
        _fits(now, row)
        with engine.begin() as connection:
            # the overlay and the form are one act: with the form, the profile as it is with it is approved
            more = approved_profiles.approve_in(connection, now, act=act) if file else []
            released = form_ledger.accept(connection, row, renames=renames, act=act)
    except BaseException:
        if file is not None:
            with contextlib.suppress(OSError):
                file.unlink()
        raise
    return Accepted(now, file, sorted({*more, *released}))


def _proposed(engine: sa.Engine, key: str, number: int) -> FormRow:
    with db.reading(engine) as connection:
        found = [row for row in form_ledger.proposed(connection, key) if row.id == number]
    if not found:
        raise NotAllowed(f"平台 {key} 没有编号为 {number} 的待定变化。用 gongai site changes {key} 查看")
    return found[0]


def _write(site: Site, settings: Settings, row: FormRow, renames: Mapping[str, str], *, act: Act) -> Path:
    pairs = [pair for old, new in renames.items() for pair in _pairs(row, old, new)]
    folder = private.folder(settings.home / "sites" / site.key / CHANGES)
    number = 1 + max((int(path.stem) for path in folder.glob("*.toml") if path.stem.isdigit()), default=0)
    version = f"{site.profile.version.partition('+')[0]}+{number}"
    text = overlay(
        site,
        row.place.kind,
        row.place.page,
        pairs,
        version=version,
        by=act.who,
        reason=act.reason,
        at=clock.at(act.at_ms),
    )
    path = folder / f"{number:04d}.toml"
    private.create(path, text.encode())
    return path


def _pairs(row: FormRow, old: str, new: str) -> list[Rename]:
    """The fields that a rename is about: only what has gone may be renamed, and only to what has come."""
    gone = [one for one in row.changes if one.kind in _RENAMED and fold(one.label) == fold(old)]
    come = [one for one in row.form.fields if fold(one.label) == fold(new)]
    if not gone or not come:
        missing = f"没有消失的栏目“{old}”" if not gone else f"新表单上没有栏目“{new}”"
        raise UsageError(f"变化 {row.id} 中{missing}。请照 gongai site changes {row.place.site} 所列填写")
    return [(_was(change), _nearest(change, come)) for change in gone]


def _was(change: Change) -> FormField:
    return FormField(section=change.section, label=change.label, kind="")


def _nearest(change: Change, come: list[FormField]) -> FormField:
    """The one that was proposed, or one under the same heading, or the first."""
    return next(
        (one for one in come if str(one) == change.new),
        next((one for one in come if one.key[0] == _was(change).key[0]), come[0]),
    )


def _fits(site: Site, row: FormRow) -> None:
    """Raises `UsageError` while the profile still names what the accepted form has not: filings would only fail."""
    page = site.profile.wizards[row.place.kind].pages.get(row.place.page)  # type: ignore[index]
    if page is None:  # an item's own form: the filing names its fields
        return
    record = row.form
    gone = {fold(one.label) for one in row.changes if one.kind in _RENAMED and one.level == "stop"}
    missing = [
        place.label
        for place in places(page, site.profile)
        if fold(place.label) in gone and not place.sometimes and record.find(place) is None
    ]
    if missing:
        raise UsageError(
            f"新表单上没有配置写明的栏目：{'、'.join(dict.fromkeys(missing))}。改名的请加 --rename 原名=新名；"
            f"不再有的请先在 profile.toml 中去掉并重新批准（gongai site approve {site.key}），再接受"
        )
