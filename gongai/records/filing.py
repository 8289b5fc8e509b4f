"""The filing and everything in it: one application under one agreement (codes.md §1)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import model_validator

from gongai.records import engineering_code
from gongai.records.base import Record
from gongai.records.finding import Finding
from gongai.records.kinds import Day, Moment
from gongai.records.label import label
from gongai.records.loading import absolute, load, read_json
from gongai.records.partial_load import load_partial
from gongai.records.party import Contact, Party, Pickup
from gongai.records.project import Project

Answer = str | tuple[str, ...]


class FilingItem(Record):
    """事项: one matter inside a 并联 filing, or the one matter of a 单项 filing."""

    code: Annotated[str, label("事项编码", need="R", spgl="XMSPSXBLXXB.SPSXBM", form="itemVerId")]
    name: Annotated[str, label("事项名称", form="itemName")] = ""
    line: Annotated[Literal["并联", "并行"], label("所在列表", need="R", note="并联审批或并行推进")] = "并联"
    selected: Annotated[bool, label("是否办理", need="R")] = True


class Material(Record):
    """材料: one file for one required material. Several files for one material are several of these."""

    name: Annotated[str, label("材料名称", need="R", spgl="SPSXCLMLXXB.CLMC", form="matName")]
    path: Annotated[str, label("文件", need="R")]
    sha256: Annotated[str, label("文件摘要 SHA-256", note="入队前计算；为空表示尚未计算")] = ""
    size: Annotated[int, label("大小", unit="字节")] = 0
    kind: Annotated[
        Literal["m", "c", "f"], label("材料性质", spgl="SPSXCLMLXXB.CLLX", form="matProp", dictionary="D17")
    ] = "m"
    supplied_by: Annotated[str, label("提供人", need="R*")] = ""
    valid_to: Annotated[Day | None, label("有效期至", note="没有期限则不填")] = None


def _with_line_ends(data: Any) -> Any:
    match data:
        case str():
            return data.replace("\r\n", "\n").replace("\r", "\n")
        case dict():
            return {key: _with_line_ends(one) for key, one in data.items()}
        case list() | tuple():
            return type(data)(_with_line_ends(one) for one in data)
    return data


class Filing(Record):
    """申报件: what is filed, for whom, with which papers, and under which agreement."""

    @model_validator(mode="before")
    @classmethod
    def _one_kind_of_line_end(cls, data: Any) -> Any:
        """Files come from all systems; a page gives lines back with `\\n` alone."""
        return _with_line_ends(data)

    reference: Annotated[str, label("申报件号", note="入队时给出")] = ""
    site: Annotated[str, label("平台", need="R*")]
    account: Annotated[str, label("平台账号", need="R*")]
    service_mode: Annotated[Literal["代办", "帮办"], label("服务方式", need="R*")]
    agreement_no: Annotated[str, label("委托协议编号", note="代办必填")] = ""
    kind: Annotated[Literal["单项", "并联"], label("申报方式", need="R", form="isSeriesApprove", dictionary="D13")]
    theme: Annotated[str, label("所属主题", need="R", form="themeId", note="主题名称；未绑定主题的项目不会被交换")] = ""
    stage_no: Annotated[int, label("阶段", need="R", spgl="DFXMSPLCJDXXB.DYBZSPJDXH", form="stageId", dictionary="D11")]
    item_code: Annotated[str, label("事项编码", note="单项必填，并联不填")] = ""
    items: Annotated[tuple[FilingItem, ...], label("事项", note="并联必填")] = ()
    round: Annotated[int, label("申报轮次", note="退件后重新申报时加一")] = 1
    revision: Annotated[int, label("修改版次", note="同一轮中被退回修改的次数加一")] = 1
    project: Annotated[Project, label("项目", need="R")]
    applicant: Annotated[Party, label("申报主体", need="R", form="unitInfoId")]
    units: Annotated[tuple[Party, ...], label("参建单位")] = ()
    contact: Annotated[Contact, label("联系人", need="R", form="linkmanInfoId")]
    pickup: Annotated[Pickup, label("领取方式", need="R")]
    answers: Annotated[
        dict[str, Answer], label("情形选择", spgl="XMSPSXBLXXB.YWQX", form="stateIds", note="问题编号 → 答案编号")
    ] = {}  # noqa: RUF012
    materials: Annotated[tuple[Material, ...], label("申报材料", need="R", form="matinstsIds")] = ()
    forms: Annotated[dict[str, dict[str, str]], label("一张表单", note="事项编码 → 栏目 → 值")] = {}  # noqa: RUF012
    confirmed_by: Annotated[str, label("申请人确认人", need="R*", note="建设单位确认最终数据的人")] = ""
    confirmed_on: Annotated[Day | None, label("申请人确认日期", need="R*")] = None
    priority: Annotated[int, label("优先级", note="1 最先，9 最后")] = 5
    not_before: Annotated[Moment | None, label("最早申报时间")] = None
    deadline: Annotated[Moment | None, label("最晚申报时间")] = None

    @property
    def business_key(self) -> str:
        """What makes two filings the same thing for the portal, whatever papers they carry."""
        subject = self.item_code if self.kind == "单项" else f"stage{self.stage_no}"
        engineering = engineering_code.compared(self.project.eng_code or self.project.project_code)
        return "|".join((self.applicant.uscc.upper(), engineering, subject, str(self.round)))

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The matters that this filing applies for."""
        if self.kind == "单项":
            return (self.item_code,)
        return tuple(item.code for item in self.items if item.selected)


def load_filing(data: Mapping[str, Any]) -> Filing:
    """A filing from plain data. Raises FilingError with one finding for each thing of the wrong shape."""
    return load(Filing, data)


def read_filing(path: str) -> Filing:
    """A filing from a JSON file. Relative paths of materials count from that file's folder."""
    data, folder = read_json(path)
    return _placed(load_filing(data), folder)


def load_partial_filing(path: str) -> tuple[Filing | None, tuple[Finding, ...]]:
    """For checking: as much of a filing as its file holds in good shape, and findings about the rest.

    Raises FilingError only where the file holds no JSON object at all.
    """
    data, folder = read_json(path)
    filing, findings = load_partial(Filing, data)
    return (None if filing is None else _placed(filing, folder)), findings


def _placed(filing: Filing, folder: Path) -> Filing:
    materials = tuple(
        material.model_copy(update={"path": absolute(material.path, folder)}) if material.path else material
        for material in filing.materials
    )
    return filing.model_copy(update={"materials": materials})
