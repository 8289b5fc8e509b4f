"""The agreement guard: whether a written delegation lets us do something with a filing today."""

from datetime import date
from pathlib import Path

from gongai.files.digest import file_sha256
from gongai.records import engineering_code
from gongai.records.agreement import POWERS, Agreement
from gongai.records.filing import Filing
from gongai.records.finding import Finding

IN_FORCE = 4
STATES = {
    0: "可代办",
    1: "待签订",
    2: "签订中",
    3: "待申请人签章",
    4: "已签订（代办中）",
    5: "拒绝代办",
    6: "窗口终止",
    7: "代办终止",
    8: "窗口办结",
    9: "代办结束",
}
"""D12. Submitting is allowed in 4 only."""

_ASK_CENTRE = "请由帮代办中心核对协议，必要时与建设单位重新签订"


def covers(agreement: Agreement | None, filing: Filing, *, today: date, power: str = "submit") -> tuple[Finding, ...]:
    """Why the agreement does not allow `power` for this filing; empty means that we may act."""
    if filing.service_mode == "帮办":
        return (
            _stop(
                "service_mode 服务方式",
                "帮办",
                "帮办件只能核对、制作填报计划和跟踪，不能代为填报或提交",
                "请由建设单位自行提交，或签订代办协议后改为代办",
            ),
        )
    if agreement is None:
        return (
            _stop(
                "agreement_no 委托协议编号",
                filing.agreement_no,
                "没有找到代办协议，不得提交",
                "请登记已签章的代办协议（gongai agreement add），或核对协议编号",
            ),
        )
    return (
        *_same(agreement, filing),
        *_in_force(agreement, today),
        *_signed(agreement, today),
        *_in_scope(agreement, filing),
        *_granted(agreement, power),
    )


def standing(agreement: Agreement, *, today: date, power: str = "submit") -> tuple[Finding, ...]:
    """Why the agreement allows `power` for no filing at all today; empty means that it may cover one."""
    return (
        *_right_kind(agreement),
        *_in_force(agreement, today),
        *_signed(agreement, today),
        *_granted(agreement, power),
    )


def _same(agreement: Agreement, filing: Filing) -> list[Finding]:
    found: list[Finding] = []
    if agreement.agreement_no != filing.agreement_no:
        found.append(
            _stop(
                "agreement_no 委托协议编号",
                filing.agreement_no,
                f"与登记的协议 {agreement.agreement_no} 不是同一份",
                "请核对协议编号",
            )
        )
    found += _right_kind(agreement)
    if not filing.applicant.uscc or agreement.principal.uscc.upper() != filing.applicant.uscc.upper():
        found.append(
            _stop(
                "applicant.uscc 统一社会信用代码",
                filing.applicant.uscc,
                f"与协议委托单位 {agreement.principal.name}（{agreement.principal.uscc}）不一致",
                "请核对申报主体，只能替协议的委托单位申报",
            )
        )
    owner = filing.project.owner
    if owner is not None and owner.uscc.upper() != agreement.principal.uscc.upper():
        found.append(
            _stop(
                "project.owner.uscc 统一社会信用代码",
                owner.uscc,
                f"项目的建设单位与协议委托单位 {agreement.principal.name}（{agreement.principal.uscc}）不一致",
                "请核对项目的建设单位和协议",
            )
        )
    return found


def _right_kind(agreement: Agreement) -> list[Finding]:
    if agreement.mode == "代办":
        return []
    return [_stop("agreement.mode 服务方式", agreement.mode, "协议不是代办协议，没有提交权", _ASK_CENTRE)]


def _in_force(agreement: Agreement, today: date) -> list[Finding]:
    found = []
    if agreement.state != IN_FORCE:
        label = STATES.get(agreement.state, "不认识的状态")
        found.append(
            _stop(
                "agreement.state 代办状态",
                f"{agreement.state} {label}",
                "只有“已签订（代办中）”的协议可以提交",
                _ASK_CENTRE,
            )
        )
    ended = agreement.stopped_at or agreement.ended_at
    if ended is not None or agreement.stop_reason:
        when = ended.isoformat() if ended else agreement.stop_reason
        found.append(_stop("agreement.stopped_at 终止日期", when, "协议已终止或办结，不得再提交", _ASK_CENTRE))
    if agreement.valid_from is None or agreement.valid_to is None:
        found.append(_stop("agreement.valid_to 有效期止", "", "协议没有写明有效期", "请按协议原件补填有效期起止"))
    elif not agreement.valid_from <= today <= agreement.valid_to:
        found.append(
            _stop(
                "agreement.valid_to 有效期止",
                f"{agreement.valid_from} 至 {agreement.valid_to}",
                f"今天 {today} 不在协议有效期内",
                _ASK_CENTRE,
            )
        )
    return found


def _signed(agreement: Agreement, today: date) -> list[Finding]:
    found = []
    if agreement.signed_at is None or agreement.signed_at > today:
        shown = agreement.signed_at.isoformat() if agreement.signed_at else ""
        found.append(
            _stop("agreement.signed_at 签订日期", shown, "签订日期缺失或在今天之后", "请按协议原件填写签订日期")
        )
    if not agreement.seal_seen:
        found.append(
            _stop(
                "agreement.seal_seen 已核对签章", "否", "没有人核对过签字或印章", "请打开签章件核对后登记“已核对签章”"
            )
        )
    if (broken := _file_problem(agreement)) is not None:
        found.append(
            _stop(
                "agreement.file 签章件", Path(agreement.file).name, broken, "请重新登记已签章的协议文件，并再次核对签章"
            )
        )
    return found


def _file_problem(agreement: Agreement) -> str | None:
    if not agreement.file:
        return "没有签章件，协议视为未签订"
    if not agreement.file_sha256:
        return "登记时没有记下签章件的 SHA-256，无法证明文件未被更换"
    try:
        now = file_sha256(agreement.file)
    except (OSError, ValueError):
        return "签章件不存在或打不开"
    return None if now == agreement.file_sha256.lower() else "签章件与登记时不是同一个文件（SHA-256 不同）"


def _in_scope(agreement: Agreement, filing: Filing) -> list[Finding]:
    found = []
    code = engineering_code.compared(filing.project.project_code)
    if not code or code not in {engineering_code.compared(project) for project in agreement.projects}:
        found.append(
            _stop("project.project_code 项目代码", filing.project.project_code, "不在协议委托的项目之内", _ASK_CENTRE)
        )
    if filing.stage_no not in agreement.stages:
        covered = "、".join(str(stage) for stage in agreement.stages) or "无"
        found.append(
            _stop("stage_no 阶段", str(filing.stage_no), f"不在协议委托的阶段之内（委托阶段：{covered}）", _ASK_CENTRE)
        )
    beyond = [code for code in filing.item_codes if agreement.items and code not in agreement.items]
    if beyond:
        found.append(_stop("item_code 事项编码", "、".join(beyond), "不在协议委托的事项之内", _ASK_CENTRE))
    return found


def _granted(agreement: Agreement, power: str) -> list[Finding]:
    if power in agreement.powers:
        return []
    given = "、".join(POWERS[one] for one in agreement.powers) or "无"
    return [_stop("agreement.powers 权限", given, f"协议没有授予“{POWERS.get(power, power)}”权限", _ASK_CENTRE)]


def _stop(field: str, value: str, rule: str, remedy: str) -> Finding:
    return Finding(field=field, value=value, rule=rule, remedy=remedy)
