"""By which front end an act came in; reconciles counted under their name; what is held for its account says so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("via", sa.String(length=16), server_default="", nullable=False))
    # both databases rename a column in place: no table is re-created, so no index or trigger is lost
    op.execute("ALTER TABLE jobs RENAME COLUMN trips TO reconcile_attempts")
    # what is held for its account from before: the password, or the login, lets it go on as well
    for kinds, blocker in (("'captcha'", "login"), ("'password', 'locked'", "account")):
        op.execute(
            f"UPDATE filings SET held_for = '{blocker}:' || site || '/' || account "
            "WHERE state = 'held' AND held_for = '' AND EXISTS (SELECT 1 FROM results "
            f"WHERE results.filing_id = filings.id AND results.settled_ms IS NULL AND results.kind IN ({kinds}))"
        )
