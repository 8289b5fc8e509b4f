"""Names that a profile uses: fields of the filing, facts, slots of templates. Each must come from somewhere."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gongai.sites.actions import BlocksAction, PressAction, row_of
from gongai.sites.facts import ENTRIES, SLOTS
from gongai.sites.lint.findings import actions, stop

if TYPE_CHECKING:
    from gongai.records.finding import Finding
    from gongai.sites.call import Call
    from gongai.sites.site_profile import Profile
    from gongai.sites.wizard import Wizard

_SLOT = re.compile(r"\{([\w.]+)\}")
FACTS = frozenset(ENTRIES)
"""What attempts know besides the filing."""
LATER = frozenset(SLOTS)
"""What attempts learn on the way by themselves."""


def findings(profile: "Profile") -> "Iterator[Finding]":
    yield from _sources(profile)
    yield from _templates(profile)
    yield from _conditions(profile)
    yield from _compared(profile)


def learned(wizard: "Wizard") -> set[str]:
    """What the pages of one kind of filing put into the facts."""
    found = (one for page in wizard.pages.values() for one in page.acts.values())
    return {name for one in found if isinstance(one, PressAction) for name in one.facts}


def _sources(profile: "Profile") -> "Iterator[Finding]":
    """A field must take its value from somewhere that exists."""
    for name, spec in profile.fields.items():
        paths = _SLOT.findall(spec.source) if "{" in spec.source else [spec.source]
        for path in paths:
            if not known(path, profile):
                yield stop(f"fields.{name}.source", path, "申报件中没有这个字段", _like(path))


def _templates(profile: "Profile") -> "Iterator[Finding]":
    everywhere = {name for wizard in profile.wizards.values() for name in learned(wizard)}
    bare = profile.model_copy(update={"facts": {}})  # a fact is made before the others: it cannot be made of them
    for name, template in profile.facts.items():
        yield from _slots(f"facts.{name}", template, bare, ())
        if name in FACTS | LATER or known(name, bare):
            rule = "与申报件的字段或已有的名称同名，会盖住它的值"
            yield stop(f"facts.{name}", template, rule, "请换一个名称，并改正用到它的地方")
    for name, spec in profile.fields.items():
        yield from _slots(f"fields.{name}.search", spec.search, profile, ("row",))
        yield from _slots(f"fields.{name}.shown", spec.shown, profile, ("code", "label"), only=True)
    yield from _slots("questions.answer_id", profile.questions.answer_id, profile, ("question", "answer"), only=True)
    yield from _slots("items.item_id", profile.items.item_id, profile, ("code",), only=True)
    for filed, wizard in profile.wizards.items():
        yield from _slots(f"wizards.{filed}.address", wizard.address, profile, LATER)
    for at, kind, action in actions(profile):
        for key in row_of(action).templates:
            yield from _slots(f"{at}.{key}", getattr(action, key), profile, LATER | learned(profile.wizards[kind]))
    for at, call, more in _calls(profile):
        for key, template in (("path", call.path), *((f"params.{name}", one) for name, one in call.params.items())):
            yield from _slots(f"{at}.{key}", template, profile, {*LATER, *more, *everywhere})


def _calls(profile: "Profile") -> "Iterator[tuple[str, Call, tuple[str, ...]]]":
    """Every call that our own reading makes, and what it may name besides the facts."""
    if profile.applicant is not None:
        for key in ("units", "switch", "current"):
            if (call := getattr(profile.applicant, key)) is not None:
                yield f"applicant.{key}", call, ()
    for name, listing in profile.lists.items():
        yield f"lists.{name}.call", listing.call, ("page", "page_size")
    yield "detail.call", profile.detail.call, ("application_id",)
    if profile.detail.document_file is not None:
        yield "detail.document_file", profile.detail.document_file, ("document_id", "application_id")
    if profile.receipts is not None:
        yield "receipts.call", profile.receipts.call, ("application_id",)
        yield "receipts.file", profile.receipts.file, ("receipt_id", "application_id")
    for name, notice in profile.notices.items():
        yield f"notices.{name}.call", notice.call, ("page", "page_size")
        if notice.more is not None:
            yield f"notices.{name}.more", notice.more, ("notice_id", "application_id")
    spec = profile.materials
    for key in ("push", "files", "found"):
        yield f"materials.{key}", getattr(spec, key), ("instance_id", "material_name", "material_code")


def _slots(
    at: str, template: str, profile: "Profile", more: Iterable[str], *, only: bool = False
) -> "Iterator[Finding]":
    allowed = set(more)
    for slot in _SLOT.findall(template):
        head = slot.partition(".")[0]
        if head in allowed or (not only and known(slot, profile)):
            continue
        there = "、".join(f"{{{one}}}" for one in sorted(allowed)) or "申报件的字段和 facts 中的名称"
        yield stop(at, f"{{{slot}}}", "模板里的这个名称没有来处，填写时会是空的", f"这里可用：{there}")


def _conditions(profile: "Profile") -> "Iterator[Finding]":
    def checked(at: str, condition: str, more: Iterable[str]) -> "Iterator[Finding]":
        path = re.split(r"!?=", condition)[0].strip()
        if condition and path.partition(".")[0] not in set(more) and not known(path, profile):
            yield stop(at, condition, "条件里的名称没有来处，这个条件永远不成立", _like(path))

    for name, spec in profile.fields.items():
        yield from checked(f"fields.{name}.when", spec.when, ())
    for filed, wizard in profile.wizards.items():
        later = LATER | learned(wizard)
        for key, page in wizard.pages.items():
            yield from checked(f"wizards.{filed}.pages.{key}.when", page.when, later)
        for name, rule in wizard.submit.body.items():
            yield from checked(f"wizards.{filed}.submit.body.{name}.when", rule.when, later)
    for at, kind, action in actions(profile):
        yield from checked(f"{at}.when", action.when, LATER | learned(profile.wizards[kind]))


def _compared(profile: "Profile") -> "Iterator[Finding]":
    """What the request is compared with must be known when it leaves."""
    for kind, wizard in profile.wizards.items():
        there = LATER | learned(wizard)
        for name, rule in wizard.submit.body.items():
            if rule.equals.partition(".")[0] not in there and not known(rule.equals, profile):
                yield stop(
                    f"wizards.{kind}.submit.body.{name}.equals",
                    rule.equals,
                    "没有哪一步得到这个值，提交时无从比对，会一直被拦下",
                    f"各步得到的有：{'、'.join(sorted(there))}",
                )


def known(path: str, profile: "Profile") -> bool:
    """Whether a filing, or the facts made from it, has this."""
    from gongai.records.filing import Filing
    from gongai.records.loading import field_at

    if path in profile.facts:
        return True
    parts = tuple(path.split("."))
    if "[" in path:  # a list that is gone through: what stands in its records is looked at when it is filled
        head = parts[0].partition("[")[0]
        return head in Filing.model_fields or head in FACTS or head in profile.facts or head == "row"
    if parts[0] == "row":  # one record of a list that a `blocks` act goes through
        return any(field_at(Filing, (rows, *parts[1:])) is not None for rows in _lists(profile))
    if parts[0] not in Filing.model_fields:
        return parts[0] in FACTS
    return parts[0] in ("forms", "answers") or field_at(Filing, parts) is not None


def _lists(profile: "Profile") -> set[str]:
    """The lists of a filing that some page fills block by block."""
    return {one.rows for _at, _kind, one in actions(profile) if isinstance(one, BlocksAction)}


def _like(path: str) -> str:
    """The names that come nearest."""
    from difflib import get_close_matches

    from gongai.records.filing import Filing
    from gongai.records.loading import model_at

    parts = path.split(".")
    model = model_at(Filing, tuple(parts[:-1])) if len(parts) > 1 else Filing
    near = get_close_matches(parts[-1], [*(model.model_fields if model else ()), *FACTS], n=2)
    hint = "、".join(".".join([*parts[:-1], one]) for one in near)
    return f"您要写的是否为 {hint}？" if hint else "请对照 gongai schema filing 改正"
