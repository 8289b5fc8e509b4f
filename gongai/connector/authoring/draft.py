"""A draft of a profile from what a scan has seen. Valid TOML; whatever a person must decide says 待定."""

import json
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from urllib.parse import urlsplit

from gongai.connector.authoring.observed import ObservedControl, ObservedFrame, Scan
from gongai.connector.authoring.proposals import PERIOD, Proposal
from gongai.redact import scrub

OPEN = "待定"
"""What stands where a person must write something; `site check --offline` finds every one that is left."""

NEXT = re.compile(r"^(保存并)?下一步|^继续|^保存并继续")
SENDS = re.compile(r"提交|申报$|确认申报|上报|送审")

Proposals = Sequence[Proposal | None]


def draft(scan: Scan, proposals: Proposals, *, whole: bool) -> str:
    """The whole profile, or with `whole` false only what one more page adds to a profile that is there already."""
    lines = [*(_head(scan) if whole else _fragment_head(scan)), *_observed(scan), ""]
    placed = list(zip(scan.controls, proposals, strict=True))
    if scan.login:  # a login page: its boxes are no fields of a filing
        placed = []
    fields = list(_fields(placed))
    if whole and not any(line.startswith("[fields.") for line in fields):
        fields = ["[fields]", "", *fields]
    lines += [*fields, *_page(scan, placed)]
    rest = resources.files(__package__).joinpath("draft_rest.toml").read_text(encoding="utf-8") if whole else ""
    return "\n".join([*lines, rest]).rstrip() + "\n"


def names_of(scan: Scan, proposals: Proposals) -> tuple[str, ...]:
    """The name of each control's entry under `fields`."""
    return tuple(_names(list(zip(scan.controls, proposals, strict=True))))


def _head(scan: Scan) -> Iterator[str]:
    parts = urlsplit(scan.address)
    address = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else "http://127.0.0.1"
    yield "#:schema ./site-profile.schema.json"
    yield "# 由 gongai site scan 起草。凡写“待定”处都要由熟悉平台的人填写；填完运行 gongai site check 平台 --offline"
    name = next((frame.site for frame in scan.frames if frame.site), OPEN)
    yield f"name = {_text(name)}    # {OPEN}：核对平台全称"
    yield 'version = "1"'
    yield f"base_url = {_text(address)}" + ("" if parts.netloc else f"    # {OPEN}：平台地址，页面来自文件，看不出来")
    yield f"# {OPEN}：事项目录。与已配置的平台同一城市时写 catalogue = 那个平台名；否则在本文件夹放 catalogue.toml"
    yield "unattended = []                   # 核实之前不许无人值守"
    yield ""
    login, path = scan.login, parts.path + (f"#{parts.fragment}" if parts.fragment else "")
    yield "[login]"
    if login is None:
        yield from (f'{key} = "{OPEN}"' for key in ("account", "password", "button"))
        yield f'address = "/{OPEN}"                # {OPEN}：登录页；对登录页再扫描一次，可以看出这几项'
    else:
        yield f"address = {_text(path or '/')}"
        around = next(frame.frame for frame in scan.frames if frame.login)
        if around:
            yield f"frame = [{', '.join(_text(one) for one in around)}]"
        for key in ("account", "password", "button"):
            # blanks between the characters of a button do not matter; they look like a mistake
            yield f"{key} = {_text(re.sub(r'(?<=[^ -~]) +(?=[^ -~])', '', getattr(login, key)) or OPEN)}"
        if login.captcha_box:
            yield f"captcha_image = {_text(login.captcha_image or OPEN)}    # {OPEN}：核对验证码图片"
            yield f"captcha_box = {_text(login.captcha_box)}"
    yield ""
    yield "[login.signs.success]"
    yield 'outcome = "success"'
    yield f'visible = "{OPEN}"                 # {OPEN}：登录成功后才看得见的（CSS），或改用 address（正则）'
    yield ""
    yield "[login.signs.wrong]"
    yield 'outcome = "wrong_password"'
    yield f'text = "{OPEN}"                    # {OPEN}：密码错误时的提示'
    yield ""


def _fragment_head(scan: Scan) -> Iterator[str]:
    yield f"# 由 gongai site scan 起草，来自 {_bare(scan.address)}。核对后并入该平台的 profile.toml"
    yield ""


def _observed(scan: Scan) -> Iterator[str]:
    """What the page is made of, for people."""
    for frame in scan.frames:
        where = " → ".join(frame.frame) or "页面本身"
        yield f"# 框架：{where}；界面库：{'、'.join(frame.libraries)}；栏目 {len(frame.controls)} 个"
        if frame.buttons:
            yield f"#   按钮：{'、'.join(_line(one) for one in frame.buttons[:30])}"
        for form in frame.forms:
            yield f"#   表单：{form.method} {_line(_bare(form.action)) or '（本页）'}（{form.kind}）"
        if frame.files:
            yield f"#   文件选择框 {frame.files} 个"
    for one in scan.stopped:
        yield f"#   查看时页面想发出的请求，已拦下：{_line(one)}"


def _fields(placed: Sequence[tuple[ObservedControl, Proposal | None]]) -> Iterator[str]:
    done: set[str] = set()
    for name, (control, proposal) in zip(_names(placed), placed, strict=True):
        if name in done or _chosen(control, proposal):
            continue  # the next block of the same kind: described once
        done.add(name)
        yield from _field(name, control, proposal)
        yield ""


def _field(name: str, control: ObservedControl, proposal: Proposal | None) -> Iterator[str]:
    facts = [
        "必填" if control.required else "",
        f"最多 {control.length} 字" if control.length else "",
        f"提示“{_line(control.placeholder)}”" if control.placeholder else "",
        "现不可填" if not control.enabled and control.kind != "readonly" else "",
        f"选项：{'、'.join(_line(one) for one in control.options[:12])}" if control.options else "",
    ]
    remark = "；".join(one for one in facts if one)
    left = "" if proposal or control.required else "# "
    if proposal is None:
        yield f"# {OPEN}：认不出“{_line(control.label)}”是哪一项。对照 gongai schema filing 填 source；不填的栏目删去"
    elif proposal.level != "高":
        yield f"# {OPEN}：把握{proposal.level}（{proposal.why}），请核对是不是“{proposal.title}”"
    if remark:
        yield f"# {remark}"
    yield f"{left}[fields.{_key(name)}]"
    yield f"{left}source = {_text(proposal.source if proposal else OPEN)}"
    yield f"{left}group = {_text(_group(control, proposal))}"
    if control.section and not (proposal and proposal.source.startswith("row.")):
        yield f"{left}section = {_text(control.section)}"
    yield f"{left}label = {_text(control.label or control.placeholder or OPEN)}"
    # what cannot be typed into is only compared: a portal fills it by itself
    yield f"{left}kind = {_text(control.kind if control.enabled else 'readonly')}"
    if proposal and proposal.source == PERIOD:
        yield 'split = "/"'
    if proposal:
        yield from _dictionary(control, proposal)


def _dictionary(control: ObservedControl, proposal: Proposal) -> Iterator[str]:
    if proposal.labels:
        pairs = ", ".join(f"{_text(code)} = {_text(text)}" for code, text in proposal.labels.items())
        yield f"labels = {{ {pairs} }}"
    elif proposal.dictionary:
        if proposal.shown:
            yield f"shown = {_text(proposal.shown)}"
        yield f"dictionary = {_text(proposal.dictionary)}" + (
            "" if control.options or control.kind == "readonly" else f"    # {OPEN}：选项要打开才有，请核对与目录相符"
        )
    if proposal.open_options:
        shown = "、".join(_line(one) for one in proposal.open_options[:12])
        yield f"# {OPEN}：页面上的这些选项没有对应的代码：{shown}"
    if proposal.open_codes and control.options:
        yield f"# {OPEN}：这些代码在页面上没有选项：{'、'.join(_line(one) for one in proposal.open_codes[:12])}"


def _page(scan: Scan, placed: Sequence[tuple[ObservedControl, Proposal | None]]) -> Iterator[str]:
    """The wizard page on which the controls stand. Where several frames have some, the fullest one is meant."""
    frame = max(scan.frames, key=lambda one: len(one.controls)) if scan.frames else None
    if frame is None:
        return
    if scan.login:
        frame = ObservedFrame((), OPEN, "", OPEN, (), (), (), 0, ())
    yield f"# ---- 这一页（{OPEN}：单项还是并联；页的先后次序）"
    yield '[wizards."单项"]'
    parts = urlsplit(scan.address)
    page_address = parts.path + (f"?{OPEN}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if scan.login or not parts.netloc:
        page_address = f"/{OPEN}"
    yield f"address = {_text(page_address)}    # {OPEN}：填报页地址，可含 {{item_code}} 等"
    yield f"ready = {_text(frame.root)}"
    yield ""
    yield '[wizards."单项".pages.page1]'
    yield f"title = {_text(frame.title or OPEN)}"
    yield f"root = {_text(frame.root)}"
    if frame.frame:
        yield f"frame = [{', '.join(_text(one) for one in frame.frame)}]"
    yield ""
    yield '[wizards."单项".pages.page1.acts]'
    groups = dict.fromkeys(
        (_group(control, proposal), bool(proposal and proposal.source.startswith("row.")))
        for control, proposal in placed
        if control.frame == frame.frame and (proposal or control.required) and not _chosen(control, proposal)
    )
    for group, block in groups:
        if block:
            yield f"# {OPEN}：每个单位一栏：css 是一栏的外框，text 是增加一栏的按钮"
            yield (
                f'{_key(group)} = {{ do = "blocks", rows = "units", group = {_text(group)}, '
                f'css = "{OPEN}", label = {_text(group)}, text = "{OPEN}" }}'
            )
        else:
            yield f'{_key(group)} = {{ do = "fill", group = {_text(group)} }}'
    for control, proposal in placed:
        if _chosen(control, proposal):  # presets differ from portal to portal: chosen last, and read back
            where = f"section = {_text(control.section)}, label = {_text(control.label)}"
            yield f'applicant = {{ do = "applicant", {where} }}'
    yield from _presses(frame)
    yield ""


def _presses(frame: ObservedFrame) -> Iterator[str]:
    onwards = [one for one in frame.buttons if NEXT.search(one)]
    sends = [one for one in frame.buttons if SENDS.search(one)]
    yield f"# {OPEN}：按下后平台保存的请求写在 call；应答里要留用的值写在 facts（如 project_id）"
    text = onwards[0] if onwards else OPEN
    yield f'next = {{ do = "press", text = {_text(text)}, call = "/{OPEN}", facts = {{ project_id = "{OPEN}" }} }}'
    if sends:
        yield f"# 可能是提交按钮：{'、'.join(_line(one) for one in sends)}"


def _chosen(control: ObservedControl, proposal: Proposal | None) -> bool:
    """Where the acting applicant is chosen: an act of its own, that stops at the wrong unit."""
    return bool(proposal and proposal.source == "applicant.name" and control.kind == "select")


def _group(control: ObservedControl, proposal: Proposal | None) -> str:
    if proposal and proposal.source.startswith("row."):
        return re.sub(r"[\s\d]+$", "", control.section) or "units"
    return control.section or "其他"


def _names(placed: Sequence[tuple[ObservedControl, Proposal | None]]) -> Iterator[str]:
    for place, (_control, proposal) in enumerate(placed, start=1):
        parts = re.findall(r"\w+", proposal.source.replace("project.", "")) if proposal else [f"field{place}"]
        yield "_".join(parts)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _line(text: str) -> str:
    """For a comment: on one line, without what TOML does not take there, and without anybody's numbers."""
    return scrub(re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()[:60])


def _bare(address: str) -> str:
    """Without the query: it may hold a session or a person's number."""
    return address.partition("?")[0]
