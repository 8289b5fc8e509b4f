"""An accepted change of a portal as lines of TOML that are laid over its profile: who, when, why, and the new names."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from gongai.sites import Site
from gongai.sites.actions import OneControl
from gongai.sites.forms.form_map import FormField, fold, fold_section

Rename = tuple[FormField, FormField]
"""A field as it was called, and as it is called now."""


def overlay(
    site: Site,
    kind: str,
    page: str,
    renames: Sequence[Rename],
    *,
    version: str,
    by: str,
    reason: str,
    at: datetime,
) -> str:
    """The text of the file. Every place of the profile that a rename concerns gets the new name."""
    head = [
        f"# 由 {_line(by)} 于 {at:%Y-%m-%d %H:%M} 接受平台的变化（{kind}·{page}）",
        f"# 理由：{_line(reason)}",
        *(f"# 改名：{_line(str(old))} → {_line(str(new))}" for old, new in renames),
        f"version = {_text(version)}",
    ]
    tables = [table for old, new in renames for table in _tables(site, kind, page, old, new)]
    return "\n".join([*head, *dict.fromkeys(tables), ""])


def _tables(site: Site, kind: str, page: str, old: FormField, new: FormField) -> Iterator[str]:
    same = [(name, spec) for name, spec in site.profile.fields.items() if fold(spec.label) == old.key[1]]
    # a field without a section is meant only where none names this one
    exact = [(name, spec) for name, spec in same if spec.section and fold_section(spec.section) == old.key[0]]
    for name, spec in exact or [(name, spec) for name, spec in same if not spec.section]:
        yield _table(("fields", name), new, section=spec.section)
    shared = site.profile.wizards[kind].pages[page.partition(":")[0]].acts  # type: ignore[index]
    for name, action in shared.items():
        if isinstance(action, OneControl) and action.label and fold(action.label) == old.key[1]:
            yield _table(("wizards", kind, "pages", page, "acts", name), new, section=action.section)


def _table(path: Sequence[str], new: FormField, *, section: str) -> str:
    lines = [f"[{'.'.join(map(_text, path))}]", f"label = {_text(new.label)}"]
    if section and fold_section(section) != new.key[0]:
        lines.append(f"section = {_text(new.section)}")
    return "\n".join(lines)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string


def _line(text: str) -> str:
    return " ".join(text.split())
