"""The portals this installation knows: what their profiles say, and whether they may be used."""

from typing import TYPE_CHECKING

from gongai.errors import ConfigError, GongaiError
from gongai.services.site_records import Accepted, Approved, Checked, ProposedChange, SiteLine, SiteView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongai.app import App
    from gongai.records.actor import Actor
    from gongai.settings import Settings
    from gongai.sites import Site


def list_(settings: "Settings", actor: "Actor") -> tuple[SiteLine, ...]:
    """Works before anything is set up, and with profiles that are broken."""
    from gongai.sites import installed, names

    return tuple(_line(key, settings) for key in names(list(installed.folders(settings))))


def show(settings: "Settings", actor: "Actor", key: str) -> SiteView:
    """Works before anything is set up: then nobody has approved it."""
    from gongai.app import build
    from gongai.approval import approved_profiles

    found = _read(key, settings)
    try:
        app = build(settings)
    except ConfigError:
        return SiteView(found, None)
    try:
        return SiteView(found, approved_profiles.of(app.engine, found))
    finally:
        app.close()


def check(settings: "Settings", actor: "Actor", key: str) -> Checked:
    """The profile by itself: nothing is asked of the portal."""
    from gongai.sites.lint.check import findings

    found = _read(key, settings)
    return Checked(key, found.profile.name, tuple(findings(found)))


def approve(app: "App", actor: "Actor", key: str, *, reason: str) -> Approved:
    """A supervisor's act on the profile as it is now. Raises `ConfigError` with what the offline check stops for."""
    from gongai.approval import approved_profiles

    found = _read(key, app.settings)
    _refuse_gaps(found)
    released = approved_profiles.approve(app.engine, found, by=actor, reason=reason, at_ms=app.clock.now_ms())
    return Approved(key, found.profile.name, found.profile.version, found.digest, actor.name, reason, tuple(released))


def changes(app: "App", actor: "Actor", key: str) -> tuple[ProposedChange, ...]:
    """What waits for a decision, oldest first."""
    from gongai import db
    from gongai.approval import form_ledger

    with db.reading(app.engine) as connection:
        waiting = form_ledger.proposed(connection, key)
    return tuple(ProposedChange(row.id, row.place.kind, row.place.page, row.at_ms, row.changes) for row in waiting)


def accept(
    app: "App", actor: "Actor", key: str, number: int, *, reason: str, renames: "Mapping[str, str] | None" = None
) -> Accepted:
    """The new form counts. `renames`: old label → new label, which make a new version of the profile."""
    from gongai.approval import acceptance

    done = acceptance.accept(
        app.engine,
        app.settings,
        key,
        number,
        by=actor,
        reason=reason,
        renames=renames or {},
        at_ms=app.clock.now_ms(),
    )
    profile = done.site.profile
    return Accepted(key, number, profile.version, done.site.digest, done.file, actor.name, tuple(done.released))


def _line(key: str, settings: "Settings") -> SiteLine:
    try:
        profile = _read(key, settings).profile
    except GongaiError as error:
        return SiteLine(key, error=str(error))
    return SiteLine(key, profile.name, profile.version)


def _read(key: str, settings: "Settings") -> "Site":
    from gongai.sites import installed

    return installed.read(key, settings)


def _refuse_gaps(site: "Site") -> None:
    from gongai.sites.lint.check import findings

    stops = [one for one in findings(site) if one.level == "stop"]
    if stops:
        named = "；".join(f"{one.field}：{one.rule}" for one in stops[:5])
        raise ConfigError(
            f"平台 {site.key} 的配置有 {len(stops)} 处问题，不能批准：{named}。"
            f"请用 gongai site check {site.key} --offline 逐项改正"
        )
