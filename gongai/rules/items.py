"""Checks on what is applied for: theme, stage, items, situation questions, forms, confirmation, times."""

from gongai.clock import SHANGHAI
from gongai.records.catalogue import Item, Stage, answers_to
from gongai.rules.finding_collector import FindingCollector


def check(collector: FindingCollector) -> None:
    filing, catalogue = collector.filing, collector.catalogue
    if filing.site and filing.site != catalogue.site:
        collector.stop("site", f"与事项目录所属平台 {catalogue.site} 不同", "请核对平台")
    _theme(collector)
    stage = catalogue.stage(filing.stage_no)
    if stage is None:
        collector.stop("stage_no", "没有这个阶段，应为 1 至 4", "请核对阶段")
    elif filing.kind == "单项":
        _single(collector, stage)
    else:
        _joint(collector, stage)
    _answers(collector)
    _forms(collector)
    _stage_fields(collector, stage)
    _consent(collector)
    _times(collector)


def _theme(collector: FindingCollector) -> None:
    filing = collector.filing
    theme = collector.catalogue.theme(filing.theme)
    if not filing.theme:
        return
    if theme is None:
        names = "、".join(one.name for one in collector.catalogue.themes)
        collector.stop("theme", f"平台没有这个主题，可用：{names}", "请从中选一个")
        return
    flow = collector.catalogue.code_of("D1", filing.project.flow_type) if filing.project.flow_type else None
    if flow is not None and flow != theme.flow_type:
        expected = collector.catalogue.label_of("D1", theme.flow_type) or theme.flow_type
        collector.stop(
            "project.flow_type", f"与主题“{theme.name}”不符，该主题属于“{expected}”", "请核对主题和审批流程类型"
        )


def _single(collector: FindingCollector, stage: Stage) -> None:
    filing = collector.filing
    if not filing.item_code:
        collector.stop("item_code", "单项申报必须写明事项编码", "请填写事项编码")
        return
    _known_item(collector, "item_code", filing.item_code, stage)
    if [item.code for item in filing.items if item.code != filing.item_code]:
        collector.stop("items", "单项申报只能有一个事项", "请删去其他事项，或改为并联申报")


def _joint(collector: FindingCollector, stage: Stage) -> None:
    filing = collector.filing
    if filing.item_code:
        collector.stop("item_code", "并联申报不填事项编码", "请删去事项编码，把事项写在事项列表里")
    if not filing.item_codes:
        collector.stop("items", "并联申报至少要选一个事项", "请在事项列表里选择要办理的事项")
    offered = {item.code for item in collector.catalogue.offered_items(filing)}
    codes = [item.code for item in filing.items]
    for index, row in enumerate(filing.items):
        path = f"items.{index}.code"
        if row.code in codes[:index]:
            collector.stop(path, "事项重复", "请删去重复的事项")
        item = _known_item(collector, path, row.code, stage)
        if item is None:
            continue
        if item.line != row.line:
            collector.stop(f"items.{index}.line", f"该事项在平台的“{item.line}”列表中", f"请改为{item.line}")
        if row.selected and item.code not in offered and _fits_theme(collector, item):
            collector.stop(path, "按目前的情形选择，平台不会列出这个事项", "请核对情形选择，或取消该事项")
    if stage.keep_all:
        for item in collector.catalogue.offered_items(filing):
            if item.line == "并联" and item.code not in filing.item_codes:
                rule = "本阶段不允许取消勾选并联审批事项"
                collector.stop("items", rule, f"请在事项列表里选上 {item.code} {item.name}", value=item.code)


def _known_item(collector: FindingCollector, path: str, code: str, stage: Stage) -> Item | None:
    item, home = collector.catalogue.item(code), collector.catalogue.stage_of(code)
    if item is None or home is None:
        collector.stop(
            path, "平台没有这个事项", f"请核对事项编码，本阶段有：{'、'.join(one.code for one in stage.items)}"
        )
        return None
    if home.no != stage.no:
        collector.stop(
            path, f"该事项属于第 {home.no} 阶段“{home.name}”，不在第 {stage.no} 阶段", "请核对阶段或事项编码"
        )
        return None
    if not _fits_theme(collector, item):
        collector.stop(path, f"主题“{collector.filing.theme}”不办理该事项", "请核对主题或事项")
    return item


def _fits_theme(collector: FindingCollector, item: Item) -> bool:
    theme = collector.catalogue.theme(collector.filing.theme)
    return theme is None or theme.id in item.themes


def _answers(collector: FindingCollector) -> None:
    filing, known = collector.filing, {question.id: question for question in collector.catalogue.questions}
    asked = {question.id: question for question in collector.catalogue.open_questions(filing)}
    for ident in filing.answers:
        path, given = f"answers.{ident}", answers_to(filing, ident)
        shown = "、".join(given)
        if ident not in known:
            collector.stop(path, "平台没有这个情形问题", "请核对问题编号，或删去", value=shown)
            continue
        question = known[ident]
        if ident not in asked:
            collector.stop(
                path,
                f"按所选事项和其他答案，平台不会问“{question.ask}”",
                "请删去这个答案，或核对上一级问题",
                value=shown,
            )
        if wrong := [answer for answer in given if answer not in question.answers]:
            allowed = "、".join(f"{key} {text}" for key, text in question.answers.items())
            collector.stop(path, f"“{question.ask}”没有这个答案，可用：{allowed}", "请从中选择", value="、".join(wrong))
        if len(given) > 1 and not question.multiple:
            collector.stop(path, f"“{question.ask}”只能选一个答案", "请只保留一个", value=shown)
        if len(set(given)) < len(given):
            collector.stop(path, "同一个答案重复", "请删去重复的答案", value=shown)
    for question in asked.values():
        if question.must and not answers_to(filing, question.id):
            allowed = "、".join(f"{key} {text}" for key, text in question.answers.items())
            collector.stop(
                f"answers.{question.id}", f"情形问题“{question.ask}”必须回答", f"请选择：{allowed}", value=""
            )


def _forms(collector: FindingCollector) -> None:
    filing = collector.filing
    asked = {item.code: item for item in collector.catalogue.items_of(filing) if item.one_form}
    for code in filing.forms:
        if code not in asked:
            collector.stop(f"forms.{code}", "所选事项没有这张表单", "请核对事项编码，或删去这张表单")
    for code, item in asked.items():
        form = filing.forms.get(code, {})
        if not form:
            collector.stop(f"forms.{code}", f"“{item.name}”需要填写一张表单", "请补填表单各栏")
        for label in item.form_fields:
            if form and not form.get(label):
                collector.stop(f"forms.{code}", f"表单的“{label}”必填", "请补填", value="")


def _stage_fields(collector: FindingCollector, stage: Stage | None) -> None:
    for path in stage.required_fields if stage else ():
        here: object = collector.filing
        for name in path.split("."):
            here = getattr(here, name, None)
        if here is None or here in ("", ()):
            collector.stop(path, f"第 {collector.filing.stage_no} 阶段必填", "请补填")


def _consent(collector: FindingCollector) -> None:
    filing = collector.filing
    if filing.service_mode == "代办" and not filing.agreement_no:
        collector.stop("agreement_no", "代办必须写明委托协议编号", "请填写已登记的协议编号")
    if filing.confirmed_on is not None and filing.confirmed_on > collector.today:
        collector.stop("confirmed_on", "申请人确认日期在今天之后", "请填写建设单位实际确认的日期")


def _times(collector: FindingCollector) -> None:
    filing = collector.filing
    if filing.deadline is not None:
        if filing.not_before is not None and filing.deadline <= filing.not_before:
            collector.stop(
                "deadline", f"最晚申报时间不晚于最早申报时间 {filing.not_before:%Y-%m-%d %H:%M}", "请核对两个时间"
            )
        if filing.deadline.astimezone(SHANGHAI).date() < collector.today:
            collector.stop("deadline", "最晚申报时间已过", "请与建设单位商定新的时间")
    if not 1 <= filing.priority <= 9:
        collector.stop("priority", "应在 1 至 9 之间", "请填写 1 至 9")
    for name in ("round", "revision"):
        if getattr(filing, name) < 1:
            collector.stop(name, "应从 1 起", "请填写 1 或更大的整数")
