"""Options and arguments that several commands share, so that they read and work alike."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import completion

if TYPE_CHECKING:
    from gongai.records.actor import Actor

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序读取")]
By = Annotated[str, typer.Option("--as", metavar="姓名", help="以谁的名义（记入操作记录）；不填 = 操作系统用户名")]
Ref = Annotated[str, typer.Argument(metavar="申报件号", help="如 GA-000001", autocompletion=completion.references)]
Files = Annotated[list[Path], typer.Argument(metavar="文件…", help="申报件（JSON）")]
AccountName = Annotated[
    str, typer.Argument(metavar="平台/账号", help="如 yunxi/agent1", autocompletion=completion.accounts)
]
SiteName = Annotated[
    str, typer.Argument(metavar="平台", help="平台的名称，见 gongai site list", autocompletion=completion.sites)
]
LARGEST = 1_000_000_000
"""Of numbers that a person types: no list is longer."""
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么（记入操作记录）")]


def who(given: str) -> str:
    """The person who acts."""
    if given.strip():
        return given.strip()[:64]
    try:
        return getpass.getuser()[:64]
    except (KeyError, OSError):  # a container's user may have no name
        return "未具名"


def actor(given: str) -> "Actor":
    """The same, as services take it."""
    from gongai.records.actor import Actor, FrontEnd

    return Actor(who(given), FrontEnd.COMMAND_LINE)


def named(given: str) -> "Actor":
    """Who acts, where the name must be given. Raises `UsageError` where it is empty."""
    from gongai.records.actor import Actor, FrontEnd

    return Actor(given, FrontEnd.COMMAND_LINE)


def site_and_login(text: str) -> tuple[str, str]:
    """Raises `UsageError` where it is not written as site/login."""
    from gongai.errors import UsageError

    site, slash, login = text.partition("/")
    if not (slash and site.strip() and login.strip()):
        raise UsageError(f"账号请写成 平台/账号，例如 yunxi/agent1（现为“{text}”）")
    return site.strip(), login.strip()
