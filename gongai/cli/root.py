"""The options of `gongai` itself, before any command."""

from typing import Annotated

import typer

from gongai.cli import completion
from gongai.cli.help import Commands


def _version(wanted: bool) -> None:
    if wanted:
        from gongai.services.health import versions

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


def _root(*, version: Version = False, install_completion: Install = False, show_completion: Show = False) -> None:
    pass  # each option answers for itself and ends the program
