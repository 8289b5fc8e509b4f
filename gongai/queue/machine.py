"""What people are told of the trouble of one machine: one message while it lasts, settled when it is over."""

import sqlalchemy as sa

from gongai import db
from gongai.queue import results
from gongai.queue.ledger import Ledger
from gongai.records.act import SYSTEM
from gongai.records.actor import FrontEnd
from gongai.records.result_kind import ResultKind

_OVER = "故障已消除，自动继续办理"

_t = db.results


def report(ledger: Ledger, machine: str, text: str) -> None:
    """Once while it lasts, however many workers meet it."""
    with ledger.writing(ledger.act(SYSTEM, via=FrontEnd.WORKER)) as writer:
        key = _key(machine)
        results.write(writer, filing_id=None, kind=ResultKind.MACHINE, text=f"{machine}：{text}", key=key, again=True)


def over(ledger: Ledger, machine: str) -> None:
    """It works again."""
    with ledger.writing(ledger.act(SYSTEM, _OVER, via=FrontEnd.WORKER)) as writer:
        question = sa.select(_t.c.id).where(_t.c.key == _key(machine), _t.c.settled_ms.is_(None))
        for result_id in writer.connection.execute(question).scalars().all():
            results.settle_in(writer.connection, result_id, act=writer.act)


def _key(machine: str) -> str:
    return f"machine:{machine}"
