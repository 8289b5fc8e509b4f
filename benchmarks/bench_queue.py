"""
`python -m benchmarks.bench_queue`: claims and completions per second with 1k, 100k and 1M filings in the ledger.

What counts is the ratio between the sizes in one run, not the figures: they are mostly the disk's. The processor time
of one round trip is shown beside, for it does not depend on what else the machine does. Three shapes: everything due
over many accounts; the nearest nine tenths waiting for one busy account; everything filed, with a look due later.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from gongai import db
from gongai.clock import SystemClock
from gongai.db import migrate
from gongai.queue.store import Store
from gongai.records.filing import Filing
from gongai.records.outcome import Filed
from gongai.records.party import Contact, Party, Pickup
from gongai.records.project import Project
from gongai.records.receipt import Receipt

ROWS = (1_000, 100_000, 1_000_000)
DAY_MS = 86_400_000


def record() -> str:
    """One small filing; every row holds the same."""
    filing = Filing(
        reference="B-1",
        site="yunxi",
        account="a",
        service_mode="代办",
        kind="单项",
        stage_no=1,
        item_code="ITEM1",
        project=Project(project_code="2611-439902-04-01-000001", name="云汐示例厂房"),
        applicant=Party(name="云汐示例置业有限公司", uscc="91439902MA00000A0X"),
        contact=Contact(name="示例乙"),
        pickup=Pickup(name="示例乙"),
    )
    return json.dumps(filing.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def fill(engine: sa.Engine, rows: int, *, account: str, flow: str, state: str, due: str) -> None:
    """`account` and `due` are SQL over the row number i."""
    series = (
        f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows}) SELECT i FROM s) s"
        if engine.dialect.name == "sqlite"
        else f"generate_series(1, {rows}) s(i)"
    )
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO filings(id, reference, site, account, business_key, project_code, record, state) "
                f"SELECT i, 'B-' || i, 'yunxi', {account}, 'k' || i, 'p' || i, :record, :state FROM {series}"
            ),
            {"record": record(), "state": state},
        )
        connection.execute(
            sa.text(
                "INSERT INTO jobs(filing_id, flow, site, account, project, state, priority, not_before_ms) "
                f"SELECT i, :flow, 'yunxi', {account}, 'p' || i, 'waiting', i % 10, {due} FROM {series}"
            ),
            {"flow": flow},
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


@dataclass(frozen=True)
class Rate:
    per_second: float
    cpu_ms: float  # of one round trip


def round_trips(store: Store, seconds: float) -> Rate:
    """Claims and completions."""
    count, start, cpu = 0, time.perf_counter(), time.process_time()
    while (spent := time.perf_counter() - start) < seconds:
        claim = store.claim("bench")
        if claim is None:
            break
        store.record_outcome(claim, Filed(Receipt(application_nos=(f"SB-{claim.job_id}",))))
        count += 1
    return Rate(count / spent, (time.process_time() - cpu) * 1000 / max(count, 1))


def empty_polls(store: Store, seconds: float) -> Rate:
    """Polls that find nothing due."""
    count, start, cpu = 0, time.perf_counter(), time.process_time()
    while (spent := time.perf_counter() - start) < seconds:
        assert store.claim("bench") is None
        count += 1
    return Rate(count / spent, (time.process_time() - cpu) * 1000 / max(count, 1))


def many_accounts(engine: sa.Engine, rows: int, seconds: float) -> Rate:
    fill(engine, rows, account="'a' || (i % 5000)", flow="submit", state="waiting", due="0")
    return round_trips(Store(engine, clock=SystemClock()), seconds)


def one_busy_account(engine: sa.Engine, rows: int, seconds: float) -> Rate:
    """Nine of ten filings wait for an account that is in hand; the free ones lie behind them."""
    account = "CASE WHEN i % 10 = 0 THEN 'free' || (i % 70) ELSE 'busy' END"
    fill(engine, rows, account=account, flow="submit", state="waiting", due="CASE WHEN i % 10 = 0 THEN 5 ELSE 0 END")
    store = Store(engine, clock=SystemClock())
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE jobs SET state = 'running', fence = 1 WHERE account = 'busy' AND id = 1"))
        # the same priority for all, so that the blocked ones really lie in front
        connection.execute(sa.text("UPDATE jobs SET priority = 5"))
    return round_trips(store, seconds)


def polls_later(engine: sa.Engine, rows: int, seconds: float) -> Rate:
    later = int(time.time() * 1000) + DAY_MS
    fill(engine, rows, account="'a' || (i % 50)", flow="track", state="filed", due=f"{later} + i")
    return empty_polls(Store(engine, clock=SystemClock()), seconds)


SHAPES: dict[str, Callable[[sa.Engine, int, float], Rate]] = {
    "many accounts, all due: claim + complete": many_accounts,
    "nearest 90 % blocked by one account: claim + complete": one_busy_account,
    "all filed, looks later: empty poll": polls_later,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Claims per second by size of the ledger")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--folder", type=Path, default=None, help="where the databases are made; default: temporary")
    options = parser.parse_args()
    for name, shape in SHAPES.items():
        sys.stdout.write(f"{name}\n")
        first: Rate | None = None
        for rows in options.rows:
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                engine = db.keyed(db.connect(f"sqlite:///{folder}/bench.db"), lambda: b"r" * 32)
                migrate.upgrade(engine)
                rate = shape(engine, rows, options.seconds)
                engine.dispose()
            first = first or rate
            sys.stdout.write(
                f"  {rows:>9,} filings  {rate.per_second:6.0f} /s  ×{rate.per_second / first.per_second:.2f}   "
                f"{rate.cpu_ms:6.2f} ms processor  ×{rate.cpu_ms / first.cpu_ms:.2f}\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
