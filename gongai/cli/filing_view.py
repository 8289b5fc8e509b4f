"""Everything about one filing, for `gongai show`: what people ask first stands first."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gongai.redact import scrub
from gongai.text import labels

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.app import App
    from gongai.queue.reads import FilingView


def data(book: "App", view: "FilingView") -> dict[str, Any]:
    from gongai.evidence import folder_name
    from gongai.queue.results import list_results
    from gongai.text import next_step

    row = view.row
    results = list_results(book.engine, reference=row.reference)
    return {
        "reference": row.reference,
        "revision": row.revision,
        "state": row.state,
        "state_label": row.state.label,
        "why": row.why,
        "next_step": next_step.next_step(row, results),
        "position": view.position,
        "site": row.site,
        "account": row.account,
        "agreement_no": row.agreement_no,
        "project": row.project,
        "project_code": row.project_code,
        "kind": row.kind,
        "stage_no": row.stage_no,
        "item_codes": view.filing.item_codes,
        "applicant": row.applicant,
        "created_by": row.created_by,
        "created_ms": row.created_ms,
        "updated_ms": row.updated_ms,
        "receipt": view.receipt,
        "portal_state": row.portal_state,
        "portal_events": view.events,
        "jobs": view.jobs,
        "attempts": view.attempts,
        "journal": _journal(book, row.filing_id),
        "open_results": results,
        "evidence": str(book.settings.evidence / folder_name(row.reference)),
    }


def words(one: dict[str, Any]) -> "Iterable[RenderableType]":
    from gongai.cli import tables

    receipt, state = one["receipt"], one["state_label"]
    numbers = "、".join(receipt.application_nos) if receipt else ""
    head = [
        ("申报件", f"{one['reference']}（第 {one['revision']} 版）"),
        ("状态", one["why"] if one["why"].startswith(state) else f"{state}：{one['why']}".strip("：")),
        ("下一步", one["next_step"]),
        ("申报流水号", numbers or "（还没有）"),
        ("办件编号", "、".join(receipt.item_nos) if receipt else ""),
        ("平台状态", one["portal_state"]),
        ("提交进度", labels.of(labels.POSITIONS, one["position"])),
        ("项目", f"{one['project']}（{one['project_code']}）"),
        ("事项", f"{one['kind']} 阶段{one['stage_no']} {'、'.join(one['item_codes'])}"),
        ("申报主体", one["applicant"]),
        ("平台账号", f"{one['site']}/{one['account']}"),
        ("协议", one["agreement_no"]),
        ("加入", f"{one['created_by']}，{when(one['created_ms'])}"),
        ("留痕文件夹", one["evidence"]),
    ]
    yield tables.pairs((name, value) for name, value in head if value)
    if one["open_results"]:
        table = tables.grid("编号", "类型", "内容", "最迟", "认领", title="待人知晓或处理")
        for result in one["open_results"]:
            table.add_row(
                str(result.id), labels.of(labels.RESULTS, result.kind), result.text, when(result.due_ms), result.owner
            )
        yield table
    if one["portal_events"]:
        table = tables.grid("时间", "层级", "编号", "平台状态", "意见", title="平台进度")
        for event in one["portal_events"]:
            label = f"{event.site_label}（{event.site_code}）"
            at = when(event.at_ms or event.seen_ms)
            table.add_row(at, labels.of(labels.LEVELS, event.scope), event.ref, label, scrub(event.opinion))
        yield table
    if one["attempts"]:
        table = tables.grid("开始", "用时", "流程", "进程", "结果", "说明", title="办理记录")
        for attempt in one["attempts"]:
            spent = "" if attempt.ended_ms is None else f"{(attempt.ended_ms - attempt.started_ms) / 1000:.1f} 秒"
            flow = labels.of(labels.FLOWS, attempt.flow)
            table.add_row(
                when(attempt.started_ms),
                spent,
                flow,
                attempt.worker,
                labels.of(labels.OUTCOMES, attempt.outcome),
                attempt.detail,
            )
        yield table
    if one["journal"]:
        table = tables.grid("时间", "步骤", "结果", "说明", title="经过")
        for entry in one["journal"]:
            table.add_row(
                when(entry["at_ms"]),
                labels.of(labels.STEPS, entry["step"]),
                labels.of(labels.EVENTS, entry["event"]),
                entry["text"],
            )
        yield table
    waiting = [job for job in one["jobs"] if job.state in ("waiting", "running", "unknown", "parked")]
    if waiting:
        table = tables.grid("任务", "状态", "不早于", "进程", "说明", title="任务")
        for job in waiting:
            table.add_row(
                labels.of(labels.FLOWS, job.flow),
                labels.of(labels.JOBS, job.state),
                when(job.not_before_ms),
                job.worker,
                job.note,
            )
        yield table


def when(ms: int | None) -> str:
    """A moment as people read it; nothing for none."""
    from gongai.clock import at

    return at(ms).strftime("%m-%d %H:%M:%S") if ms else ""


def _journal(book: "App", filing_id: int) -> list[dict[str, Any]]:
    import sqlalchemy as sa

    from gongai import db

    table = db.journal
    query = sa.select(table.c.at_ms, table.c.step, table.c.event, table.c.data).where(table.c.filing_id == filing_id)
    with db.reading(book.engine) as connection:
        rows = connection.execute(query.order_by(table.c.id)).all()
    return [{"at_ms": row.at_ms, "step": row.step, "event": row.event, "text": _said(row.data)} for row in rows]


def _said(record: dict[str, Any]) -> str:
    """The words in a journal record, without its figures."""
    text = record.get("text") or record.get("reason") or record.get("because") or ""
    numbers = record.get("application_nos") or record.get("numbers") or ()
    parts = [str(text), "、".join(map(str, numbers)) if isinstance(numbers, list | tuple) else ""]
    if "ms" in record:
        parts.append(f"{record['ms'] / 1000:.1f} 秒")
    return scrub("，".join(part for part in parts if part))
