"""A stored filing as the acts on it read it."""

from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db
from gongai.db.transitions import FilingVersion
from gongai.errors import NotAllowed
from gongai.records.base import Payload
from gongai.records.filing import Filing
from gongai.records.state import FilingState

_f = db.filings


@dataclass(frozen=True)
class StoredFiling:
    at: FilingVersion
    site: str
    account: str
    applicant_uscc: str
    project_code: str  # 工程代码
    business_key: str
    revision: int
    held_for: str  # a `BlockerKey` as text; "" = its own review
    created_by: str
    record: Payload
    receipt: Payload | None

    @property
    def id(self) -> int:
        return self.at.id

    @property
    def reference(self) -> str:
        return self.at.reference

    @property
    def state(self) -> FilingState:
        return self.at.state

    def filing(self) -> Filing:
        return Filing.model_validate(self.record)


def read(connection: sa.Connection, filing_id: int) -> StoredFiling:
    """Raises `NotAllowed` where there is none."""
    row = connection.execute(sa.select(_f).where(_f.c.id == filing_id)).one_or_none()
    if row is None:
        raise NotAllowed(f"没有编号为 {filing_id} 的申报件")
    return StoredFiling(
        at=FilingVersion(row.id, row.reference, FilingState(row.state), row.version),
        site=row.site,
        account=row.account,
        applicant_uscc=row.applicant_uscc,
        project_code=row.project_code,
        business_key=row.business_key,
        revision=row.revision,
        held_for=row.held_for,
        created_by=row.created_by,
        record=row.record,
        receipt=row.receipt,
    )


_VERSION = sa.select(_f.c.reference, _f.c.state, _f.c.version, _f.c.receipt).where(_f.c.id == sa.bindparam("filing"))


def version_of(connection: sa.Connection, filing_id: int) -> tuple[FilingVersion, Payload | None]:
    """What a change of state needs, with the receipt, and without the record, which is large."""
    row = connection.execute(_VERSION, {"filing": filing_id}).one()
    return FilingVersion(filing_id, row.reference, FilingState(row.state), row.version), row.receipt
