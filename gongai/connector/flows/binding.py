"""
Whether what the portal shows is what this filing has sent: our project, our items, our applicant, and nobody else's.

An answer may be another's (a cache, a gateway, a page that was open twice). So nothing is believed by its word: the
rows of the portal's own lists are, with the detail of each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongai.connector.flow import Attempt
from gongai.connector.flows import known_before, restored, timing, told_of
from gongai.connector.flows.known_before import DUPLICATE_CHECK
from gongai.connector.mappers.reading import Application, Details
from gongai.connector.sighting import Gap, NotRead, Sighting, There, only
from gongai.errors import PortalRefused
from gongai.records.noted import Exact

MASKED = "****"


@dataclass(frozen=True)
class Ours:
    """Certainly and wholly what this filing has sent."""

    applications: tuple[Application, ...]
    details: tuple[Details, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.applications if one.id)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(one.number for one in self.applications if one.number)

    @property
    def item_numbers(self) -> tuple[str, ...]:
        return tuple(number for one in self.details for number in one.item_numbers if number)

    def as_answered(self, answer: Mapping[str, Any]) -> "Ours":
        """The same, in the order in which the answer names them."""
        ids, numbers = named(answer)
        place = {name: place for names in (ids, numbers) for place, name in enumerate(names)}
        last = len(place)
        both = zip(self.applications, self.details, strict=True)
        pairs = sorted(both, key=lambda one: min(place.get(one[0].id, last), place.get(one[0].number, last)))
        return Ours(tuple(one for one, _details in pairs), tuple(details for _one, details in pairs))

    def answers_to(self, answer: Mapping[str, Any]) -> bool:
        """Whether the portal's answer speaks of these, or of none in particular."""
        ids, numbers = named(answer)
        return not (ids or numbers) or bool(set(ids) & set(self.ids) or set(numbers) & set(self.numbers))


@dataclass(frozen=True)
class Partly:
    """Some of what was sent; the rest may show later."""


@dataclass(frozen=True)
class Doubtful:
    """About the same thing, and not what was sent: not for a machine to judge."""

    because: str


Bound = Ours | Partly | Doubtful


def poll(attempt: Attempt, *, during: str) -> Sighting:
    """What is about our items and may be ours: not what stood there before, and not what another filing has."""
    known = known_before.of(attempt)
    if any(MASKED in one for one in known.ids):  # by a version that masked ids: any row could be an older one
        why = "提交前的查重由旧版程序记录，其中的编号被打码，无法排除平台上原有的申报"
        return NotRead((Gap(DUPLICATE_CHECK, why),))

    def may_be_ours(row: Application) -> bool:
        return not known.unchanged(row) and not attempt.numbers.of_another(ids=[row.id], numbers=[row.number])

    seen = only(attempt.portal.poll(), may_be_ours)
    if (since := restored.since_ms(attempt)) is not None:
        seen = restored.later_than(seen, since)
    found = seen.applications if isinstance(seen, There) else ()
    attempt.journal.done(during, {"found": [Exact(one.number or one.id) for one in found]})
    return seen


def bound(attempt: Attempt, found: tuple[Application, ...]) -> Bound:
    """What these rows are to our filing."""
    if any(map(known_before.of(attempt).changed, found)):
        return Doubtful("提交之前平台上就有同一编号的申报，现在它的流水号或状态变了，可能是平台沿用了旧编号")
    sent = timing.sent_ms(attempt)
    if sent is not None and any(timing.surely_before(row, sent) for row in found):
        return Doubtful("它的申报时间早于本次提交")
    held = [item for row in found for item in row.items]
    known = attempt.facts
    meant = known.item_ids if set(held) & set(known.item_ids) else known.item_names
    if sorted(held) != sorted(meant):
        some = len(held) == len(set(held)) and set(held) < set(meant)
        return Partly() if some else Doubtful("与本件不完全一致")
    details = tuple(attempt.portal.details(row.id) for row in found)
    for row, one in zip(found, details, strict=True):
        if not of_our_applicant(attempt, one):
            return Doubtful("申报主体不是本件的申请人")
        if why := told_of.of_another(attempt, one, row):
            return Doubtful(f"它的详情{why}")
        if told_of.materials_of_another(attempt, one):
            return Doubtful("其中的材料不是本件推送的")
    return Ours(found, details)


def of_our_applicant(attempt: Attempt, details: Details) -> bool:
    """A detail that does not tell the applicant is no contradiction: the lists are those of our unit."""
    return details.applicant in ("", attempt.filing.applicant.uscc)


def named(answer: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids and numbers of the applications that an answer names."""
    return tuple(filter(None, answer.get("ids", ()))), tuple(filter(None, answer.get("numbers", ())))


def of_somebody_else(attempt: Attempt, answer: Mapping[str, Any]) -> str:
    """How we know that the answer speaks of another's application; "" where we do not."""
    ids, numbers = named(answer)
    text = "、".join(numbers or ids)
    other = attempt.numbers.of_another(ids=ids, numbers=numbers)
    if other:
        return f"答复中的 {text} 已经是申报件 {other} 的"
    if any(not of_our_applicant(attempt, one) for one in _shown(attempt, ids)):
        return f"答复中的 {text} 不是本件申请人的申报"
    return ""


def _shown(attempt: Attempt, ids: Iterable[str]) -> Iterable[Details]:
    for one in ids:
        try:
            yield attempt.portal.details(one)
        except PortalRefused:  # not known, or not shown to us: it says nothing
            continue
