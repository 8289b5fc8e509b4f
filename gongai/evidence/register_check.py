"""Whether every row that says what was done is as it was noted in the register (`db.register`), and none is missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db import chain, register
from gongai.db.record_key import genuine, key_if_any
from gongai.evidence.problem import Problem

NAMES = {
    "filings": "申报件",
    "agreements": "代办协议",
    "approvals": "平台配置的批准",
    "results": "结果",
    "status_events": "平台状态",
    "audit": "审计记录",
}
_CHANGED = "与登记时不符：被改动"
_UNKNOWN = "没有登记：不是本程序写入"
_GONE = "登记过，数据库中已没有：被删除"


def check_signatures(
    rows: Sequence[Mapping[str, Any]], key: bytes | None, *, unsigned_up_to: str | None
) -> Iterator[Problem]:
    """The records of one journal. `unsigned_up_to`: the digest of the last one from before records were signed."""
    if key is None:
        return
    digests = [row["digest"] for row in rows]
    old = digests.index(unsigned_up_to) + 1 if unsigned_up_to in digests else 0
    if unsigned_up_to is not None and not old:
        yield Problem("办理记录", "开始签名时已有的记录不见了：被删除或改写")
    unsigned = 0
    for place, row in enumerate(rows, 1):
        found = row.get("mac", "")
        if not found and place <= old:
            unsigned += 1
        elif not found or not chain.signed(key, row):
            yield Problem(f"第 {place} 条记录（{row['step']} {row['event']}）", "签名不对：不是本程序写下的")
    if unsigned:
        text = f"写于开始签名之前：只能核验其相链和内容，不能证明由本程序写下。从第 {unsigned + 1} 条起有签名"
        yield Problem(f"前 {unsigned} 条记录", text, level="warn")


def unsigned_up_to(connection: sa.Connection, filing_id: int) -> str | None:
    return register.noted(connection, register.JOURNAL, str(filing_id)) if key_if_any(connection) else None


def check_rows(connection: sa.Connection, filing_id: int) -> Iterator[Problem]:
    """What else the database says about one filing, each row against its newest note."""
    if key_if_any(connection) is None:
        return
    f, r, s, a = db.filings, db.results, db.status_events, db.audit
    this = connection.execute(sa.select(f.c.reference, f.c.agreement_no).where(f.c.id == filing_id)).one()
    about = {
        "filings": f.c.id == filing_id,
        "agreements": db.agreements.c.agreement_no == this.agreement_no,
        "results": r.c.filing_id == filing_id,
        "status_events": s.c.filing_id == filing_id,
        "audit": a.c.subject == this.reference,
    }
    for table, which in about.items():
        one = register.COVERED[table]
        for row in connection.execute(one.rows().where(which).order_by(one.key)).mappings().all():
            name = str(row[one.name])
            found = register.noted(connection, table, name)
            if found != one.content(row):
                yield Problem(f"{NAMES[table]} {name}", _UNKNOWN if found is None else _CHANGED)


def check_register(connection: sa.Connection) -> Iterator[Problem]:
    """The whole register, and every row of the tables it covers. Without the key nothing can be said."""
    key = key_if_any(connection)
    if key is None:
        return
    p = db.proofs
    newest: dict[tuple[str, str], str] = {}
    previous, broken = "", 0
    for row in connection.execute(sa.select(p).order_by(p.c.id)).mappings():
        entry = (row["table_name"], row["name"])
        if genuine(key, row["mac"], previous, *entry, row["content"]):
            newest[entry] = row["content"]
        else:
            broken += 1
        previous = row["mac"]
    if broken:
        yield Problem("登记簿", f"{broken} 条登记的签名或次序不对：有登记被改动、删除或插入")
    for table, one in register.COVERED.items():
        for row in connection.execute(one.rows().order_by(one.key)).mappings():
            name = str(row[one.name])
            found = newest.pop((table, name), None)
            if found != one.content(row):
                yield Problem(f"{NAMES[table]} {name}", _UNKNOWN if found is None else _CHANGED)
    newest_left = sorted(entry for entry in newest if entry[0] in NAMES)
    yield from (Problem(f"{NAMES[table]} {name}", _GONE) for table, name in newest_left)
