"""Why nothing may be submitted under an agreement today, in a few words each."""

from collections.abc import Iterable

from gongai.records.finding import Finding


def reasons(findings: Iterable[Finding]) -> tuple[str, ...]:
    """From the findings of `rules.delegation.standing`."""
    return tuple(map(_reason, findings))


def _reason(finding: Finding) -> str:
    match finding.field.partition(" ")[0]:
        case "agreement.state":
            return f"状态为“{finding.value.partition(' ')[2] or finding.value}”"
        case "agreement.stopped_at":
            return f"已终止（{finding.value}）"
        case "agreement.valid_to":
            return "今天不在有效期内" if finding.value else "没有写明有效期"
        case "agreement.signed_at":
            return "没有签订日期，或签订日期在今天之后"
        case "agreement.seal_seen":
            return "没有人核对过签章（核对后加 --seal-seen 重新登记）"
        case "agreement.powers":
            return "没有授予代报权限"
        case _:
            return finding.rule
