"""The protocol with one rule taken away at a time. Each must be caught, or the simulation proves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from gongai.db import lease
from gongai.db.position import Position
from gongai.queue import claims, outcomes, reaper
from tests.queue.memory import Memory
from tests.queue.simulation.rules import PROTOCOL, Rules
from tests.queue.simulation.world import first_violation

MUTATIONS: dict[str, Rules] = {
    "no intent record before the request": replace(PROTOCOL, intent=False),
    "an attempt starts over without asking the journal": replace(PROTOCOL, position=False),
    "one look, without settle time": replace(PROTOCOL, settle=False),
    "settle first, then log in": replace(PROTOCOL, login_first=False),
    "the session that has sent counts as a fresh one": replace(PROTOCOL, fresh=False),
    "an answer is believed by its word": replace(PROTOCOL, binding=False),
    "a list that was not understood is taken for an empty one": replace(PROTOCOL, understood=False),
    "no guard, and a portal with several sessions": replace(PROTOCOL, guard=False, one_session=False),
    "wall-clock leases": replace(PROTOCOL, observed=False),
    "no fence check": replace(PROTOCOL, fence=False),
    "account and project not exclusive": replace(PROTOCOL, exclusive=False),
    "an older database is not noticed": replace(PROTOCOL, anchors=False),
    "times of a wrong clock are believed": replace(PROTOCOL, times=False),
    "an interrupted attempt is always started over": replace(PROTOCOL, reap_unknown=False, position=False),
}


RARE = {"wall-clock leases": 262}
"""The seed that has noticed a mutation which few notice: it is tried first."""


def caught(name: str, *, within: int) -> tuple[int, str] | None:
    """A seed that sees the mutation, and what it saw."""
    rules = MUTATIONS[name]
    memory = Memory(None if rules.exclusive else _without_busy_indexes)
    try:
        with _weakened(rules):
            return first_violation(memory, [RARE.get(name, 0), *range(within)], rules)
    finally:
        memory.close()


@contextmanager
def _weakened(rules: Rules) -> Iterator[None]:
    """The product's own code with the rule taken out."""
    changes: list[tuple[Any, str, Any]] = []
    if not rules.fence:
        changes += [(lease, "assert_held", _hold_anything), (outcomes, "assert_held", _hold_anything)]
    if not rules.exclusive:
        changes += [(claims, "_CHOICES", {"sqlite": _blind_choice()})]
    if not rules.reap_unknown:
        changes += [(reaper, "position", lambda _connection, _filing: Position.CLEAR)]
    saved = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    for owner, name, value in changes:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in saved:
            setattr(owner, name, value)


def _hold_anything(_connection: sa.Connection, _lease: lease.Lease) -> None:
    return


def _blind_choice() -> Any:
    choice = claims._Choice("sqlite")
    choice.first_free = sa.text(
        "SELECT id FROM jobs WHERE state = 'waiting' AND priority = :priority AND not_before_ms <= :now "
        "ORDER BY id LIMIT 1"
    )
    return choice


def _without_busy_indexes(connection: sa.Connection) -> None:
    for name, columns in (("uq_jobs_account_busy", "site, account"), ("uq_jobs_project_busy", "project")):
        connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(f"CREATE INDEX {name} ON jobs ({columns}) WHERE state IN ('running', 'unknown')")
