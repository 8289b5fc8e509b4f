"""A record of ours as rows of name and value, as people may read them: what is private is masked."""

from collections.abc import Iterator

from gongai.records.base import Record
from gongai.records.label import extra_of
from gongai.redact import mask_private, scrub

_UNTOUCHED = ("sha256",)
"""Digests are no numbers of people."""


def rows_of(record: Record, *, leave_out: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """In the order of the record; what is empty is left out."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if name in leave_out or value in (None, "", (), {}):
            continue
        title = info.title or name
        private = bool(extra_of(info, "private"))
        whole = any(name.endswith(one) for one in _UNTOUCHED)
        yield from _rows(title, value, private=private, whole=whole)


def _rows(title: str, value: object, *, private: bool, whole: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, Record):
        for inner, text in rows_of(value):
            yield f"{title} · {inner}", text
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _rows(f"{title} · {key}", one, private=private, whole=whole)
    elif isinstance(value, tuple | list) and any(isinstance(one, Record) for one in value):
        for number, one in enumerate(value, 1):
            yield from _rows(f"{title} {number}", one, private=private, whole=whole)
    elif isinstance(value, tuple | list):
        yield title, "、".join(_text(one, private=private, whole=whole) for one in value)
    else:
        yield title, _text(value, private=private, whole=whole)


def _text(value: object, *, private: bool, whole: bool) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if whole:
        return text
    shown = scrub(text)
    return mask_private(text) if private and shown == text else shown
