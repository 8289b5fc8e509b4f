"""Help pages in Chinese, and the base of all our command groups."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import typer
from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup

INDENT = 2
COLUMN = 26
"""Where explanations begin, in half-width cells."""
LINE = 98


def write_help(command: Any, ctx: Any, formatter: Any) -> None:
    """Usage, explanation, arguments, options, commands."""
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option" and not param.hidden]
    names = list(command.list_commands(ctx)) if isinstance(command, TyperGroup) else []
    usage = [ctx.command_path, *(("命令",) if names else ()), *map(_argument, arguments), "[选项]"]
    formatter.write(f"用法：{' '.join(usage)}\n")
    if command.help:
        formatter.write("\n" + "\n".join(_wrapped(str(command.help), INDENT)) + "\n")
    _section(formatter, "参数", ((_argument(one), _format_help(one)) for one in arguments))
    subcommands = ((name, command.get_command(ctx, name)) for name in names)
    _section(formatter, "命令", ((name, _first(one.help or "")) for name, one in subcommands if not one.hidden))
    shown = [(_option(one), _format_help(one)) for one in options]
    _section(formatter, "选项", [*shown, ("--help", "显示本说明")])
    if command.epilog:
        formatter.write(f"\n{command.epilog}\n")


class Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)

    def get_short_help_str(self, limit: int = LINE) -> str:
        return _short(self.help or "")


class Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)

    def get_short_help_str(self, limit: int = LINE) -> str:
        return _short(self.help or "")


class Commands(typer.Typer):
    """A group of commands whose help is ours."""

    def __init__(self, *, name: str, help: str, epilog: str = "") -> None:
        super().__init__(
            name=name,
            help=help,
            epilog=epilog or None,
            cls=Group,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def add(
        self, function: Callable[..., int], *, name: str, help: str, epilog: str = "", hidden: bool = False
    ) -> None:
        """Make `function` the command `name`. It returns its exit code."""
        self.command(name, cls=Command, help=help, epilog=epilog or None, hidden=hidden)(function)


def _section(formatter: Any, title: str, rows: Iterable[tuple[str, str]]) -> None:
    rows = list(rows)
    if not rows:
        return
    formatter.write(f"\n{title}：\n")
    for term, text in rows:
        lines = _wrapped(text, COLUMN)
        room = COLUMN - INDENT - cell_len(term)
        if room >= 1:
            formatter.write(" " * INDENT + term + " " * room + (lines[0].lstrip() if lines else "") + "\n")
            lines = lines[1:]
        else:
            formatter.write(" " * INDENT + term + "\n")
        formatter.write("".join(f"{line}\n" for line in lines))


def _wrapped(text: str, indent: int) -> list[str]:
    """Broken by cells: Chinese text has no blanks to break at."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, width = "", 0
        for character in paragraph:
            size = cell_len(character)
            if width + size > LINE - indent and character not in "，。；：、）”":
                lines.append(" " * indent + line)
                line, width = "", 0
            line, width = line + character, width + size
        lines.append(" " * indent + line)
    return lines


def _argument(param: Any) -> str:
    name = param.metavar or param.name
    return str(name) if param.required else f"[{name}]"


def _option(param: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    if param.is_flag:
        return names
    return f"{names} {param.metavar or '值'}"


def _format_help(param: Any) -> str:
    text = param.help or ""
    if param.param_type_name == "option" and param.required:
        return f"{text}（必填）"
    default = param.default
    if (
        isinstance(default, str | int | float)
        and not isinstance(default, bool)
        and default != ""
        and param.show_default
    ):
        return f"{text}（默认 {default}）"
    return text


def _short(text: str) -> str:
    """What a shell shows beside a word: the parser's own way counts words between blanks, and Chinese has none."""
    return re.split(r"[。：；（]", _first(text), maxsplit=1)[0]


def _first(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""
