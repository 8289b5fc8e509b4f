"""
What the templates and conditions of a profile may name during one attempt, and who may set each of it.

Most is known before a browser is opened: the filing itself, what follows from filing and catalogue, and the profile's
own `[facts]`. The rest are slots, empty until the portal or a page of it has said something: only whom `Slots` names
for it may fill one. A name that is neither is a mistake of the profile, and is said so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel

from gongai.errors import ConfigError
from gongai.records.filing import Filing
from gongai.records.raw import Raw
from gongai.records.steps import Slot, Slotted, Text
from gongai.sites.paths import condition_met, flat, pluck, text

_SLOT = re.compile(r"\{([\w.]+)\}")
_HEAD = re.compile(r"!?=")


class SetBy(StrEnum):
    """Who may set an entry."""

    FILING = "申报件"
    CATALOGUE = "事项目录"
    PROFILE = "平台配置的 [facts]"
    APPLICANT = "切换申报主体"
    PAGE = "页面应答（press 的 facts）"
    UPLOADS = "推送材料"


ENTRIES: Mapping[str, SetBy] = MappingProxyType(
    {
        "stage_name": SetBy.CATALOGUE,
        "item_name": SetBy.CATALOGUE,
        "item_names": SetBy.CATALOGUE,
        "has_questions": SetBy.CATALOGUE,
        "has_form": SetBy.CATALOGUE,
        "applicant_uscc": SetBy.FILING,
        "applicant_name": SetBy.FILING,
        "item_codes": SetBy.FILING,
        "item_id": SetBy.FILING,
        "item_ids": SetBy.FILING,
        "joint_item_ids": SetBy.FILING,
        "aside_item_ids": SetBy.FILING,
        "answer_ids": SetBy.FILING,
        "item_answer_ids": SetBy.FILING,
    }
)
"""The entries that are made before a browser is opened, beside the filing's own fields."""
SLOTS: Mapping[str, SetBy] = MappingProxyType(
    {"applicant_id": SetBy.APPLICANT, "material_ids": SetBy.UPLOADS, "file_names": SetBy.UPLOADS}
)
"""What every attempt learns on the way; a profile adds names of its own (`press` with `facts`)."""


class Slots:
    """What is learned on the way. Shared by all who work at one attempt."""

    def __init__(self, learned: Iterable[str] = ()) -> None:
        """`learned`: the names that pages of this profile set."""
        setters: dict[str, set[SetBy]] = {name: {by} for name, by in SLOTS.items()}
        for name in learned:
            setters.setdefault(name, set()).add(SetBy.PAGE)
        self._setters = setters
        self._values: dict[str, Raw] = {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._setters)

    @property
    def values(self) -> Mapping[str, Raw]:
        """What has been learned until now."""
        return MappingProxyType(self._values)

    def learn(self, name: str, value: Raw, *, by: SetBy) -> None:
        if by not in self._setters.get(name, ()):
            raise ValueError(f"{name} may not be set by {by.name}")
        self._values[name] = value


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that one attempt knows by name."""

    filing: Filing
    stage_name: str
    item_name: str
    item_names: tuple[str, ...]
    has_questions: bool
    has_form: bool
    applicant_uscc: str
    applicant_name: str
    item_codes: tuple[str, ...]
    item_id: str
    item_ids: tuple[str, ...]
    joint_item_ids: tuple[str, ...]
    aside_item_ids: tuple[str, ...]
    answer_ids: tuple[str, ...]
    item_answer_ids: tuple[str, ...]
    defined: Mapping[str, str] = field(default_factory=dict)
    """The profile's own `[facts]`, filled in."""
    slots: Slots = field(default_factory=Slots)
    besides: Mapping[str, Raw] = field(default_factory=dict)
    """Names that only one call, or one record of a list (`row`), knows."""

    def also(self, **names: Raw) -> "Facts":
        """The same with names that only one call or one record knows."""
        return replace(self, besides={**self.besides, **names})

    def value(self, path: str, *, at: str) -> Raw:
        """What stands at a path; None where that is empty. `at`: the key of the profile that names it.

        Raises `ConfigError` for a name that nothing sets.
        """
        head = _head(path)
        if head in self.besides:
            _must_be_there(self.besides, path, at)
            return pluck(self.besides, path)
        if head in self.slots.values:
            return pluck(self.slots.values, path)
        if path in self.defined:
            return self.defined[path]
        if head in ENTRIES:
            return pluck(self, path)
        if head in Filing.model_fields:
            _must_be_there(self.filing, path, at)
            return pluck(self.filing, path)
        if head in self.slots.names:
            return None
        near = get_close_matches(head, self.names(), n=3)
        hint = f"您要写的是否为 {'、'.join(near)}？" if near else ""
        raise ConfigError(f"{at} 用到的名称 {path} 没有来处。{hint}可用的有：{'、'.join(self.names())}")

    def names(self) -> tuple[str, ...]:
        """Every name that may be used, without what stands inside records."""
        return (*sorted({*ENTRIES, *self.defined, *self.slots.names, *self.besides}), *Filing.model_fields)

    def fill(self, template: str, *, at: str) -> str:
        """A template with what is known now; what a slot will hold only later is empty."""
        return _SLOT.sub(lambda slot: _as_text(self.value(slot[1], at=at)), template)

    def plan(self, template: str, *, at: str) -> Text:
        """A template as it can be planned: what only the portal can tell stays a slot."""
        parts: list[str | Slot] = [""]
        end = 0
        for slot in _SLOT.finditer(template):
            _append(parts, template[end : slot.start()])
            late = _head(slot[1]) in self.slots.names
            _append(parts, Slot(slot=slot[1]) if late else _as_text(self.value(slot[1], at=at)))
            end = slot.end()
        _append(parts, template[end:])
        match parts:
            case [str() as whole]:
                return whole
            case _:
                return Slotted(parts=tuple(one for one in parts if one != ""))

    def render(self, planned: Text) -> str:
        """A planned text with what has been learned since."""
        if isinstance(planned, str):
            return planned
        return "".join(one if isinstance(one, str) else self._slot(one) for one in planned.parts)

    def late(self, condition: str) -> bool:
        """Whether a condition can only be judged on the way."""
        return _head(_HEAD.split(condition)[0].strip()) in self.slots.names

    def condition_met(self, condition: str, *, at: str) -> bool:
        """`path` (not empty), `path=value`, `path!=value`; the empty condition always holds."""
        return condition_met(condition, lambda path: self.value(path, at=at))

    def knows(self, templates: Iterable[str]) -> bool:
        """Whether every slot that these templates name has been filled."""
        heads = {_head(slot) for template in templates for slot in _SLOT.findall(template)}
        return not (heads & self.slots.names) - set(self.slots.values) - set(self.besides)

    def meant(self, planned: tuple[str, ...] | Slot | None) -> tuple[str, ...] | None:
        """What a part of the submit request must say; None where nobody has learned it."""
        if not isinstance(planned, Slot):
            return planned
        head = _head(planned.slot)
        if head not in self.slots.values:
            return None
        return flat(pluck(self.slots.values, planned.slot))

    def _slot(self, slot: Slot) -> str:
        return _as_text(self.value(slot.slot, at=slot.slot))


def names_in(template: str) -> tuple[str, ...]:
    """The paths that a template names."""
    return tuple(_SLOT.findall(template))


def _head(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _as_text(value: Raw) -> str:
    return text({"value": value}, "value")


def _append(parts: list[str | Slot], more: str | Slot) -> None:
    """Texts side by side are one."""
    last = parts[-1]
    if isinstance(last, str) and isinstance(more, str):
        parts[-1] = last + more
    else:
        parts.append(more)


def _must_be_there(data: Raw, path: str, at: str) -> None:
    """Raises `ConfigError` where a step of a path leads into nothing that a record has. Plain tables may lack a key."""
    here = data
    for step in path.split("."):
        name = step.removesuffix("[]")
        if isinstance(here, BaseModel) and not hasattr(here, name):
            known = "、".join(type(here).model_fields)
            raise ConfigError(f"{at} 用到的名称 {path} 没有来处：{name} 不在其中。可用的有：{known}")
        here = pluck(here, name)
        if here is None or name != step:
            return
