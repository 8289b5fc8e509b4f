"""`gongai list | show | cancel | poll | reconcile`."""

from datetime import timedelta

from gongai.db.position import Mark
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Filed, Note, Seen, Unknown
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.result_kind import ResultKind
from tests.cli.office import OTHER, SMALL, Office

RECEIPT = Receipt(application_ids=("A1",), application_nos=("SB-439902-000001",), item_nos=("BJ-1",))


def test_an_empty_queue_says_how_to_fill_it(office: Office) -> None:
    assert "gongai add" in office.run("list").out


def test_the_list_fits_in_a_hundred_columns_and_keeps_numbers_whole(office: Office) -> None:
    from rich.cells import cell_len

    office.add(SMALL)
    office.ends(Filed(RECEIPT))
    office.add(OTHER)
    out = office.run("list").out
    assert max(cell_len(line) for line in out.splitlines()) <= 100
    assert "SB-439902-000001" in out
    assert "GA-000002" in out


def test_the_list_can_be_narrowed_by_state_in_either_language(office: Office) -> None:
    office.add(SMALL)
    office.ends(Filed(RECEIPT))
    office.add(OTHER)
    assert [row["reference"] for row in office.done("list", "--state", "已提交")["filings"]] == ["GA-000001"]
    assert [row["reference"] for row in office.done("list", "--state", "waiting")["filings"]] == ["GA-000002"]


def test_an_unknown_state_is_answered_with_the_known_ones(office: Office) -> None:
    ran = office.run("list", "--state", "完了", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")
    assert "待申报（waiting）" in ran.error["text"]


def test_each_state_that_waits_for_a_person_says_what_to_do(office: Office) -> None:
    office.add(SMALL)
    office.ends(Ask(AskKind.CAPTCHA, "平台要求验证码"))
    row = office.done("list")["filings"][0]
    assert row["state"] == "held"
    assert row["next_step"] == "运行 gongai login assist yunxi/agent1，人工输入验证码"


def test_show_tells_everything_about_a_filed_one(office: Office) -> None:
    reference = office.add()
    with office.opened() as app:
        from gongai.connector.journal import Journal

        claim = app.store.claim("w1")
        assert claim is not None and claim.filing_id is not None
        journal = Journal(app.engine, app.clock, filing_id=claim.filing_id, held=claim.lease)
        journal.done("登录", {"ms": 1200})
        journal.mark(Mark.FILED, {"application_nos": [Exact("SB-439902-000001")]})
        app.store.record_outcome(claim, Filed(RECEIPT))
        app.store.hasten()
        next_claim = app.store.claim("w1")
        assert next_claim is not None
        event = StatusEvent(scope="application", ref="A1", site_code="10", site_label="受理", seen_ms=1, at_ms=2)
        app.store.record_outcome(
            next_claim, Seen("受理", events=(event,), notes=(Note(ResultKind.CORRECTION, "请补正说明书"),))
        )
    data = office.done("show", reference)
    assert data["receipt"]["application_nos"] == ["SB-439902-000001"]
    assert data["portal_state"] == "受理"
    assert [one["step"] for one in data["journal"]] == ["登录", "submit"]
    assert [one["outcome"] for one in data["attempts"]] == ["filed", "seen"]
    assert data["next_step"].startswith("按补正通知")
    assert data["evidence"].endswith(f"evidence/{reference}")
    out = office.run("show", reference).out
    for text in ("SB-439902-000001", "平台进度", "受理", "补正补全", "1.2 秒", "留痕文件夹"):
        assert text in out, text


def test_show_of_a_stranger_says_where_to_look(office: Office) -> None:
    ran = office.run("show", "GA-999999", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "gongai list" in ran.error["text"]


def test_cancel_needs_a_reason_and_keeps_it(office: Office) -> None:
    reference = office.add()
    assert office.run("cancel", reference).code == 2
    office.done("cancel", reference, "--reason", "建设单位撤回委托", "--as", "帮办员甲")
    data = office.done("show", reference)
    assert (data["state"], data["why"]) == ("cancelled", "建设单位撤回委托")


def test_what_the_portal_holds_cannot_be_cancelled(office: Office) -> None:
    reference = office.add()
    office.ends(Filed(RECEIPT))
    ran = office.run("cancel", reference, "--reason", "不要了", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "撤件" in ran.error["text"]


def test_poll_makes_looks_due_now(office: Office) -> None:
    reference = office.add()
    office.ends(Filed(RECEIPT))
    assert office.done("poll", reference)["hastened"] == 1
    with office.opened() as app:
        assert app.store.claim("w1") is not None


def test_poll_of_a_stranger_is_refused(office: Office) -> None:
    assert office.run("poll", "GA-999999").code == 1


def test_reconcile_makes_the_check_of_an_unknown_end_due_now(office: Office) -> None:
    office.add()
    with office.opened() as app:
        from gongai.connector.journal import Journal

        claim = app.store.claim("w1")
        assert claim is not None and claim.filing_id is not None
        Journal(app.engine, app.clock, filing_id=claim.filing_id, held=claim.lease).mark(
            Mark.SENT, {"digest": Exact("x")}
        )
        app.store.record_outcome(claim, Unknown("没有等到应答", timedelta(hours=1)))
    assert office.done("list")["filings"][0]["state"] == "unknown"
    assert office.done("reconcile")["hastened"] == 1
    assert office.done("reconcile")["hastened"] == 0


def test_the_list_and_whoever_adds_are_told_that_nobody_works(office: Office) -> None:
    added = office.run("add", office.sample())
    assert (added.code, "请运行 gongai run" in added.out) == (0, True)
    told = office.run("poll", "--json")
    assert "请运行 gongai run" in told.err and told.json == {"hastened": 0}
    assert "没有办理进程在运行" in office.run("list").out
    assert office.done("list")["working"]["workers"] == []


def test_what_the_portal_refused_is_handed_in_again_by_one_command(office: Office) -> None:
    reference = office.add()
    office.ends(Filed(RECEIPT))
    office.done("poll")
    note = Note(ResultKind.REJECTED, "平台没有批准：不予受理", key="closed:A1")
    office.ends(Seen("不予受理", notes=(note,), closed=True, refusal="不予受理：面积不符"))
    row = office.done("list", "--state", "未批准")["filings"][0]
    assert "gongai again GA-000001 --file" in row["next_step"]
    assert "面积不符" in office.run("show", reference).out
    again = office.done("again", reference, "--file", office.sample(), "--reason", "面积已改", "--as", "主管甲")
    assert again["round"] == 2
    assert office.run("again", reference, "--file", office.sample(), "--reason", "又一次").code == 1
    assert [one["state"] for one in office.done("list")["filings"]] == ["rejected", "waiting"]
    assert office.done("results", "list", "--filing", reference)["results"] == []
