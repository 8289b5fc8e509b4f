"""Portal accounts: whom they may act for, whether their password may be tried, and the session they have open."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field

from gongai import db
from gongai.clock import Clock
from gongai.credentials.secret import Secret
from gongai.credentials.vault import Vault
from gongai.errors import AccountLocked, BadPassword, FilingError, PasswordExpired, UsageError
from gongai.records.account_state import AccountState
from gongai.records.base import Record
from gongai.records.finding import Finding

MAX_UNJUDGED = 3
"""Password tries in a row whose end nobody saw (crash, lost answer): each may have counted. Sites lock after 5."""

_TOKEN_SIZE = 16  # stored values from this length on are taken for tokens and scrubbed everywhere
TABS = "tabs"
"""In a saved state, beside the browser's own keys: origin → what its pages keep in their tab (sessionStorage)."""
_TELLING = re.compile(r"token|auth|jwt|session|ticket", re.IGNORECASE)


class Unit(Record):
    """A unit that an account is bound to on the portal."""

    uscc: Annotated[str, Field(description="统一社会信用代码")]
    name: Annotated[str, Field(description="单位名称")]


class Account(Record):
    """One login on one site."""

    site: Annotated[str, Field(description="平台")]
    login: Annotated[str, Field(description="登录名")]
    units: Annotated[tuple[Unit, ...], Field(description="该账号绑定、可代为申报的单位")] = ()
    agent: Annotated[str, Field(description="使用该账号的代办员")] = ""
    state: Annotated[AccountState, Field(description="账号状态")] = AccountState.READY
    wrong_passwords: Annotated[int, Field(description="上次登录成功以来未确认成功的密码尝试次数")] = 0
    updated_ms: Annotated[int, Field(description="最近变更时间")] = 0

    def unit(self, uscc: str) -> Unit | None:
        return next((unit for unit in self.units if unit.uscc == uscc), None)


@dataclass(frozen=True)
class SavedSession:
    """A browser session that can be taken up again."""

    state: dict[str, Any] = field(repr=False)  # Playwright's storage_state
    unit: str  # USCC of the unit it acts for
    until_ms: int
    name: str = ""  # by which the same session is known again; opens nothing


class Accounts:
    """
    The accounts of this installation. What must hold across workers is one guarded UPDATE each.

    What a person changes can be a part of the caller's transaction (`connection`), which writes down who did it.
    """

    def __init__(self, engine: sa.Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        # what was handed out stays known to the scrubber as long as this process works with it
        self._handed_out: dict[str, tuple[Secret, ...]] = {}

    def add(
        self,
        site: str,
        login: str,
        *,
        password: Secret,
        units: Sequence[Unit],
        agent: str = "",
        connection: sa.Connection | None = None,
    ) -> Account:
        """Raises `UsageError` where the account is there already."""
        account = Account(site=site, login=login, units=tuple(units), agent=agent, updated_ms=self._clock.now_ms())
        try:
            with self._writing(connection) as writing:
                writing.execute(sa.insert(db.accounts).values(account.model_dump(mode="json")))
                self._vault.put(_password(site, login), password, connection=writing)
        except sa.exc.IntegrityError as error:
            raise UsageError(f"账号 {site}/{login} 已存在。更新密码请用 gongai account password") from error
        return account

    def find(self, site: str, login: str, *, connection: sa.Connection | None = None) -> Account | None:
        query = sa.select(db.accounts).where(*_one(site, login))
        if connection is not None:
            row = connection.execute(query).mappings().first()
        else:
            with db.reading(self._engine) as own:
                row = own.execute(query).mappings().first()
        return None if row is None else Account.model_validate(dict(row))

    def get(self, site: str, login: str, *, connection: sa.Connection | None = None) -> Account:
        """Raises `UsageError` where there is none."""
        found = self.find(site, login, connection=connection)
        if found is None:
            raise UsageError(f"没有账号 {site}/{login}。请先用 gongai account add 录入")
        return found

    def list(self, site: str | None = None) -> tuple[Account, ...]:
        rows = sa.select(db.accounts).order_by(db.accounts.c.site, db.accounts.c.login)
        if site is not None:
            rows = rows.where(db.accounts.c.site == site)
        with db.reading(self._engine) as connection:
            return tuple(Account.model_validate(dict(row)) for row in connection.execute(rows).mappings())

    def remove(self, site: str, login: str, *, connection: sa.Connection | None = None) -> bool:
        with self._writing(connection) as writing:
            self._vault.delete(_password(site, login), connection=writing)
            self._vault.delete(_session(site, login), connection=writing)
            return writing.execute(sa.delete(db.accounts).where(*_one(site, login))).rowcount == 1

    def set_units(
        self, site: str, login: str, units: Sequence[Unit], *, connection: sa.Connection | None = None
    ) -> None:
        self._change(site, login, connection=connection, units=[unit.model_dump() for unit in units])

    def check_unit(self, site: str, login: str, uscc: str) -> Unit:
        """Raises `FilingError` where the account is not bound to the unit."""
        account = self.get(site, login)
        found = account.unit(uscc)
        if found is None:
            bound = "、".join(f"{unit.name}（{unit.uscc}）" for unit in account.units) or "无"
            finding = Finding(
                field="applicant.uscc 申报主体统一社会信用代码",
                value=uscc,
                rule=f"账号 {site}/{login} 未绑定该单位；已绑定：{bound}",
                remedy="请换用已绑定该单位的账号，或在政务窗口办理绑定后更新账号资料",
            )
            raise FilingError(str(finding), [finding])
        return found

    def password(self, site: str, login: str) -> Secret:
        found = self._vault.get(_password(site, login))
        self._handed_out[_password(site, login)] = (found,)
        return found

    def set_password(self, site: str, login: str, password: Secret, *, connection: sa.Connection | None = None) -> None:
        """A person gives a new password: the account may be tried again."""
        with self._writing(connection) as writing:
            self._vault.put(_password(site, login), password, connection=writing)
            self._vault.delete(_session(site, login), connection=writing)
            self._change(site, login, connection=writing, state=AccountState.READY, wrong_passwords=0)

    def unlock(self, site: str, login: str, *, connection: sa.Connection | None = None) -> None:
        """A person says that the portal lets the account in again with the password we have."""
        self._change(site, login, connection=connection, state=AccountState.READY, wrong_passwords=0)

    def may_try_password(self, site: str, login: str) -> None:
        """Take one try from the budget that all workers share; to be called right before the password is sent.

        Raises `BadPassword`, `PasswordExpired` or `AccountLocked` where no machine may try. Settle the try by
        `logged_in`, `refused` or, where the portal did not judge the password, `give_back`.
        """
        accounts = db.accounts
        taken = (
            sa.update(accounts)
            .where(
                *_one(site, login),
                accounts.c.state == AccountState.READY,
                accounts.c.wrong_passwords < MAX_UNJUDGED,
            )
            .values(wrong_passwords=accounts.c.wrong_passwords + 1, updated_ms=self._clock.now_ms())
        )
        with self._engine.begin() as connection:
            if connection.execute(taken).rowcount == 1:
                return
        who = f"{site}/{login}"
        match self.get(site, login).state:
            case AccountState.LOCKED:
                raise AccountLocked(
                    f"账号 {who} 已被平台锁定，不再自动登录。请联系平台解锁，解锁后用 gongai account 更新"
                )
            case AccountState.EXPIRED:
                raise PasswordExpired(f"账号 {who} 的密码已过期。请在平台上修改密码，再用 gongai account password 录入")
            case AccountState.BAD_PASSWORD:
                raise BadPassword(f"账号 {who} 的密码上次已被平台判为错误，不再自动尝试。请核对后重新录入密码")
            case AccountState.READY:
                raise BadPassword(
                    f"账号 {who} 已连续 {MAX_UNJUDGED} 次登录未得到平台明确答复，为防锁定不再自动尝试。"
                    "请人工登录平台确认密码，再重新录入密码"
                )

    def logged_in(self, site: str, login: str) -> None:
        """The portal took the password."""
        self._change(site, login, wrong_passwords=0)

    def give_back(self, site: str, login: str) -> None:
        """The portal did not judge the password: it was down, or asked for a captcha first."""
        accounts = db.accounts
        change = (
            sa.update(accounts)
            .where(*_one(site, login), accounts.c.state == AccountState.READY, accounts.c.wrong_passwords > 0)
            .values(wrong_passwords=accounts.c.wrong_passwords - 1)
        )
        with self._engine.begin() as connection:
            connection.execute(change)

    def refused(self, site: str, login: str, state: AccountState) -> None:
        """The portal said no to the password that was tried: no machine tries again until a person has acted."""
        accounts = db.accounts
        change = (
            sa.update(accounts)
            # no open try means that a person set another password meanwhile: the verdict was about the old one
            .where(*_one(site, login), accounts.c.state == AccountState.READY, accounts.c.wrong_passwords > 0)
            .values(state=state, updated_ms=self._clock.now_ms())
        )
        with self._engine.begin() as connection:
            connection.execute(change)
            self._vault.delete(_session(site, login), connection=connection)

    def session_save(
        self, site: str, login: str, *, state: dict[str, Any], until_ms: int, unit: str, name: str = ""
    ) -> None:
        text = json.dumps({"state": state, "unit": unit, "until_ms": until_ms, "name": name}, ensure_ascii=False)
        self._vault.put(_session(site, login), Secret(text), until_ms=until_ms)
        self._handed_out[_session(site, login)] = tokens(state)

    def session_load(self, site: str, login: str, *, margin_s: float = 60) -> SavedSession | None:
        """The saved session, unless it ends within `margin_s`."""
        found = self._vault.find(_session(site, login))
        if found is None:
            return None
        stored = json.loads(found.reveal())
        if stored["until_ms"] - self._clock.now_ms() <= margin_s * 1000:
            return None
        self._handed_out[_session(site, login)] = tokens(stored["state"])
        return SavedSession(stored["state"], stored["unit"], stored["until_ms"], stored.get("name", ""))

    def session_drop(self, site: str, login: str, *, name: str | None = None) -> None:
        """With `name`, only where the saved one is this: a person may have opened another meanwhile."""
        found = self._vault.find(_session(site, login)) if name is not None else None
        if name is None or (found is not None and json.loads(found.reveal()).get("name", "") == name):
            self._vault.delete(_session(site, login))

    def _change(self, site: str, login: str, *, connection: sa.Connection | None = None, **values: Any) -> None:
        change = sa.update(db.accounts).where(*_one(site, login)).values(updated_ms=self._clock.now_ms(), **values)
        with self._writing(connection) as writing:
            count = writing.execute(change).rowcount
        if count != 1:
            raise UsageError(f"没有账号 {site}/{login}。请先用 gongai account add 录入")

    @contextmanager
    def _writing(self, connection: sa.Connection | None) -> Iterator[sa.Connection]:
        """The caller's transaction, or one of our own."""
        if connection is not None:
            yield connection
            return
        with self._engine.begin() as own:
            yield own


def tokens(state: dict[str, Any]) -> tuple[Secret, ...]:
    """What opens the session for whoever has it: cookies, and what the page stores under a telling name."""
    values = [str(cookie.get("value", "")) for cookie in state.get("cookies", ())]
    for origin in state.get("origins", ()):
        stored = origin.get("localStorage", ())
        values += [str(item["value"]) for item in stored if _TELLING.search(str(item["name"]))]
    for stored in state.get(TABS, {}).values():
        values += [str(value) for name, value in stored.items() if _TELLING.search(name)]
    return tuple(Secret(value) for value in values if len(value) >= _TOKEN_SIZE)


def _one(site: str, login: str) -> tuple[sa.ColumnElement[bool], ...]:
    return db.accounts.c.site == site, db.accounts.c.login == login


def _password(site: str, login: str) -> str:
    return f"password/{site}/{login}"


def _session(site: str, login: str) -> str:
    return f"session/{site}/{login}"
