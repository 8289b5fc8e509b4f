"""Filings as lines of a list, each with its open results: read in one go, and never cut without saying so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.queue import reads, results
from gongai.queue.reads import FilingRow
from gongai.queue.results import ResultRow
from gongai.records.state import FilingState

_f = db.filings


@dataclass(frozen=True)
class FilingPage:
    """The newest filings of a choice, oldest first."""

    rows: tuple[FilingRow, ...]
    open_results: Mapping[int, tuple[ResultRow, ...]]  # by filing, newest first; filings without any are not in it
    total: int  # of the choice, listed or not

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)

    def __iter__(self) -> Iterator[tuple[FilingRow, tuple[ResultRow, ...]]]:
        return ((row, self.open_results.get(row.filing_id, ())) for row in self.rows)


def page(
    engine: sa.Engine,
    *,
    states: Sequence[FilingState] = (),
    project: str = "",
    newest: bool = False,
    limit: int | None = None,
) -> FilingPage:
    """`newest`: without those that a later revision has replaced. Without `limit`: all of them."""
    chosen = _chosen(states=states, project=project, newest=newest)
    listed = sa.select(_f).where(*chosen).order_by(_f.c.id.desc()).limit(limit)
    theirs = results._rows().where(  # the same columns, for the same record
        db.results.c.settled_ms.is_(None),
        db.results.c.filing_id.in_(sa.select(listed.with_only_columns(_f.c.id).subquery().c.id)),
    )
    with db.reading(engine) as connection:
        rows = [reads._row(row) for row in connection.execute(listed)]
        total = connection.execute(sa.select(sa.func.count()).select_from(_f).where(*chosen)).scalar_one()
        grouped: dict[int, list[ResultRow]] = {}
        for row in connection.execute(theirs.order_by(db.results.c.id.desc())):
            grouped.setdefault(row.filing_id, []).append(results._row(row))
    return FilingPage(tuple(reversed(rows)), {number: tuple(those) for number, those in grouped.items()}, total)


def names(engine: sa.Engine) -> tuple[tuple[int, str], ...]:
    """Number and 申报件号 of every filing there is, oldest first."""
    query = sa.select(_f.c.id, _f.c.reference).order_by(_f.c.id)
    with db.reading(engine) as connection:
        return tuple((row.id, row.reference) for row in connection.execute(query))


def reference_of(engine: sa.Engine, filing_id: int) -> str:
    query = sa.select(_f.c.reference).where(_f.c.id == filing_id)
    with db.reading(engine) as connection:
        return str(connection.execute(query).scalar_one())


def _chosen(*, states: Sequence[FilingState], project: str, newest: bool) -> list[sa.ColumnElement[Any]]:
    chosen: list[sa.ColumnElement[Any]] = []
    if states:
        chosen.append(_f.c.state.in_(list(states)))
    if project:
        chosen.append(_f.c.project_code == project)
    if newest:
        later = _f.alias("later")
        chosen.append(~sa.exists().where(later.c.supersedes == _f.c.id))
    return chosen
