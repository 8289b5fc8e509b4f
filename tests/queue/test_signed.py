"""Only who has the key writes what counts; what was changed, put in or taken away in the database is found."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db, evidence
from gongai.approval.approved_profiles import approve_version
from gongai.clock import SystemClock
from gongai.credentials import key as keys
from gongai.credentials.vault import Vault
from gongai.db import chain, register
from gongai.db.position import Mark, Position, position
from gongai.db.record_key import RECORDS_PURPOSE
from gongai.errors import ConfigError
from gongai.queue import results
from gongai.queue.status_events import store_events
from gongai.queue.store import Store
from gongai.records.act import Act
from gongai.records.journal_event import JournalEvent
from gongai.records.outcome import Ask, AskKind
from tests import record_key
from tests.queue.cast import claimed, mark, queue
from tests.queue.test_outcomes import TestPolls

KEY = b"a" * 32
ACT = Act("示例主管", 1, "已核对")


def sent(store: Store) -> int:
    filing_id = queue(store)
    mark(store, claimed(store), Mark.SENT)
    return filing_id


def forge(store: Store, filing_id: int, event: Mark, *, key: bytes = b"f" * 32) -> None:
    """What somebody with the database and without the key can do: a record that is chained rightly."""
    with db.keyed(store.engine, lambda: key).begin() as connection:
        chain.append(
            connection, filing_id=filing_id, step="submit", event=JournalEvent(event), at_ms=9, data={"looks": 3}
        )


def at(store: Store, filing_id: int) -> Position:
    with db.reading(store.engine) as connection:
        return position(connection, filing_id)


def problems(store: Store, tmp_path: Path, filing_id: int) -> str:
    with db.reading(store.engine) as connection:
        found = evidence.verify(connection, tmp_path / "evidence", filing_id, key=KEY)
    return "；".join(str(one) for one in found if one.level == "stop")


def registered(store: Store) -> str:
    with db.reading(store.engine) as connection:
        return "；".join(map(str, evidence.check_register(connection)))


def unprotect(connection: sa.Connection) -> None:
    """Whoever has the database can take the triggers away."""
    for table in db.APPEND_ONLY:
        for act in ("update", "delete", "replace", "truncate"):
            of = f" ON {table.name}" if connection.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table.name}_no_{act}{of}")


def spoil(store: Store, *statements: sa.Executable) -> None:
    with store.engine.begin() as connection:
        unprotect(connection)
        for one in statements:
            connection.execute(one)


# ---- the position


def test_a_rightly_chained_record_without_the_key_does_not_permit_a_second_submit(store: Store, tmp_path: Path) -> None:
    filing_id = sent(store)
    forge(store, filing_id, Mark.NOT_FILED)
    assert at(store, filing_id) is Position.OPEN
    assert "签名不对" in problems(store, tmp_path, filing_id)


def test_a_record_of_ours_copied_to_the_end_does_not_count_again(store: Store, tmp_path: Path) -> None:
    filing_id, claim = queue(store), claimed(store)
    mark(store, claim, Mark.SENT)
    mark(store, claim, Mark.NOT_FILED)
    mark(store, claim, Mark.SENT)
    j = db.journal
    columns = [one for one in j.c if one.name != "id"]
    old = sa.select(*columns).where(j.c.event == "not_filed")
    spoil(store, sa.insert(j).from_select([one.name for one in columns], old))
    assert at(store, filing_id) is Position.OPEN
    assert "不衔接" in problems(store, tmp_path, filing_id)


@pytest.mark.parametrize("act", ["taken away", "turned into another"])
def test_a_mark_that_is_taken_away_or_changed_does_not_let_a_filing_be_sent(store: Store, act: str) -> None:
    filing_id, claim = queue(store), claimed(store)
    mark(store, claim, Mark.SENT)
    mark(store, claim, Mark.ARMED)
    j = db.journal
    which = j.c.event == "sent"
    spoil(store, sa.delete(j).where(which) if act == "taken away" else sa.update(j).values(event="done").where(which))
    assert at(store, filing_id) is Position.OPEN


def test_a_forged_filed_is_looked_up_as_well(store: Store) -> None:
    filing_id = sent(store)
    forge(store, filing_id, Mark.FILED)
    assert at(store, filing_id) is Position.OPEN


@pytest.mark.parametrize("event", [Mark.NOT_FILED, Mark.FILED, Mark.ANSWERED])
def test_our_own_marks_count(store: Store, event: Mark) -> None:
    filing_id, claim = queue(store), claimed(store)
    mark(store, claim, Mark.SENT)
    mark(store, claim, event)
    assert at(store, filing_id) is not Position.OPEN


def test_who_has_no_key_cannot_write(store: Store) -> None:
    filing_id = queue(store)
    bare = db.connect(store.engine.url.render_as_string(hide_password=False))
    with pytest.raises(ConfigError, match="没有签名密钥"), bare.begin() as connection:
        chain.append(connection, filing_id=filing_id, step="x", event=JournalEvent.DONE, at_ms=1, data={})
    with pytest.raises(ConfigError, match="没有签名密钥"), bare.begin() as connection:
        approve_version(connection, "yunxi", "d" * 64, version="1", act=ACT)
    with db.reading(bare) as connection:
        assert connection.execute(sa.select(db.approvals.c.id)).all() == []
    bare.dispose()


# ---- the register


@pytest.fixture
def full(store: Store) -> Store:
    """A row in every table that the register covers."""
    filing_id, claim = queue(store), claimed(store)
    store.record_outcome(claim, Ask(AskKind.LOOK, "请核对"))
    with store.engine.begin() as connection:
        store_events(connection, filing_id, (TestPolls().event("1", 5),))
        approve_version(connection, "yunxi", "d" * 64, version="1", act=ACT)
    (open_result,) = results.list_results(store.engine)
    results.settle_result(store.engine, open_result.id, by="帮办员", settlement="已核对", at_ms=5)
    return store


SPOILT: dict[str, tuple[Callable[[], sa.Executable], str]] = {
    "state": (lambda: sa.update(db.filings).values(state="filed"), "申报件"),
    "receipt": (lambda: sa.update(db.filings).values(receipt={"application_nos": ["1"]}), "申报件"),
    "record": (lambda: sa.update(db.filings).values(record={}), "申报件"),
    "agreement": (lambda: sa.update(db.agreements).values(record={}), "代办协议"),
    "approval": (lambda: sa.update(db.approvals).values(digest="e" * 64), "平台配置的批准"),
    "settlement": (lambda: sa.update(db.results).values(settlement="无事"), "结果"),
    "status": (lambda: sa.update(db.status_events).values(site_code="99"), "平台状态"),
    "audit": (lambda: sa.update(db.audit).values(who="别人").where(db.audit.c.id == 2), "审计记录 2"),
    "audit removed": (lambda: sa.delete(db.audit).where(db.audit.c.id == 2), "审计记录 2"),
    "approval put in": (
        lambda: sa.insert(db.approvals).values(site="yunxi", digest="f" * 64, by="别人", at_ms=1),
        "没有登记",
    ),
}


def test_the_register_agrees_with_what_was_done(full: Store) -> None:
    assert registered(full) == ""


@pytest.mark.parametrize("what", list(SPOILT))
def test_what_was_changed_in_any_covered_table_is_found(full: Store, what: str) -> None:
    statement, where = SPOILT[what]
    spoil(full, statement())
    assert where in registered(full)


def test_a_filing_deleted_whole_is_missed(full: Store) -> None:
    with db.reading(full.engine) as connection:
        reference = connection.execute(sa.select(db.filings.c.reference)).scalar_one()
    with full.engine.begin() as connection:
        unprotect(connection)
        for table in (db.journal, db.status_events, db.outbox, db.results, db.attempts, db.jobs, db.filings):
            connection.execute(sa.delete(table))
    assert f"申报件 {reference}：登记过，数据库中已没有：被删除" in registered(full)


def test_notes_that_were_taken_away_with_their_rows_are_missed_by_the_anchor(full: Store, tmp_path: Path) -> None:
    root = tmp_path / "evidence"

    def sealed() -> list[str]:
        with db.reading(full.engine) as connection:
            evidence.seal_register(connection, root, key=KEY, at_ms=1)
            return [str(one) for one in evidence.check_anchor_of_register(connection, root, key=KEY)]

    assert sealed() == []
    p = db.proofs
    spoil(full, sa.delete(p).where(p.c.id == sa.select(sa.func.max(p.c.id)).scalar_subquery()))
    assert "登记被删除" in "".join(sealed())
    assert "登记被删除" in "".join(sealed()), "a new anchor is not laid over it"


def test_a_note_in_the_middle_cannot_be_changed(full: Store) -> None:
    spoil(full, sa.update(db.proofs).values(content="0" * 64).where(db.proofs.c.id == 2))
    assert "签名或次序不对" in registered(full)


def test_what_was_rolled_back_is_not_noted(store: Store) -> None:
    with pytest.raises(RuntimeError), store.engine.begin() as connection:
        approve_version(connection, "yunxi", "d" * 64, version="1", act=ACT)
        raise RuntimeError
    queue(store)
    assert registered(store) == ""


# ---- records from before there was a key


@pytest.fixture
def older(store: Store) -> int:
    """A filing that was sent when records were not signed, taken over by `gongai init`."""
    filing_id = sent(store)
    spoil(store, sa.update(db.journal).values(mac=""), sa.delete(db.proofs))
    with store.engine.begin() as connection:
        assert register.take_over(connection) > 0
    return filing_id


def test_older_records_count_and_verify_says_from_where_they_are_signed(
    store: Store, older: int, tmp_path: Path
) -> None:
    assert at(store, older) is Position.OPEN
    with db.reading(store.engine) as connection:
        found = evidence.verify(connection, tmp_path / "evidence", older, key=KEY)
    assert "前 1 条记录：写于开始签名之前" in "".join(str(one) for one in found if one.level == "warn")
    assert registered(store) == ""
    with store.engine.begin() as connection:
        assert register.take_over(connection) == 0, "once only"


def test_an_unsigned_record_added_later_does_not_count(store: Store, older: int, tmp_path: Path) -> None:
    forge(store, older, Mark.NOT_FILED)
    spoil(store, sa.update(db.journal).values(mac="").where(db.journal.c.event == "not_filed"))
    assert at(store, older) is Position.OPEN
    assert "签名不对" in problems(store, tmp_path, older)


def test_signatures_hold_after_the_vaults_key_is_changed(store: Store) -> None:
    vault = Vault(store.engine, keys.generate(), SystemClock())
    before = vault.derive(RECORDS_PURPOSE)
    vault.rotate(keys.generate())
    assert vault.derived(RECORDS_PURPOSE) == before != record_key.RECORD_KEY
