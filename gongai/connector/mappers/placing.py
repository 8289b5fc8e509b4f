"""
Whether a row of a portal's list is about our project and our items.

Three answers, for portals write codes and names in their own way (a suffix, a mask, several in one cell): a row that
cannot be placed is never taken for another's.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from gongai.connector.mappers.reading import Application
from gongai.records.engineering_code import compared, normalise
from gongai.sites import Site
from gongai.sites.facts import Facts
from gongai.sites.paths import fill

_WHOLE = re.compile(
    r"(?<![0-9A-Z*])(?<![0-9]-)(\d{4}-?\d{6}-?\d{2}-?\d{2}-?\d{6})(?:-?(\d{1,4}))?(?![0-9A-Z*]|-+[0-9*])", re.ASCII
)
"""A whole code of the national shape, with the suffix of a split project, and nothing that goes on."""
_DASHES = str.maketrans("_.", "--")
_BETWEEN = re.compile(r"[,，、;；\s]+")
_UNSEEN = ("Ps", "Pe", "Pi", "Pf", "Zs", "Zl", "Zp", "Cc", "Cf")
"""Classes of brackets, blanks and what has no width: portals add and drop them."""


class Place(Enum):
    """What a row is to us."""

    OURS = "ours"
    ANOTHERS = "anothers"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Sought:
    """What one filing is looked for by."""

    codes: frozenset[str]
    """Our project and engineering code, as they are compared."""
    ours: frozenset[str]
    """Ids and names of our items, folded."""
    known: Mapping[str, str]
    """Every item that the catalogue knows: its id or name, folded → as the catalogue writes it."""

    def project(self, code: str) -> Place:
        """Another's is only a whole code that differs from ours; ours is what holds ours whole."""
        if compared(code) in self.codes:
            return Place.OURS
        text = normalise(code).translate(_DASHES)
        found = [(_bare(one[1]), int(one[2] or 0)) for one in _WHOLE.finditer(text)]
        ours = [(_bare(one[1]), int(one[2] or 0)) for own in self.codes for one in _WHOLE.finditer(own)]
        if set(found) & set(ours):
            return Place.OURS
        if len(found) != 1 or not _WHOLE.fullmatch(text):
            return Place.UNCLEAR
        ((base, _part),) = found
        parts = {part for own, part in ours if own == base}
        # a part of our project, while ours is none: the portal may number what we do not
        return Place.UNCLEAR if parts == {0} else Place.ANOTHERS

    def items(self, texts: Iterable[str]) -> Place:
        """Another's are only items that the catalogue knows, all of them."""
        pieces = [piece for text in texts for piece in self._pieces(text)]
        if any(_folded(piece) in self.ours for piece in pieces):
            return Place.OURS
        return Place.ANOTHERS if pieces and all(_folded(one) in self.known for one in pieces) else Place.UNCLEAR

    def row(self, row: Application) -> Place:
        """Whether a row is of our project; where its code does not tell, its items may."""
        place = self.project(row.project_code)
        if place is Place.UNCLEAR and self.items(row.items) is Place.ANOTHERS:
            return Place.ANOTHERS
        return place

    def written(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Our items as the catalogue writes them; what it does not know as the portal does."""
        pieces = (piece for text in texts for piece in self._pieces(text))
        return tuple(self.known.get(_folded(piece), piece) for piece in pieces)

    def _pieces(self, text: str) -> list[str]:
        """One item, or the several that a portal writes into one text."""
        return [text] if _folded(text) in self.known else [one for one in _BETWEEN.split(text) if one]


def sought(facts: Facts, site: Site) -> Sought:
    """What the filing of these facts is looked for by."""
    project, template = facts.filing.project, site.profile.items.item_id
    own = (*facts.item_ids, *facts.item_names)
    known = [text for item in site.catalogue.items() for text in (fill(template, {"code": item.code}), item.name)]
    return Sought(
        codes=frozenset(compared(code) for code in (project.eng_code, project.project_code) if code),
        ours=frozenset(map(_folded, own)),
        known={_folded(text): text for text in (*known, *own)},
    )


def _bare(code: str) -> str:
    return code.replace("-", "")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if unicodedata.category(one) not in _UNSEEN).casefold()
