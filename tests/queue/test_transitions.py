"""The state of a filing, or of a job, changes in one place, and only the ways that stand in the tables there."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa

import gongai
from gongai import db
from gongai.db.transitions import FILINGS, JOBS, FilingVersion, Impossible, filing_transition, job_transition, sources
from gongai.queue import cancelling
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.actor import FrontEnd
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.memory import Memory

ACT = Act("示例甲", 5, "示例理由", FrontEnd.CONSOLE)
PACKAGE = Path(gongai.__file__).parent


@pytest.fixture(scope="module")
def memory() -> Memory:
    return Memory()


def filing_in(memory: Memory, state: FilingState, *, version: int = 3, held_for: str = "") -> FilingVersion:
    memory.reset()
    row = {"id": 1, "reference": "A", "record": {}, "state": state, "version": version, "held_for": held_for}
    with memory.engine.begin() as connection:
        connection.execute(sa.insert(db.filings).values(row))
    return FilingVersion(1, "A", state, version)


def stored(memory: Memory, table: sa.Table) -> sa.Row[tuple[object, ...]]:
    with memory.engine.connect() as connection:
        return connection.execute(sa.select(table)).one()


def audited(memory: Memory) -> list[tuple[object, ...]]:
    table = db.audit
    query = sa.select(table.c.who, table.c.via, table.c.act, table.c.before, table.c.after, table.c.reason)
    with memory.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize(("was", "to"), list(product(FilingState, FilingState)))
def test_a_filing_goes_the_ways_of_the_table_and_no_other(memory: Memory, was: FilingState, to: FilingState) -> None:
    filing = filing_in(memory, was)
    if to not in FILINGS[was]:
        with pytest.raises(Impossible, match=f"no way from {was} to {to}"), memory.engine.begin() as connection:
            filing_transition(connection, filing, to, act=ACT, why="示例")
        assert stored(memory, db.filings).state == was
        return
    with memory.engine.begin() as connection:
        assert filing_transition(connection, filing, to, act=ACT, why="示例")
    row = stored(memory, db.filings)
    assert (row.state, row.version, row.why, row.updated_ms) == (to, 4, "示例", 5)
    before, after = {"state": was.value, "version": 3}, {"state": to.value}
    expected = [] if was is to else [("示例甲", "console", f"filing.{to}", before, after, "示例理由")]
    assert audited(memory) == expected


@pytest.mark.parametrize(("was", "to"), list(product(JobState, JobState)))
def test_a_job_goes_the_ways_of_the_table_and_no_other(memory: Memory, was: JobState, to: JobState) -> None:
    memory.reset()
    with memory.engine.begin() as connection:
        connection.execute(sa.insert(db.jobs).values(id=1, flow=FlowName.CHECK_SITE, state=was))
    if to in JOBS[was]:
        with memory.engine.begin() as connection:
            assert job_transition(connection, db.jobs.c.id == 1, was={was}, to=to, at_ms=5) == 1
        assert stored(memory, db.jobs).state == to
    else:
        with pytest.raises(Impossible), memory.engine.begin() as connection:
            job_transition(connection, db.jobs.c.id == 1, was={was}, to=to, at_ms=5)
        assert stored(memory, db.jobs).state == was


def test_a_filing_that_is_not_as_it_was_read_stays_as_it_is_and_nothing_is_audited(memory: Memory) -> None:
    filing_in(memory, FilingState.HELD, version=3)
    for version in (FilingVersion(1, "A", FilingState.HELD, 2), FilingVersion(1, "A", FilingState.FAILED, 3)):
        with memory.engine.begin() as connection:
            assert not filing_transition(connection, version, FilingState.WAITING, act=ACT, why="示例")
    assert (stored(memory, db.filings).state, audited(memory)) == (FilingState.HELD, [])


def test_a_job_in_another_state_is_not_moved(memory: Memory) -> None:
    memory.reset()
    with memory.engine.begin() as connection:
        connection.execute(sa.insert(db.jobs).values(id=1, flow=FlowName.CHECK_SITE, state=JobState.DONE))
        which = db.jobs.c.id == 1
        assert job_transition(connection, which, was={JobState.PARKED}, to=JobState.WAITING, at_ms=5) == 0


def test_what_a_filing_waits_for_is_kept_while_it_stays_and_gone_when_it_moves(memory: Memory) -> None:
    key = blocker.login("yunxi", "agent-a")
    filing = filing_in(memory, FilingState.HELD, held_for=str(key))
    with memory.engine.begin() as connection:
        assert filing_transition(connection, filing, FilingState.HELD, act=ACT, why="提请上级")
    assert stored(memory, db.filings).held_for == "login:yunxi/agent-a"
    moved = FilingVersion(1, "A", FilingState.HELD, 4)
    with memory.engine.begin() as connection:
        assert filing_transition(connection, moved, FilingState.REFUSED, act=ACT, why="退回")
    assert stored(memory, db.filings).held_for == ""


def test_no_way_leads_out_of_an_end_and_none_from_sent_back_to_a_draft() -> None:
    ends = (FilingState.CLOSED, FilingState.REJECTED, FilingState.CANCELLED)
    assert not any(FILINGS[one] for one in ends)
    assert FILINGS[FilingState.FILED] == {FilingState.CLOSED, FilingState.REJECTED}
    assert not any(FilingState.DRAFT in ways for ways in FILINGS.values())
    assert not JOBS[JobState.DONE] | JOBS[JobState.CANCELLED]
    assert FILINGS.keys() == set(FilingState) and JOBS.keys() == set(JobState)


def test_a_state_that_cannot_be_cancelled_says_why() -> None:
    assert cancelling._WHY_NOT.keys() | sources(FILINGS, FilingState.CANCELLED) == set(FilingState)


# --- nobody else writes a state

_GUARDED = {"filings", "jobs"}


def modules() -> list[Path]:
    own = {PACKAGE / "db" / "transitions.py", PACKAGE / "db" / "tables.py"}
    return [one for one in sorted(PACKAGE.rglob("*.py")) if one not in own and "migrations" not in one.parts]


def updates(tree: ast.Module) -> list[tuple[str, list[str]]]:
    """Each UPDATE of a module: the table by its name in `gongai.db`, and the columns that its `values` sets."""
    names = {
        target.id: node.value.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values"):
            continue
        inner: ast.expr = node.func.value
        while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr != "update":
            inner = inner.func.value
        if not (isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.args):
            continue
        table = inner.args[0]
        name = names.get(table.id, table.id) if isinstance(table, ast.Name) else ast.unparse(table).rpartition(".")[2]
        columns = [keyword.arg or "**" for keyword in node.keywords] + ["**" for _ in node.args]
        found.append((name, columns))
    return found


def test_every_update_of_a_state_lies_in_the_transitions() -> None:
    wrong = []
    for path in modules():
        source = path.read_text(encoding="utf-8")
        for table, columns in updates(ast.parse(source)):
            if table in _GUARDED and {"state", "**"} & set(columns):
                wrong.append((path.name, table, columns))
        if re.search(r"UPDATE\s+(filings|jobs)\b[^\"]*\bstate\s*=", source, re.IGNORECASE):
            wrong.append((path.name, "SQL", []))
    assert wrong == []


def test_the_look_for_updates_sees_one() -> None:
    code = "_j = db.jobs\nx = sa.update(_j).where(_j.c.id == 1).values(state='done', note='')\n"
    assert updates(ast.parse(code)) == [("jobs", ["state", "note"])]


# --- words of the database are members of an enum, never letters in quotes

_COLUMNS = {"state", "kind", "event", "outcome", "act"}
_TAKES_A_WORD = {"Message": 0, "Note": 0, "audit": 1, "note": 1}


def literals(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr in _COLUMNS:
            column = isinstance(node.left.value, ast.Attribute) and node.left.value.attr == "c"
            if column and any(isinstance(one, ast.Constant) for one in node.comparators):
                found.append(ast.unparse(node))
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = _TAKES_A_WORD.get(name)
            given = node.args[place] if place is not None and len(node.args) > place else None
            if isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value.isascii():
                found.append(ast.unparse(node))
            if name == "values":
                found += [
                    ast.unparse(node)
                    for one in node.keywords
                    if one.arg in _COLUMNS and isinstance(one.value, ast.Constant)
                ]
    return found


def test_no_word_of_the_ledger_is_written_as_letters() -> None:
    assert {
        str(path.name): found for path in modules() if (found := literals(ast.parse(path.read_text("utf-8"))))
    } == {}


def test_the_look_for_letters_sees_them() -> None:
    code = "x = _t.c.kind == 'captcha'\nNote('closed', 'x')\naudit(c, 'filing.add', 'r')\nq.values(state='done')"
    assert len(literals(ast.parse(code))) == 4
