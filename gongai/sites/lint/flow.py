"""Whether the way through the pages is whole: actions, submit and its comparison, lists, signs, states."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai.sites import address as addresses
from gongai.sites.actions import (
    BlocksAction,
    FillAction,
    InnerFormAction,
    MaterialsAction,
    PressAction,
    QuestionsAction,
    keys_of,
    missing,
    row_of,
)
from gongai.sites.lint.findings import OPEN, actions, stop, warn

if TYPE_CHECKING:
    from gongai.records.catalogue import Catalogue
    from gongai.records.finding import Finding
    from gongai.sites.site_profile import Profile
    from gongai.sites.wizard import Wizard

_NATIONAL = range(1, 17)
"""办理状态 of the exchange standard (D23)."""
_MEANT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("申报主体", ("applicant_",)),
    ("项目", ("project",)),
    ("材料", ("material_ids", "file_names")),
    ("事项或阶段", ("item_", "joint_item", "aside_item", "stage_", "items")),
)
"""What a submit request must be compared by → beginnings of the names of facts that do so."""


def findings(profile: "Profile", catalogue: "Catalogue") -> "Iterator[Finding]":
    yield from _actions(profile)
    yield from _groups(profile)
    for kind, wizard in profile.wizards.items():
        yield from _submit(kind, wizard, profile, catalogue)
        yield from _unplaced(kind, wizard, catalogue)
    yield from _lists(profile)
    yield from _which(profile)
    yield from _signals(profile)
    yield from _states(profile)


def _actions(profile: "Profile") -> "Iterator[Finding]":
    for at, _kind, action in actions(profile):
        for key, why in missing(action):
            yield stop(f"{at}.{key}", "", why, "请补写，写法见 docs/site-profile.md")
        for key in action.ignored:
            rest = "、".join(keys_of(action.do))
            yield warn(f"{at}.{key}", key, f"动作 {action.do} 用不到 {key}", f"请去掉；{action.do} 可写：{rest}")
        part, keys = row_of(action).part
        for key in keys:
            if not getattr(getattr(profile, part), key):
                yield stop(f"{part}.{key}", "", f"{at} 要用到，没有填写", "请补填")


def _groups(profile: "Profile") -> "Iterator[Finding]":
    """A group of fields that no page fills, and a page that fills a group without fields."""
    groups = {spec.group for spec in profile.fields.values()}
    filled = {one.group for _at, _kind, one in actions(profile) if isinstance(one, FillAction | BlocksAction)}
    for group in sorted(groups - filled):
        yield stop("fields.*.group", group, "没有任何页面填写这一组栏目", "请在 wizards 的 acts 中加上 fill")
    for group in sorted(filled - groups):
        yield stop("wizards.*.acts", group, "要填写的这一组没有栏目", "请核对组名")
    for kind in sorted({"单项", "并联"} - set(profile.wizards)):
        yield warn("wizards", kind, "没有这种申报方式的流程", "若平台没有此方式可不填")


def _submit(kind: str, wizard: "Wizard", profile: "Profile", catalogue: "Catalogue") -> "Iterator[Finding]":
    at, spec = f"wizards.{kind}.submit", wizard.submit
    if spec.page and spec.page not in wizard.pages:
        there = "、".join(wizard.pages)
        yield stop(f"{at}.page", spec.page, "没有这一页", f"页面有：{there}")
    if not spec.button:
        yield stop(f"{at}.button", "", "没有写明提交按钮", "请填写按钮上的文字")
    if not (spec.ids or spec.numbers):
        yield warn(
            f"{at}.ids",
            "",
            "应答里没有编号：流水号要从平台列表里取，列表显示得慢的，已提交也就晚些才认定",
            "应答里有编号的，请填写 ids 或 numbers",
        )
    if spec.unguarded:
        yield warn(
            f"{at}.unguarded",
            "true",
            "提交请求拦不住：登记写在按下按钮之前，此后不论出什么事都先核查；但发出的内容不能事先比对，页面自己连发两次时拦不下",
            "能写明提交请求的，请改写 call 和 body；否则由主管权衡后批准",
        )
        return
    plain = spec.html is None and not spec.location
    if plain and profile.answer != spec.answer and "answer" not in spec.model_fields_set:
        yield stop(
            f"{at}.answer",
            "",
            f"没有写明提交应答怎样算成功：会按 {spec.answer.ok} 判断，而本平台平常用的是 {profile.answer.ok}",
            "请补写 answer（ok、ok_values、message）；它不继承上面的 [answer]",
        )
    yield from _too_little(at, wizard, profile, catalogue)
    yield from _unheld(kind, wizard, profile)


def _unplaced(kind: str, wizard: "Wizard", catalogue: "Catalogue") -> "Iterator[Finding]":
    """What filings of this kind may bring, and no page of theirs takes: it would be left out in silence."""
    acts = [one for page in wizard.pages.values() for one in page.acts.values()]
    asked = {one.group for one in acts if isinstance(one, QuestionsAction)}
    at, remedy = f"wizards.{kind}.pages", "请在 acts 中补上 {}；平台上确实没有的，请从目录中去掉"
    items = tuple(catalogue.items())
    if any(item.materials for item in items) and not any(isinstance(one, MaterialsAction) for one in acts):
        yield stop(at, "材料", "目录中的事项要求材料，没有推送材料的动作：会漏报", remedy.format("materials"))
    if any(item.one_form for item in items) and not any(isinstance(one, InnerFormAction) for one in acts):
        yield warn(
            at,
            "一张表单",
            "目录中的事项有一张表单，没有填它的动作：带着它的申报件会被拦下",
            remedy.format("inner_form"),
        )
    for group, what in (("stage", "阶段的情形"), ("items", "事项的情形")):
        there = any(question.at.startswith("stage") == (group == "stage") for question in catalogue.questions)
        if there and not {"", group} & asked and (group == "items" or kind == "并联"):
            yield warn(
                at, what, f"目录中有{what}，没有回答它的动作：带着答案的申报件会被拦下", remedy.format("questions")
            )


def _too_little(at: str, wizard: "Wizard", profile: "Profile", catalogue: "Catalogue") -> "Iterator[Finding]":
    names = {part for rule in wizard.submit.body.values() if not rule.when for part in _roots(rule.equals, profile)}
    pushes = any(isinstance(one, MaterialsAction) for page in wizard.pages.values() for one in page.acts.values())
    several = len({item.code for item in catalogue.items()}) > 1
    for what, starts in _MEANT:
        if (what == "材料" and not pushes) or (what == "事项或阶段" and not several):
            continue
        if not any(name.startswith(starts) for name in names):
            yield stop(
                f"{at}.body",
                "、".join(sorted(wizard.submit.body)),
                f"提交内容没有核对{what}：平台页面若带错了{what}，会照样提交",
                f"请加一条，equals 用 {'、'.join(starts)} 开头的值",
            )


def _roots(equals: str, profile: "Profile") -> Iterator[str]:
    """The name itself, and what a name of the profile's own is made of."""
    from re import findall

    yield equals
    yield from (slot for slot in findall(r"\{([\w.]+)\}", profile.facts.get(equals, "")))


def _unheld(kind: str, wizard: "Wizard", profile: "Profile") -> "Iterator[Finding]":
    """Ways in which the submit call could slip past, or be stopped where it is not meant."""
    at, call = f"wizards.{kind}.submit", wizard.submit.call
    if OPEN in call.path:  # a draft: told elsewhere
        return
    for key, paths in ((f"{at}.harmless", wizard.submit.harmless), ("reads", profile.reads)):
        for path in paths:
            if addresses.may_be(path, call.path) or path in ("*", "/*"):
                yield stop(key, path, "包括了提交请求：提交会从这里漏过去", "请写得更窄")
    for where, own, action in actions(profile):
        saved = action.call if isinstance(action, PressAction | InnerFormAction) else ""
        if own == kind and saved and addresses.may_be(call.path, saved.removeprefix("GET ")):
            yield stop(f"{where}.call", saved, "与提交请求是同一地址：保存会被当作提交拦下", "请核对两个地址")
    spec = profile.materials
    if (
        not spec.inline
        and spec.push.path
        and spec.push.method == call.method
        and addresses.may_be(call.path, spec.push.path)
    ):
        yield stop("materials.push", spec.push.path, "与提交请求是同一地址：上传会被当作提交拦下", "请核对两个地址")


def _lists(profile: "Profile") -> "Iterator[Finding]":
    real = {name: one for name, one in profile.lists.items() if not one.draft}
    if not real:
        yield stop("lists", "", "没有列出任何申报列表：提交后没有应答时无从核查", "请列全所有可能出现申报的列表")
    asked: dict[str, str] = {}
    for name, one in real.items():
        same = asked.setdefault(one.call.model_dump_json(), name)
        if same != name:
            yield stop(
                f"lists.{name}.call",
                one.call.path,
                f"和 lists.{same} 的请求、参数完全相同：读到的是同一份，另一份没有查",
                "请核对 params（如 tab）；确实只有一份的，请去掉一个",
            )


def _which(profile: "Profile") -> "Iterator[Finding]":
    """Calls that ask for one thing must say which."""
    asked = [("detail.call", profile.detail.call, "application_id")]
    if profile.detail.document_file is not None:
        asked.append(("detail.document_file", profile.detail.document_file, "document_id"))
    if profile.receipts is not None:
        asked.append(("receipts.call", profile.receipts.call, "application_id"))
        asked.append(("receipts.file", profile.receipts.file, "receipt_id"))
    if profile.applicant is not None and profile.applicant.switch is not None:
        asked.append(("applicant.switch", profile.applicant.switch, "applicant_id"))
    if not profile.materials.inline and profile.materials.files.path:
        asked.append(("materials.files", profile.materials.files, "instance_id"))
    asked += [(f"notices.{name}.more", one.more, "notice_id") for name, one in profile.notices.items() if one.more]
    for at, call, slot in asked:
        if f"{{{slot}}}" not in " ".join((call.path, *call.params.values())):
            yield stop(at, call.path, f"请求里没有 {{{slot}}}：问的总是同一件", f"请把 {{{slot}}} 写进 path 或 params")


def _signals(profile: "Profile") -> "Iterator[Finding]":
    outcomes = {sign.outcome for sign in profile.login.signs.values()}
    if "success" not in outcomes:
        yield stop("login.signs", "", "没有写明登录成功是什么样子，永远不会算登录成功", '请加一条 outcome = "success"')
    if "wrong_password" not in outcomes:
        yield warn("login.signs", "", "没有写明密码错误的提示，认不出时会再试", '请加一条 outcome = "wrong_password"')
    if profile.login.captcha_image and not profile.login.captcha_box:
        yield stop("login.captcha_box", "", "写了验证码图片，没有写输入框", "请补填")
    if not {"expired", "evicted"} & {sign.outcome for sign in profile.session.signs.values()}:
        yield warn("session.signs", "", "没有写明会话失效是什么样子", '请加一条 outcome = "expired"')
    known = ("submit", "track", "supplement", "push_materials", "reconcile", "check_site")
    for flow in profile.unattended:
        if flow not in known:
            yield stop("unattended", flow, "没有这个流程", "可写 submit、track")


def _states(profile: "Profile") -> "Iterator[Finding]":
    for level, table in (("application_states", profile.application_states), ("item_states", profile.item_states)):
        labels: dict[str, str] = {}
        for code, status in table.items():
            at = f"{level}.{code}"
            if not status.label.strip():
                yield stop(at, code, "状态码没有名称", "请填写平台上的文字")
            elif (first := labels.setdefault(status.label, code)) != code:
                yield warn(at, status.label, f"与状态码 {first} 同名", "请核对是否抄重了")
            if status.national is not None and status.national not in _NATIONAL:
                yield stop(at, status.national, "国标办理状态（D23）没有这个代码", "请核对，没有对应的不填")
            if level == "item_states" and status.national is None:
                yield warn(at, status.label, "没有对应的国标办理状态（D23）", "能对应时请补填 national")
        if not any(one.meaning in ("agreed", "refused", "ended") for one in table.values()):
            yield stop(level, "", "没有任何状态表示办结", "否则申报件永远不会办结，请补充")
