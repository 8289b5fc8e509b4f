"""A site's catalogue, read from TOML: its stages, items, materials, questions, code lists and limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from gongai import input_file
from gongai.errors import ConfigError
from gongai.records.base import Record
from gongai.records.filing import Filing

_MAX_BYTES = 32 * input_file.MB


class Condition(Record):
    """Something that holds only after this answer to this question."""

    question: str
    answer: str


class Requirement(Record):
    """材料要求: one row of the portal's material list."""

    name: Annotated[str, Field(description="材料名称")]
    need: Annotated[Literal["required", "tolerant", "optional"], Field(description="必须、容缺（可后补）、可选")] = (
        "required"
    )
    kind: Annotated[Literal["m", "c", "f"], Field(description="m 普通、c 证照、f 在线表单（D17）")] = "m"
    originals: Annotated[int, Field(description="应交原件数", ge=0)] = 0
    copies: Annotated[int, Field(description="应交复印件数", ge=0)] = 0
    only_with: Annotated[Condition | None, Field(description="只在选了这个答案时需要")] = None

    @property
    def required(self) -> bool:
        """A file must be there when the filing is submitted."""
        return self.need == "required"

    @property
    def tolerant(self) -> bool:
        """容缺: the file may follow later."""
        return self.need == "tolerant"


class Question(Record):
    """情形: a question on the wizard whose answer changes items, materials or further questions."""

    id: str
    at: Annotated[str, Field(description="问题所在：stage2 或事项编码")]
    ask: Annotated[str, Field(description="页面上的问题文字")]
    multiple: Annotated[bool, Field(description="可以多选")] = False
    must: Annotated[bool, Field(description="必须回答")] = True
    answers: Annotated[dict[str, str], Field(description="答案编号 → 页面文字", min_length=1)]
    opened_by: Annotated[Condition | None, Field(description="选了这个答案才出现")] = None
    adds_items: Annotated[dict[str, tuple[str, ...]], Field(description="答案编号 → 增加的事项")] = {}  # noqa: RUF012


class Item(Record):
    """事项: one matter that an office decides."""

    code: str
    name: str
    line: Annotated[Literal["并联", "并行"], Field(description="并联审批或并行推进")] = "并联"
    days: Annotated[int, Field(description="承诺时限（工作日）", gt=0)]
    dept: Annotated[str, Field(description="实施部门")]
    themes: Annotated[tuple[str, ...], Field(description="适用主题")]
    one_form: Annotated[bool, Field(description="有“一张表单”")] = False
    form_fields: Annotated[tuple[str, ...], Field(description="“一张表单”中必填的栏目")] = ()
    utility: Annotated[bool, Field(description="市政公用报装")] = False
    materials: tuple[Requirement, ...]


class Stage(Record):
    """阶段: one of the four standard stages and its items."""

    no: Annotated[int, Field(ge=1, le=4)]
    name: str
    keep_all: Annotated[bool, Field(description="并联审批事项不允许取消勾选")] = False
    required_fields: Annotated[tuple[str, ...], Field(description="本阶段另外必填的字段，如 project.bound_e")] = ()
    items: tuple[Item, ...]


class Theme(Record):
    """主题: the kind of project, to which a process is bound."""

    id: str
    name: str
    flow_type: Annotated[str, Field(description="审批流程类型（D1）")]
    stage_days: tuple[int, ...] = ()


class Limits(Record):
    """What the site takes as an upload."""

    extensions: Annotated[tuple[str, ...], Field(description="页面允许的扩展名，小写带点")]
    server_refuses: Annotated[tuple[str, ...], Field(description="页面允许、服务器却拒收的扩展名")] = ()
    max_bytes: Annotated[int, Field(description="单个文件上限（字节）", gt=0)]
    warn_bytes: Annotated[int, Field(description="超过此大小给出提醒（字节）", gt=0)]
    max_name: Annotated[int, Field(description="文件名最多字符数", gt=0)] = 200


class Catalogue(Record):
    """Everything a filing for one site is checked against."""

    site: str
    city: str
    city_code: Annotated[str, Field(description="所在城市的行政区划代码")]
    version: str
    example: Annotated[bool, Field(description="虚构数据，不是任何真实城市的规定")] = False
    limits: Limits
    themes: tuple[Theme, ...]
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...] = ()
    divisions: Annotated[dict[str, str], Field(description="行政区划代码 → 名称，可含平台自编代码")]
    regions: Annotated[dict[str, str], Field(description="行政区划代码 → 平台上的区划编号")] = {}  # noqa: RUF012
    dictionaries: Annotated[dict[str, dict[str, str]], Field(description="字典 → 国家标准代码 → 平台上的显示文字")] = {}  # noqa: RUF012
    portal_codes: Annotated[
        dict[str, dict[str, str]], Field(description="字典 → 国家标准代码 → 平台自己的代码，相同时不写")
    ] = {}  # noqa: RUF012
    synonyms: Annotated[dict[str, dict[str, str]], Field(description="字典 → 其他写法 → 国家标准代码")] = {}  # noqa: RUF012

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        items = {item.code for item in self.items()}
        themes = {theme.id for theme in self.themes}
        asked = {question.id: question for question in self.questions}
        for item in self.items():
            if unknown := set(item.themes) - themes:
                raise ValueError(f"事项 {item.code} 引用了不存在的主题：{'、'.join(sorted(unknown))}")
            for material in item.materials:
                _known(asked, material.only_with, f"事项 {item.code} 的材料 {material.name}")
        for question in self.questions:
            _known(asked, question.opened_by, f"问题 {question.id}")
            if unknown := {code for codes in question.adds_items.values() for code in codes} - items:
                raise ValueError(f"问题 {question.id} 引用了不存在的事项：{'、'.join(sorted(unknown))}")
        return self

    def items(self) -> Iterator[Item]:
        """All items of all stages, in the order of the catalogue."""
        for stage in self.stages:
            yield from stage.items

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items() if item.code == code), None)

    def stage(self, no: int) -> Stage | None:
        return next((stage for stage in self.stages if stage.no == no), None)

    def stage_of(self, code: str) -> Stage | None:
        """The stage in which an item stands."""
        return next((stage for stage in self.stages if any(item.code == code for item in stage.items)), None)

    def theme(self, name: str) -> Theme | None:
        """A theme by its name or its id."""
        return next((theme for theme in self.themes if name in (theme.name, theme.id)), None)

    def code_of(self, dictionary: str, value: str) -> str | None:
        """The national code that `value` means: by code first, then label, then synonym. None: unknown, stop."""
        labels = self.dictionaries.get(dictionary, {})
        if value in labels:
            return value
        by_label = next((code for code, text in labels.items() if text == value), None)
        return by_label or self.synonyms.get(dictionary, {}).get(value)

    def label_of(self, dictionary: str, value: str) -> str | None:
        """The text that the site's page shows for `value`, or None if the site does not know it."""
        code = self.code_of(dictionary, value)
        return None if code is None else self.dictionaries[dictionary].get(code)

    def portal_code_of(self, dictionary: str, value: str) -> str | None:
        """The code that the site's page holds and sends for `value`, or None if the site does not know it."""
        code = self.code_of(dictionary, value)
        return None if code is None else self.portal_codes.get(dictionary, {}).get(code, code)

    def items_of(self, filing: Filing) -> tuple[Item, ...]:
        """The known items that a filing applies for, in the order of the catalogue."""
        wanted = set(filing.item_codes)
        return tuple(item for item in self.items() if item.code in wanted)

    def offered_items(self, filing: Filing) -> tuple[Item, ...]:
        """The items that the stage page of a 并联 filing offers for its theme and answers."""
        stage, theme = self.stage(filing.stage_no), self.theme(filing.theme)
        if stage is None or theme is None:
            return ()
        added = {code: False for q in self.questions for codes in q.adds_items.values() for code in codes}
        for question in self._asked_at((f"stage{filing.stage_no}",), filing):
            for answer in answers_to(filing, question.id):
                added.update(dict.fromkeys(question.adds_items.get(answer, ()), True))
        return tuple(item for item in stage.items if theme.id in item.themes and added.get(item.code, True))

    def open_questions(self, filing: Filing) -> tuple[Question, ...]:
        """The questions that the page opens for this filing and the answers given so far, in the page's order."""
        places = filing.item_codes if filing.kind == "单项" else (f"stage{filing.stage_no}", *filing.item_codes)
        return tuple(self._asked_at(places, filing))

    def materials_for(self, filing: Filing) -> tuple[Requirement, ...]:
        """The rows of the material list for this filing. A material that several items ask for stands once."""
        rows: dict[str, Requirement] = {}
        opened = {question.id for question in self.open_questions(filing)}
        for item in self.items_of(filing):
            for row in item.materials:
                when = row.only_with
                if when and not (when.question in opened and when.answer in answers_to(filing, when.question)):
                    continue
                rows[row.name] = _stricter(rows.get(row.name), row)
        return tuple(rows.values())

    def _asked_at(self, places: tuple[str, ...], filing: Filing) -> Iterator[Question]:
        for place in places:
            yield from self._branch(place, filing, None)

    def _branch(self, place: str, filing: Filing, parent: Question | None) -> Iterator[Question]:
        for question in self.questions:
            when = question.opened_by
            if question.at != place or (when.question if when else None) != (parent.id if parent else None):
                continue
            if when and when.answer not in answers_to(filing, when.question):
                continue
            yield question
            yield from self._branch(place, filing, question)


def answers_to(filing: Filing, question: str) -> tuple[str, ...]:
    """The answer ids that a filing gives to a question; none if it does not answer."""
    given = filing.answers.get(question, ())
    return (given,) if isinstance(given, str) else given


def read_catalogue(path: str | Path) -> Catalogue:
    """The catalogue in a TOML file. Raises ConfigError that says where the file is wrong."""
    try:
        return Catalogue.model_validate(input_file.toml(path, at_most=_MAX_BYTES))
    except input_file.Unreadable as error:
        raise ConfigError(f"事项目录无法读取：{path}（{error}）。请核对平台配置中的路径，或按提示的行号修改") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "（整个文件）"
        count = error.error_count()
        raise ConfigError(
            f"事项目录有 {count} 处不对：{path} 的 {place}（{first['msg']}）。请对照 gongai schema 修改"
        ) from error


def _known(asked: dict[str, Question], when: Condition | None, where: str) -> None:
    if when and (when.question not in asked or when.answer not in asked[when.question].answers):
        raise ValueError(f"{where} 引用了不存在的问题或答案：{when.question}={when.answer}")


def _stricter(one: Requirement | None, other: Requirement) -> Requirement:
    if one is None:
        return other
    order = ("optional", "tolerant", "required")
    return one.model_copy(
        update={
            "need": max(one.need, other.need, key=order.index),
            "kind": one.kind if one.kind != "m" else other.kind,
            "originals": max(one.originals, other.originals),
            "copies": max(one.copies, other.copies),
            "only_with": None,
        }
    )
