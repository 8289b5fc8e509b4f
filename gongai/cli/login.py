"""`gongai login assist`: a person answers what the portal's login asks, and the filings that waited for it go on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import AccountName, By, Json, site_and_login, who
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongai.app import App
    from gongai.connector.session import Session

TRIES = 3
"""How often a person may answer before the account is let go: pictures are easily misread."""

Answer = Annotated[
    Path | None,
    typer.Option("--answer-file", metavar="文件", help="从文件读答案（每行一个）；- 表示标准输入；不填 = 终端"),
]


def commands() -> Commands:
    group = Commands(name="login", help="登录协助：平台要求验证码时由人完成。")
    group.add(
        assist,
        name="assist",
        help="打开平台登录页，把验证码图片存成文件，由您在终端上输入；登录后会话加密保存，等待验证码的申报件自动继续。",
    )
    return group


def assist(account: AccountName, *, answer_file: Answer = None, by: By = "", as_json: Json = False) -> int:
    from gongai.errors import GongaiError
    from gongai.records.outcome import Seen
    from gongai.records.state import FlowName
    from gongai.runner.heartbeat import Heartbeat
    from gongai.runner.process import end_now
    from gongai.services import opening

    site, login = site_and_login(account)
    with opening.installation() as app:
        app.accounts.get(site, login)
        claim = app.store.occupy(FlowName.LOGIN_ASSIST, site=site, account=login, worker=f"login-{who(by)}"[:64])
        heartbeat = Heartbeat(claim.lease, app.store.beat, clock=app.clock, policy=app.store.policy, on_stale=end_now)
        with heartbeat:
            try:
                until_ms = _logged_in(app, site, login, _reader(answer_file), as_json=as_json)
            except BaseException as error:
                words = str(error) if isinstance(error, GongaiError) else "登录协助中断"
                # an errand has no next try: the person starts it again, so the account must be free at once
                app.store.record_outcome(claim, Seen(f"登录协助未完成：{words}"))
                raise
        app.store.record_outcome(claim, Seen(f"登录协助完成（{who(by)}）"))
        released = release(app, site, login, by=who(by))
    done = {"account": f"{site}/{login}", "session_until_ms": until_ms, "released": released}
    output.show(
        done,
        lambda: [
            f"账号 {site}/{login} 已登录，会话已加密保存",
            f"已放行 {len(released)} 件：{'、'.join(released)}" if released else "没有等待验证码的申报件",
        ],
        as_json=as_json,
    )
    return Exit.DONE


def release(app: "App", site: str, login: str, *, by: str) -> list[str]:
    """Let those go on that wait for this login: back into the queue, with who and why in the audit."""
    from gongai.queue.decision import Decision
    from gongai.queue.results import list_results, settle_result
    from gongai.queue.review import Review
    from gongai.records.outcome import AskKind
    from gongai.records.state import FilingState, FlowName

    review = Review(app.engine, clock=app.clock, policy=app.store.policy, channels=app.store.channels)
    asked = [one for one in list_results(app.engine, limit=5000) if one.kind == AskKind.CAPTCHA.value]
    rows = {row.reference: row for row in app.store.list(limit=5000) if (row.site, row.account) == (site, login)}
    released = []
    for result in asked:
        row = rows.pop(result.reference, None)
        if row is None:
            continue
        if row.state is FilingState.HELD:
            review.decide(
                row.filing_id, Decision.RETRY, by=by, reason="人工完成登录验证，继续办理", version=row.version
            )
        else:  # a look was held up: the filing itself stands as before
            app.store.hasten(FlowName.TRACK, filing_id=row.filing_id)
            if result.owner in ("", by):
                settle_result(app.engine, result.id, by=by, settlement="人工完成登录验证", at_ms=app.clock.now_ms())
        released.append(row.reference)
    return released


def _logged_in(app: "App", site: str, login: str, read: "Callable[[str], str]", *, as_json: bool) -> int:
    """The end of the session that a person has opened."""
    from gongai.connector import browser as browsers
    from gongai.connector.session import Logins
    from gongai.errors import NeedsPerson

    def ask(picture: bytes | None, question: str) -> str:
        if picture is not None:
            output.say(f"验证码图片：{_kept(app, site, login, picture)}", as_json=as_json)
        return read(question)

    with browsers.launch(app.settings) as browser:
        logins = Logins(
            browser,
            app.site(site).profile,
            app.accounts,
            app.clock,
            login=login,
            prepare=lambda _context: None,  # nothing is submitted here: there is nothing to guard
            keep_picture=lambda picture: str(_kept(app, site, login, picture)),
        )
        for left in range(TRIES - 1, -1, -1):
            try:
                session: Session = logins.assisted(ask)
            except NeedsPerson as error:
                if not left:
                    raise
                output.say(f"平台没有放行：{error}。还可以试 {left} 次", as_json=as_json)
            else:
                until_ms = session.until_ms
                session.close()
                return until_ms
    raise AssertionError("unreachable")


def _kept(app: "App", site: str, login: str, picture: bytes) -> Path:
    from gongai.files import private

    place = private.folder(app.settings.tmp) / f"验证码-{site}-{login}.png"
    private.write(place, picture)
    return place


def _reader(file: Path | None) -> "Callable[[str], str]":
    from gongai.errors import UsageError

    if file is None and not sys.stdin.isatty():
        raise UsageError("没有终端可以输入。请用 --answer-file 文件，或 --answer-file - 从标准输入读")
    given = iter(file.read_text(encoding="utf-8").splitlines()) if file is not None and str(file) != "-" else None

    def read(question: str) -> str:
        if file is None:
            return input(f"{question}：").strip()
        return (next(given, "") if given is not None else sys.stdin.readline()).strip()

    return read
