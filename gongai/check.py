"""Everything that is checked before a filing is queued: all findings at once, in Chinese, with what to do."""

from datetime import date
from pathlib import Path

from gongai.agreement import covers
from gongai.catalogue import Catalogue
from gongai.checks import building, matter, papers, people, texts
from gongai.checks.sheet import Sheet
from gongai.digest import file_sha256
from gongai.errors import FilingError
from gongai.filing import Agreement, Filing
from gongai.record import Finding


def check(
    filing: Filing,
    catalogue: Catalogue,
    agreement: Agreement | None,
    *,
    today: date,
    power: str | None = "submit",
) -> tuple[Finding, ...]:
    """All that is wrong with a filing. Only findings of level `stop` refuse it.

    `power` is what the agreement must allow. None leaves the agreement out: a 帮办 filing may be checked and
    planned, and a draft may be looked at before its agreement is signed.
    """
    sheet = Sheet(filing, catalogue, today=today)
    for part in (texts, matter, people, building, papers):
        part.check(sheet)
    guard = () if power is None else covers(agreement, filing, today=today, power=power)
    unique = dict.fromkeys((*sheet.findings, *guard))
    return tuple(sorted(unique, key=lambda finding: finding.level != "stop"))


def stops(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that refuse the filing."""
    return tuple(finding for finding in findings if finding.level == "stop")


def seal(filing: Filing) -> Filing:
    """The filing with size and SHA-256 of each material as it lies on disk now."""
    sealed = []
    for index, material in enumerate(filing.materials):
        try:
            size, sha256 = Path(material.path).stat().st_size, file_sha256(material.path)
        except (OSError, ValueError) as error:
            finding = Finding(
                field=f"materials.{index}.path 文件",
                value=f"{material.name}：{Path(material.path).name}",
                rule="文件不存在或打不开",
                remedy="请核对路径，或重新放入文件",
            )
            raise FilingError(str(finding), (finding,)) from error
        sealed.append(material.model_copy(update={"size": size, "sha256": sha256}))
    return filing.model_copy(update={"materials": tuple(sealed)})
