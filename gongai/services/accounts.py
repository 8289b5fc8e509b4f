"""Portal accounts: their passwords, whom they may act for, and what goes on when they work again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongai.credentials.accounts import Account, Unit
from gongai.credentials.secret import Secret
from gongai.db.audit_log import audit
from gongai.errors import NotAllowed, UsageError
from gongai.queue import account_filings
from gongai.records import blocker
from gongai.records.account_state import AccountState
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.rules.identifiers import uscc_problem
from gongai.services.acts import act
from gongai.services.releases import release
from gongai.text import labels

if TYPE_CHECKING:
    import sqlalchemy as sa

    from gongai.app import App
    from gongai.records.actor import Actor

__all__ = ["Account", "AccountView", "Bound", "Changed", "Secret", "Unit"]


class AccountView(Account):
    """One account as people see it; its password is no part of it."""

    state_label: str = ""

    @property
    def name(self) -> str:
        return f"{self.site}/{self.login}"


@dataclass(frozen=True)
class Changed:
    """What was done to an account, and what goes on by it."""

    account: str
    text: str
    released: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bound:
    """Whom an account may act for from now on, and what goes on by it."""

    account: AccountView
    released: tuple[str, ...] = ()


def list_(app: "App", actor: "Actor", *, site: str = "") -> tuple[AccountView, ...]:
    return tuple(_view(one) for one in app.accounts.list(site or None))


def get(app: "App", actor: "Actor", site: str, login: str) -> AccountView:
    """Raises `UsageError` where there is none."""
    return _view(app.accounts.get(site, login))


def check_new(app: "App", actor: "Actor", site: str, login: str, *, units: Sequence[Unit] = ()) -> None:
    """What can be said before a password is asked for. Raises `UsageError`."""
    _checked(units)
    if app.accounts.find(site, login) is not None:
        raise UsageError(f"账号 {site}/{login} 已存在。更新密码请用 gongai account password")


def add(
    app: "App", actor: "Actor", site: str, login: str, *, password: Secret, units: Sequence[Unit] = (), agent: str = ""
) -> AccountView:
    """Raises `UsageError` where the account is there already, or a unit's number is none."""
    bound = _checked(units)
    with app.engine.begin() as connection:
        made = app.accounts.add(site, login, password=_given(password), units=bound, agent=agent, connection=connection)
        audit(connection, AuditAct.ACCOUNT_ADD, f"{site}/{login}", act=act(app, actor), after=_audited(made))
    return _view(made)


def password(app: "App", actor: "Actor", site: str, login: str, *, password: Secret) -> Changed:
    """A new password: the account may be tried again, and what waited for that goes on."""
    freed = _usable_again(
        app,
        actor,
        site,
        login,
        change=lambda connection: app.accounts.set_password(site, login, _given(password), connection=connection),
        what=AuditAct.ACCOUNT_PASSWORD,
        noted={"password": "已更新"},
        why=f"更新了账号 {site}/{login} 的密码",
    )
    return Changed(f"{site}/{login}", "密码已更新，将再次自动登录", freed)


def unlock(app: "App", actor: "Actor", site: str, login: str) -> Changed:
    """The portal lets the account in again with the password we have."""
    freed = _usable_again(
        app,
        actor,
        site,
        login,
        change=lambda connection: app.accounts.unlock(site, login, connection=connection),
        what=AuditAct.ACCOUNT_UNLOCK,
        noted={},
        why=f"确认账号 {site}/{login} 可以登录",
    )
    return Changed(f"{site}/{login}", "已恢复自动登录", freed)


def remove(app: "App", actor: "Actor", site: str, login: str) -> Changed:
    """With its password and session. Raises `NotAllowed` while a filing needs it."""
    with app.engine.begin() as connection:
        was = app.accounts.find(site, login, connection=connection)
        needed = account_filings.living(connection, site, login)
        if needed is not None:
            raise NotAllowed(f"账号 {site}/{login} 还有 {needed.number} 件没有办结（如 {needed.first}），不能删除")
        if was is None or not app.accounts.remove(site, login, connection=connection):
            raise UsageError(f"没有账号 {site}/{login}")
        audit(connection, AuditAct.ACCOUNT_REMOVE, f"{site}/{login}", act=act(app, actor), before=_audited(was))
    return Changed(f"{site}/{login}", "已删除")


def set_units(app: "App", actor: "Actor", site: str, login: str, units: Sequence[Unit]) -> Bound:
    """Whom the account may act for, in place of what was known; what waited for one of these units goes on."""
    bound = _checked(units)
    if not bound:
        raise UsageError("请至少写明一个单位")
    with app.engine.begin() as connection:
        was = app.accounts.get(site, login, connection=connection)
        app.accounts.set_units(site, login, bound, connection=connection)
        now = app.accounts.get(site, login, connection=connection)
        audit(
            connection,
            AuditAct.ACCOUNT_UNITS,
            f"{site}/{login}",
            act=act(app, actor),
            before={"units": _units(was)},
            after={"units": _units(now)},
        )
        bindings = [blocker.unit(site, login, one.uscc) for one in now.units]
        freed = release(app, actor, *bindings, why=f"登记了账号 {site}/{login} 绑定的单位", connection=connection)
    return Bound(_view(now), freed)


def _usable_again(
    app: "App",
    actor: "Actor",
    site: str,
    login: str,
    *,
    change: "Callable[[sa.Connection], object]",
    what: AuditAct,
    noted: Payload,
    why: str,
) -> tuple[str, ...]:
    """One transaction: the change, its audit row, and what waited for it goes on."""
    with app.engine.begin() as connection:
        was = app.accounts.get(site, login, connection=connection)
        change(connection)
        now = app.accounts.get(site, login, connection=connection)
        after = {**_tries(now), **noted}
        audit(connection, what, f"{site}/{login}", act=act(app, actor), before=_tries(was), after=after)
        return release(app, actor, blocker.account(site, login), why=why, connection=connection)


def _view(account: Account) -> AccountView:
    return AccountView(**account.model_dump(), state_label=labels.of(labels.ACCOUNTS, account.state))


def _given(password: Secret) -> Secret:
    if not password.reveal():
        raise UsageError("密码为空，没有保存")
    return password


def _checked(units: Sequence[Unit]) -> tuple[Unit, ...]:
    found = []
    for one in units:
        uscc = one.uscc.upper()
        if not one.name:
            raise UsageError(f"单位 {uscc} 没有写名称")
        if (wrong := uscc_problem(uscc)) is not None:
            raise UsageError(f"单位“{one.name}”的统一社会信用代码 {uscc} 不对：{wrong}")
        found.append(Unit(uscc=uscc, name=one.name))
    return tuple(found)


def _audited(account: Account) -> Payload:
    """What the audit keeps of an account: all but what opens it."""
    return {"state": account.state.value, "agent": account.agent, "units": _units(account)}


def _units(account: Account) -> list[dict[str, str]]:
    return [unit.model_dump() for unit in account.units]


def _tries(account: Account) -> Payload:
    state: AccountState = account.state
    return {"state": state.value, "wrong_passwords": account.wrong_passwords}
