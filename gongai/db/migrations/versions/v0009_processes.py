"""Signs of life of workers and schedulers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), server_default="", nullable=False),
        sa.Column("host", sa.String(length=64), server_default="", nullable=False),
        sa.Column("pid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("started_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_processes")),
    )
