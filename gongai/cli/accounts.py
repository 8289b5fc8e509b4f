"""`gongai account add | list | password | unlock | remove | units`: portal accounts and whom they may act for."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import AccountName, Json, site_and_login
from gongai.exits import Exit
from gongai.text import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.credentials.accounts import Account, Unit
    from gongai.credentials.secret import Secret

Units = Annotated[
    list[str], typer.Option("--unit", metavar="信用代码=单位名称", help="该账号绑定、可代为申报的单位，可写多次")
]
Agent = Annotated[str, typer.Option("--agent", metavar="姓名", help="使用该账号的代办员")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="文件", help="从文件读密码；- 表示标准输入；不填 = 在终端上输入"),
]
Site = Annotated[str, typer.Option("--site", metavar="平台", help="只列这个平台的")]


def commands() -> Commands:
    group = Commands(name="account", help="平台账号：密码加密保存，可代为申报的单位，能否自动登录。")
    group.add(add, name="add", help="录入账号。密码在终端上输入，不显示。")
    group.add(list_, name="list", help="列出账号（不含密码）。")
    group.add(password, name="password", help="更新密码，并允许再次自动登录。")
    group.add(unlock, name="unlock", help="平台已解锁、密码没有变：允许再次自动登录。")
    group.add(remove, name="remove", help="删除账号及其密码、会话。")
    group.add(units, name="units", help="改写账号绑定的单位；不给 --unit 则只显示。")
    return group


def add(
    account: AccountName,
    *,
    unit: Units = [],  # noqa: B006
    agent: Agent = "",
    password_file: PasswordFile = None,
    as_json: Json = False,
) -> int:
    from gongai.errors import UsageError
    from gongai.services import opening

    site, login = site_and_login(account)
    bound = _units(unit)
    with opening.installation() as book:
        book_accounts = book.accounts
        if any(one.login == login for one in book_accounts.list(site)):
            raise UsageError(f"账号 {site}/{login} 已存在。更新密码请用 gongai account password")
        made = book_accounts.add(site, login, password=_password(password_file), units=bound, agent=agent)
    output.show({"account": _data(made)}, lambda: [f"账号 {site}/{login} 已录入，密码已加密保存"], as_json=as_json)
    return Exit.DONE


def list_(*, site: Site = "", as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as book:
        rows = book.accounts.list(site or None)

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not rows:
            yield "没有账号。用 gongai account add 平台/账号 录入"
            return
        table = tables.grid("账号", "状态", "代办员", "绑定的单位")
        for one in rows:
            bound = "\n".join(f"{unit.name}（{unit.uscc}）" for unit in one.units)
            table.add_row(f"{one.site}/{one.login}", labels.of(labels.ACCOUNTS, one.state), one.agent, bound)
        yield table

    output.show({"accounts": [_data(one) for one in rows]}, people, as_json=as_json)
    return Exit.DONE


def password(account: AccountName, *, password_file: PasswordFile = None, as_json: Json = False) -> int:
    from gongai.services import opening

    site, login = site_and_login(account)
    with opening.installation() as book:
        book_accounts = book.accounts
        book_accounts.get(site, login)
        book_accounts.set_password(site, login, _password(password_file))
    return _done(site, login, "密码已更新，将再次自动登录", as_json=as_json)


def unlock(account: AccountName, *, as_json: Json = False) -> int:
    from gongai.services import opening

    site, login = site_and_login(account)
    with opening.installation() as book:
        book.accounts.unlock(site, login)
    return _done(site, login, "已恢复自动登录", as_json=as_json)


def remove(account: AccountName, *, as_json: Json = False) -> int:
    from gongai.errors import NotAllowed, UsageError
    from gongai.records.state import FilingState
    from gongai.services import opening

    site, login = site_and_login(account)
    ended = (FilingState.CLOSED, FilingState.CANCELLED, FilingState.REFUSED)
    with opening.installation() as book:
        living = [one for one in FilingState if one not in ended]
        using = [row for row in book.store.list(states=living, limit=5000) if (row.site, row.account) == (site, login)]
        if using:
            raise NotAllowed(f"账号 {site}/{login} 还有 {len(using)} 件没有办结（如 {using[0].reference}），不能删除")
        if not book.accounts.remove(site, login):
            raise UsageError(f"没有账号 {site}/{login}")
    return _done(site, login, "已删除", as_json=as_json)


def units(account: AccountName, *, unit: Units = [], as_json: Json = False) -> int:  # noqa: B006
    from gongai.services import opening

    site, login = site_and_login(account)
    with opening.installation() as book:
        book_accounts = book.accounts
        if unit:
            book_accounts.set_units(site, login, _units(unit))
        found = book_accounts.get(site, login)
    lines = [f"{one.uscc}  {one.name}" for one in found.units] or ["没有绑定的单位"]
    output.show({"account": _data(found)}, lambda: lines, as_json=as_json)
    return Exit.DONE


def _units(given: list[str]) -> "list[Unit]":
    from gongai.credentials.accounts import Unit
    from gongai.errors import UsageError
    from gongai.rules.identifiers import uscc_problem

    found = []
    for one in given:
        uscc, equals, name = one.partition("=")
        uscc = uscc.strip().upper()
        if not equals or not name.strip():
            raise UsageError(f"--unit 请写成 统一社会信用代码=单位名称（现为“{one}”）")
        if (wrong := uscc_problem(uscc)) is not None:
            raise UsageError(f"--unit 的统一社会信用代码 {uscc} 不对：{wrong}")
        found.append(Unit(uscc=uscc, name=name.strip()))
    return found


def _password(file: Path | None) -> "Secret":
    import getpass

    from gongai.credentials.secret import Secret
    from gongai.errors import UsageError

    if file is None:
        if not sys.stdin.isatty():
            raise UsageError("没有终端可以输入密码。请用 --password-file 文件，或 --password-file - 从标准输入读")
        typed = getpass.getpass("密码（不显示）：")
    else:
        typed = (sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")).rstrip("\r\n")
    if not typed:
        raise UsageError("密码为空，没有保存")
    return Secret(typed)


def _data(account: "Account") -> dict[str, Any]:
    return {**account.model_dump(mode="json"), "state_label": labels.of(labels.ACCOUNTS, account.state)}


def _done(site: str, login: str, words: str, *, as_json: bool) -> int:
    output.show(
        {"account": f"{site}/{login}", "text": words}, lambda: [f"账号 {site}/{login} {words}"], as_json=as_json
    )
    return Exit.DONE
