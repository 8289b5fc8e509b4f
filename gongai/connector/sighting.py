"""
What a look into the portal's lists is worth: there, not there, or not understood.

Three types and never two, so that "I could not read it" cannot be taken for "there is none": only `NotThere` says that
the portal does not hold what was asked for, and only a look that read every list to its end makes one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from gongai.connector.mappers.placing import Place, Sought
from gongai.connector.mappers.reading import Application


@dataclass(frozen=True)
class Gap:
    """A part of the lists that was not read. `because` names the call, what was expected and what was found."""

    listed_in: str
    because: str

    def __str__(self) -> str:
        return f"“{self.listed_in}”：{self.because}"


@dataclass(frozen=True)
class There:
    """At least one application that was asked for. With `gaps` there may be more of them: a hit alone is proof."""

    applications: tuple[Application, ...]
    gaps: tuple[Gap, ...] = ()
    unproven: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class NotThere:
    """Every list was read to its end and understood, and none of them holds it. `read` counts the rows.

    `unproven` lists came out empty and have never shown a row: good enough before anything was sent, since a portal may
    really hold nothing yet, but not for saying that what *was* sent has not arrived.
    """

    read: int
    unproven: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class NotRead:
    """None was seen, and some part was not understood or not reached: this says nothing about the portal."""

    gaps: tuple[Gap, ...]

    def __str__(self) -> str:
        return "；".join(map(str, self.gaps))

    @property
    def where(self) -> str:
        """The first list that was not read."""
        return self.gaps[0].listed_in if self.gaps else ""


Sighting = There | NotThere | NotRead


def sighting(
    applications: Iterable[Application], *, read: int, gaps: Iterable[Gap] = (), unproven: Iterable[Gap] = ()
) -> Sighting:
    """The one of the three that a look comes to."""
    hits, missed, doubtful = tuple(applications), tuple(gaps), tuple(unproven)
    if hits:
        return There(hits, missed, doubtful)
    return NotRead(missed) if missed else NotThere(read, doubtful)


def only(seen: Sighting, wanted: Callable[[Application], bool]) -> Sighting:
    """The same look, asked for less."""
    match seen:
        case There(applications, gaps, unproven):
            return sighting(filter(wanted, applications), read=len(applications), gaps=gaps, unproven=unproven)
        case NotThere() | NotRead():
            return seen
        case _:
            assert_never(seen)


def about(seen: Sighting, sought: Sought) -> Sighting:
    """Of a look at our project, the applications that are about our items, these as the catalogue writes them."""
    if not isinstance(seen, There):
        return seen
    hits, gaps = [], list(seen.gaps)
    for row in seen.applications:
        place = sought.items(row.items)
        if place is Place.OURS:
            hits.append(replace(row, items=sought.written(row.items)))
        elif place is Place.UNCLEAR:
            gaps.append(unplaced(row))
    return sighting(hits, read=len(seen.applications), gaps=gaps, unproven=seen.unproven)


def unplaced(row: Application) -> Gap:
    """What a person is told of a row that cannot be placed."""
    items = "、".join(row.items)
    return Gap(
        row.listed_in,
        f"有一行认不出是不是本件：流水号 {row.number or row.id}，项目代码“{row.project_code}”，事项“{items}”。"
        "请在平台上核对这一行；平台改了写法的，请核对平台配置的 project_code、items 和事项目录",
    )


def after_sending(seen: Sighting) -> Sighting:
    """The same look, where it is to say that what was sent is not there: lists never proved say nothing then."""
    return NotRead(seen.unproven) if isinstance(seen, NotThere) and seen.unproven else seen
