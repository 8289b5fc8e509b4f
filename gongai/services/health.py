"""Whether a machine and an installation are fit for work: single checks, each with what to do where it is not well."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from gongai import input_file, redact
from gongai.errors import GongaiError
from gongai.services.documents import Document

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.actor import Actor
    from gongai.settings import Settings

Level = Literal["ok", "warn", "stop"]


@dataclass(frozen=True)
class Check:
    """One check. `remedy` is empty where all is well."""

    name: str
    level: Level
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class GivenSetting:
    """One setting as it is now, and who said so."""

    name: str
    value: str
    default: str
    source: str

    @property
    def is_default(self) -> bool:
        return self.source == _DEFAULT

    def document(self) -> Document:
        return {"name": self.name, "value": self.value, "source": self.source}


@dataclass(frozen=True)
class Health:
    checks: tuple[Check, ...]
    settings: tuple[GivenSetting, ...]

    @property
    def given(self) -> tuple[GivenSetting, ...]:
        """Those that are not as the program has them by itself."""
        return tuple(one for one in self.settings if not one.is_default)

    @property
    def stops(self) -> tuple[Check, ...]:
        return tuple(one for one in self.checks if one.level == "stop")

    def document(self) -> Document:
        return {"ok": not self.stops, "checks": self.checks, "settings": self.settings}


@dataclass(frozen=True)
class BrowserFound:
    browser: str
    version: str


_DEFAULT = "默认"


def examine(settings: "Settings", actor: "Actor", *, env: Mapping[str, str], offline: bool) -> Health:
    """Look at everything. `offline`: without the portals. `env`: where the settings were read from."""
    return Health(tuple(_all_checks(settings, offline=offline)), tuple(_given(settings, env)))


def install_browser(
    settings: "Settings", actor: "Actor", *, say: Callable[[str], None], quiet: bool = False
) -> BrowserFound:
    """Find a browser, or install one. `quiet`: what installers print goes to standard error. Raises `ConfigError`."""
    import subprocess

    from gongai.connector import browser_program

    machine = browser_program.this_machine()
    if quiet:
        machine = replace(
            machine, run=lambda command: subprocess.run(list(command), stdout=sys.stderr, check=False).returncode
        )
    program = browser_program.install_browser(settings, say, machine)
    return BrowserFound(str(program.path), program.version)


def versions() -> str:
    """One line, fit for the report of a fault."""
    from importlib import metadata

    import gongai
    from gongai import db

    sqlite = db.sqlite_module().sqlite_version
    driver = metadata.version("playwright")
    parts = (f"Python {platform.python_version()}", f"SQLite {sqlite}", f"浏览器驱动 Playwright {driver}")
    return f"gongai {gongai.__version__}（{'，'.join(parts)}）"


def _given(settings: "Settings", env: Mapping[str, str]) -> Iterator[GivenSetting]:
    from gongai.settings import FILE, describe

    try:
        in_file: Any = input_file.toml(settings.home / FILE)
    except input_file.Unreadable:
        in_file = {}
    for row in describe(settings):
        source = f"环境变量 {row.env}" if row.env in env else FILE if _holds(in_file, row.name) else _DEFAULT
        yield GivenSetting(row.name, row.value, row.default, source)


def _holds(values: Any, name: str) -> bool:
    for part in name.split("."):
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _all_checks(settings: "Settings", *, offline: bool) -> Iterator[Check]:
    yield _python()
    yield from _browser(settings)
    yield from _certificates(settings)
    yield _sqlite()
    yield _clock()
    yield _calendar()
    yield _disk(settings)
    yield _key(settings)
    from gongai.app import build

    try:
        app = build(settings)
    except GongaiError as error:
        yield Check("安装", "stop", str(error), "请先运行 gongai init")
        return
    try:
        yield from _installed(app, offline=offline)
    except GongaiError as error:  # a part that is opened only when it is needed, such as the vault
        yield Check("安装", "stop", str(error), "请先运行 gongai init")
    finally:
        app.close()


def _installed(app: "App", *, offline: bool) -> Iterator[Check]:
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


def _python() -> Check:
    return Check("Python", "ok", f"{platform.python_version()}（{sys.executable}）")


def _browser(settings: "Settings") -> Iterator[Check]:
    from gongai.connector.browser_program import MIN_VERSION, find_browser, this_machine

    try:
        program = find_browser(settings)
    except GongaiError as error:
        yield Check("浏览器", "stop", str(error), "请改正设置 browser_path")
        return
    if program is None:
        yield Check("浏览器", "stop", "没有找到", "请运行 gongai doctor --install-browser")
    else:
        found = f"{program.path}（{program.version or '版本未知'}，需要 {MIN_VERSION} 以上）"
        yield Check("浏览器", "ok", found)
    fonts = this_machine().chinese_font()
    if fonts is None:
        yield Check("中文字体", "warn", "无法判断（没有 fc-list）", "如截图中汉字显示为方块，请安装 fonts-noto-cjk")
    elif fonts:
        yield Check("中文字体", "ok", "已安装")
    else:
        yield Check("中文字体", "warn", "没有", "请安装 fonts-noto-cjk，否则截图中汉字显示为方块")


def _certificates(settings: "Settings") -> Iterator[Check]:
    """Whether browser and calls can believe the authorities of `ca_file`."""
    from gongai.connector import browser, network

    if settings.ca_file is None:
        return
    try:
        network.network_of(settings).tls()
        browser.environment(settings)
    except GongaiError as error:
        yield Check("CA 证书", "stop", str(error), "请改正设置 ca_file")
    else:
        yield Check("CA 证书", "ok", f"另外信任 {settings.ca_file} 中的机构")


def _sqlite() -> Check:
    from gongai import db

    module = db.sqlite_module()
    version = module.sqlite_version
    if db.wal_safe(module.sqlite_version_info):
        return Check("SQLite", "ok", f"{version}（{module.__name__}），WAL 模式可靠")
    return Check(
        "SQLite",
        "warn",
        f"{version} 的 WAL 模式有已知缺陷，已改用较慢的回滚日志模式",
        "请升级 SQLite 到 3.51.3 以上，或安装 pysqlite3",
    )


def _clock() -> Check:
    offset = datetime.now(UTC).astimezone().utcoffset()
    year = datetime.now(UTC).year
    if year < 2025:
        return Check("时钟", "stop", f"本机日期为 {time.strftime('%Y-%m-%d')}", "请校准本机时间（NTP）")
    zone = "+".join(time.tzname[:1])
    if offset != timedelta(hours=8):
        return Check("时钟", "ok", f"本机时区 {zone}；日期与期限一律按北京时间计算")
    return Check("时钟", "ok", time.strftime("%Y-%m-%d %H:%M 北京时间"))


def _calendar() -> Check:
    from gongai.rules.workdays import LAST_YEAR

    year = datetime.now(UTC).year
    if year <= LAST_YEAR:
        return Check("放假安排", "ok", f"已有至 {LAST_YEAR} 年")
    return Check("放假安排", "warn", f"只有至 {LAST_YEAR} 年，{year} 年的期限为暂估", "请升级 chinesecalendar")


def _disk(settings: "Settings") -> Check:
    folder = settings.home if settings.home.is_dir() else settings.home.parent
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // (1 << 20)
    found = f"{folder} 剩余 {free} MB"
    if free < settings.min_free_mb:
        return Check("磁盘", "stop", found, f"请腾出空间：低于 {settings.min_free_mb} MB 时不办理（设置 min_free_mb）")
    if not os.access(folder, os.W_OK):
        return Check("磁盘", "stop", f"{folder} 不能写入", "请改正文件夹权限，或设置 GONGAI_HOME")
    return Check("磁盘", "ok", found)


def _key(settings: "Settings") -> Check:
    from gongai.credentials import key

    try:
        key.load(settings.key_path)
    except GongaiError as error:
        return Check("密钥文件", "stop", str(error), "请按提示处理")
    return Check("密钥文件", "ok", f"{settings.key_path}（请确认已另行备份）")


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
