"""Whatever writes a result through an opened installation also puts it on its way to the channels."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gongai
from gongai import db, settings
from gongai.app import App, build
from gongai.cli import main
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.outcome import Refused
from gongai.services import filings, intake
from tests.services.conftest import CLERK

REFUSED = Refused((Finding(field="平台提示", value="", rule="面积不符", remedy="请修改"),))


@pytest.fixture
def notified(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[App]:
    """The installation with a folder in which results are dropped."""
    monkeypatch.setenv("GONGAI_HOME", str(app.settings.home))
    (app.settings.home / settings.FILE).write_text(f'results_drop = "{tmp_path / "drop"}"\n', encoding="utf-8")
    opened = build(settings.load(app.settings.home, {}))
    yield opened
    opened.close()


def on_their_way(app: App) -> list[tuple[str, str]]:
    """Kind of result and channel, of everything in the outbox."""
    query = db.results.select().join(db.outbox, db.outbox.c.result_id == db.results.c.id)
    with db.reading(app.engine) as connection:
        rows = connection.execute(query.add_columns(db.outbox.c.channel).order_by(db.outbox.c.id)).all()
    return [(row.kind, row.channel) for row in rows]


@pytest.mark.parametrize(
    ("act", "kind"),
    [(("give_back",), "give_back"), (("escalate", "--level", "上级"), "escalated")],
    ids=["give_back", "escalate"],
)
def test_what_a_supervisor_decides_at_the_command_line_goes_out_as_well(
    notified: App, filing: Callable[..., Filing], act: tuple[str, ...], kind: str
) -> None:
    number = intake.add(notified, CLERK, filing())
    claim = notified.store.claim("w1")
    assert claim is not None and claim.filing_id == number
    notified.store.record_outcome(claim, REFUSED)
    reference = filings.list_(notified, CLERK).filings[0].row.reference
    assert main(["review", "decide", reference, "--decision", *act, "--reason", "请核对面积", "--as", "主管"]) == 0
    assert on_their_way(notified) == [("refused", "drop"), (kind, "drop")]


def test_the_opened_installation_knows_its_channels(notified: App) -> None:
    assert notified.store.channels == ("drop",)


def test_only_the_composition_root_opens_a_ledger() -> None:
    """A ledger opened elsewhere could be one without channels."""
    package = Path(gongai.__file__).parent
    openers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "from gongai.queue.store import Store" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Store"
    }
    assert openers == {"app.py"}
