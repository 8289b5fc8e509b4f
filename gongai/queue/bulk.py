"""Several filings into the queue at once: all of them, or none."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.errors import AlreadyQueued
from gongai.queue.intake import insert_filing
from gongai.records.act import By, act_of
from gongai.records.filing import Filing
from gongai.records.state import FilingState

_f = db.filings


def add_all(engine: sa.Engine, filings: Sequence[Filing], *, by: By, at_ms: int) -> list[int]:
    """Their numbers, in their order. Raises `AlreadyQueued` where one is there already; then none is queued."""
    act = act_of(by, at_ms=at_ms)
    for last in (False, True):
        clash: Filing | None = None
        try:
            with engine.begin() as connection:
                ids = []
                for filing in filings:
                    clash = filing
                    ids.append(insert_filing(connection, filing, agreement_no=filing.agreement_no, act=act).id)
                return ids
        except IntegrityError as error:
            message = _living(engine, clash) if clash is not None else ""
            if message or last:  # else another process drew the same reference in this moment: draw again
                raise AlreadyQueued(f"{message or '另一个进程正在加入同一件'}。本批都没有入队") from error
    raise AssertionError("unreachable")


def _living(engine: sa.Engine, filing: Filing) -> str:
    """Which filing of the same thing is there and not refused or cancelled."""
    same = sa.or_(
        sa.and_(
            _f.c.business_key == filing.business_key,
            _f.c.state.not_in([FilingState.REFUSED, FilingState.CANCELLED]),
        ),
        _f.c.reference == filing.reference,
    )
    with db.reading(engine) as connection:
        row = connection.execute(sa.select(_f.c.reference, _f.c.state).where(same).limit(1)).one_or_none()
    if row is None:
        return ""
    return (
        f"{filing.project.name or filing.project.project_code} 的同一件（申请人、工程、事项、轮次相同）"
        f"已在库中：{row.reference}，状态 {FilingState(row.state).label}"
    )
