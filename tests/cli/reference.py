"""The parts of docs/ that are made from the program. `python -m tests.cli.reference` writes them anew."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from gongai import errors
from gongai.cli.program import build
from gongai.db.transitions import FILINGS, JOBS
from gongai.exits import Exit, exit_of, status_of
from gongai.records.state import FilingState, JobState
from gongai.settings import describe
from gongai.text import labels

DOCS = Path(__file__).parents[2] / "docs"


def all_errors() -> list[type[errors.GongaiError]]:
    """In the order of the tree, bases before what is derived from them."""
    return [one for _name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.GongaiError)]


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its path."""
    if isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            yield from leaves(one, (*path, name))
    else:
        yield path, command


def commands() -> str:
    return "\n".join(_command(path, one) for path, one in leaves(get_command(build())))


def exit_codes() -> str:
    return _table(("退出码", "含义"), ((str(code.value), code.meaning) for code in Exit))


def settings() -> str:
    rows = ((f"`{row.name}`", f"`{row.env}`", row.default or "（空）", row.allowed, row.meaning) for row in describe())
    return _table(("设置项", "环境变量", "默认", "可填", "含义"), rows)


def filing_states() -> str:
    return _table(("状态", "代码"), ((one.label, f"`{one.value}`") for one in FilingState))


def job_states() -> str:
    return _table(("任务状态", "代码"), ((labels.JOBS[one.value], f"`{one.value}`") for one in JobState))


def filing_ways() -> str:
    rows = ((was.label, _either(to.label for to in FilingState if to in ways)) for was, ways in FILINGS.items())
    return _table(("从", "可以到"), rows)


def job_ways() -> str:
    rows = ((labels.JOBS[was], _either(labels.JOBS[to] for to in JobState if to in ways)) for was, ways in JOBS.items())
    return _table(("从", "可以到"), rows)


def _either(names: Iterable[str]) -> str:
    return "、".join(names) or "（到此为止）"


def result_kinds() -> str:
    return _table(("结果类型", "代码"), ((text, f"`{code}`") for code, text in labels.RESULTS.items()))


def error_codes() -> str:
    kinds = sorted(all_errors(), key=lambda one: (exit_of(one("")), one.__name__))
    rows = ((f"`{_snake(one.__name__)}`", str(int(exit_of(one("")))), str(int(status_of(one(""))))) for one in kinds)
    return _table(("错误（kind）", "退出码", "HTTP 状态码"), rows)


BLOCKS: dict[str, tuple[str, Callable[[], str]]] = {
    "exit-codes": ("commands.md", exit_codes),
    "commands": ("commands.md", commands),
    "settings": ("settings.md", settings),
    "filing-states": ("states.md", filing_states),
    "job-states": ("states.md", job_states),
    "filing-ways": ("states.md", filing_ways),
    "job-ways": ("states.md", job_ways),
    "result-kinds": ("states.md", result_kinds),
    "error-codes": ("errors.md", error_codes),
}
"""Name of the block → where it stands, and what makes it."""


def block_in(text: str, name: str) -> str | None:
    found = re.search(rf"<!-- 开始 {name} -->\n(.*?)\n<!-- 结束 {name} -->", text, re.DOTALL)
    return found[1].strip("\n") if found else None


def write() -> None:
    for name, (file, make) in BLOCKS.items():
        path = DOCS / file
        text = path.read_text(encoding="utf-8")
        before, begin, rest = text.partition(f"<!-- 开始 {name} -->")
        _old, end, after = rest.partition(f"<!-- 结束 {name} -->")
        assert begin and end, f"{file} has no place for {name}"
        path.write_text(f"{before}{begin}\n\n{make()}\n\n{end}{after}", encoding="utf-8")


def _command(path: tuple[str, ...], command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    usage = " ".join([_name(one) for one in arguments])
    lines = [f"### gongai {' '.join(path)}", "", str(command.help).replace("\n", "  \n"), ""]
    lines += ["```", f"gongai {' '.join(path)} {usage}".rstrip() + " [选项]", "```", ""]
    rows = [(f"`{_name(one)}`", one.help or "") for one in arguments]
    for one in options:
        value = "" if one.is_flag else f" {one.metavar}"
        rows.append((f"`{one.opts[0]}{value}`", (one.help or "") + ("（必填）" if one.required else "")))
    return "\n".join([*lines, _table(("参数、选项", "说明"), rows), ""])


def _name(param: Any) -> str:
    return str(param.metavar) if param.required else f"[{param.metavar}]"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


if __name__ == "__main__":
    write()
