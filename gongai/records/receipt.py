"""What the portal gave back: the receipt and the states seen later (codes.md §1.6, §1.7)."""

from typing import Annotated, Literal

from gongai.records.base import Record
from gongai.records.kinds import Day
from gongai.records.label import label


class ReceiptFile(Record):
    """One receipt document fetched from the portal."""

    kind: Annotated[str, label("回执类型", dictionary="D18")]
    path: Annotated[str, label("文件")]
    sha256: Annotated[str, label("文件摘要 SHA-256")]


class Receipt(Record):
    """回执: the proof that the portal holds the filing, and under which numbers."""

    application_ids: Annotated[tuple[str, ...], label("申报实例", spgl="XMSPSXBLXXB.BLSPSLBM")] = ()
    application_nos: Annotated[tuple[str, ...], label("申报流水号")] = ()
    item_nos: Annotated[tuple[str, ...], label("办件编号", spgl="XMSPSXBLXXB.SPSXSLBM")] = ()
    receipt_files: Annotated[tuple[ReceiptFile, ...], label("回执文件")] = ()
    filed_as: Annotated[str, label("申报主体", note="统一社会信用代码")] = ""
    account: Annotated[str, label("平台账号")] = ""
    filed_at_ms: Annotated[int | None, label("申报时间", unit="ms")] = None
    found_by: Annotated[
        Literal["answer", "list", "detail", "person"], label("得知方式", note="应答、列表、详情或人工")
    ] = "answer"
    success_text: Annotated[str, label("平台提示")] = ""


class StatusEvent(Record):
    """状态: one thing the portal said about a filing, kept as it was said."""

    scope: Annotated[Literal["application", "item"], label("层级", dictionary="D22/D23")]
    ref: Annotated[str, label("申报实例或办件编号")]
    site_code: Annotated[str, label("平台状态码")]
    site_label: Annotated[str, label("平台状态名称")] = ""
    national_code: Annotated[
        int | None, label("办理状态", spgl="XMSPSXBLXXXXB.BLZT", dictionary="D23", note="无法对应时为空，不猜")
    ] = None
    office: Annotated[str, label("处室", spgl="XMSPSXBLXXXXB.BLCS")] = ""
    handler: Annotated[str, label("办理人", spgl="XMSPSXBLXXXXB.BLR")] = ""
    opinion: Annotated[str, label("意见", spgl="XMSPSXBLXXXXB.BLYJ")] = ""
    at_ms: Annotated[int | None, label("办理时间", spgl="XMSPSXBLXXXXB.BLSJ", unit="ms")] = None
    deadline: Annotated[Day | None, label("期限")] = None
    source: Annotated[str, label("来源", note="list、detail、badge、office、person")] = "list"
    seen_ms: Annotated[int, label("看到的时间", unit="ms")] = 0
