"""When the database was older than what it did: since which moment, what is not in it, and how that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recoveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="open", nullable=False),
        sa.Column("because", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("since_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("began_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("newest_filing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("marked_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("orphans", sa.JSON(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=2000), server_default="", nullable=False),
        sa.CheckConstraint("state IN ('open','ended')", name=op.f("ck_recoveries_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    op.create_index(
        "uq_recoveries_open",
        "recoveries",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
