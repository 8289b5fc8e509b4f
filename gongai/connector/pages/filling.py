"""Filling the fields of one page by the plan, and refusing whatever the page does not hold afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gongai.connector.pages.frames import Place
from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, Table, mismatches, press, wait_until_idle
from gongai.errors import PageChanged, ReadBackMismatch, WrongApplicant
from gongai.records.noted import Noted, Said
from gongai.records.steps import Choose, ChooseApplicant, Fill, FillBlocks, FillInnerForms, PlannedField
from gongai.sites.actions import AnyAction, BlocksAction
from gongai.sites.facts import Facts

MASKED = "平台给出的值带有掩码（*）：{}。保存会把掩码写入平台的项目信息，已停止，未提交。请联系平台取消该账号的信息脱敏"


class Fields(Protocol):
    """Fields in one place of a page."""

    @property
    def place(self) -> str: ...
    def fill(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]: ...
    def check(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]: ...


@dataclass(frozen=True)
class Row:
    """One row of an editable table."""

    table: Table
    number: int

    @property
    def place(self) -> str:
        return self.table.row(self.number)

    def fill(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        return self.table.fill(self.number, orders)

    def check(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        return self.table.check(self.number, orders)


class Filling:
    """Sets fields in one tab or frame and reads them back. What does not hold its value stops the filing."""

    def __init__(self, page: Place, facts: Facts) -> None:
        self._page = page
        self._facts = facts

    def fields(self, root: str, step: Fill) -> Noted:
        """The fields of one group."""
        return {"fields": self._fill(root, step.fields)}

    def blocks(self, root: str, step: FillBlocks, action: BlocksAction) -> Noted:
        """One block of fields for each record of a list (参建单位). An empty list leaves what the page has."""
        if not step.count:
            return {}
        if not action.css:
            return self._table(root, step, action)
        place = f"{root} {action.css}"
        while (there := self._page.locator(place).count()) < step.count:
            press(self._page, self._facts.render(step.add), root=root)
            wait_until_idle(self._page)
            if self._page.locator(place).count() == there:
                raise PageChanged(f"按“{step.add}”后没有增加一栏。请核对平台配置")
        _not_more(there, step)
        for block in range(step.count):
            self._fill(block_root(root, action, block), step.of(block))
        return {"blocks": step.count, "fields": len(step.fields)}

    def _table(self, root: str, step: FillBlocks, action: BlocksAction) -> Noted:
        """The records as rows of an editable table, whose column titles are the labels of the fields."""
        table = self._table_of(root, step, action)
        there = len(table.rows())
        _not_more(there, step)
        for block in range(step.count):
            row = block if block < there else table.add(self._facts.render(step.add), root=root)
            must_match(table.fill(row, [order_of(one) for one in step.of(block)]))
        return {"rows": step.count, "fields": len(step.fields)}

    def choose(self, root: str, step: Choose) -> Noted:
        """One choice that is not part of the record, for example the project to load."""
        order = self._choice(step)
        must_match(Form(self._page, root=root).fill([order]))
        return {"chosen": Said(self._facts.render(step.option))}

    def applicant(self, root: str, step: ChooseApplicant) -> Noted:
        """The acting applicant on the page: portals preset the account's first unit, whatever the project."""
        wrong = mismatches(Form(self._page, root=root).fill([_applicant(step)]))
        if wrong:
            raise wrong_applicant(wrong[0], said="选定后读回不符")
        return {"applicant": Said(step.applicant)}

    def standing(
        self, root: str, step: Fill | FillBlocks | Choose | ChooseApplicant, action: AnyAction
    ) -> Iterator[tuple[Fields, Sequence[FieldInput]]]:
        """Where the fields of a step stand that was done before, and what they must hold."""
        match step:
            case Fill():
                yield Form(self._page, root=root), [order_of(one) for one in step.fields]
            case FillBlocks() if isinstance(action, BlocksAction):
                table = None if action.css else self._table_of(root, step, action)
                for block in range(step.count):
                    place = Row(table, block) if table else Form(self._page, root=block_root(root, action, block))
                    yield place, [order_of(one) for one in step.of(block)]
            case Choose():
                yield Form(self._page, root=root), [self._choice(step)]
            case ChooseApplicant():
                yield Form(self._page, root=root), [_applicant(step)]

    def _choice(self, step: Choose) -> FieldInput:
        return FieldInput(
            label=step.label,
            kind=Kind.SELECT,
            value=self._facts.render(step.option),
            section=step.section,
            search=self._facts.render(step.search),
        )

    def _table_of(self, root: str, step: FillBlocks, action: BlocksAction) -> Table:
        titles = tuple(dict.fromkeys(one.label for one in step.fields))
        return Table(self._page, columns=titles, section=action.section, root=root)

    def inner_forms(self, css: str, step: FillInnerForms) -> tuple[Form, Place, str, tuple[FieldInput, ...]]:
        """The form in an iframe or a dialog, filled: it, its place and root, and what it must hold."""
        handle = self._page.wait_for_selector(css)
        if handle is None:
            raise PageChanged("一张表单没有打开")
        inner: Place | None = handle.content_frame()
        inner, root = (self._page, css) if inner is None else (inner, "body")
        inner.wait_for_load_state("load")
        form = Form(inner, root=root)
        known = {control.label: control for control in form.controls()}
        orders = []
        for planned in (one for form_ in step.forms for one in form_.fields):
            control = known.get(planned.label)
            if control is None:
                raise PageChanged(f"一张表单上找不到栏目：{planned.label}。请核对表单版本")
            orders.append(
                FieldInput(label=planned.label, kind=control.kind, value=planned.value, section=control.section)
            )
        must_match(form.fill(orders))
        return form, inner, root, tuple(orders)

    def _fill(self, root: str, fields: Sequence[PlannedField]) -> int:
        must_match(Form(self._page, root=root).fill([order_of(one) for one in fields]))
        return len(fields)


def order_of(planned: PlannedField) -> FieldInput:
    """What the form filler is asked for one planned field."""
    return FieldInput(
        label=planned.label,
        kind=Kind(planned.kind),
        value=planned.value,
        section=planned.section,
        search=planned.search,
    )


def block_root(root: str, action: BlocksAction, block: int) -> str:
    """Where the fields of one block stand."""
    return f"{root} {action.css}:nth-of-type({block + 1})"


def _not_more(there: int, step: FillBlocks) -> None:
    if there > step.count:
        raise ReadBackMismatch(
            f"平台预填了 {there} 个“{step.heading}”，申报件为 {step.count} 个。请核对后在申报件中补齐，或先在平台上删去"
        )


def _applicant(step: ChooseApplicant) -> FieldInput:
    return FieldInput(label=step.label, kind=Kind.SELECT, value=step.applicant, section=step.section)


def wrong_applicant(wrong: FieldResult, *, said: str) -> WrongApplicant:
    """The acting applicant is not the one that the filing is for."""
    why = f"（{wrong.trouble}）" if wrong.trouble else ""
    return WrongApplicant(
        f"页面上的申报主体不是委托单位（{said}）：应为 {_shown(wrong.order.value)}，页面为 {_held(wrong)}{why}。"
        "已停止，未提交。请核对账号绑定的单位"
    )


def must_match(results: Sequence[FieldResult], *, said: str = "填写后读回不一致，已停止") -> None:
    """Raises what a difference between plan and page means: masked values, a changed page, or a value not taken."""
    wrong = mismatches(results)
    if not wrong:
        return
    masked = [
        one.order.label
        for one in wrong
        if one.reading and "*" in _shown(one.reading.submitted) and "*" not in _shown(one.order.value)
    ]
    if masked:
        raise PageChanged(MASKED.format("、".join(masked)))
    missing = [one for one in wrong if one.reading is None or not one.reading.found]
    if missing:
        places = "、".join(f"{one.order.section} {one.order.label}".strip() for one in missing)
        raise PageChanged(f"页面上找不到栏目：{places}。页面与平台配置不符，已停止填写，请核对平台配置")
    differences = "；".join(
        f"{one.order.label}：要填 {_shown(one.order.value)}，平台现值 {_held(one)}"
        + (f"（{one.trouble}）" if one.trouble else "")
        for one in wrong
    )
    raise ReadBackMismatch(f"{said}：{differences}")


def _held(one: FieldResult) -> str:
    return _shown(one.reading.submitted if one.reading else None)


def _shown(value: str | tuple[str, ...] | None) -> str:
    if not value:
        return "（空）"
    return value if isinstance(value, str) else "、".join(value)
