"""Everything that is checked before a filing is queued: all findings at once, in Chinese, with what to do."""

from datetime import date
from pathlib import Path

from gongai.errors import FilingError
from gongai.files.digest import file_sha256
from gongai.records.agreement import Agreement
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.partial_load import about
from gongai.rules import agreement as agreement_rules
from gongai.rules import items, materials, parties, project, texts
from gongai.rules.delegation import covers
from gongai.rules.finding_collector import Sheet


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
    for part in (texts, items, parties, project, materials):
        part.check(sheet)
    guard = () if power is None else covers(agreement, filing, today=today, power=power)
    unique = dict.fromkeys((*sheet.findings, *guard))
    return tuple(sorted(unique, key=lambda finding: finding.level != "stop"))


def check_agreement(agreement: Agreement, *, today: date) -> tuple[Finding, ...]:
    """All that is wrong with an agreement before it is registered. Whether it covers a filing: `agreement.covers`."""
    return agreement_rules.check(agreement, today=today)


def seal_agreement(agreement: Agreement) -> Agreement:
    """The agreement with the SHA-256 of its signed file, where nobody has written one down yet."""
    if agreement.file_sha256:
        return agreement
    try:
        return agreement.model_copy(update={"file_sha256": file_sha256(agreement.file)})
    except (OSError, ValueError) as error:
        finding = Finding(
            field="file 签章件",
            value=Path(agreement.file).name,
            rule="签章件不存在或打不开",
            remedy="请放入已签章的协议扫描件",
        )
        raise FilingError(str(finding), (finding,)) from error


def merge(shape: tuple[Finding, ...], content: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of `salvage_filing` and of `check` in one list, without what only follows from a part left out."""
    known = {finding.field: finding for finding in shape}
    return (*shape, *(finding for finding in content if not about(known, finding.field)))


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
