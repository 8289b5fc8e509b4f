"""One filing as one line for people: what it is, where it stands, and what somebody must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongai.text.next_step import next_step

if TYPE_CHECKING:
    from gongai.queue.reads import FilingRow
    from gongai.queue.results import ResultRow


@dataclass(frozen=True)
class FilingLine:
    """All of it is text for people."""

    reference: str
    project: str
    item: str
    state: str
    numbers: str
    next_step: str


def line_of(row: "FilingRow", results: "Sequence[ResultRow]" = (), *, lives: bool = True) -> FilingLine:
    """`results`: the open ones of this filing. `lives`: somebody works on it."""
    state = row.state.label + (f"\n（{row.portal_state}）" if row.portal_state else "")
    return FilingLine(
        reference=row.reference,
        project=row.project,
        item=item_of(row),
        state=state,
        numbers="\n".join(row.receipt_nos),
        next_step=next_step(row, results, lives=lives),
    )


def item_of(row: "FilingRow") -> str:
    return f"{row.kind} {row.item_code}" if row.item_code else f"{row.kind} 阶段{row.stage_no}"
