"""Everything that can go wrong in a command, said in Chinese: ours, the parser's, and what nobody foresaw."""

import re
import sys
from pathlib import Path
from typing import Any

from gongai import input_file
from gongai.cli import output
from gongai.errors import GongaiError
from gongai.exits import Exit, exit_of
from gongai.redact import scrub
from gongai.visible import visible

_CHINESE = re.compile(r"[一-鿿]")
_TYPES = {"int": "整数", "float": "数字", "bool": "true 或 false", "date": "日期，如 2026-03-01", "Path": "路径"}


def render(error: GongaiError, *, as_json: bool) -> int:
    """One of our own errors, with all its findings."""
    findings = list(getattr(error, "findings", ()))
    _print(_snake(type(error).__name__), str(error), exit_of(error), as_json=as_json, findings=findings)
    if not as_json:
        for finding in findings[1:] if len(findings) == 1 and str(findings[0]) == str(error) else findings:
            print(visible(f"  · {finding}"), file=sys.stderr)
    return exit_of(error)


def misused(error: Any, *, as_json: bool) -> int:
    """A usage error of the parser (`typer.exceptions.TyperException`)."""
    if type(error).__name__ == "NoArgsIsHelpError":
        if as_json:
            _print("usage_error", "缺少命令。用 --help 查看用法", Exit.USAGE, as_json=True)
        else:
            print(visible(error.message))
        return Exit.USAGE
    _print("usage_error", usage_message(error), Exit.USAGE, as_json=as_json)
    return Exit.USAGE


def busy(error: Exception, *, as_json: bool) -> int:
    """The database did not take part."""
    text = f"数据库暂时不可用（{_first_line(error)}）。请稍后再试；反复出现请运行 gongai doctor"
    _print("database_busy", text, Exit.LATER, as_json=as_json)
    return Exit.LATER


def damaged(error: Exception, *, as_json: bool) -> int:
    """The database file is not one, or not whole."""
    text = f"数据库文件已损坏或不是数据库（{_first_line(error)}）。请停止所有 gongai 进程，从备份恢复后再试"
    _print("database_broken", text, Exit.USAGE, as_json=as_json)
    return Exit.USAGE


def disk(error: OSError, *, as_json: bool) -> int:
    """A file or folder of the user's that cannot be used."""
    where = f"：{error.filename}" if error.filename else ""
    text = f"文件或文件夹无法使用{where}（{input_file.reason(error)}）。请检查路径、权限和磁盘空间"
    _print("file_error", text, Exit.USAGE, as_json=as_json)
    return Exit.USAGE


def unforeseen(error: BaseException, home: Path | None, *, as_json: bool) -> int:
    """A fault of the program: one line for the user, the rest into a file, scrubbed."""
    from gongai.services import faults

    place = faults.record(error, home)
    where = f"详情已记入 {place}" if place else "未能写下详情"
    text = f"程序出错（{type(error).__name__}），本次操作没有完成。{where}，请交给维护人员"
    _print("internal_error", text, Exit.BROKEN, as_json=as_json)
    return Exit.BROKEN


def usage_message(error: Any) -> str:
    """The parser's English as Chinese."""
    ctx = getattr(error, "ctx", None)
    message = _usage(error)
    end = "" if message.endswith("？") else "。"
    return message + (f"{end}用 {ctx.command_path} --help 查看用法" if ctx is not None else "")


def _usage(error: Any) -> str:
    message = str(getattr(error, "message", "") or error)
    param = getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            near = "、".join(getattr(error, "possibilities", None) or ())
            return f"没有选项 {error.option_name}" + (f"。您要写的是否为 {near}？" if near else "")
        case "MissingParameter" if param is not None:
            return f"缺少{_named(param)}{_choices(param)}"
        case "BadParameter" if param is not None:
            why = message if _CHINESE.search(message) else f"应为{_expected(param)}"
            return f"{_named(param)}的值不对：{why}"
        case "BadOptionUsage":
            takes = "不带值" if "does not take" in message else "后面需要写值"
            return f"选项 {error.option_name} {takes}"
    if found := re.search(r"No such command '([^']+)'(?:\. Did you mean (.+)\?)?", message):
        near = found[2].replace("'", "").replace(", ", "、") if found[2] else ""
        return f"没有命令 {found[1]}" + (f"。您要写的是否为 {near}？" if near else "")
    if found := re.search(r"unexpected extra arguments? ?\(?s?\)?\s*\((.+)\)", message):
        return f"多出了参数：{found[1]}"
    if "Missing command" in message:
        return "缺少命令"
    return message if _CHINESE.search(message) else f"用法不对：{message}"


def _named(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"参数“{param.metavar or param.name}”"
    return f"选项 {param.opts[0]} "


def _choices(param: Any) -> str:
    expected = _expected(param)
    return f"（{expected}）" if expected.startswith("以下之一") else ""


def _expected(param: Any) -> str:
    kind = param.type_descriptor
    if kind.is_choice and kind.choices:
        return "以下之一：" + "、".join(str(getattr(one, "value", one)) for one in kind.choices)
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    if low is not None and high is not None:
        return f"整数，{low} 至 {high}"
    return _TYPES.get(getattr(kind.annotation, "__name__", ""), "另一种写法")


def _print(kind: str, text: str, code: Exit, *, as_json: bool, findings: list[Any] | None = None) -> None:
    if as_json:
        print(output.as_text({"error": {"kind": kind, "exit": int(code), "text": text, "findings": findings or []}}))
    else:
        sys.stdout.flush()
        print(visible(f"错误：{text}"), file=sys.stderr)


def _first_line(error: Exception) -> str:
    return scrub(str(getattr(error, "orig", None) or error).strip().partition("\n")[0])[:120]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
