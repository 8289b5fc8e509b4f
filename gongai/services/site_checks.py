"""Looking at a portal itself: whether it answers, and whether its forms are still the approved ones."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai.errors import ConfigError, LeaseLost, NotAllowed
from gongai.records.finding import Finding
from gongai.services import sites
from gongai.services.site_records import Checked
from gongai.sites.lint.findings import stop, warn
from gongai.sites.origins import origin

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.actor import Actor
    from gongai.records.outcome import Outcome
    from gongai.settings import Settings
    from gongai.sites import Site

WORKER = "site-check"


def check_online(settings: "Settings", actor: "Actor", key: str) -> Checked:
    """The profile by itself, then the portal: its address, and after a log-in its forms. Nothing is typed or saved."""
    from gongai.sites import installed

    checked = sites.check(settings, actor, key)
    away = tuple(_address(installed.read(key, settings), settings))
    more = away or tuple(_forms(settings, actor, key))
    return Checked(checked.site, checked.name, (*checked.findings, *more))


def walk(app: "App", actor: "Actor", key: str) -> str:
    """
    Log in and read the first form of each kind of filing, as the daily check does; say what was seen.

    Under the account's lease, so that nobody who is filing with it is thrown out. Raises `NotAllowed` where one is.
    """
    return _format_outcome(_look(app, key))


def _look(app: "App", key: str) -> "Outcome":
    from gongai import db
    from gongai.queue import site_jobs
    from gongai.records.outcome import Outcome, Seen
    from gongai.records.state import FlowName
    from gongai.runner.heartbeat import Heartbeat

    with db.reading(app.engine) as connection:
        account = site_jobs.account_of(connection, key)
    if not account:
        return Seen(f"平台 {key} 没有可以自动登录的账号，没有查看")
    claim = app.store.occupy(FlowName.CHECK_SITE, site=key, account=account, worker=WORKER)
    attempts = app.attempts()
    # a look writes nothing: where the lease is lost, there is nothing that must be stopped at once
    heartbeat = Heartbeat(
        claim.lease, app.store.beat, clock=app.clock, policy=app.store.policy, on_stale=lambda _why: None
    )
    outcome: Outcome = Seen("平台检查中断")
    try:
        with heartbeat:
            outcome = attempts.run(claim, heartbeat)
    finally:
        attempts.close()
        with contextlib.suppress(LeaseLost):
            # a person asked: the account is free at once, and no worker tries again
            app.store.record_outcome(claim, Seen(_format_outcome(outcome)))
    return outcome


def _address(site: "Site", settings: "Settings") -> Iterator[Finding]:
    """Whether anything answers at the site's address."""
    import httpx

    from gongai.connector import network

    address = site.profile.base_url + site.profile.login.address
    try:
        answer = network.network_of(settings).get(address, timeout_s=8, redirects=True)
    except httpx.HTTPError as error:
        remedy = network.trouble(error) or "请检查网络、VPN 或平台是否维护"
        yield warn("login.address", address, f"访问不到（{type(error).__name__}）", remedy)
        return
    led = origin(str(answer.url))
    if led not in site.profile.homes:
        yield stop(
            "origins",
            led,
            "登录页会转到这个平台配置没有写明的地址：账号和密码不会在那里输入，无法登录",
            "确是该平台的（如统一身份认证），请核实后写入 origins；否则请检查平台地址是否被劫持",
        )
    if answer.status_code >= 400:
        yield warn("login.address", address, f"登录页应答 {answer.status_code}", "请核对地址，或稍后再试")


def _forms(settings: "Settings", actor: "Actor", key: str) -> Iterator[Finding]:
    """What forms and lists look like now; what waits for a decision or is not understood is of level `stop`."""
    from gongai.app import build
    from gongai.records.outcome import Ask, AskKind

    try:
        app = build(settings)
        try:
            outcome = _look(app, key)
            seen, told = _format_outcome(outcome), "登录后只读查看的结果"
            if isinstance(outcome, Ask) and outcome.kind is AskKind.NOT_UNDERSTOOD:
                yield stop("表单和列表", seen, f"{told}：有读不懂的", "请对照平台改正配置的列表、详情、通知或回执")
            else:
                yield warn("表单和列表", seen, told, "没有输入或保存；请核对每份列表的第一行是否读对")
            for one in sites.changes(app, actor, key):
                yield Finding(
                    field=f"{one.kind}·{one.page}",
                    value=f"编号 {one.change}",
                    rule="与批准的表单不同，这种申报已停止：\n" + one.listed(20),
                    remedy=f"请用 gongai site accept {key} {one.change} 决定",
                )
        finally:
            app.close()
    except (ConfigError, NotAllowed) as error:
        yield warn("表单", "没有查看", str(error), "办件时会在填写前比对")


def _format_outcome(outcome: "Outcome") -> str:
    from gongai.records.outcome import Ask, NotYet, Seen

    match outcome:
        case Seen(note=note):
            return note
        case Ask(question=text) | NotYet(because=text):
            return text
        case _:
            return str(outcome)
