"""`gongai site try`: fills like a filing would, up to a page; saves nothing, submits nothing, shows what differs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai import db
from gongai.connector.authoring.trial import write_blocker_of
from gongai.connector.write_blocker import WriteBlocker
from gongai.sites import load
from gongai.sites.call import Call
from tests.cli.office import Office, Ran

pytestmark = pytest.mark.browser
LICENCE = "01-施工许可-3-03.json"
UNITS = "05-并联-立项用地-1-04.json"
SINGLE = 'wizards."单项"'


def elsewhere(office: Office, *arguments: object) -> Ran:
    """In a thread of its own: another test's Playwright may be running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(office.run, *arguments).result()


def profile(office: Office, portal: Portal, text: str = "") -> None:
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    limits = "[limits]\naction_s = 12\n"
    (folder / "profile.toml").write_text(
        f'extends = "yunxi"\nbase_url = "{portal.url}"\n{limits}{text}', encoding="utf-8"
    )


def tried(office: Office, *arguments: object, sample: str = LICENCE, until: str = "补全信息") -> tuple[Ran, Any]:
    ran = elsewhere(office, "site", "try", "yunxi", office.sample(sample), "--until", until, *arguments, "--json")
    assert ran.code in (0, 1), ran
    return ran, ran.json


def nothing_written(portal: Portal) -> None:
    """The portal's own record is the judge."""
    assert {row["method"] for row in portal.world.store.log_rows()} == {"GET"}
    assert [portal.world.store.all(kind) for kind in ("app", "draft", "form", "matinst")] == [[], [], [], []]


def test_a_page_is_filled_and_compared_and_the_portal_has_nothing_of_it(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran, answer = tried(office)
    assert (ran.code, answer["ok"], answer["complete"], answer["ended"]) == (0, True, True, "")
    held = {(row["section"], row["label"]): row for row in answer["rows"]}
    assert len(held) > 35
    assert {row["result"] for row in answer["rows"]} == {"相符"}
    assert held["项目/工程信息", "总投资（万元）"]["held"] == held["项目/工程信息", "总投资（万元）"]["planned"] != ""
    nothing_written(portal)


def test_no_job_no_filing_and_no_approval_is_needed_or_made(office: Office, portal: Portal) -> None:
    profile(office, portal)
    _ran, answer = tried(office)
    assert answer["ok"]
    with office.opened() as app, db.reading(app.engine) as connection:
        tables = (db.jobs, db.filings, db.attempts, db.journal, db.results)
        assert [connection.execute(table.select()).all() for table in tables] == [[], [], [], [], []]


def test_it_stops_before_the_first_act_that_would_save(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran, answer = tried(office, until="materials")
    assert (ran.code, answer["complete"], answer["reached"]) == (1, False, "补全信息")
    assert "“下一步”会在平台上保存，到此为止" in answer["ended"]
    nothing_written(portal)


def test_a_save_that_the_profile_does_not_know_of_is_stopped_in_the_browser(office: Office, portal: Portal) -> None:
    profile(office, portal, f"[{SINGLE}.pages.info.acts.next]\ncall = ''\nfacts = {{}}\n")
    _ran, answer = tried(office, until="材料一单清")
    assert "POST /api/apply/save" in answer["stopped"]
    assert "已拦下" in answer["ended"]
    nothing_written(portal)


def test_every_difference_is_shown_beside_the_plan_and_not_only_the_first(office: Office, portal: Portal) -> None:
    portal.world.faults.add([{"effect": "rename", "map": {"总投资（万元）": "投资总额（万元）", "东至": "东侧至"}}])
    profile(office, portal)
    ran, answer = tried(office)
    assert (ran.code, answer["ok"]) == (1, False)
    missing = {row["label"] for row in answer["rows"] if row["result"] == "页面上没有"}
    assert missing == {"总投资（万元）", "东至"}
    fine = {row["label"] for row in answer["rows"] if row["result"] == "相符"}
    assert {"西至", "建设规模及内容", "企业名称", "领取模式"} <= fine
    assert {"投资总额（万元）", "东侧至"} <= {one["label"] for one in answer["unplaced"]}
    nothing_written(portal)


def test_a_value_that_the_page_does_not_keep_is_shown_as_plan_and_page(office: Office, portal: Portal) -> None:
    profile(office, portal, '[fields.site_address]\nkind = "readonly"\nsource = "project.scale_text"\n')
    _ran, answer = tried(office)
    (row,) = [one for one in answer["rows"] if one["label"] == "项目地址"]
    assert row["result"] == "不符"
    assert row["planned"] != row["held"]
    nothing_written(portal)


def test_a_joint_filing_with_units_is_tried_too(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran, answer = tried(office, sample=UNITS)
    assert (ran.code, answer["ok"]) == (0, True), answer
    nothing_written(portal)


def test_ids_and_phone_numbers_are_masked_in_table_and_picture(office: Office, portal: Portal, tmp_path: Path) -> None:
    profile(office, portal)
    ran, answer = tried(office, "--out", tmp_path / "shots")
    assert "13800000010" not in ran.out
    (mobile,) = [row for row in answer["rows"] if row["label"] == "联系方式" and row["section"] == "申办主体信息"]
    assert "*" in mobile["planned"] and "*" in mobile["held"]
    assert answer["folder"] == str(tmp_path / "shots")
    (shot,) = sorted((tmp_path / "shots").iterdir())
    assert shot.name == "01-补全信息.png"
    with Image.open(shot) as opened:
        covered = sum(
            count for count, colour in opened.convert("RGB").getcolors(1 << 24) or [] if colour == (96, 96, 96)
        )
    assert covered > 1000


def test_people_read_a_table_and_that_nothing_was_saved(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran = elsewhere(office, "site", "try", "yunxi", office.sample(LICENCE), "--until", "info")
    for text in ("栏目", "要填", "平台现值", "结果", "没有保存，没有提交", "截图（已打码）"):
        assert text in ran.out


def test_a_queued_filing_is_tried_by_its_reference_and_stays_as_it_is(office: Office, portal: Portal) -> None:
    profile(office, portal)
    reference = office.add(LICENCE)
    ran = elsewhere(office, "site", "try", "yunxi", reference, "--until", "info", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    assert office.done("show", reference)["state"] == "waiting"
    nothing_written(portal)


def test_an_account_that_a_worker_uses_is_left_alone(office: Office, portal: Portal) -> None:
    profile(office, portal)
    office.add()
    with office.opened() as app:
        assert app.store.claim("w1") is not None
        ran = elsewhere(office, "site", "try", "yunxi", office.sample(LICENCE), "--until", "info", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "挤下线" in ran.error["text"]
    assert portal.world.store.all("login") == []


def test_a_step_that_the_filing_does_not_pass_is_answered_with_those_it_does(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran = elsewhere(office, "site", "try", "yunxi", office.sample(LICENCE), "--until", "最后一步", "--json")
    assert ran.code == 2
    assert "info（补全信息）" in ran.error["text"]
    assert portal.world.store.all("login") == []


def test_a_filing_that_is_not_there_is_said_so(office: Office, portal: Portal) -> None:
    profile(office, portal)
    ran = elsewhere(office, "site", "try", "yunxi", "GA-999999", "--until", "info", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")


@pytest.mark.parametrize("login", [False, True], ids=["outside a login", "while a login is made"])
def test_the_submit_call_never_leaves_whatever_else_is_allowed(browser: Browser, portal: Portal, login: bool) -> None:
    submit = Call(method="POST", path="/api/apply/*/submit")
    blocker = WriteBlocker(never=[submit, Call(path="/portal/form.html")], reads=[submit], harmless=["/api/*"])
    context = browser.new_context()
    try:
        blocker.watch(context)
        page = context.new_page()
        page.goto(f"{portal.url}/portal/login.html")  # the one page that leads nowhere by itself
        ask = "([path, method]) => fetch(path, {method}).then((one) => one.status, () => 0)"
        with blocker.letting_in() if login else _nothing():
            assert page.evaluate(ask, ["/api/apply/item/submit", "POST"]) == 0
            assert page.evaluate(ask, ["/portal/form.html", "GET"]) == 0
            assert page.evaluate(ask, ["/api/other", "POST"]) > 0
            assert (page.evaluate(ask, ["/elsewhere", "POST"]) > 0) is login
        assert page.evaluate(ask, ["/elsewhere", "POST"]) == 0
    finally:
        context.close()
    asked = [row["path"] for row in portal.world.store.log_rows() if row["method"] == "POST"]
    assert "/api/apply/item/submit" not in asked
    truth = httpx.get(f"{portal.url}/__truth").json()
    assert truth["submit_calls"] == 0


def test_what_the_profile_calls_a_read_may_leave_and_its_submit_calls_never() -> None:
    profile = load("yunxi").profile.model_copy(update={"reads": ("/api/dict/*", "/api/apply/*/submit")})
    blocker = write_blocker_of(profile)
    assert blocker.may_pass("POST", "http://127.0.0.1/api/dict/all?x=1")
    assert not blocker.may_pass("POST", "http://127.0.0.1/api/apply/save")
    assert not blocker.may_pass("DELETE", "http://127.0.0.1/api/dict/all")
    assert [blocker.may_pass("POST", f"http://127.0.0.1/api/apply/{kind}/submit") for kind in ("item", "stage")] == [
        False,
        False,
    ]


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()
