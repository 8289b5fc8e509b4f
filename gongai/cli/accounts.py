"""`gongai account add | list | password | unlock | remove | units`: portal accounts and whom they may act for."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import AccountName, By, Json, actor, site_and_login
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.services.accounts import Changed, Secret, Unit

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
    group.add(password, name="password", help="更新密码，并允许再次自动登录；因密码停下的申报件随即继续。")
    group.add(unlock, name="unlock", help="平台已解锁、密码没有变：允许再次自动登录；因此停下的申报件随即继续。")
    group.add(remove, name="remove", help="删除账号及其密码、会话。")
    group.add(units, name="units", help="改写账号绑定的单位，等待绑定的申报件随即继续；不给 --unit 则只显示。")
    return group


def add(
    account: AccountName,
    *,
    unit: Units = [],  # noqa: B006
    agent: Agent = "",
    password_file: PasswordFile = None,
    by: By = "",
    as_json: Json = False,
) -> int:
    from gongai.services import accounts, opening

    site, login = site_and_login(account)
    bound = _units(unit)
    with opening.installation() as app:
        accounts.check_new(app, actor(by), site, login, units=bound)
        made = accounts.add(app, actor(by), site, login, password=_password(password_file), units=bound, agent=agent)
    output.show({"account": made}, lambda: [f"账号 {made.name} 已录入，密码已加密保存"], as_json=as_json)
    return Exit.DONE


def list_(*, site: Site = "", as_json: Json = False) -> int:
    from gongai.services import accounts, opening

    with opening.installation() as app:
        rows = accounts.list_(app, actor(""), site=site)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not rows:
            yield "没有账号。用 gongai account add 平台/账号 录入"
            return
        table = tables.grid("账号", "状态", "代办员", "绑定的单位")
        for one in rows:
            bound = "\n".join(f"{unit.name}（{unit.uscc}）" for unit in one.units)
            table.add_row(one.name, one.state_label, one.agent, bound)
        yield table

    output.show({"accounts": rows}, render, as_json=as_json)
    return Exit.DONE


def password(account: AccountName, *, password_file: PasswordFile = None, by: By = "", as_json: Json = False) -> int:
    from gongai.services import accounts, opening, working

    site, login = site_and_login(account)
    with opening.installation() as app:
        accounts.get(app, actor(by), site, login)  # before somebody types a password for nothing
        done = accounts.password(app, actor(by), site, login, password=_password(password_file))
        idle = working.line(app) if done.released else ""
    return _done(done, idle, as_json=as_json)


def unlock(account: AccountName, *, by: By = "", as_json: Json = False) -> int:
    from gongai.services import accounts, opening, working

    site, login = site_and_login(account)
    with opening.installation() as app:
        done = accounts.unlock(app, actor(by), site, login)
        idle = working.line(app) if done.released else ""
    return _done(done, idle, as_json=as_json)


def remove(account: AccountName, *, by: By = "", as_json: Json = False) -> int:
    from gongai.services import accounts, opening

    site, login = site_and_login(account)
    with opening.installation() as app:
        done = accounts.remove(app, actor(by), site, login)
    return _done(done, "", as_json=as_json)


def units(account: AccountName, *, unit: Units = [], by: By = "", as_json: Json = False) -> int:  # noqa: B006
    from gongai.services import accounts, opening, working
    from gongai.text.released import released

    site, login = site_and_login(account)
    with opening.installation() as app:
        if unit:
            found = accounts.set_units(app, actor(by), site, login, _units(unit))
        else:
            found = accounts.Bound(accounts.get(app, actor(by), site, login))
        idle = working.line(app) if found.released else ""
    lines = [f"{one.uscc}  {one.name}" for one in found.account.units] or ["没有绑定的单位"]
    if found.released:
        lines.append(released(found.released))
    output.show(found, lambda: lines, as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def _units(given: list[str]) -> "list[Unit]":
    from gongai.errors import UsageError
    from gongai.services.accounts import Unit

    found = []
    for one in given:
        uscc, equals, name = one.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--unit 请写成 统一社会信用代码=单位名称（现为“{one}”）")
        found.append(Unit(uscc=uscc, name=name))
    return found


def _password(file: Path | None) -> "Secret":
    import getpass

    from gongai.errors import UsageError
    from gongai.services.accounts import Secret
    from gongai.services.named_file import read_text

    if file is None:
        if not sys.stdin.isatty():
            raise UsageError("没有终端可以输入密码。请用 --password-file 文件，或 --password-file - 从标准输入读")
        return Secret(getpass.getpass("密码（不显示）："))
    return Secret((sys.stdin.readline() if str(file) == "-" else read_text(file, "--password-file")).rstrip("\r\n"))


def _done(done: "Changed", idle: str, *, as_json: bool) -> int:
    from gongai.text.released import released

    lines = [f"账号 {done.account} {done.text}"]
    if done.released:
        lines.append(released(done.released))
    output.show(done, lambda: lines, as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE
