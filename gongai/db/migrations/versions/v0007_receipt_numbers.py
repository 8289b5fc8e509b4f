"""Which filing an application of a portal belongs to; how often in a row an answer was not understood."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("unread", sa.BigInteger(), server_default="0", nullable=False))
    numbers = op.create_table(
        "receipt_numbers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site", sa.String(length=64), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=2), server_default="", nullable=False),
        sa.Column("value", sa.String(length=128), server_default="", nullable=False),
        sa.Column("filing_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filings.id"], name=op.f("fk_receipt_numbers_filing_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_numbers")),
        sa.UniqueConstraint("site", "kind", "value", name=op.f("uq_receipt_numbers_site_kind_value")),
    )
    op.create_index("ix_receipt_numbers_filing", "receipt_numbers", ["filing_id"], unique=False)
    rows = _held()
    if rows:
        op.bulk_insert(numbers, rows)


def _held() -> list[dict[str, object]]:
    """What the receipts say so far. Where two name the same application, it is the older filing's."""
    taken: dict[tuple[str, str, str], int] = {}
    receipts = "SELECT id, site, receipt FROM filings WHERE receipt IS NOT NULL ORDER BY id"
    for filing_id, site, stored in op.get_bind().exec_driver_sql(receipts):
        receipt = (json.loads(stored) if isinstance(stored, str) else stored) or {}
        for kind, field in (("id", "application_ids"), ("no", "application_nos")):
            for value in receipt.get(field) or ():
                if value:
                    taken.setdefault((site, kind, str(value)[:128]), filing_id)
    return [
        {"site": site, "kind": kind, "value": value, "filing_id": filing_id}
        for (site, kind, value), filing_id in taken.items()
    ]
