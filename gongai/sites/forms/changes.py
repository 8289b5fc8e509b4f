"""How a form differs from the approved one: typed changes, each harmless or a reason to stop before typing."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Literal

from gongai.records.base import Record
from gongai.sites.forms.form_map import FormField, FormMap, Place, fold, fold_section

ALIKE = 0.5
"""From this similarity of two labels on, one is proposed as the new name of the other."""


class Kind(StrEnum):
    """What happened to a form."""

    NEW = "new"
    NEW_REQUIRED = "new_required"
    VANISHED = "vanished"
    RENAMED = "renamed"
    MOVED_SECTION = "moved_section"
    OPTIONS_ADDED = "options_added"
    OPTIONS_REMOVED = "options_removed"
    KIND = "kind"
    NOW_REQUIRED = "now_required"
    NOT_REQUIRED = "not_required"
    SHORTER = "shorter"
    LONGER = "longer"
    ORDER = "order"
    HELP = "help"
    CALL = "call"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.NEW: "新增栏目",
    Kind.NEW_REQUIRED: "新增必填栏目",
    Kind.VANISHED: "栏目不见了",
    Kind.RENAMED: "栏目改名",
    Kind.MOVED_SECTION: "栏目换了分组",
    Kind.OPTIONS_ADDED: "增加选项",
    Kind.OPTIONS_REMOVED: "减少选项",
    Kind.KIND: "控件类型改变",
    Kind.NOW_REQUIRED: "改为必填",
    Kind.NOT_REQUIRED: "改为选填",
    Kind.SHORTER: "长度上限变短",
    Kind.LONGER: "长度上限变长",
    Kind.ORDER: "顺序改变",
    Kind.HELP: "提示文字改变",
    Kind.CALL: "提交地址改变",
}


class Change(Record):
    """One difference, old and new side by side."""

    kind: Kind
    level: Literal["stop", "note"]
    section: str = ""
    label: str = ""
    old: str = ""
    new: str = ""
    similarity: float = 0
    """Of a proposal: how alike the two labels are, 1 = the same; options that are the same count as well."""

    def __str__(self) -> str:
        mark = "✗" if self.level == "stop" else "·"
        where = f" {self.section} {self.label}".rstrip() if self.label else ""
        text = f"{mark} {self.kind.label}{where}：原 {self.old or '（无）'} → 现 {self.new or '（无）'}"
        return text + (f"（建议：同一栏目，相似度 {self.similarity:.0%}）" if self.similarity else "")


def compare(approved: FormMap, observed: FormMap, *, known: Sequence[Place]) -> tuple[Change, ...]:
    """Every difference. `known`: what the profile names on this page; what it does not name can hardly stop us."""
    old = {field.key: field for field in approved.fields}
    new = {field.key: field for field in observed.fields}
    gone = [field for key, field in old.items() if key not in new]
    come = [field for key, field in new.items() if key not in old]
    pairs = _pairs(gone, come)
    changes = [_moved(before, after, score, known) for before, after, score in pairs]
    paired = {id(one) for before, after, _score in pairs for one in (before, after)}
    changes += [_vanished(field, known, observed) for field in gone if id(field) not in paired]
    changes += [_came(field, known) for field in come if id(field) not in paired]
    for before, after in [*((old[key], new[key]) for key in old if key in new), *((b, a) for b, a, _score in pairs)]:
        changes += _inside(before, after, known)
    changes += _order(approved, observed)
    if approved.calls != observed.calls:
        changes.append(
            Change(kind=Kind.CALL, level="stop", old="、".join(approved.calls), new="、".join(observed.calls))
        )
    return tuple(sorted(changes, key=lambda one: one.level == "note"))


def misfits(shown: FormMap, *, known: Sequence[Place]) -> tuple[Change, ...]:
    """What the profile names and a page that is seen for the first time does not have, with what may be meant."""
    missing = [
        FormField(section=place.section, label=place.label, kind="")
        for place in known
        if not place.sometimes and not place.block and shown.find(place) is None
    ]
    free = [field for field in shown.fields if not any(place.fits(field) for place in known)]
    found = []
    for field in {one.key: one for one in missing}.values():
        scored = [(one, _likeness(field, one)) for one in free]
        best, score = max(scored, key=lambda pair: pair[1], default=(None, 0.0))
        if best is not None and score >= ALIKE:
            found.append(_moved(field, best, score, known))
        else:
            found.append(_vanished(field, known, shown))
    return tuple(found)


def stops(changes: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(one for one in changes if one.level == "stop")


def _pairs(gone: Sequence[FormField], come: Sequence[FormField]) -> list[tuple[FormField, FormField, float]]:
    """What went and what came that are probably the same: the most alike first, each once."""
    scored = sorted(
        ((before, after, score) for before in gone for after in come if (score := _alike(before, after)) >= ALIKE),
        key=lambda pair: -pair[2],
    )
    taken: set[int] = set()
    found = []
    for before, after, score in scored:
        if id(before) not in taken and id(after) not in taken:
            taken |= {id(before), id(after)}
            found.append((before, after, score))
    return found


def _alike(before: FormField, after: FormField) -> float:
    same_options = bool(before.options) and set(before.options) == set(after.options)
    if before.kind != after.kind and not same_options:
        return 0
    return max(_likeness(before, after), 0.9 if same_options else 0)


def _likeness(before: FormField, after: FormField) -> float:
    """Of the labels alone; less where the heading is another one, unless the labels are the same."""
    ratio = SequenceMatcher(None, fold(before.label), fold(after.label)).ratio()
    elsewhere = bool(before.section) and fold_section(before.section) != fold_section(after.section)
    return ratio * 0.8 if elsewhere and ratio < 1 else ratio


def _moved(before: FormField, after: FormField, score: float, known: Sequence[Place]) -> Change:
    same_label = fold(before.label) == fold(after.label)
    named = any(place.fits(before) and not place.fits(after) for place in known)
    ready = any(place.fits(after) for place in known)
    demanded = after.required and not ready
    return Change(
        kind=Kind.MOVED_SECTION if same_label else Kind.RENAMED,
        level="stop" if named or demanded else "note",
        section=before.section,
        label=before.label,
        old=str(before),
        new=str(after),
        similarity=round(score, 2),
    )


def _vanished(field: FormField, known: Sequence[Place], observed: FormMap) -> Change:
    mine = [place for place in known if place.fits(field)]
    needed = any(not place.sometimes and not _no_block(place, known, observed) for place in mine)
    return Change(
        kind=Kind.VANISHED,
        level="stop" if needed else "note",
        section=field.section,
        label=field.label,
        old=str(field),
    )


def _no_block(place: Place, known: Sequence[Place], observed: FormMap) -> bool:
    """Nothing of its repeated block stands on the page: this filing has none yet."""
    return bool(place.block) and not any(one.block == place.block and observed.find(one) for one in known)


def _came(field: FormField, known: Sequence[Place]) -> Change:
    filled = any(place.fits(field) for place in known)
    return Change(
        kind=Kind.NEW_REQUIRED if field.required else Kind.NEW,
        level="stop" if field.required and not filled else "note",
        section=field.section,
        label=field.label,
        new=str(field),
    )


def _inside(before: FormField, after: FormField, known: Sequence[Place]) -> Iterator[Change]:
    """Two views of the same field."""
    mine = [place for place in known if place.fits(after) or place.fits(before)]

    def change(kind: Kind, old: object, new: object, *, stop: bool) -> Change:
        level: Literal["stop", "note"] = "stop" if stop else "note"
        return Change(kind=kind, level=level, section=after.section, label=after.label, old=str(old), new=str(new))

    if before.kind != after.kind:
        yield change(Kind.KIND, before.kind, after.kind, stop=bool(mine))
    if after.required and not before.required:
        yield change(Kind.NOW_REQUIRED, "选填", "必填", stop=not mine)
    if before.required and not after.required:
        yield change(Kind.NOT_REQUIRED, "必填", "选填", stop=False)
    if before.options and after.options:  # not loaded yet is no change
        if added := [one for one in after.options if one not in before.options]:
            yield change(Kind.OPTIONS_ADDED, "", "、".join(added), stop=bool(mine))
        if removed := [one for one in before.options if one not in after.options]:
            yield change(Kind.OPTIONS_REMOVED, "、".join(removed), "", stop=bool(mine))
    if after.length and (not before.length or after.length < before.length):
        yield change(Kind.SHORTER, before.length or "不限", after.length, stop=bool(mine))
    elif before.length and after.length != before.length:
        yield change(Kind.LONGER, before.length, after.length or "不限", stop=False)
    if before.placeholder != after.placeholder:
        yield change(Kind.HELP, before.placeholder, after.placeholder, stop=False)


def _order(approved: FormMap, observed: FormMap) -> list[Change]:
    """Whether the fields that both have stand in another order."""
    both = {field.key for field in approved.fields} & {field.key for field in observed.fields}
    before = [field for field in approved.fields if field.key in both]
    after = [field for field in observed.fields if field.key in both]
    if [field.key for field in before] == [field.key for field in after]:
        return []
    old = " ".join(field.label for field, other in zip(before, after, strict=True) if field.key != other.key)
    new = " ".join(other.label for field, other in zip(before, after, strict=True) if field.key != other.key)
    return [Change(kind=Kind.ORDER, level="note", old=old[:200], new=new[:200])]
