"""The commands, put together, and the one place where an error of any kind becomes an exit code."""

import codecs
import io
import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from gongai import memory
from gongai.cli import completion, errors
from gongai.errors import GongaiError
from gongai.exits import Exit

EXITS = "退出码：" + "；".join(f"{code.value} {code.meaning.partition('：')[0]}" for code in Exit)


def build() -> typer.Typer:
    """The command tree."""
    from gongai.cli import (
        accounts,
        agreements,
        backup,
        doctor,
        evidence,
        filings,
        home,
        intake,
        login,
        polling,
        results,
        review,
        root,
        run,
        schemas,
        sites,
        worker,
    )
    from gongai.cli.help import Commands

    tree = Commands(
        name="gongai",
        help="把帮代办的申报件送进工程建设项目审批平台，每件只报一次，办到有回执、有结果、有据可查。\n"
        "数据文件夹由环境变量 GONGAI_HOME 指定（默认 ~/.gongai）。每条命令都可以加 --json。",
        epilog=EXITS,
    )
    for part in (root, home, intake, filings, run, worker, polling):
        part.register(tree)
    for group in (results, review, accounts, agreements, login, sites, evidence, backup):
        tree.add_typer(group.commands())
    for part in (schemas, doctor):
        part.register(tree)
    return tree


def _make_printable() -> None:
    """What a terminal cannot show is shown as an escape; one that says it knows ASCII only is taken for UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):  # replaced by whoever runs us
            continue
        plain = codecs.lookup(stream.encoding).name in ("ascii", "iso8859-1")
        stream.reconfigure(encoding="utf-8" if plain else None, errors="backslashreplace")


def execute(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _make_printable()
    given = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in given
    if not given and argv is None:
        given = ["--help"]
    memory.keep_private()  # a password may be typed before a key is opened
    completion.prepare()
    command = typer.main.get_command(build())
    from gongai.services.opening import home

    try:
        return int(command.main(given, prog_name="gongai", standalone_mode=False) or 0)
    except GongaiError as error:
        return errors.render(error, as_json=as_json)
    except TyperException as error:
        return errors.misused(error, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        print("已中断", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone (gongai list | head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:
        match _of_database(error):
            case "OperationalError":
                return errors.busy(error, as_json=as_json)
            case "DatabaseError":
                return errors.damaged(error, as_json=as_json)
        if isinstance(error, OSError):
            return errors.disk(error, as_json=as_json)
        return errors.unforeseen(error, home(), as_json=as_json)


def _of_database(error: Exception) -> str:
    """Its kind, asked by name, so that a command that needs no database does not load one to fail."""
    return type(error).__name__ if type(error).__module__.startswith("sqlalchemy.") else ""
