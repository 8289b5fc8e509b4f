"""The numbers of a receipt as people give them: each is one filing's, ever (`db.taken_numbers`)."""

from collections.abc import Sequence

import sqlalchemy as sa

from gongai.db import taken_numbers
from gongai.errors import NotAllowed


def require_ours(connection: sa.Connection, site: str, filing_id: int, numbers: Sequence[str]) -> None:
    """Take them for this filing. Raises `NotAllowed`, whereupon the transaction must not be committed."""
    other = taken_numbers.take(connection, site, filing_id, ids=(), numbers=numbers)
    if other:
        raise NotAllowed(
            f"申报流水号 {'、'.join(numbers)} 已登记在申报件 {other} 名下，一个流水号只能属于一件。"
            f"请在平台上核对流水号；若是 {other} 登记错了，请先联系主管核实"
        )
