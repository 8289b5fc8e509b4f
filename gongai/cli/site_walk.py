"""The part of `gongai site check` that logs in and looks at the forms, as the daily check does."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai.records.finding import Finding

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.outcome import Outcome


def forms(key: str) -> Iterator[Finding]:
    """What the forms of a site look like now; a change that waits for a decision is of level `stop`."""
    from gongai.errors import ConfigError, NotAllowed
    from gongai.services import opening

    try:
        with opening.installation() as app:
            told = _look(app, key)
            yield Finding(field="表单", value=told, rule="登录后只读查看的结果", remedy="没有输入或保存", level="warn")
            yield from _waiting(app, key)
    except (ConfigError, NotAllowed) as error:
        yield Finding(field="表单", value="没有查看", rule=str(error), remedy="办件时会在填写前比对", level="warn")


def _look(app: "App", key: str) -> str:
    """Under the account's lease, so that nobody who is filing with it is thrown out."""
    from gongai import db
    from gongai.errors import LeaseLost
    from gongai.queue import site_jobs
    from gongai.records.outcome import Seen
    from gongai.records.state import FlowName
    from gongai.runner.heartbeat import Heartbeat

    with db.reading(app.engine) as connection:
        account = site_jobs.account_of(connection, key)
    if not account:
        return f"平台 {key} 没有可以自动登录的账号，没有查看"
    claim = app.store.occupy(FlowName.CHECK_SITE, site=key, account=account, worker="site-check")
    attempts = app.attempts()
    # a look writes nothing: where the lease is lost, there is nothing that must be stopped at once
    heartbeat = Heartbeat(
        claim.lease, app.store.beat, clock=app.clock, policy=app.store.policy, on_stale=lambda _why: None
    )
    said = "平台检查中断"
    try:
        with heartbeat:
            said = _words(attempts.run(claim, heartbeat))
    finally:
        attempts.close()
        with contextlib.suppress(LeaseLost):
            # a person asked: the account is free at once, and no worker tries again
            app.store.record_outcome(claim, Seen(said))
    return said


def _words(outcome: "Outcome") -> str:
    from gongai.records.outcome import Ask, NotYet, Seen

    match outcome:
        case Seen(note=note):
            return note
        case Ask(question=text) | NotYet(because=text):
            return text
        case _:
            return str(outcome)


def _waiting(app: "App", key: str) -> Iterator[Finding]:
    from gongai import db
    from gongai.approval import form_drift
    from gongai.approval import forms as kept

    with db.reading(app.engine) as connection:
        rows = kept.proposed(connection, key)
    for row in rows:
        yield Finding(
            field=f"{row.kind}·{row.page}",
            value=f"编号 {row.id}",
            rule="与批准的表单不同，这种申报已停止：\n" + form_drift.listed(form_drift.changes_of(row)),
            remedy=f"请用 gongai site accept {key} {row.id} 决定",
        )
