"""Log-ins that need a person: what waits for one, and the help to make it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gongai import db
from gongai.db.audit_log import audit
from gongai.errors import GongaiError, NeedsPerson
from gongai.queue import causes
from gongai.records import blocker
from gongai.records.audit_act import AuditAct
from gongai.services.acts import act
from gongai.services.releases import release

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.connector.session import Session
    from gongai.records.actor import Actor

TRIES = 3
"""How often a person may answer before the account is let go: images are easily misread."""


class Person(Protocol):
    """Whoever sits before the front end."""

    def answer(self, question: str, image: Path | None) -> str:
        """What the person read from the image."""

    def refused(self, why: str, left: int) -> None:
        """The portal did not take the answer; it may be tried `left` times more."""


@dataclass(frozen=True)
class Assisted:
    """The session is open, and what goes on by it."""

    account: str
    session_until_ms: int
    released: tuple[str, ...]


def waiting(app: "App", actor: "Actor", site: str, login: str) -> tuple[str, ...]:
    """The 申报件号 that stand still until a person has logged this account in."""
    with db.reading(app.engine) as connection:
        keys = (blocker.login(site, login), blocker.relogin(site, login))
        return tuple(one for key in keys for one in causes.waiting(connection, key))


def assist(
    app: "App",
    actor: "Actor",
    site: str,
    login: str,
    person: Person,
    *,
    on_stale: Callable[[str], None] | None = None,
) -> Assisted:
    """
    Open the portal's login, let `person` answer what it asks, keep the session, and let go on what waited for it.

    `on_stale` is called when another process may have taken the account; by default it ends this one, browser and all.
    """
    from gongai.records.outcome import Seen
    from gongai.records.state import FlowName
    from gongai.runner.heartbeat import Heartbeat
    from gongai.runner.process import end_now

    app.accounts.get(site, login)
    claim = app.store.occupy(FlowName.LOGIN_ASSIST, site=site, account=login, worker=f"login-{actor.name}"[:64])
    heartbeat = Heartbeat(
        claim.lease, app.store.beat, clock=app.clock, policy=app.store.policy, on_stale=on_stale or end_now
    )
    with heartbeat:
        try:
            until_ms = _logged_in(app, site, login, person)
        except BaseException as error:
            message = str(error) if isinstance(error, GongaiError) else "登录协助中断"
            # a site job has no next try: the person starts it again, so the account must be free at once
            app.store.record_outcome(claim, Seen(f"登录协助未完成：{message}"))
            raise
    app.store.record_outcome(claim, Seen(f"登录协助完成（{actor.name}）"))
    return Assisted(f"{site}/{login}", until_ms, logged_in(app, actor, site, login, until_ms=until_ms))


def logged_in(app: "App", actor: "Actor", site: str, login: str, *, until_ms: int) -> tuple[str, ...]:
    """A person has opened a session: what waited for this login goes on."""
    # the password that the portal has just taken is right: who waited for that goes on as well
    gone = (blocker.login(site, login), blocker.relogin(site, login), blocker.account(site, login))
    with app.engine.begin() as connection:
        freed = release(app, actor, *gone, why="人工完成登录验证，继续办理", connection=connection)
        audit(
            connection,
            AuditAct.ACCOUNT_LOGIN,
            f"{site}/{login}",
            act=act(app, actor),
            after={"session_until_ms": until_ms, "released": list(freed)},
        )
    return freed


def _logged_in(app: "App", site: str, login: str, person: Person) -> int:
    """The end of the session that a person has opened."""
    from gongai.connector import browser as browsers
    from gongai.connector.authoring.trial import write_blocker_of
    from gongai.connector.network import network_of
    from gongai.connector.session import Logins
    from gongai.runner import captchas

    def ask(image: bytes | None, question: str) -> str:
        return person.answer(question, None if image is None else captchas.store(app.settings, site, login, image))

    blocker = write_blocker_of(app.site(site).profile)  # a login writes, and nothing else does
    with browsers.launch(app.settings) as browser, blocker.letting_in():
        logins = Logins(
            browser,
            app.site(site).profile,
            app.accounts,
            app.clock,
            login=login,
            prepare=blocker.watch,
            store_captcha=lambda image: str(captchas.store(app.settings, site, login, image)),
            network=network_of(app.settings),
        )
        for left in range(TRIES - 1, -1, -1):
            try:
                session: Session = logins.assisted(ask)
            except NeedsPerson as error:
                if not left:
                    raise
                person.refused(str(error), left)
            else:
                until_ms = session.until_ms
                session.close()
                return until_ms
    raise AssertionError("unreachable")
