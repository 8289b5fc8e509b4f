"""`gongai login assist`: a person answers what the portal's login asks, and the filings that waited for it go on."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import AccountName, By, Json, actor, site_and_login
from gongai.exits import Exit

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
    from gongai.services import logins, opening, working
    from gongai.text.released import released

    site, login = site_and_login(account)
    person = _Person(answer_file, as_json=as_json)
    with opening.installation() as app:
        waiting = logins.waiting(app, actor(by), site, login)
        if waiting:
            output.say(f"等待这次登录的有 {len(waiting)} 件", as_json=as_json)
        done = logins.assist(app, actor(by), site, login, person)
        idle = working.line(app) if done.released else ""
    output.show(
        done,
        lambda: [
            f"账号 {done.account} 已登录，会话已加密保存",
            released(done.released, none="没有等待验证码的申报件"),
        ],
        as_json=as_json,
    )
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


class _Person:
    """Sits at the terminal, or has written the answers down."""

    def __init__(self, file: Path | None, *, as_json: bool) -> None:
        from gongai.errors import UsageError
        from gongai.services.named_file import read_text

        if file is None and not sys.stdin.isatty():
            raise UsageError("没有终端可以输入。请用 --answer-file 文件，或 --answer-file - 从标准输入读")
        self._as_json = as_json
        self._typed = file is None
        self._given: Iterator[str] | None = None
        if file is not None and str(file) != "-":
            self._given = iter(read_text(file, "--answer-file").splitlines())

    def answer(self, question: str, image: Path | None) -> str:
        from gongai.errors import UsageError

        if image is not None:
            output.say(f"验证码图片：{image}", as_json=self._as_json)
        if self._typed:
            return input(f"{question}：").strip()
        line = sys.stdin.readline() if self._given is None else next(self._given, "")
        if not line.strip():  # an empty answer would spend one of the portal's tries
            raise UsageError(f"没有给出“{question}”的答案：答案已经用完，或这一行是空的。请重新登录，每个问题写一行")
        return line.strip()

    def refused(self, why: str, left: int) -> None:
        output.say(f"平台没有放行：{why}。还可以试 {left} 次", as_json=self._as_json)
