"""The options of `gongai` itself, before any command."""

from typing import Annotated

import typer

from gongai.cli import completion
from gongai.cli.help import Commands


def _version(wanted: bool) -> None:
    if wanted:
        print(versions())
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", help="显示版本：本程序、Python、SQLite、浏览器驱动", callback=_version, is_eager=True),
]
Install = Annotated[
    bool,
    typer.Option(
        "--install-completion",
        help="为当前终端安装命令补全（bash、zsh、fish）",
        callback=completion.install,
        is_eager=True,
    ),
]
Show = Annotated[
    bool,
    typer.Option("--show-completion", help="输出命令补全的脚本，供自行安装", callback=completion.show, is_eager=True),
]


def register(tree: Commands) -> None:
    tree.callback()(_root)


def versions() -> str:
    """One line, fit for the report of a fault."""
    import platform
    from importlib import metadata

    import gongai
    from gongai import db

    sqlite = db.sqlite_module().sqlite_version
    driver = metadata.version("playwright")
    parts = (f"Python {platform.python_version()}", f"SQLite {sqlite}", f"浏览器驱动 Playwright {driver}")
    return f"gongai {gongai.__version__}（{'，'.join(parts)}）"


def _root(*, version: Version = False, install_completion: Install = False, show_completion: Show = False) -> None:
    pass  # each option answers for itself and ends the program
