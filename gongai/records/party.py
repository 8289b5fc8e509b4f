"""Who files: units and people (codes.md §1.2)."""

from typing import Annotated

from gongai.records.base import Record
from gongai.records.kinds import Amount
from gongai.records.label import label


class Contact(Record):
    """联系人: the person a department calls."""

    name: Annotated[str, label("联系人姓名", need="R", spgl="XMSPSXBLXXB.LXR", form="linkmanName")] = ""
    id_kind: Annotated[str, label("证件类型", need="R*", dictionary="id_kind")] = "身份证"
    id_no: Annotated[str, label("证件号码", need="R", form="linkmanCertNo", private=True)] = ""
    mobile: Annotated[
        str, label("联系方式", need="R", spgl="XMSPSXBLXXB.LXRSJH", form="linkmanMobilePhone", private=True)
    ] = ""
    mail: Annotated[str, label("邮箱", form="linkmanMail")] = ""
    role: Annotated[str, label("人员角色", form="linkmanType", dictionary="D10")] = ""


class Party(Record):
    """单位: an applicant, or another unit that takes part in the project."""

    kind: Annotated[str, label("申报主体", need="R", form="applySubject", dictionary="D20")] = "1"
    name: Annotated[str, label("单位名称", need="R", spgl="XMDWXXB.DWMC", form="applicant")] = ""
    uscc: Annotated[
        str, label("统一社会信用代码", need="R", spgl="XMDWXXB.DWTYSHXYDM", form="unifiedSocialCreditCode")
    ] = ""
    uscc_override_by: Annotated[
        str, label("校验码例外确认人", note="登记机关发出的代码校验码确有错误时，由谁核对证照原件后放行")
    ] = ""
    org_code: Annotated[str, label("组织机构代码", form="organizationalCode")] = ""
    unit_type: Annotated[str, label("单位类型", need="R", spgl="XMDWXXB.DWLX", form="unitType", dictionary="D8")] = ""
    unit_nature: Annotated[str, label("单位性质", form="unitNature", dictionary="D9")] = ""
    legal_rep: Annotated[str, label("法定代表人", need="R", form="idrepresentative")] = ""
    legal_rep_id_kind: Annotated[str, label("法定代表人证件类型", dictionary="id_kind")] = "身份证"
    legal_rep_id: Annotated[str, label("法定代表人证件号码", form="idno", private=True)] = ""
    address: Annotated[str, label("单位地址", form="applicantDetailSite")] = ""
    reg_no: Annotated[str, label("工商登记号", form="induCommRegNum")] = ""
    tax_no: Annotated[str, label("纳税人识别号", form="taxpayerNum")] = ""
    credit_no: Annotated[str, label("信用标记码", form="creditFlagNum")] = ""
    reg_capital: Annotated[Amount | None, label("注册资本（万元）", form="registerCapital", unit="万元")] = None
    reg_authority: Annotated[str, label("注册登记机关", form="registerAuthority")] = ""
    scope: Annotated[str, label("经营范围", form="managementScope")] = ""
    postcode: Annotated[str, label("邮政编码", form="postalCode")] = ""
    contact: Annotated[Contact | None, label("单位联系人", note="参建单位必填；申报主体的联系人另填")] = None
    blacklisted: Annotated[bool, label("信用黑名单", note="平台信用核查结果；是则平台不予受理申报")] = False


class Pickup(Record):
    """领取方式: how the owner gets the result documents."""

    receive_mode: Annotated[
        str, label("领取模式", need="R", spgl="SPSXJBXXB.BLJGSDFS", form="receiveMode", dictionary="D21")
    ] = "1"
    sms_type: Annotated[str, label("快递方式", form="smsType", dictionary="sms_type", note="邮寄时填写")] = ""
    name: Annotated[str, label("领取人姓名", need="R", form="addresseeName")] = ""
    phone: Annotated[str, label("领取人电话", need="R", form="addresseePhone", private=True)] = ""
    id_kind: Annotated[str, label("领取人证件类型", dictionary="id_kind")] = "身份证"
    id_no: Annotated[str, label("领取人证件号码", need="R", form="addresseeIdcard", private=True)] = ""
    region: Annotated[str, label("收件地区", note="邮寄时必填")] = ""
    address: Annotated[str, label("收件详细地址", form="addresseeAddr", note="邮寄时必填")] = ""
