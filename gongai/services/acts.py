"""Who did what, by which front end: the audit row that a service writes in its own transaction."""

from typing import TYPE_CHECKING, Any

from gongai.queue import audit

if TYPE_CHECKING:
    import sqlalchemy as sa

    from gongai.app import App
    from gongai.records.actor import Actor


def note(
    connection: "sa.Connection",
    app: "App",
    actor: "Actor",
    *,
    act: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit.audit(
        connection,
        app.clock.now_ms(),
        who=actor.name,
        act=act,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
