"""
Records carry a signature (MAC), and a chained register notes what each row that says what was done holds.

Older records have none: `gongai init` notes, right after this, how everything stood. From there on it can be shown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("mac", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "proofs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String(length=32), server_default="", nullable=False),
        sa.Column("name", sa.String(length=160), server_default="", nullable=False),
        sa.Column("content", sa.String(length=64), server_default="", nullable=False),
        sa.Column("mac", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    op.create_index("ix_proofs_name", "proofs", ["table_name", "name", "id"], unique=False)
