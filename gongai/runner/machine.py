"""Whether this machine can work at all: room on the disk, a place for evidence, a browser, a database."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from gongai import input_file
from gongai.errors import ConfigError, MachineTrouble, PortalDown
from gongai.files import private
from gongai.settings import Settings

_Browser = TypeVar("_Browser")
_OURS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
"""What the system says of the machine, whichever file it was about."""


@dataclass(frozen=True)
class Machine:
    """`browser` starts it, or gives the one that runs."""

    settings: Settings
    browser: Callable[[], object]

    def require(self, *, thoroughly: bool = False) -> None:
        """Raises `MachineTrouble`. `thoroughly`: also what takes a moment, as after a trouble: write, start."""
        home = self.settings.home
        free_mb = shutil.disk_usage(home).free // (1 << 20)
        if free_mb < self.settings.min_free_mb:
            least = self.settings.min_free_mb
            raise MachineTrouble(f"磁盘剩余 {free_mb} MB，低于设置 min_free_mb（{least} MB）。腾出空间后自动继续")
        evidence = self.settings.evidence
        if not thoroughly and evidence.is_dir() and os.access(evidence, os.W_OK):
            return
        try:
            waiting, _digest, _size = private.write_waiting(private.folder(evidence), [b"x"])
            waiting.unlink()
        except OSError as error:
            raise MachineTrouble(f"留痕文件夹 {evidence} 不能写入（{reason(error)}）。改正后自动继续") from error
        if thoroughly:
            started(self.browser)


def started(browser: Callable[[], _Browser]) -> _Browser:
    """The browser. Raises `MachineTrouble` where it does not start: that says nothing about any filing."""
    try:
        return browser()
    except ConfigError as error:  # most often a setting, and a process reads its settings when it starts
        raise MachineTrouble(f"{error}。改正后自动继续；改了设置的，请重新启动 gongai run") from error
    except PortalDown as error:
        raise MachineTrouble(f"{error}。改正后自动继续") from error


def trouble_in(error: BaseException, home: Path) -> MachineTrouble | None:
    """What an error that nobody has translated says of the machine; None where it says nothing."""
    if isinstance(error, MachineTrouble):
        return error
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return MachineTrouble(f"数据库没有应答（{_first_line(error)}）。恢复后自动继续")
    if not isinstance(error, OSError):
        return None
    ours = error.filename is not None and Path(str(error.filename)).is_relative_to(home)
    if error.errno in _OURS or ours:
        where = f"{error.filename}：" if error.filename else ""
        return MachineTrouble(f"{where}{reason(error)}。改正后自动继续")
    return None


def reason(error: OSError) -> str:
    """As for every file; of what stands where we want to make a folder, what it is not."""
    return "同名的不是文件夹" if error.errno == errno.EEXIST else input_file.reason(error)


def _first_line(error: sa.exc.DBAPIError) -> str:
    return str(error.orig or error).strip().partition("\n")[0][:120]
