"""The written delegation (codes.md §1.3). Whether it covers a filing is decided in `rules.delegation`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from gongai.records.base import Record
from gongai.records.finding import Finding
from gongai.records.kinds import Day
from gongai.records.label import label
from gongai.records.loading import absolute, load, read_json
from gongai.records.partial_load import load_partial
from gongai.records.party import Contact, Party

Power = Literal["fill", "submit", "correct", "collect"]

POWERS: dict[str, str] = {"fill": "代填", "submit": "代报", "correct": "补正", "collect": "领取结果"}


class Agreement(Record):
    """代办协议: who lets whom do what, for which projects and stages, from when to when."""

    agreement_no: Annotated[str, label("委托协议编号", need="R", form="agreementCode")]
    request_no: Annotated[str, label("代办申请编号", form="agentCode")] = ""
    mode: Annotated[Literal["代办", "帮办"], label("服务方式", need="R", note="帮办没有协议，也没有提交权")] = "代办"
    principal: Annotated[Party, label("委托单位（甲方）", need="R")]
    representative: Annotated[Contact | None, label("委托代理人")] = None
    centre: Annotated[str, label("帮代办中心（乙方）", need="R")] = ""
    centre_region: Annotated[str, label("帮代办中心区划", need="R")] = ""
    agent: Annotated[str, label("代办员", need="R")] = ""
    agent_mobile: Annotated[str, label("代办员电话", private=True)] = ""
    projects: Annotated[tuple[str, ...], label("项目代码", need="R", note="委托的项目代码")] = ()
    stages: Annotated[
        tuple[int, ...], label("委托代办阶段", need="R", form="agentStageState", dictionary="D11", note="1–4")
    ] = ()
    items: Annotated[tuple[str, ...], label("委托事项", note="事项编码；不填表示所列阶段的全部事项")] = ()
    powers: Annotated[
        tuple[Power, ...], label("权限", need="R", note="fill 代填、submit 代报、correct 补正、collect 领取")
    ] = ()
    signed_at: Annotated[Day | None, label("签订日期", need="R", form="agreementSignTime")] = None
    valid_from: Annotated[Day | None, label("有效期起", need="R", form="startTime")] = None
    valid_to: Annotated[Day | None, label("有效期止", need="R", form="endTime")] = None
    file: Annotated[str, label("签章件", need="R", note="已签章协议的文件路径")] = ""
    file_sha256: Annotated[str, label("签章件 SHA-256", need="R*")] = ""
    seal_seen: Annotated[bool, label("已核对签章", need="R*", note="有人看过文件上的签字或印章")] = False
    state: Annotated[int, label("代办状态", need="R", dictionary="D12", note="只有 4 已签订（代办中）可以提交")] = 0
    stop_reason: Annotated[str, label("终止原因")] = ""
    stopped_at: Annotated[Day | None, label("终止日期")] = None
    stop_file: Annotated[str, label("终止文件")] = ""
    end_file: Annotated[str, label("办结文件")] = ""
    ended_at: Annotated[Day | None, label("办结日期")] = None


def load_agreement(data: Mapping[str, Any]) -> Agreement:
    """An agreement from plain data. Raises FilingError like `load_filing`."""
    return load(Agreement, data)


def read_agreement(path: str) -> Agreement:
    """An agreement from a JSON file. The relative path of its signed file counts from that file's folder."""
    data, folder = read_json(path)
    return _placed(load_agreement(data), folder)


def load_partial_agreement(path: str) -> tuple[Agreement | None, tuple[Finding, ...]]:
    """For checking, like `load_partial_filing`."""
    data, folder = read_json(path)
    agreement, findings = load_partial(Agreement, data)
    return (None if agreement is None else _placed(agreement, folder)), findings


def _placed(agreement: Agreement, folder: Path) -> Agreement:
    if not agreement.file:
        return agreement
    return agreement.model_copy(update={"file": absolute(agreement.file, folder)})
