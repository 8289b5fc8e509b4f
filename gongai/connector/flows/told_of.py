"""
Whether a detail tells of the application that it was asked for.

A cache, a gateway or a list that was sorted anew may answer with another's. Nothing of such an answer is believed: not
its states, not its numbers, and not that it came to nothing.
"""

import re
import unicodedata
from collections.abc import Iterable

from gongai.connector.flow import Attempt
from gongai.connector.mappers.reading import Application, Details
from gongai.errors import NotUnderstood
from gongai.records.engineering_code import compared

_BESIDES = re.compile(r"[\s()（）《》「」【】\[\]]")


def checked(attempt: Attempt, details: Details, ident: str, row: Application | None) -> Details:
    """The same. Raises `NotUnderstood` where it tells of something else, for whoever would go on by it."""
    if why := of_another(attempt, details, row):
        raise NotUnderstood(f"申报实例 {ident} 的详情{why}，没有采用", call=f"申报详情 {ident}")
    return details


def of_another(attempt: Attempt, details: Details, row: Application | None) -> str:
    """Why it is not the detail of this row, or of our filing where no list shows it; "" where all agrees."""
    project = attempt.filing.project
    codes = {compared(one) for one in (project.eng_code, project.project_code) if one}
    if details.project_code and details.project_code not in codes:
        return f"写的是别的项目（{details.project_code}）"
    ours = tuple(zip(attempt.facts.item_ids, attempt.facts.item_names, strict=True))
    asked = set(row.items) if row is not None else set()
    held = tuple(zip(details.item_ids, details.item_names, strict=True))
    missing = [one for one in asked if not any(_same(one, pair, ours) for pair in held)]
    strange = [name for ident, name in held if not _among((ident, name), (*((one, one) for one in asked), *ours))]
    if missing or strange:
        return f"写的是别的事项（{'、'.join(details.item_names)}）"
    return ""


def materials_of_another(attempt: Attempt, details: Details) -> bool:
    """Whether the materials it holds are none of those that were pushed for our filing."""
    pushed = pushed_materials(attempt)
    return bool(pushed and details.material_ids) and not pushed & set(details.material_ids)


def holds_our_materials(attempt: Attempt, details: Iterable[Details]) -> bool:
    """Whether each of them holds some of what was pushed for our filing: nobody else can have filed it."""
    pushed = pushed_materials(attempt)
    return all(pushed & set(one.material_ids) for one in details)


def pushed_materials(attempt: Attempt) -> frozenset[str]:
    """The portal's own ids of what was pushed, by whichever attempt; none where the journal has forgotten them."""
    titles = dict.fromkeys(page.title for page in attempt.plan.pages)
    return frozenset(one for title in titles for data in attempt.journal.all_of(title) for one in _instances(data))


def _instances(data: object) -> Iterable[str]:
    if isinstance(data, dict):
        for name, one in data.items():
            if name == "instances" and isinstance(one, list):
                yield from (text for text in one if isinstance(text, str) and text)
            else:
                yield from _instances(one)
    elif isinstance(data, list):
        for one in data:
            yield from _instances(one)


def _same(asked: str, held: tuple[str, str], ours: Iterable[tuple[str, str]]) -> bool:
    """Lists may name an item by its id and details by its name: of ours we know both."""
    return _among(held, ((asked, asked), *(pair for pair in ours if asked in pair)))


def _among(held: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> bool:
    ident, name = held
    return any(ident == one or _bare(name) == _bare(called) for one, called in pairs)


def _bare(name: str) -> str:
    return _BESIDES.sub("", unicodedata.normalize("NFKC", name)).casefold()
