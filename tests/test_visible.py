"""Nothing that comes from outside steers the terminal of who reads it."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongai.cli import errors, output, tables
from gongai.errors import PortalRefused
from gongai.notify.channels.channel import payload
from gongai.queue.results import ResultRow
from gongai.records.result_kind import ResultKind
from gongai.runner import logs
from gongai.visible import escaped_in_json, visible

STEERS = ["\x1b[2J", "\x9b31m", "\u202e", "\u2066", "\u200f", "\r", "\x08", "\x7f", "\u2028", "\ufeff", "\U000e0041"]
HOSTILE = "已退回\x1b[2J\u202e：材料不全\r"


@pytest.mark.parametrize("piece", STEERS, ids=ascii)
def test_it_is_shown_and_not_obeyed(piece: str) -> None:
    shown = visible(f"前{piece}后")
    assert piece[0] not in shown and f"⟨U+{ord(piece[0]):04X}⟩" in shown


@pytest.mark.parametrize("text", ["云汐示例（2026）1号", "第一行\n第二行\t列", "plain", "𠀀 é ①"])
def test_ordinary_writing_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("piece", STEERS, ids=ascii)
def test_a_json_document_means_the_same_without_them(piece: str) -> None:
    document = json.dumps({"text": piece}, ensure_ascii=False)
    shown = escaped_in_json(document)
    assert json.loads(shown) == {"text": piece}
    assert piece[0] not in shown


def shown_by_show(as_json: bool) -> None:
    def render() -> list[object]:
        table = tables.grid("结果", title=HOSTILE)
        table.add_row(HOSTILE)
        pairs = tables.pairs([(HOSTILE, HOSTILE)])
        return [HOSTILE, table, pairs]

    output.show({"text": HOSTILE}, render, as_json=as_json)  # type: ignore[arg-type]


WAYS: dict[str, Callable[[], object]] = {
    "show": lambda: shown_by_show(False),
    "show as JSON": lambda: shown_by_show(True),
    "words only": lambda: output.show(None, lambda: [HOSTILE], as_json=False),
    "say": lambda: output.say(HOSTILE),
    "an error": lambda: errors.render(PortalRefused(HOSTILE), as_json=False),
    "an error as JSON": lambda: errors.render(PortalRefused(HOSTILE), as_json=True),
}


@pytest.mark.parametrize("way", list(WAYS))
def test_every_way_out_of_a_command_shows_it(way: str, capsys: pytest.CaptureFixture[str]) -> None:
    WAYS[way]()
    out = "".join(capsys.readouterr())
    assert "材料不全" in out
    assert not set(out) & {"\x1b", "\u202e", "\r"}


def test_there_is_no_other_way_out_of_a_command() -> None:
    """Whatever prints by itself, or makes a table of its own, would have to be looked at here."""
    known = {"output.py", "errors.py", "tables.py", "schemas.py", "root.py", "program.py", "completion.py"}
    for file in sorted(Path(output.__file__).parent.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {one.func.id for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
        assert file.name in known or not names & {"print", "Table", "Console", "Text", "Panel"}, file.name


def test_logs_and_messages_show_it() -> None:
    event = logs.scrubbed(None, "info", {"event": HOSTILE, "error": HOSTILE, "count": 1})
    row = ResultRow(1, "GA-1", "", ResultKind.REFUSED, HOSTILE, "", None, "", "", None, "", 1)
    for text in (event["event"], event["error"], payload(row)["text"]):
        assert not set(str(text)) & {"\x1b", "\u202e", "\r"} and "⟨U+202E⟩" in str(text)
