"""Handing filings in: everything that is wrong is said at once, and what is queued is what was checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gongai import clock as clocks
from gongai.app import App
from gongai.connector.mappers import unplaced
from gongai.connector.mappers.plan import build_plan
from gongai.errors import AlreadyQueued, FilingError, GongaiError
from gongai.queue import bulk, lists
from gongai.queue import follow as following
from gongai.records.actor import Actor
from gongai.records.filing import Filing, load_partial_filing, read_filing
from gongai.records.finding import Finding
from gongai.records.plan import Plan
from gongai.rules import filing as rules
from gongai.rules.filing import Checked
from gongai.services.documents import Document


@dataclass(frozen=True)
class FileReport:
    """One file, what was found in it, and what became of it."""

    path: Path
    findings: tuple[Finding, ...] = ()
    sealed: Filing | None = None  # as it was checked; None where something stops it
    reference: str = ""  # where it is queued

    @property
    def stops(self) -> tuple[Finding, ...]:
        return rules.stops(self.findings)

    @property
    def ok(self) -> bool:
        return not self.stops

    @property
    def verdict(self) -> str:
        return "合格" if self.ok else f"{len(self.stops)} 处问题"

    @property
    def end(self) -> str:
        """What became of it where it was handed in."""
        if self.reference:
            return f"已入队 {self.reference}"
        if not self.ok:
            return f"{self.verdict}，没有入队"
        return "合格，但本批有不合格的，没有入队（可用 --partial 只入队合格的）"

    def with_finding(self, finding: Finding) -> "FileReport":
        return replace(self, findings=(*self.findings, finding))

    def document(self) -> Document:
        return {"file": str(self.path), "ok": self.ok, "reference": self.reference, "findings": self.findings}


@dataclass(frozen=True)
class CheckReport:
    """What was found in some files."""

    files: tuple[FileReport, ...]

    @property
    def ok(self) -> bool:
        return all(one.ok for one in self.files)

    def document(self) -> Document:
        return {"files": self.files}


@dataclass(frozen=True)
class IntakeReport(CheckReport):
    """What became of some files that were handed in."""

    @property
    def queued(self) -> tuple[FileReport, ...]:
        return tuple(one for one in self.files if one.reference)

    @property
    def refused(self) -> tuple[FileReport, ...]:
        return tuple(one for one in self.files if not one.ok)

    def document(self) -> Document:
        return {"queued": self.queued, "refused": self.refused}


@dataclass(frozen=True)
class Followed:
    reference: str
    receipt_nos: tuple[str, ...]


def check_files(app: App, actor: Actor, paths: Sequence[Path]) -> CheckReport:
    """A 帮办 filing is checked as well, without its agreement: it may be planned and followed."""
    return CheckReport(tuple(_report(app, path, advice=True) for path in paths))


def add_files(app: App, actor: Actor, paths: Sequence[Path], *, partial: bool = False) -> IntakeReport:
    """Queue the filings in these files: all, or where `partial` those that nothing stops.

    Raises `AlreadyQueued` where one is there already; then none is queued. With `partial` that is a finding.
    """
    app.gate.find_orphans()
    reports = _twice([_report(app, path, advice=False) for path in paths])
    if partial:
        reports = [_queued_alone(app, actor, one) for one in reports]
    elif all(one.ok for one in reports):
        reports = _queued_together(app, actor, reports)
    return IntakeReport(tuple(reports))


def plan(app: App, actor: Actor, path: Path) -> Plan:
    """What would be typed and pushed. Raises `FilingError` where the portal has no place for a value."""
    filing = read_filing(str(path))
    site = app.site(filing.site)
    made = build_plan(filing, site)
    if found := unplaced.findings(made, filing, site):
        raise FilingError(f"计划里有 {len(found)} 处没有地方填", found)
    return made


def follow(app: App, actor: Actor, path: Path, *, receipt_nos: Sequence[str]) -> Followed:
    """Keep a filing that others have made at the portal, and look at it from now on. It is never submitted."""
    filing = read_filing(str(path))
    app.accounts.check_unit(filing.site, filing.account, filing.applicant.uscc)
    app.site(filing.site)
    app.gate.find_orphans()
    number = following.follow(app.engine, filing, receipt_nos=receipt_nos, by=actor, at_ms=app.clock.now_ms())
    return Followed(lists.reference_of(app.engine, number), tuple(receipt_nos))


def add(app: App, actor: Actor, filing: Filing, *, supersedes: int | None = None) -> int:
    """Queue one filing. Raises `FilingError` with every finding; then nothing is queued."""
    checked = sealed(app, actor, filing, refusal="申报件有 {count} 处问题，没有入队")
    app.gate.find_orphans()
    return app.store.add(checked, agreement_no=checked.agreement_no, by=actor, supersedes=supersedes)


def sealed(app: App, actor: Actor, filing: Filing, *, refusal: str) -> Filing:
    """The filing as it was checked, digests of its files included. Raises `FilingError` with every finding."""
    checked = examine(app, filing)
    stops = rules.stops(checked.findings)
    if stops:
        raise FilingError(refusal.format(count=len(stops)), stops)
    return checked.sealed()


def sealed_file(app: App, actor: Actor, path: Path, *, refusal: str) -> Filing:
    """The same for the file of a filing: shape and sense are reported together."""
    report = _report(app, path, advice=False)
    if report.sealed is None:
        raise FilingError(refusal.format(count=len(report.stops)), report.findings)
    return report.sealed


def examine(app: App, filing: Filing, *, power: str | None = "submit", whole: bool = True) -> Checked:
    """Everything that is wrong with a filing, including that no plan can be made from it; `power` as in the rules.

    Not `whole`: a part of another shape was left out, so no plan is tried.
    """
    try:
        site = app.site(filing.site)
    except GongaiError as error:
        finding = Finding(field="site 平台", value=filing.site, rule=str(error), remedy="请填写已配置的平台")
        return Checked(filing, (finding,), {})
    agreement = app.store.get_agreement(filing.agreement_no)
    checked = rules.examine(filing, site.catalogue, agreement, today=clocks.today(app.clock), power=power)
    findings = (*checked.findings, *_of_account(app, filing, checked.findings))
    if whole and not rules.stops(findings):
        try:
            findings = (*findings, *unplaced.findings(build_plan(filing, site), filing, site))
        except FilingError as error:
            findings = (*findings, *error.findings)
    return replace(checked, findings=tuple(sorted(findings, key=lambda one: one.level != "stop")))


def _of_account(app: App, filing: Filing, known: Sequence[Finding]) -> Iterator[Finding]:
    """Whether the account is there and may act for the applicant, as far as both are written down rightly."""
    if not filing.account:
        return
    uscc_is_wrong = any(one.level == "stop" and one.field.startswith("applicant.uscc ") for one in known)
    try:
        if uscc_is_wrong:
            app.accounts.get(filing.site, filing.account)
        else:
            app.accounts.check_unit(filing.site, filing.account, filing.applicant.uscc)
    except FilingError as error:
        yield from error.findings
    except GongaiError as error:
        yield Finding(field="account 平台账号", value=filing.account, rule=str(error), remedy="请先录入该账号")


def _report(app: App, path: Path, *, advice: bool) -> FileReport:
    """`advice`: a 帮办 filing may be looked at, though never submitted."""
    try:
        filing, shape = load_partial_filing(str(path))
    except FilingError as error:
        return FileReport(path, error.findings or (_about_file("文件", path, str(error), "请改正后重试"),))
    if filing is None:
        return FileReport(path, (*shape, _LOOKED_AT_LATER))
    only_advice = advice and filing.service_mode == "帮办"
    checked = examine(app, filing, power=None if only_advice else "submit", whole=not shape)
    findings = rules.merge(shape, checked.findings)
    if only_advice:
        findings = (*findings, _NOT_SUBMITTED)
    return FileReport(path, findings, None if rules.stops(findings) else checked.sealed())


_LOOKED_AT_LATER = Finding(
    field="文件",
    value="",
    rule="以上有决定如何核对的项目（如申报方式、阶段），改正之前其余内容无从核对",
    remedy="改正后请再核对一次",
    level="warn",
)
_NOT_SUBMITTED = Finding(
    field="service_mode 服务方式",
    value="帮办",
    rule="帮办件只核对、制作计划和跟踪，不会提交",
    remedy="由建设单位自行提交",
    level="warn",
)


def _twice(reports: Sequence[FileReport]) -> list[FileReport]:
    """The same thing in two of the files: the second is refused here, before the database would."""
    seen: dict[str, Path] = {}
    judged = []
    for report in reports:
        first = report.path if report.sealed is None else seen.setdefault(report.sealed.business_key, report.path)
        if first is not report.path:
            rule = f"与本次的另一个文件是同一件（申请人、工程、事项、轮次相同）：{first.name}"
            report = report.with_finding(_about_file("文件", report.path, rule, "请去掉其中一个"))
        judged.append(report)
    return judged


def _queued_together(app: App, actor: Actor, reports: Sequence[FileReport]) -> list[FileReport]:
    """In one transaction, so that a clash with what is queued already lets none in."""
    filings = [one.sealed for one in reports if one.sealed is not None]
    numbers = bulk.add_all(app.engine, filings, by=actor, at_ms=app.clock.now_ms())
    return [_with_reference(app, *pair) for pair in zip(reports, numbers, strict=True)]


def _queued_alone(app: App, actor: Actor, report: FileReport) -> FileReport:
    if report.sealed is None or not report.ok:
        return report
    try:
        number = app.store.add(report.sealed, agreement_no=report.sealed.agreement_no, by=actor)
    except AlreadyQueued as error:
        return report.with_finding(_about_file("申报件", report.path, str(error), "无需再次加入"))
    return _with_reference(app, report, number)


def _with_reference(app: App, report: FileReport, number: int) -> FileReport:
    return replace(report, reference=lists.reference_of(app.engine, number))


def _about_file(field: str, path: Path, rule: str, remedy: str) -> Finding:
    return Finding(field=field, value=path.name, rule=rule, remedy=remedy)
