"""The portals this installation knows: what their profiles say, and whether they may be used."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.errors import ConfigError, GongaiError
from gongai.services.documents import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongai.app import App
    from gongai.approval.approvals import Approval
    from gongai.records.actor import Actor
    from gongai.records.finding import Finding
    from gongai.settings import Settings
    from gongai.sites import Site
    from gongai.sites.forms.changes import Change


@dataclass(frozen=True)
class SiteLine:
    """One portal as a line. `error`: why its profile cannot be read."""

    site: str
    name: str = ""
    version: str = ""
    error: str = ""


@dataclass(frozen=True)
class SiteView:
    """One portal: its profile, and who has approved it as it is."""

    site: "Site"
    approved: "Approval | None"

    def document(self) -> Document:
        """For programs."""
        profile, catalogue = self.site.profile, self.site.catalogue
        return {
            "site": self.site.key,
            "name": profile.name,
            "version": profile.version,
            "digest": self.site.digest,
            "base_url": profile.base_url,
            "city": catalogue.city,
            "example": catalogue.example,
            "unattended": profile.unattended,
            "session_minutes": profile.session.minutes,
            "kinds": sorted(profile.wizards),
            "fields": len(profile.fields),
            "stages": [
                {
                    "no": stage.no,
                    "name": stage.name,
                    "items": [{"code": one.code, "name": one.name} for one in stage.items],
                }
                for stage in catalogue.stages
            ],
            "extensions": catalogue.limits.extensions,
            "max_bytes": catalogue.limits.max_bytes,
            "application_states": {code: one.label for code, one in profile.application_states.items()},
            "item_states": {code: one.label for code, one in profile.item_states.items()},
            "defects": profile.defects,
            "approved": self.approved,
        }


@dataclass(frozen=True)
class Checked:
    """What a check has found. `ok`: nothing of it stops a filing."""

    site: str
    name: str
    findings: "tuple[Finding, ...]"

    @property
    def stops(self) -> int:
        return sum(one.level == "stop" for one in self.findings)

    @property
    def ok(self) -> bool:
        return not self.stops

    def document(self) -> Document:
        """For programs."""
        return {"site": self.site, "ok": self.ok, "findings": self.findings}


@dataclass(frozen=True)
class Approved:
    """The act on one version, and what goes on by it."""

    site: str
    name: str
    version: str
    digest: str
    by: str
    reason: str
    released: tuple[str, ...]

    def document(self) -> Document:
        """For programs."""
        return {
            "site": self.site,
            "version": self.version,
            "digest": self.digest,
            "by": self.by,
            "reason": self.reason,
            "released": self.released,
        }


@dataclass(frozen=True)
class ProposedChange:
    """A form that differs from the approved one, and waits for a decision."""

    change: int
    kind: str
    page: str
    seen_ms: int
    differences: "tuple[Change, ...]"

    def listed(self, most: int = 200) -> str:
        """One difference a line, old beside new."""
        from gongai.approval.form_drift import listed

        return listed(self.differences, most)


@dataclass(frozen=True)
class Accepted:
    """The change that counts from now on, and what goes on by it. `file`: where a rename was written."""

    site: str
    change: int
    version: str
    digest: str
    file: Path | None
    by: str
    released: tuple[str, ...]


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
    released = approved_profiles.approve(app.engine, found, by=actor.name, reason=reason, at_ms=app.clock.now_ms())
    return Approved(key, found.profile.name, found.profile.version, found.digest, actor.name, reason, tuple(released))


def changes(app: "App", actor: "Actor", key: str) -> tuple[ProposedChange, ...]:
    """What waits for a decision, oldest first."""
    from gongai import db
    from gongai.approval import form_drift, forms

    with db.reading(app.engine) as connection:
        waiting = forms.proposed(connection, key)
    return tuple(
        ProposedChange(row.id, row.kind, row.page, row.at_ms, tuple(form_drift.changes_of(row))) for row in waiting
    )


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
        by=actor.name,
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
