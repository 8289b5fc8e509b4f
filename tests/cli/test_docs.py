"""What an operator meets stands in the documents: commands, options, settings, states, errors, exit codes."""

import pytest

from gongai.exits import Exit
from gongai.queue.decision import Decision
from gongai.records.outcome import AskKind
from gongai.records.state import FilingState, FlowName, JobState
from gongai.settings import describe
from gongai.text import labels
from tests.cli.reference import BLOCKS, DOCS, all_errors, block_in, leaves


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BLOCKS)
def test_what_is_made_from_the_program_is_up_to_date(name: str) -> None:
    file, make = BLOCKS[name]
    assert block_in(text(file), name) == make().strip("\n"), "请运行 python -m tests.cli.reference"


def test_each_command_and_option_is_documented() -> None:
    from typer.main import get_command

    from gongai.cli.program import build

    document = text("commands.md")
    for path, command in leaves(get_command(build())):
        section = document.partition(f"### gongai {' '.join(path)}\n")[2].partition("\n### ")[0]
        assert section, path
        for param in command.params:
            if param.param_type_name == "option" and not param.hidden:
                assert f"`{param.opts[0]}" in section, (path, param.opts)


def test_each_option_of_the_program_itself_is_documented() -> None:
    from typer.main import get_command

    from gongai.cli.program import build

    options = [param.opts[0] for param in get_command(build()).params]
    assert options
    assert [one for one in options if f"\ngongai {one} " not in text("commands.md")] == []


def test_each_setting_is_documented() -> None:
    document = text("settings.md")
    assert [row.name for row in describe() if f"`{row.name}`" not in document] == []


@pytest.mark.parametrize("state", FilingState, ids=lambda one: one.value)
def test_each_state_has_its_section(state: FilingState) -> None:
    section = text("states.md").partition(f"### {state.label}（{state.value}）\n")[2].partition("\n### ")[0]
    assert "下一步" in section


@pytest.mark.parametrize("kind", all_errors(), ids=lambda one: one.__name__)
def test_each_error_is_explained(kind: type[Exception]) -> None:
    section = text("errors.md").partition(f"### {kind.__name__}\n")[2].partition("\n### ")[0]
    assert "怎么办" in section, kind.__name__


def test_each_decision_is_explained() -> None:
    document = text("states.md")
    assert [one for one in Decision if f"`{one.value}`（{one.label}）" not in document] == []


def test_the_exit_codes_are_documented() -> None:
    assert [code for code in Exit if f"| {code.value} |" not in text("commands.md")] == []


def test_every_word_of_the_records_has_a_label() -> None:
    assert {one.value for one in JobState} == set(labels.JOBS)
    assert {one.value for one in FlowName} == set(labels.FLOWS)
    assert {one.value for one in AskKind} <= set(labels.RESULTS)
