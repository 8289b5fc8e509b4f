"""What a site's reads come to when somebody looks whether its profile reads anything at all."""

from collections.abc import Callable, Iterator

from gongai.connector.mappers.part import head
from gongai.connector.mappers.reading import Application, Demand
from gongai.connector.port import ReadSight
from gongai.connector.portal_reads import UNPROVEN, PortalReads
from gongai.errors import NotUnderstood, PortalRefused, ReadRefused


def of(reads: PortalReads) -> Iterator[ReadSight]:
    """One sight for each list, for the notices, and for detail and receipts of the first application that is seen."""
    first: Application | None = None
    for sight in reads.lists():
        rows = sight.rows
        first = first or next(iter(rows.shown), None)
        yield ReadSight(
            sight.listing.title,
            len(rows.shown),
            rows.total,
            first=_application(rows.shown[0]) if rows.shown else "" if sight.proved else UNPROVEN,
            trouble=rows.missing,
        )
    yield _tried("通知", lambda: _notices(tuple(reads.demands())))
    if first is not None:
        ident = first.id
        yield _tried("申报详情", lambda: _detail(reads, ident))
        yield _tried("回执", lambda: _receipts(reads, ident))


def _tried(title: str, read: Callable[[], ReadSight]) -> ReadSight:
    try:
        return read()
    except (NotUnderstood, ReadRefused, PortalRefused) as error:
        return ReadSight(title, 0, trouble=str(error))


def _application(row: Application) -> str:
    shown = {"编号": row.id, "流水号": row.number, "项目代码": row.project_code, "事项": " ".join(row.items)}
    return _told({**shown, "状态": row.state})


def _notices(demands: tuple[Demand, ...]) -> ReadSight:
    first = next(iter(demands), None)
    due = "" if first is None else str(first.due or first.due_text)
    told = "" if first is None else _told({"申报": first.application_id, "意见": first.text, "期限": due})
    return ReadSight("通知", len(demands), first=told)


def _detail(reads: PortalReads, ident: str) -> ReadSight:
    found = reads.details(ident, seen_ms=0)
    items = "、".join(f"{name} {state}" for name, state in found.item_states.items())
    return ReadSight("申报详情", 1, first=_told({"状态": found.state, "申报主体": found.applicant, "事项": items}))


def _receipts(reads: PortalReads, ident: str) -> ReadSight:
    found = reads.receipts(ident)
    return ReadSight("回执", len(found), first=_told(dict([found[0]])) if found else "")


def _told(columns: dict[str, str]) -> str:
    return "，".join(f"{name} {head(value) or '（空）'}" for name, value in columns.items())
