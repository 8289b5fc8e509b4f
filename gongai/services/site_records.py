"""What services say about portals, as records."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.services.documents import Document

if TYPE_CHECKING:
    from gongai.approval.approved_profiles import Approval
    from gongai.records.finding import Finding
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
        from gongai.approval.form_report import listed

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
