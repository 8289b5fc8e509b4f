"""Everything that is checked before a filing is queued: all findings at once, in Chinese, with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongai.errors import FilingError
from gongai.files.materials import FileFacts
from gongai.records.agreement import Agreement
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.partial_load import about
from gongai.rules import items, materials, parties, project, texts
from gongai.rules.delegation import covers
from gongai.rules.finding_collector import FindingCollector


@dataclass(frozen=True)
class Checked:
    """A filing, what was found in it, and what its files were when they were read: by their materials' places."""

    filing: Filing
    findings: tuple[Finding, ...]
    files: Mapping[int, FileFacts]

    def sealed(self) -> Filing:
        """The filing with size and digest of each file that was checked. Nothing is read again."""
        return seal(self.filing, self.files)


def examine(
    filing: Filing,
    catalogue: Catalogue,
    agreement: Agreement | None,
    *,
    today: date,
    power: str | None = "submit",
) -> Checked:
    """All that is wrong with a filing. Only findings of level `stop` refuse it.

    `power` is what the agreement must allow. None leaves the agreement out: a 帮办 filing may be checked and
    planned, and a draft may be looked at before its agreement is signed.
    """
    collector = FindingCollector(filing, catalogue, today=today)
    for part in (texts, items, parties, project, materials):
        part.check(collector)
    guard = () if power is None else covers(agreement, filing, today=today, power=power)
    unique = dict.fromkeys((*collector.findings, *guard))
    findings = tuple(sorted(unique, key=lambda finding: finding.level != "stop"))
    return Checked(filing, findings, dict(collector.files))


def check(
    filing: Filing,
    catalogue: Catalogue,
    agreement: Agreement | None,
    *,
    today: date,
    power: str | None = "submit",
) -> tuple[Finding, ...]:
    """The findings alone."""
    return examine(filing, catalogue, agreement, today=today, power=power).findings


def merge(shape: tuple[Finding, ...], content: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of `load_partial_filing` and of `check` in one list, without what only follows from a part left out."""
    known = {finding.field: finding for finding in shape}
    return (*shape, *(finding for finding in content if not about(known, finding.field)))


def stops(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that refuse the filing."""
    return tuple(finding for finding in findings if finding.level == "stop")


def seal(filing: Filing, files: Mapping[int, FileFacts]) -> Filing:
    """The filing with size and SHA-256 of each material as it was read. Raises `FilingError` for one that was not."""
    sealed = []
    for index, material in enumerate(filing.materials):
        facts = files.get(index)
        if facts is None or not facts.sha256:
            finding = Finding(
                field=f"materials.{index}.path 文件",
                value=f"{material.name}：{Path(material.path).name}",
                rule="文件不存在或打不开",
                remedy="请核对路径，或重新放入文件",
            )
            raise FilingError(str(finding), (finding,))
        sealed.append(material.model_copy(update={"size": facts.size, "sha256": facts.sha256}))
    return filing.model_copy(update={"materials": tuple(sealed)})
