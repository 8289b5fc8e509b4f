"""Checks on who files: units, the contact, and who picks the results up."""

from gongai.records.party import Contact, Party
from gongai.rules import identifiers
from gongai.rules.finding_collector import FindingCollector

MAILED = "0"
_SAME_CARD = "请对照证件原件填写"


def check(collector: FindingCollector) -> None:
    filing = collector.filing
    _party(collector, "applicant", filing.applicant)
    if filing.project.owner is not None:
        _party(collector, "project.owner", filing.project.owner)
        if filing.project.owner.uscc and filing.project.owner.uscc != filing.applicant.uscc:
            collector.stop("project.owner.uscc", "建设单位与申报主体不是同一单位", "请核对建设单位和申报主体")
    for index, unit in enumerate(filing.units):
        _party(collector, f"units.{index}", unit)
        if unit.contact is None:
            collector.stop(f"units.{index}.contact", "参建单位必须填写联系人", "请补填姓名、证件号码和联系方式")
    seen = [(unit.uscc, unit.unit_type) for unit in filing.units]
    for index, one in enumerate(seen):
        if one in seen[:index]:
            collector.stop(f"units.{index}.uscc", "同一单位以同一类型重复填写", "请删去重复的单位")
    _contact(collector, "contact", filing.contact)
    _pickup(collector)


def _party(collector: FindingCollector, path: str, party: Party) -> None:
    if party.blacklisted:
        collector.stop(f"{path}.blacklisted", "申报单位已被纳入信用黑名单，平台不予申报", "请建设单位先办理信用修复")
    problem = identifiers.uscc_problem(party.uscc) if party.uscc else None
    if problem is not None:
        if party.uscc_override_by and "校验码不符" in problem:
            collector.warn(
                f"{path}.uscc", f"{problem}；{party.uscc_override_by} 已核对证照原件放行", "无需处理，留意平台提示"
            )
        else:
            remedy = "请对照营业执照或法人证书填写；原件确实如此的，由核对人填写“校验码例外确认人”"
            collector.stop(f"{path}.uscc", problem, remedy)
    if party.org_code:
        collector.unless(identifiers.org_code_problem(party.org_code), f"{path}.org_code", "请对照证照填写，或留空")
        if problem is None and party.uscc and party.org_code.replace("-", "") != party.uscc[8:17]:
            collector.warn(
                f"{path}.org_code", f"与统一社会信用代码第 9 至 17 位 {party.uscc[8:17]} 不同", "请核对两个代码"
            )
    if party.legal_rep_id and not identifiers.is_masked(party.legal_rep_id):
        found = identifiers.id_problem(party.legal_rep_id_kind, party.legal_rep_id, today=collector.today)
        collector.unless(found, f"{path}.legal_rep_id", _SAME_CARD)
    if party.reg_capital is not None and party.reg_capital < 0:
        collector.stop(f"{path}.reg_capital", "不能为负数", "请核对数值，单位为万元")
    if party.postcode and not (party.postcode.isascii() and party.postcode.isdigit() and len(party.postcode) == 6):
        collector.stop(f"{path}.postcode", "应为 6 位数字", "请填写 6 位邮政编码，或留空")
    if party.contact is not None:
        _contact(collector, f"{path}.contact", party.contact)


def _contact(collector: FindingCollector, path: str, contact: Contact) -> None:
    _number(collector, f"{path}.id_no", contact.id_kind, contact.id_no)
    _phone(collector, f"{path}.mobile", contact.mobile)
    if contact.mail and not _like_mail(contact.mail):
        collector.stop(f"{path}.mail", "不是邮箱地址", "请填写 名称@域名 样式的邮箱，或留空")


def _pickup(collector: FindingCollector) -> None:
    pickup = collector.filing.pickup
    _number(collector, "pickup.id_no", pickup.id_kind, pickup.id_no)
    _phone(collector, "pickup.phone", pickup.phone)
    if collector.catalogue.code_of("D21", pickup.receive_mode) == MAILED:
        if not pickup.region:
            collector.stop("pickup.region", "邮寄时必填", "请填写省、市、县，或改为窗口取证")
        if not pickup.address:
            collector.stop("pickup.address", "邮寄时必填", "请填写收件详细地址，或改为窗口取证")


def _number(collector: FindingCollector, path: str, kind: str, number: str) -> None:
    # an unknown kind and a masked number have their own findings already
    if number and kind in identifiers.ID_KINDS and not identifiers.is_masked(number):
        collector.unless(identifiers.id_problem(kind, number, today=collector.today), path, _SAME_CARD)


def _phone(collector: FindingCollector, path: str, number: str) -> None:
    if number and not identifiers.is_masked(number):
        collector.unless(identifiers.phone_problem(number), path, "请填写能打通的电话")


def _like_mail(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host.strip(".") and " " not in text and "@" not in host)
