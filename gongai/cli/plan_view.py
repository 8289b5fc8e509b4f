"""A plan as people may see it: ID and phone numbers masked."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gongai.redact import scrub

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.records.plan import Plan


def masked(plan: "Plan") -> dict[str, Any]:
    from gongai.text import plan_data

    return plan_data.masked(plan)


def render(plan: dict[str, Any]) -> "Iterable[RenderableType]":
    from gongai.cli import tables
    from gongai.text.labels import CONTROLS

    yield f"平台 {plan['site']}，账号 {plan['account']}，申报主体 {plan['applicant_name']}（{plan['applicant_uscc']}）"
    for (page, section), entries in groupby(plan["entries"], key=lambda one: (one["page"], one["section"])):
        table = tables.grid("栏目", "控件", "要填", "来源", title=f"{page} · {section}" if section else page)
        for entry in entries:
            value = entry["value"] if isinstance(entry["value"], str) else "、".join(entry["value"])
            table.add_row(entry["label"], CONTROLS.get(entry["kind"], entry["kind"]), value, entry["source"])
        yield table
    if plan["answers"]:
        answers = tables.grid("问题", "回答", title="情形")
        for answer in plan["answers"]:
            answers.add_row(answer["question"], "、".join(answer["answers"]))
        yield answers
    if plan["items"]:
        items = tables.grid("办理", "事项", "名称", "列表", title="事项")
        for item in plan["items"]:
            items.add_row("✓" if item["selected"] else "", item["code"], item["name"], item["line"])
        yield items
    materials = tables.grid("材料", "文件", "大小", "要求", title="材料")
    for one in plan["materials"]:
        need = "必须" if one["required"] else "容缺" if one["tolerant"] else "可选"
        materials.add_row(one["name"], scrub(one["file_name"]), _size(one), need)
    yield materials


def _size(material: dict[str, Any]) -> str:
    from pathlib import Path

    try:
        size = material["size"] or Path(material["path"]).stat().st_size
    except OSError:
        return "（打不开）"
    return f"{size / 1024:.0f} KB"
