"""Checks on an agreement by itself, before it is registered. Whether it covers a filing: `delegation.covers`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongai.errors import FilingError
from gongai.files.materials import FileFacts, inspect
from gongai.records.agreement import Agreement
from gongai.records.finding import Finding
from gongai.records.label import extra_of
from gongai.records.loading import title_of
from gongai.redact import mask_private
from gongai.rules import identifiers
from gongai.rules.delegation import IN_FORCE, STATES
from gongai.rules.finding_collector import fields_of

Stop = Callable[[str, str, str, str], None]

# known after registering, or not at all
_LATER = {"seal_seen", "file_sha256", "principal.unit_type", "principal.legal_rep"}

_MISSING = {
    "agreement_no": "没有协议编号不能登记，请按协议原件补填",
    "file": "没有签章件的协议视为未签订，请写明已签章协议文件的路径",
}


@dataclass(frozen=True)
class Checked:
    """An agreement, what was found in it, and what its signed file was when it was read; None: it names no file."""

    agreement: Agreement
    findings: tuple[Finding, ...]
    file: FileFacts | None

    def sealed(self, *, seal_seen: bool) -> Agreement:
        """With the digest of the file that was checked. Nothing is read again.

        `seal_seen` is the word of whoever registers it: what the record says of itself proves nothing.
        """
        if self.file is None or not self.file.sha256:
            raise _unopened(self.agreement)
        return self.agreement.model_copy(update={"file_sha256": self.file.sha256, "seal_seen": seal_seen})


def examine(agreement: Agreement, *, today: date) -> Checked:
    """All that is wrong with an agreement before it is registered."""
    found: list[Finding] = []

    def stop(path: str, value: str, rule: str, remedy: str) -> None:
        loc = tuple(path.split("."))
        found.append(Finding(field=title_of(Agreement, loc), value=value, rule=rule, remedy=remedy))

    for path, info, value in fields_of(agreement):
        if extra_of(info, "need") in ("R", "R*") and value in ("", (), None) and path not in _LATER:
            stop(path, "", "必填项未填", _MISSING.get(path, "请按协议原件补填"))
        if isinstance(value, str) and identifiers.is_masked(value) and not path.endswith("file"):
            stop(path, value, "含有星号，是脱敏后的值", "请按协议原件填写完整的值")
    problems = [
        ("principal.uscc", agreement.principal.uscc, identifiers.uscc_problem),
        ("centre_region", agreement.centre_region, identifiers.division_problem),
        ("agent_mobile", agreement.agent_mobile, identifiers.phone_problem),
    ]
    problems += [("projects", code, identifiers.project_code_problem) for code in agreement.projects]
    for path, text, validator in problems:
        if text and (problem := validator(text)) is not None:
            stop(path, mask_private(text) if path == "agent_mobile" else text, problem, "请按协议原件填写")
    if wrong := [str(stage) for stage in agreement.stages if stage not in (1, 2, 3, 4)]:
        stop("stages", "、".join(wrong), "没有这个阶段，应为 1 至 4", "请按协议原件填写")
    if not 0 <= agreement.state <= 9:
        stop("state", str(agreement.state), "没有这个代办状态，应为 0 至 9", "请核对代办状态")
    start, end, signed = agreement.valid_from, agreement.valid_to, agreement.signed_at
    if start is not None and end is not None and end < start:
        stop("valid_to", str(end), f"有效期止早于有效期起 {start}", "请核对两个日期")
    if signed is not None and signed > today:
        stop("signed_at", str(signed), "签订日期在今天之后", "请核对日期")
    if agreement.mode == "帮办":
        stop("mode", "帮办", "帮办没有协议", "请核对服务方式，只登记代办协议")
    ended = agreement.stopped_at or agreement.ended_at
    if ended is not None and agreement.state == IN_FORCE:
        where = "stopped_at" if agreement.stopped_at else "ended_at"
        stop(where, str(ended), f"协议已终止或办结，代办状态却是 {IN_FORCE} {STATES[IN_FORCE]}", "请核对代办状态和日期")
    facts = inspect(agreement.file) if agreement.file else None
    if facts is not None:
        _file(agreement, facts, stop)
    return Checked(agreement, tuple(found), facts)


def check(agreement: Agreement, *, today: date) -> tuple[Finding, ...]:
    """The findings alone."""
    return examine(agreement, today=today).findings


def _unopened(agreement: Agreement) -> FilingError:
    finding = Finding(
        field="file 签章件",
        value=Path(agreement.file).name,
        rule="签章件不存在或打不开",
        remedy="请放入已签章的协议扫描件",
    )
    return FilingError(str(finding), (finding,))


def _file(agreement: Agreement, facts: FileFacts, stop: Stop) -> None:
    name = Path(agreement.file).name
    if facts.problem is not None:
        stop("file", name, facts.problem, facts.remedy)
    elif facts.kind not in ("pdf", "ofd", "jpg", "png"):
        stop("file", name, "签章件应为 PDF、OFD 或图片", "请扫描或导出已签章的协议")
    elif agreement.file_sha256 and facts.sha256 != agreement.file_sha256.lower():
        stop("file", name, "签章件与写明的 SHA-256 不同", "请核对是否放错文件")
