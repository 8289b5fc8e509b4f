"""Whether a machine is fit for work: programs, certificates, clock, room, and the key that lies on it."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from gongai.errors import GongaiError
from gongai.services.check import Check

if TYPE_CHECKING:
    from gongai.settings import Settings


def of(settings: "Settings") -> Iterator[Check]:
    yield _python()
    yield from _browser(settings)
    yield from _certificates(settings)
    yield _sqlite()
    yield _clock()
    yield _calendar()
    yield _disk(settings)
    yield _key(settings)


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
