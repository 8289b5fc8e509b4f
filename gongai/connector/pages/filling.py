"""Filling the fields of one page by the plan, and refusing whatever the page does not hold afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from gongai.connector.mappers.plan import Placed, placed
from gongai.connector.pages.frames import Place
from gongai.connector.widgets import FieldOrder, Filled, Form, Kind, Table, mismatches, press, settle
from gongai.errors import PageChanged, ReadBackMismatch, WrongApplicant
from gongai.records.filing import Filing
from gongai.records.plan import Plan
from gongai.sites import Site
from gongai.sites.paths import fill
from gongai.sites.site_profile import Act

MASKED = "平台给出的值带有掩码（*）：{}。保存会把掩码写入平台的项目信息，已停止，未提交。请联系平台取消该账号的信息脱敏"


class Filling:
    """Sets fields in one tab or frame and reads them back. What does not hold its value stops the filing."""

    def __init__(self, page: Place, site: Site, *, filing: Filing, plan: Plan, facts: Mapping[str, Any]) -> None:
        self._page = page
        self._site = site
        self._filing = filing
        self._plan = plan
        self._facts = facts

    def group(self, root: str, act: Act, title: str) -> Mapping[str, Any]:
        """The fields of one group."""
        return {"fields": self._fill(root, placed(act, title, self._filing, self._site))}

    def blocks(self, root: str, act: Act) -> Mapping[str, Any]:
        """One block of fields for each record of a list (参建单位). An empty list leaves what the page has."""
        records = placed(act, "", self._filing, self._site)
        wanted = len({one.block for one in records})
        if not wanted:
            return {}
        if not act.css:
            return self._table(root, act, records, wanted)
        place = f"{root} {act.css}"
        while (there := self._page.locator(place).count()) < wanted:
            press(self._page, act.text, root=root)
            settle(self._page)
            if self._page.locator(place).count() == there:
                raise PageChanged(f"按“{act.text}”后没有增加一栏。请核对平台配置")
        _not_more(there, wanted, act)
        for block in range(wanted):
            self._fill(f"{place}:nth-of-type({block + 1})", [one for one in records if one.block == block])
        return {"blocks": wanted, "fields": len(records)}

    def _table(self, root: str, act: Act, records: Sequence[Placed], wanted: int) -> Mapping[str, Any]:
        """The records as rows of an editable table, whose column titles are the labels of the fields."""
        titles = tuple(dict.fromkeys(one.entry.label for one in records))
        table = Table(self._page, columns=titles, section=act.section, root=root)
        there = len(table.rows())
        _not_more(there, wanted, act)
        for block in range(wanted):
            row = block if block < there else table.add(act.text, root=root)
            must_match(table.fill(row, self._orders([one for one in records if one.block == block])))
        return {"rows": wanted, "fields": len(records)}

    def choose(self, root: str, act: Act) -> Mapping[str, Any]:
        """One choice that is not part of the record, for example the project to load."""
        option = fill(act.option, self._facts)
        order = FieldOrder(
            label=act.label, kind=Kind.SELECT, value=option, section=act.section, search=fill(act.search, self._facts)
        )
        must_match(Form(self._page, root=root).fill([order]))
        return {"chosen": option}

    def applicant(self, root: str, act: Act) -> Mapping[str, Any]:
        """The acting applicant on the page: portals preset the account's first unit, whatever the project."""
        name = self._plan.applicant_name
        order = FieldOrder(label=act.label, kind=Kind.SELECT, value=name, section=act.section)
        wrong = mismatches(Form(self._page, root=root).fill([order]))
        if wrong:
            raise WrongApplicant(
                f"页面上的申报主体不是委托单位：应为 {name}，页面为 {_held(wrong[0])}"
                f"（{wrong[0].trouble or '读回不符'}）。已停止，未提交。请核对账号绑定的单位"
            )
        return {"applicant": name}

    def inner_form(self, css: str) -> tuple[Place, str, int]:
        """The form in an iframe or a dialog, filled: its place and root, and how many fields it has."""
        handle = self._page.wait_for_selector(css)
        if handle is None:
            raise PageChanged("一张表单没有打开")
        inner: Place | None = handle.content_frame()
        inner, root = (self._page, css) if inner is None else (inner, "body")
        inner.wait_for_load_state("load")
        form = Form(inner, root=root)
        known = {control.label: control for control in form.controls()}
        orders = []
        for code in self._filing.item_codes:
            for label, value in self._filing.forms.get(code, {}).items():
                if label not in known:
                    raise PageChanged(f"一张表单上找不到栏目：{label}。请核对表单版本")
                orders.append(
                    FieldOrder(label=label, kind=known[label].kind, value=value, section=known[label].section)
                )
        must_match(form.fill(orders))
        return inner, root, len(orders)

    def _fill(self, root: str, fields: Sequence[Placed]) -> int:
        orders = self._orders(fields)
        must_match(Form(self._page, root=root).fill(orders))
        return len(orders)

    def _orders(self, fields: Sequence[Placed]) -> list[FieldOrder]:
        return [
            FieldOrder(
                label=one.entry.label,
                kind=Kind(one.entry.kind),
                value=one.entry.value,
                section=one.section,
                search=fill(one.search, self._facts),
            )
            for one in fields
        ]


def _not_more(there: int, wanted: int, act: Act) -> None:
    if there > wanted:
        raise ReadBackMismatch(
            f"平台预填了 {there} 个“{act.label}”，申报件为 {wanted} 个。请核对后在申报件中补齐，或先在平台上删去"
        )


def must_match(filled: Sequence[Filled]) -> None:
    """Raises what a difference between plan and page means: masked values, a changed page, or a value not taken."""
    wrong = mismatches(filled)
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
    told = "；".join(
        f"{one.order.label}：要填 {_shown(one.order.value)}，平台现值 {_held(one)}"
        + (f"（{one.trouble}）" if one.trouble else "")
        for one in wrong
    )
    raise ReadBackMismatch(f"填写后读回不一致，已停止：{told}")


def _held(one: Filled) -> str:
    return _shown(one.reading.submitted if one.reading else None)


def _shown(value: str | tuple[str, ...] | None) -> str:
    if not value:
        return "（空）"
    return value if isinstance(value, str) else "、".join(value)
