"""The export tells the whole story to somebody without the program; nothing in it runs, calls home or is private."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from gongai import evidence
from gongai.app import App
from gongai.connector.journal import Journal
from gongai.db.position import Mark
from gongai.errors import UsageError
from gongai.records.filing import Filing
from gongai.records.noted import Exact, Said
from gongai.records.outcome import Filed, Note, Seen
from gongai.records.receipt import Receipt, ReceiptFile, StatusEvent
from gongai.records.result_kind import ResultKind
from gongai.services import evidence as service
from gongai.services import inbox, intake
from tests.services.conftest import CLERK, SMALL

HOSTILE = "<script>alert(1)</script><img src=http://evil.example/x> 电话 13800000000 \u202e完了"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763606060000000040001f61738550000000049454e44ae426082"
)
NUMBER = "13800000001"
"""The portal's own number: people need it whole, whatever it looks like."""


def told(app: App, filing: Callable[..., Filing]) -> None:
    """A filing with everything that can be told of one."""
    intake.add(app, CLERK, filing(SMALL))
    claim = app.store.claim("w1")
    assert claim is not None and claim.filing_id is not None and claim.filing is not None
    store = evidence.Store(app.settings.evidence, claim.filing.reference)
    journal = Journal(
        app.engine,
        app.clock,
        filing_id=claim.filing_id,
        held=claim.lease,
        seal=lambda one: evidence.seal(one, app.settings.evidence, 1, key=app.anchor_key, at_ms=1),
    )
    picture = store.store("screenshot", "项目信息-填写后.png", PNG)
    journal.done("项目信息", {"fields": 3, "picture": picture.as_data(), "text": Said(HOSTILE)})
    journal.mark(Mark.ARMED, {"plan": Exact("0" * 64)})
    journal.mark(Mark.SENT, {"path": Said("/rest/submit")})
    journal.mark(Mark.ANSWERED, {"ok": True, "numbers": [Exact(NUMBER)], "message": Said(HOSTILE)})
    paper = store.store("document", "受理回执.pdf", b"%PDF-1.4 fake")
    receipt = Receipt(
        application_ids=("A-1",),
        application_nos=(NUMBER,),
        receipt_files=(ReceiptFile(kind="受理回执", path=str(store.folder / paper.file), sha256=paper.sha256),),
        filed_at_ms=1_790_000_000_000,
        success_text=HOSTILE,
    )
    journal.mark(
        Mark.FILED, {"receipt": {"path": Exact(str(store.folder / paper.file)), "sha256": Exact(paper.sha256)}}
    )
    app.store.record_outcome(claim, Filed(receipt))
    app.store.hasten()
    look = app.store.claim("w1")
    assert look is not None
    event = StatusEvent(scope="application", ref="A-1", site_code="5", site_label="不予受理", opinion=HOSTILE)
    app.store.record_outcome(look, Seen("不予受理", (event,), (Note(ResultKind.CORRECTION, HOSTILE, key="k"),)))
    for one in inbox.list_(app, CLERK).results:
        inbox.settle(app, CLERK, one.id, text="已电话核实")


@pytest.fixture
def bundle(app: App, filing: Callable[..., Filing], tmp_path: Path) -> Path:
    told(app, filing)
    target = tmp_path / "留痕.zip"
    service.export(app, CLERK, "GA-000001", to=target)
    return target


def page_of(bundle: Path) -> str:
    with zipfile.ZipFile(bundle) as archive:
        return archive.read("index.html").decode()


def test_every_part_of_the_story_is_there(app: App, bundle: Path) -> None:
    page = page_of(bundle)
    view = app.store.get("GA-000001")
    assert view is not None
    for part in (
        "回执",
        "申报件",
        "代办协议",
        "申报材料",
        "填报计划",
        "决定与改动",
        "平台状态",
        "办理记录",
        "结果与处理",
        "核验",
    ):
        assert f">{part}</h2>" in page
    for word in (
        view.row.applicant,
        view.filing.agreement_no,
        *(one.sha256 for one in view.filing.materials),
        NUMBER,
        "不予受理",
        "已电话核实",
        "提交前全部核对一致",
        "导出时已核验",
    ):
        assert word in page, word


def test_nothing_in_it_runs_or_calls_anywhere(bundle: Path) -> None:
    page = page_of(bundle)
    assert "<script" not in page and "\u202e" not in page and "⟨U+202E⟩" in page
    places = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)
    with zipfile.ZipFile(bundle) as archive:
        assert places and {unquote(one) for one in places} <= set(archive.namelist())


def test_numbers_of_people_are_masked_in_it(app: App, bundle: Path) -> None:
    page = page_of(bundle)
    view = app.store.get("GA-000001")
    assert view is not None
    for number in ("13800000000", view.filing.contact.mobile, view.filing.contact.id_no):
        assert number and number not in page


def test_it_belongs_to_what_is_verified(bundle: Path, app: App) -> None:
    keys = {"key": app.anchor_key, "record_key": app.record_key}
    assert [one for one in evidence.verify_export(bundle, **keys) if one.level == "stop"] == []
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["index.html"] = members["index.html"].replace("不予受理".encode(), "准予受理".encode())
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert [one.where for one in evidence.verify_export(bundle)] == ["index.html"]


def test_a_file_that_is_not_there_is_missing_and_not_tampered_with(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有文件"):
        service.verify_bundle(CLERK, tmp_path / "无.zip")
