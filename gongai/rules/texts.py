"""Checks on every field alike: required ones are there, nothing is masked, codes stand in their dictionary."""

import re
import unicodedata
from collections.abc import Iterable

from pydantic.fields import FieldInfo

from gongai.records.base import Record
from gongai.records.label import extra_of
from gongai.rules.finding_collector import FindingCollector, fields_of
from gongai.rules.identifiers import ID_KINDS, is_masked

# a star may stand in these as a multiplication sign: only a run of stars is a mask
_FREE = {"scale_text", "scope", "eng_scope", "site_address", "address", "bound_e", "bound_w", "bound_s", "bound_n"}
_SEVERAL_LINES = {"scale_text", "scope"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_UNSEEN = ("Cf", "Co", "Cs", "Cn")
"""Unicode categories of characters that show nothing, turn the text round, or mean something on one machine only."""
_EMOJI_FROM = 0x1F000
_LINE, _TEXT = 1000, 10_000
"""Characters. No form of a portal takes more into one line, or into one box."""
_PLACEHOLDERS = {"无", "暂无", "/", "-", "—", "待定", "见附件", "详见附件", "同上", "测试", "test", "xx", "略", "1"}


def check(collector: FindingCollector) -> None:
    for path, info, value in fields_of(collector.filing):
        name = path.rpartition(".")[2]
        if _excused(collector, path):
            continue
        if extra_of(info, "need") in ("R", "R*") and (value is None or value in ("", ())):
            why = "平台必填" if extra_of(info, "need") == "R" else "平台不检查，但缺少时会填入不真实的默认值"
            collector.stop(path, f"必填项未填（{why}）", "请补填")
        for text in _texts(value):
            _text(collector, path, name, text)
        _coded(collector, path, info, value)
    for item, form in collector.filing.forms.items():
        for field, text in form.items():
            if is_masked(text):
                _refuse_mask(collector, f"forms.{item}", f"{field}：{text}")
            _characters(collector, f"forms.{item}", text, several_lines=True)
    if collector.filing.project.scale_text.lower() in _PLACEHOLDERS:
        collector.stop("project.scale_text", "不能用占位文字代替", "请写明建设规模及内容")


def _excused(collector: FindingCollector, path: str) -> bool:
    filing = collector.filing
    person = filing.applicant.kind == "0" and path.startswith("applicant.")
    unconfirmed = filing.service_mode == "帮办" and path in ("confirmed_by", "confirmed_on")
    return unconfirmed or (person and path.rpartition(".")[2] in ("uscc", "unit_type", "legal_rep"))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        return (one for one in value if isinstance(one, str))
    return ()


def _text(collector: FindingCollector, path: str, name: str, text: str) -> None:
    masked = ("**" in text or "＊＊" in text) if name in _FREE else name != "path" and is_masked(text)
    if masked:
        _refuse_mask(collector, path, None)
    _characters(collector, path, text, several_lines=name in _SEVERAL_LINES)


def _characters(collector: FindingCollector, path: str, text: str, *, several_lines: bool) -> None:
    most = _TEXT if several_lines else _LINE
    if len(text) > most:
        collector.stop(path, f"长达 {len(text)} 个字，最多 {most} 个", "请核对是否填错了内容", value=f"{text[:20]}…")
        return
    if (_CONTROL_BUT_LINES if several_lines else _CONTROL).search(text):
        collector.stop(path, "含有换行或不可见的控制字符", "请删去换行和控制字符", value=_CONTROL.sub("␣", text))
    unseen = sorted({char for char in text if unicodedata.category(char) in _UNSEEN})
    if unseen:
        codes = "、".join(f"U+{ord(char):04X}" for char in unseen)
        shown = "".join("␣" if char in unseen else char for char in text)
        collector.stop(path, f"含有看不见或会颠倒显示次序的字符（{codes}）", "请删去后重新输入这段文字", value=shown)
    if any(ord(char) >= _EMOJI_FROM and unicodedata.category(char) in ("So", "Sk") for char in text):
        collector.stop(path, "含有表情符号，平台存不下", "请删去表情符号", value=text)


def _refuse_mask(collector: FindingCollector, path: str, value: str | None) -> None:
    rule = "含有星号，是脱敏后的值，写回平台会覆盖真实数据"
    collector.stop(path, rule, "请向建设单位索取完整的值", value=value)


def _coded(collector: FindingCollector, path: str, info: FieldInfo, value: object) -> None:
    dictionary = extra_of(info, "dictionary")
    if not dictionary or isinstance(value, Record):
        return
    for text in filter(None, _texts(value)):
        if dictionary == "id_kind":
            if text not in ID_KINDS:
                collector.stop(path, f"不认识的证件类型，应为：{'、'.join(ID_KINDS)}", "请从中选一个", value=text)
        elif dictionary in collector.catalogue.dictionaries and collector.catalogue.code_of(dictionary, text) is None:
            allowed = [f"{code} {label}" for code, label in collector.catalogue.dictionaries[dictionary].items()]
            more = f" 等 {len(allowed)} 项" if len(allowed) > 8 else ""
            collector.stop(
                path, f"不在平台的代码项之中，可用：{'、'.join(allowed[:8])}{more}", "请从中选一个代码", value=text
            )
