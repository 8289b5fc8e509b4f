"""Whether an installation is fit for work: database, passwords, recovery, processes, accounts and portals."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai import redact
from gongai.errors import GongaiError
from gongai.services.check import Check, Level

if TYPE_CHECKING:
    from gongai.app import App


def of(app: "App", *, offline: bool) -> Iterator[Check]:
    """`offline`: without asking the portals."""
    yield Check("数据库", "ok", redact.address(app.engine.url.render_as_string(hide_password=True)))
    yield from _vault(app)
    yield from _recovery(app)
    yield _processes(app)
    yield from _accounts(app)
    if not offline:
        yield from _portals(app)


def _vault(app: "App") -> Iterator[Check]:
    """Whether the key is the one that has locked the passwords; that there is a key is said by a check before."""
    from gongai.credentials import key
    from gongai.credentials.vault import locked_with

    needed = locked_with(app.engine)
    try:
        there = key.load(app.settings.key_path).id
    except GongaiError:
        there = ""
    wrong = sorted(needed - {there})
    if wrong:
        remedy = f"请把备份的密钥文件放回 {app.settings.key_path}；不要新建密钥，新密钥打不开已存的密码"
        yield Check(
            "密码库", "stop", f"已存的密码要用密钥 {'、'.join(wrong)}，现有密钥为 {there or '（没有）'}", remedy
        )


def _processes(app: "App") -> Check:
    """Whether anybody works. Before the first start nobody needs to; once something is due, somebody must."""
    from gongai.services import working

    name = "办理进程"
    now = working.state(app)
    living = "、".join(one.name for one in (*now.workers, *now.schedulers))
    if not now.line:
        if now.vanished:
            return Check(name, "warn", f"{living}；{now.lost}", "请查看日志；一小时后不再提示")
        return Check(name, "ok", living)
    if now.vanished or living or working.awaited(app):
        return Check(name, "stop", now.line, "运行 gongai run（宜由服务管理器看管，见 docs/operations.md）")
    return Check(name, "warn", "没有在运行，现在也没有到期的任务", "要自动办理、跟踪时运行 gongai run")


def _recovery(app: "App") -> Iterator[Check]:
    """Whether the database is older than what it did; the disk is compared, and nothing is changed by looking."""
    from gongai.evidence import lost
    from gongai.services import recovery

    copies = app.settings.anchors_dir
    if copies is not None and not (copies.is_dir() and os.access(copies, os.W_OK)):
        found_at = f"{copies} 不存在或不能写入"
        yield Check("封存副本", "warn", found_at, "请检查设置 anchors_dir：没有它，看不出数据库和留痕一起被换成旧的")
    now = recovery.state(app)
    if now is not None:
        yield Check("恢复模式", "stop", now.line, now.next_step)
        if now.orphans:
            yield Check("数据库中没有的留痕", "warn", "、".join(now.orphans), "请对照留痕和平台核对，不要删除")
        return
    found = lost.lost(app.engine, app.gate.anchors)
    if found:
        text = "；".join(map(str, found[:3])) + (f"；共 {len(found)} 处" if len(found) > 3 else "")
        yield Check("恢复模式", "stop", f"数据库比留痕旧：{text}", "运行 gongai run，自动进入恢复模式并到平台核查")


def _accounts(app: "App") -> Iterator[Check]:
    from gongai.text import labels

    accounts = app.accounts.list()
    if not accounts:
        yield Check("平台账号", "warn", "没有", "请用 gongai account add 平台/账号 录入")
    for one in accounts:
        name = f"账号 {one.site}/{one.login}"
        if one.state != "ready":
            yield Check(
                name,
                "stop",
                labels.of(labels.ACCOUNTS, one.state),
                f"处理后运行 gongai account password {one.site}/{one.login}",
            )
        elif not one.units:
            remedy = f"请用 gongai account units {one.site}/{one.login} --unit 信用代码=名称 登记"
            yield Check(name, "warn", "没有登记绑定的单位", remedy)
        else:
            yield Check(name, "ok", f"可用，绑定 {len(one.units)} 个单位")


def _portals(app: "App") -> Iterator[Check]:
    import httpx

    from gongai.connector import network

    for key in sorted({one.site for one in app.accounts.list()}):
        name = f"平台 {key}"
        try:
            address = app.site(key).profile.base_url
        except GongaiError as error:
            yield Check(name, "stop", str(error), "请改正平台配置")
            continue
        try:
            answer = network.network_of(app.settings).get(address, timeout_s=8)
        except httpx.HTTPError as error:
            remedy = network.trouble(error) or "请检查网络、VPN 或平台是否维护"
            yield Check(name, "warn", f"{address} 访问不到（{type(error).__name__}）", remedy)
        else:
            level: Level = "ok" if answer.status_code < 500 else "warn"
            yield Check(name, level, f"{address} 应答 {answer.status_code}", "" if level == "ok" else "请稍后再试")
