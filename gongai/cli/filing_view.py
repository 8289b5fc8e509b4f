"""Everything about one filing, for `gongai show`: what people ask first stands first."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongai.redact import scrub
from gongai.text import labels
from gongai.text.moments import when

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.services.filings import FilingDetail


def render(one: "FilingDetail") -> "Iterable[RenderableType]":
    from gongai.cli import tables

    receipt, state = one.receipt, one.state_label
    numbers = "、".join(receipt.application_nos) if receipt else ""
    head = [
        ("申报件", f"{one.reference}（第 {one.revision} 版）"),
        ("状态", one.why if one.why.startswith(state) else f"{state}：{one.why}".strip("：")),
        ("下一步", one.next_step),
        ("申报流水号", numbers or "（还没有）"),
        ("办件编号", "、".join(receipt.item_nos) if receipt else ""),
        ("平台状态", one.portal_state),
        ("提交进度", labels.of(labels.POSITIONS, one.position)),
        ("项目", f"{one.project}（{one.project_code}）"),
        ("事项", f"{one.kind} 阶段{one.stage_no} {'、'.join(one.item_codes)}"),
        ("申报主体", one.applicant),
        ("平台账号", f"{one.site}/{one.account}"),
        ("协议", one.agreement_no),
        ("加入", f"{one.created_by}，{when(one.created_ms)}"),
        ("留痕文件夹", one.evidence),
    ]
    yield tables.pairs((name, value) for name, value in head if value)
    if one.open_results:
        table = tables.grid("编号", "类型", "内容", "最迟", "认领", title="待人知晓或处理")
        for result in one.open_results:
            table.add_row(
                str(result.id), labels.of(labels.RESULTS, result.kind), result.text, when(result.due_ms), result.owner
            )
        yield table
    if one.portal_events:
        table = tables.grid("时间", "层级", "编号", "平台状态", "意见", title="平台进度")
        for event in one.portal_events:
            label = f"{event.site_label}（{event.site_code}）"
            at = when(event.at_ms or event.seen_ms)
            table.add_row(at, labels.of(labels.LEVELS, event.scope), event.ref, label, scrub(event.opinion))
        yield table
    if one.attempts:
        table = tables.grid("开始", "用时", "流程", "进程", "结果", "说明", title="办理记录")
        for attempt in one.attempts:
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
    if one.journal:
        table = tables.grid("时间", "步骤", "结果", "说明", title="经过")
        for entry in one.journal:
            table.add_row(
                when(entry.at_ms),
                labels.of(labels.STEPS, entry.step),
                labels.of(labels.EVENTS, entry.event),
                entry.text,
            )
        yield table
    if one.open_jobs:
        table = tables.grid("任务", "状态", "不早于", "进程", "说明", title="任务")
        for job in one.open_jobs:
            table.add_row(
                labels.of(labels.FLOWS, job.flow),
                labels.of(labels.JOBS, job.state),
                when(job.not_before_ms),
                job.worker,
                job.note,
            )
        yield table
