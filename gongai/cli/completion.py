"""What the shell completes after the program's name: setting it up, and the words of this installation."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from gongai.errors import UsageError

if TYPE_CHECKING:
    from gongai.records.actor import Actor

PROGRAM = "gongai"
VARIABLE = "_GONGAI_COMPLETE"
"""Set by the shell's script while it asks for words."""
SHELLS = ("bash", "zsh", "fish")


def prepare() -> None:
    """Lets the parser answer a shell that asks. typer does this only for programs whose options it words itself."""
    if VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()


def install(wanted: bool) -> None:
    if wanted:
        from typer._completion_shared import install

        shell, path = install(shell=_shell(), prog_name=PROGRAM, complete_var=VARIABLE)
        print(f"已为 {shell} 安装命令补全：{path}。重新打开终端后生效")
        raise typer.Exit


def show(wanted: bool) -> None:
    if wanted:
        from typer._completion_shared import get_completion_script

        print(get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=_shell()))
        raise typer.Exit


def references(incomplete: str) -> list[str]:
    from gongai.services import completion, opening

    def found() -> Iterable[str]:
        with opening.installation() as app:
            return completion.references(app, _nobody(), incomplete)

    return _quietly(found)


def accounts(incomplete: str) -> list[str]:
    from gongai.services import completion, opening

    def found() -> Iterable[str]:
        with opening.installation() as app:
            return completion.accounts(app, _nobody())

    return _quietly(found)


def sites(incomplete: str) -> list[str]:
    from gongai.services import completion

    return _quietly(lambda: completion.sites(_nobody()))


def _nobody() -> "Actor":
    """Whoever presses the key: a shell that completes acts for nobody yet."""
    from gongai.records.actor import Actor, FrontEnd

    return Actor("completion", FrontEnd.COMMAND_LINE)


def _quietly(source: Callable[[], Iterable[str]]) -> list[str]:
    """Nothing to choose from where the installation cannot be read: a key pressed half-way reports no errors."""
    with suppress(Exception):
        return list(source())
    return []


def _shell() -> str:
    from typer._completion_shared import _get_shell_name

    name = _get_shell_name()
    if name not in SHELLS:
        raise UsageError(f"命令补全只支持 {'、'.join(SHELLS)}（现为 {name or '认不出的终端程序'}）。请在其中之一里执行")
    return name
