"""The whole story of one filing for the export: plan, filing, agreement, materials, decisions, what the portal said."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gongai import clock, db
from gongai.app import App
from gongai.connector.mappers.plan import build_plan
from gongai.errors import GongaiError
from gongai.evidence import Problem
from gongai.evidence.bundle import FILES
from gongai.evidence.verify import file_refs
from gongai.queue import results
from gongai.queue.reads import FilingView
from gongai.records.journal_event import JournalEvent
from gongai.redact import scrub
from gongai.text import labels, plan_data
from gongai.text.evidence_page import Cell, Digest, File, Section, page
from gongai.text.record_rows import rows_of

PAGE = "index.html"
_KNOWN = ("ms", "picture", "text")
"""What a record holds that has a place of its own in the timeline."""


_NAMES = {
    "account": "账号",
    "address": "页面地址",
    "applicant": "申报主体",
    "applicant_id": "平台的申报主体编号",
    "application_ids": "申报实例",
    "application_nos": "申报流水号",
    "by": "由谁",
    "bytes": "字节",
    "error": "错误类型",
    "fields": "栏目数",
    "filed_as": "申报主体",
    "files": "文件",
    "found": "查到",
    "found_by": "得知方式",
    "ids": "申报实例",
    "item_nos": "办件编号",
    "item_numbers": "办件编号",
    "known": "平台原有的同类申报",
    "known_rows": "平台原有的同类申报（流水号、状态）",
    "looks": "查询次数",
    "materials": "材料",
    "message": "平台提示",
    "numbers": "申报流水号",
    "ok": "平台答复成功",
    "path": "地址",
    "plan": "计划摘要",
    "position": "位置",
    "profile": "平台配置版本",
    "reason": "理由",
    "reused": "沿用已有登录",
    "said": "平台提示",
    "sha256": "内容摘要",
    "status": "HTTP 状态",
    "success_text": "平台提示",
    "title": "名称",
    "uscc": "统一社会信用代码",
}
"""What the records call things, for people; a name that is not here is shown as it is."""


def html(
    app: App, view: FilingView, records: list[dict[str, Any]], problems: tuple[Problem, ...], *, folder: str
) -> str:
    """One page that is read beside the files of the export."""
    row = view.row
    stops = [one for one in problems if one.level == "stop"]
    lead = (
        f"{row.applicant} · {row.project}（{row.project_code}）",
        f"{view.filing.kind} {'、'.join(view.filing.item_codes)}，平台 {row.site}，账号 {row.account}",
        f"现状：{row.state.label}。{row.why}",
        f"导出时间 {_at(app.clock.now_ms())}。证件号、手机号已打码；图片中同类内容已涂盖；平台的编号为原样。",
    )
    verdict = (
        "导出时已核验：记录逐条相链，文件与记录中的摘要一致" + ("" if problems else "，签名相符")
        if not stops
        else "导出时核验发现与写下时不符：" + "；".join(map(str, stops))
    )
    sections = (
        _receipt(view),
        Section("申报件", ("栏目", "内容"), tuple(rows_of(view.filing, leave_out=("materials",)))),
        _agreement(app, view),
        _materials(view),
        _plan(app, view, records),
        _decisions(app, view),
        _portal(view),
        _timeline(records, folder),
        _results(app, view),
        Section(
            "核验",
            ("级别", "位置", "发现"),
            tuple(("不符" if one.level == "stop" else "提示", one.where, one.what) for one in problems),
            ("" if problems else "没有发现不符。")
            + "在任何装有 gongai 的机器上可再次核验此包：gongai evidence verify --file 此包。",
        ),
    )
    return page(f"办理留痕 {row.reference}", lead, (not stops, verdict), sections)


def _receipt(view: FilingView) -> Section:
    receipt = view.receipt
    rows: list[tuple[Cell, ...]] = []
    if receipt is not None:
        rows = list(
            rows_of(receipt.model_copy(update={"success_text": ""}), leave_out=("receipt_files", "filed_at_ms"))
        )
        if receipt.filed_at_ms is not None:
            rows.append(("申报时间", _at(receipt.filed_at_ms)))
        if receipt.success_text:
            rows.append(("平台提示", scrub(receipt.success_text)))
        # the portal's numbers whole, whatever they look like: this is what people ask with
        numbers = {
            "申报流水号": receipt.application_nos,
            "申报实例": receipt.application_ids,
            "办件编号": receipt.item_nos,
        }
        rows = [(name, "、".join(numbers[str(name)]) if name in numbers else text) for name, text in rows]
        for one in receipt.receipt_files:
            name = Path(one.path).name
            rows.append((f"回执 {one.kind}", (File(FILES + name, name), "\n", Digest(one.sha256))))
    return Section("回执", ("栏目", "内容"), tuple(rows), "" if rows else "平台还没有给出回执。")


def _agreement(app: App, view: FilingView) -> Section:
    found = app.store.get_agreement(view.filing.agreement_no) if view.filing.agreement_no else None
    note = "协议现在的内容；历次改动见“决定与改动”。" if found else "本件没有代办协议。"
    return Section("代办协议", ("栏目", "内容"), tuple(rows_of(found)) if found else (), note)


def _materials(view: FilingView) -> Section:
    rows = tuple(
        (one.name, scrub(Path(one.path).name), f"{one.size} 字节" if one.size else "", Digest(one.sha256 or "（没有）"))
        for one in view.filing.materials
    )
    note = "手里的文件可用 SHA-256 摘要对照，确认是否就是当时提交的那一份。"
    return Section("申报材料", ("材料", "文件", "大小", "SHA-256"), rows, note)


def _plan(app: App, view: FilingView, records: list[dict[str, Any]]) -> Section:
    heads = ("页面", "栏目", "要填", "来源")
    used = [row["data"].get("plan") for row in records if row["event"] == JournalEvent.ARMED]
    try:
        plan = build_plan(view.filing, app.site(view.row.site))
    except (GongaiError, OSError) as error:
        return Section("填报计划", heads, (), f"现在无法再排出计划（{error}）。办理时的计划摘要：{used[-1:] or '无'}")
    shown = plan_data.masked(plan)
    rows = tuple(
        (
            "·".join(filter(None, (one["page"], one["section"]))),
            one["label"],
            one["value"] if isinstance(one["value"], str) else "、".join(map(str, one["value"])),
            one["source"],
        )
        for one in shown["entries"]
    )
    answers = tuple(("情形", one["question"], "、".join(one["answers"]), "") for one in shown["answers"])
    items = tuple(("事项", one["code"], one["name"], one["line"]) for one in shown["items"] if one["selected"])
    note = f"按现在的平台配置排出，摘要 {plan.sha256}。"
    if used:
        same = used[-1] == plan.sha256
        note += (
            "与提交时核对的计划一致。" if same else f"提交时核对的计划摘要是 {used[-1]}：此后申报件或平台配置有过改动。"
        )
    return Section("填报计划", heads, rows + answers + items, note)


def _decisions(app: App, view: FilingView) -> Section:
    a = db.audit
    about = [view.row.reference, view.filing.agreement_no, *_result_subjects(app, view)]
    query = sa.select(a).where(a.c.subject.in_([one for one in about if one])).order_by(a.c.id)
    with db.reading(app.engine) as connection:
        found = connection.execute(query).mappings().all()
    rows = tuple(
        (
            _at(row["at_ms"]),
            f"{row['who'] or '（自动）'}{_via(row['via'])}",
            labels.of(labels.ACTS, row["act"]),
            row["subject"],
            _change(row["before"], row["after"]),
            scrub(row["reason"]),
        )
        for row in found
    )
    return Section("决定与改动", ("时间", "谁", "做了什么", "对象", "前 → 后", "理由"), rows)


def _portal(view: FilingView) -> Section:
    rows = tuple(
        (
            _at(one.at_ms) if one.at_ms else "",
            labels.of(labels.LEVELS, one.scope),
            one.ref,
            f"{one.site_label or '（未知）'}（{one.site_code}）",
            scrub("，".join(filter(None, (one.office, one.handler)))),
            scrub(one.opinion),
            _at(one.seen_ms),
        )
        for one in view.events
    )
    return Section("平台状态", ("时间", "层级", "编号", "状态", "办理", "意见", "看到的时间"), rows)


def _timeline(records: list[dict[str, Any]], folder: str) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(records, 1):
        data = row["data"]
        files = tuple(File(FILES + name, name) for name, _digest in dict.fromkeys(file_refs(data, folder)))
        rest = {name: one for name, one in data.items() if name not in _KNOWN and not _is_file(one) and one != {}}
        seconds = f"（{data['ms'] / 1000:.1f} 秒）" if isinstance(data.get("ms"), int | float) else ""
        what = f"{labels.of(labels.EVENTS, row['event'])}{seconds}"
        said = scrub(str(data.get("text", "")))
        detail = "\n".join(f"{_NAMES.get(name, name)}：{_value(one)}" for name, one in rest.items())
        rows.append(
            (
                str(place),
                _at(row["at_ms"]),
                labels.of(labels.STEPS, row["step"]),
                (what, "\n" if said else "", said),
                (detail, *files),
            )
        )
    note = "按发生的次序；每条与上一条相链，并由办理机器的密钥签名（journal.jsonl 是同样的记录）。"
    return Section("办理记录", ("序号", "时间", "步骤", "结果", "内容和图片"), tuple(rows), note)


def _results(app: App, view: FilingView) -> Section:
    rows = tuple(
        (
            _at(one.created_ms),
            labels.of(labels.RESULTS, one.kind),
            scrub(one.text),
            f"{one.settled_by}：{scrub(one.settlement)}（{_at(one.settled_ms)}）" if one.settled_ms else "未处理",
        )
        for one in results.list_results(app.engine, reference=view.row.reference, open_only=False)
    )
    return Section("结果与处理", ("时间", "类型", "内容", "处理"), rows)


def _result_subjects(app: App, view: FilingView) -> Iterator[str]:
    for one in results.list_results(app.engine, reference=view.row.reference, open_only=False):
        yield f"result:{one.id}"


def _value(one: object) -> str:
    if isinstance(one, bool):
        return "是" if one else "否"
    if isinstance(one, list) and all(isinstance(inner, str) for inner in one):
        return "、".join(one) or "（无）"
    return one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)


def _is_file(one: object) -> bool:
    return isinstance(one, Mapping) and "sha256" in one and ("file" in one or "path" in one)


def _change(before: object, after: object) -> Cell:
    pieces = [scrub(json.dumps(one, ensure_ascii=False)) for one in (before, after) if one]
    return Digest(" → ".join(pieces))


def _via(via: str) -> str:
    return f"（{labels.of(labels.FRONT_ENDS, via)}）" if via else ""


def _at(ms: int) -> str:
    return clock.at(ms).strftime("%Y-%m-%d %H:%M:%S")
