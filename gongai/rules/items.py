"""Checks on what is applied for: theme, stage, items, situation questions, forms, confirmation, times."""

from gongai.clock import SHANGHAI
from gongai.records.catalogue import Item, Stage, answers_to
from gongai.rules.finding_collector import Sheet


def check(sheet: Sheet) -> None:
    filing, catalogue = sheet.filing, sheet.catalogue
    if filing.site and filing.site != catalogue.site:
        sheet.stop("site", f"与事项目录所属平台 {catalogue.site} 不同", "请核对平台")
    _theme(sheet)
    stage = catalogue.stage(filing.stage_no)
    if stage is None:
        sheet.stop("stage_no", "没有这个阶段，应为 1 至 4", "请核对阶段")
    elif filing.kind == "单项":
        _single(sheet, stage)
    else:
        _joint(sheet, stage)
    _answers(sheet)
    _forms(sheet)
    _stage_fields(sheet, stage)
    _papers_of_consent(sheet)
    _times(sheet)


def _theme(sheet: Sheet) -> None:
    filing = sheet.filing
    theme = sheet.catalogue.theme(filing.theme)
    if not filing.theme:
        return
    if theme is None:
        names = "、".join(one.name for one in sheet.catalogue.themes)
        sheet.stop("theme", f"平台没有这个主题，可用：{names}", "请从中选一个")
        return
    flow = sheet.catalogue.code_of("D1", filing.project.flow_type) if filing.project.flow_type else None
    if flow is not None and flow != theme.flow_type:
        expected = sheet.catalogue.label_of("D1", theme.flow_type) or theme.flow_type
        sheet.stop("project.flow_type", f"与主题“{theme.name}”不符，该主题属于“{expected}”", "请核对主题和审批流程类型")


def _single(sheet: Sheet, stage: Stage) -> None:
    filing = sheet.filing
    if not filing.item_code:
        sheet.stop("item_code", "单项申报必须写明事项编码", "请填写事项编码")
        return
    _known_item(sheet, "item_code", filing.item_code, stage)
    if [item.code for item in filing.items if item.code != filing.item_code]:
        sheet.stop("items", "单项申报只能有一个事项", "请删去其他事项，或改为并联申报")


def _joint(sheet: Sheet, stage: Stage) -> None:
    filing = sheet.filing
    if filing.item_code:
        sheet.stop("item_code", "并联申报不填事项编码", "请删去事项编码，把事项写在事项列表里")
    if not filing.item_codes:
        sheet.stop("items", "并联申报至少要选一个事项", "请在事项列表里选择要办理的事项")
    offered = {item.code for item in sheet.catalogue.offered_items(filing)}
    codes = [item.code for item in filing.items]
    for index, row in enumerate(filing.items):
        path = f"items.{index}.code"
        if row.code in codes[:index]:
            sheet.stop(path, "事项重复", "请删去重复的事项")
        item = _known_item(sheet, path, row.code, stage)
        if item is None:
            continue
        if item.line != row.line:
            sheet.stop(f"items.{index}.line", f"该事项在平台的“{item.line}”列表中", f"请改为{item.line}")
        if row.selected and item.code not in offered and _fits_theme(sheet, item):
            sheet.stop(path, "按目前的情形选择，平台不会列出这个事项", "请核对情形选择，或取消该事项")
    if stage.keep_all:
        for item in sheet.catalogue.offered_items(filing):
            if item.line == "并联" and item.code not in filing.item_codes:
                rule = "本阶段不允许取消勾选并联审批事项"
                sheet.stop("items", rule, f"请在事项列表里选上 {item.code} {item.name}", value=item.code)


def _known_item(sheet: Sheet, path: str, code: str, stage: Stage) -> Item | None:
    item, home = sheet.catalogue.item(code), sheet.catalogue.stage_of(code)
    if item is None or home is None:
        sheet.stop(path, "平台没有这个事项", f"请核对事项编码，本阶段有：{'、'.join(one.code for one in stage.items)}")
        return None
    if home.no != stage.no:
        sheet.stop(path, f"该事项属于第 {home.no} 阶段“{home.name}”，不在第 {stage.no} 阶段", "请核对阶段或事项编码")
        return None
    if not _fits_theme(sheet, item):
        sheet.stop(path, f"主题“{sheet.filing.theme}”不办理该事项", "请核对主题或事项")
    return item


def _fits_theme(sheet: Sheet, item: Item) -> bool:
    theme = sheet.catalogue.theme(sheet.filing.theme)
    return theme is None or theme.id in item.themes


def _answers(sheet: Sheet) -> None:
    filing, known = sheet.filing, {question.id: question for question in sheet.catalogue.questions}
    asked = {question.id: question for question in sheet.catalogue.open_questions(filing)}
    for ident in filing.answers:
        path, given = f"answers.{ident}", answers_to(filing, ident)
        shown = "、".join(given)
        if ident not in known:
            sheet.stop(path, "平台没有这个情形问题", "请核对问题编号，或删去", value=shown)
            continue
        question = known[ident]
        if ident not in asked:
            sheet.stop(
                path,
                f"按所选事项和其他答案，平台不会问“{question.ask}”",
                "请删去这个答案，或核对上一级问题",
                value=shown,
            )
        if wrong := [answer for answer in given if answer not in question.answers]:
            allowed = "、".join(f"{key} {text}" for key, text in question.answers.items())
            sheet.stop(path, f"“{question.ask}”没有这个答案，可用：{allowed}", "请从中选择", value="、".join(wrong))
        if len(given) > 1 and not question.multiple:
            sheet.stop(path, f"“{question.ask}”只能选一个答案", "请只保留一个", value=shown)
        if len(set(given)) < len(given):
            sheet.stop(path, "同一个答案重复", "请删去重复的答案", value=shown)
    for question in asked.values():
        if question.must and not answers_to(filing, question.id):
            allowed = "、".join(f"{key} {text}" for key, text in question.answers.items())
            sheet.stop(f"answers.{question.id}", f"情形问题“{question.ask}”必须回答", f"请选择：{allowed}", value="")


def _forms(sheet: Sheet) -> None:
    filing = sheet.filing
    asked = {item.code: item for item in sheet.catalogue.items_of(filing) if item.one_form}
    for code in filing.forms:
        if code not in asked:
            sheet.stop(f"forms.{code}", "所选事项没有这张表单", "请核对事项编码，或删去这张表单")
    for code, item in asked.items():
        form = filing.forms.get(code, {})
        if not form:
            sheet.stop(f"forms.{code}", f"“{item.name}”需要填写一张表单", "请补填表单各栏")
        for label in item.form_fields:
            if form and not form.get(label):
                sheet.stop(f"forms.{code}", f"表单的“{label}”必填", "请补填", value="")


def _stage_fields(sheet: Sheet, stage: Stage | None) -> None:
    for path in stage.required_fields if stage else ():
        here: object = sheet.filing
        for name in path.split("."):
            here = getattr(here, name, None)
        if here is None or here in ("", ()):
            sheet.stop(path, f"第 {sheet.filing.stage_no} 阶段必填", "请补填")


def _papers_of_consent(sheet: Sheet) -> None:
    filing = sheet.filing
    if filing.service_mode == "代办" and not filing.agreement_no:
        sheet.stop("agreement_no", "代办必须写明委托协议编号", "请填写已登记的协议编号")
    if filing.confirmed_on is not None and filing.confirmed_on > sheet.today:
        sheet.stop("confirmed_on", "申请人确认日期在今天之后", "请填写建设单位实际确认的日期")


def _times(sheet: Sheet) -> None:
    filing = sheet.filing
    if filing.deadline is not None:
        if filing.not_before is not None and filing.deadline <= filing.not_before:
            sheet.stop(
                "deadline", f"最晚申报时间不晚于最早申报时间 {filing.not_before:%Y-%m-%d %H:%M}", "请核对两个时间"
            )
        if filing.deadline.astimezone(SHANGHAI).date() < sheet.today:
            sheet.stop("deadline", "最晚申报时间已过", "请与建设单位商定新的时间")
    if not 1 <= filing.priority <= 9:
        sheet.stop("priority", "应在 1 至 9 之间", "请填写 1 至 9")
    for name in ("round", "revision"):
        if getattr(filing, name) < 1:
            sheet.stop(name, "应从 1 起", "请填写 1 或更大的整数")
