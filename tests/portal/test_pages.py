"""Login, shell, lists and faults as the pages show them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixtures.portals.portal import Portal
from tests.portal.client import Client
from tests.portal.pages import Site

pytestmark = pytest.mark.browser
EVEN = "2109-439900-04-01-000006"


@pytest.fixture(autouse=True)
def quick(client: Client) -> None:
    client.faults({"effect": "debounce", "seconds": 0.1})


def as_page(site: Site, client: Client) -> None:
    """The HTTP client shares the page's session: one account has one."""
    site.enter()
    for cookie in site.page.context.cookies():
        client.http.cookies.set(cookie["name"], cookie["value"])
    client.switch("U-1")


def test_a_wrong_password_is_a_toast_and_a_red_line_and_the_hash_leaves_the_page(site: Site) -> None:
    with site.page.expect_request("**/api/user/login?*") as sent:
        site.login(password="falsch")
    assert "falsch" not in sent.value.url
    site.toast("密码错误")
    expect(site.page.locator(".login-error")).to_have_text("密码错误")


def test_the_captcha_is_drawn_when_switched_on_and_a_person_gets_in(site: Site, client: Client, portal: Portal) -> None:
    client.faults({"effect": "captcha"})
    site.page.goto(f"{site.url}/portal/login.html")
    expect(site.page.locator(".captcha-image")).to_be_visible()
    expect(site.page.locator(".captcha-image")).to_have_js_property("complete", True)
    [held] = portal.world.store.all("captcha")
    site.page.fill("input[name=loginName]", "agent1")
    site.page.fill("input[name=password]", "Demo-2026")
    site.page.fill("input[name=captcha]", held["text"].lower())
    site.page.keyboard.press("Enter")
    site.at_home()


def test_cookies_without_storage_and_storage_without_cookies_both_end_at_login(site: Site) -> None:
    site.open("#/home")
    site.page.wait_for_url("**/portal/login.html")
    site.page.evaluate("localStorage.setItem('userInfo', JSON.stringify({ unitInfos: [] }))")
    site.open("#/home")
    site.page.wait_for_url("**/portal/login.html?timeout=1")
    site.page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(("effect", "address"), [("evict", "**/login.html?evicted=1"), ("maintenance", "**/undefined")])
def test_a_page_instead_of_json_moves_the_top_window(site: Site, client: Client, effect: str, address: str) -> None:
    site.enter()
    client.faults({"effect": effect, "role": "badge"})
    site.open("#/home")
    site.page.wait_for_url(address)


def test_a_new_label_and_a_new_required_field_show_up(site: Site, client: Client) -> None:
    client.faults(
        {"effect": "rename", "map": {"总投资（万元）": "投资总额（万元）"}},
        {"effect": "required_field", "json": "landNo", "label": "宗地编号"},
    )
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    expect(site.field("项目/工程信息", "投资总额（万元）").locator("input")).to_have_value("5600")
    site.first_step()
    site.press(1, "下一步")
    site.toast("请完善项目/工程信息")
    site.field("项目/工程信息", "宗地编号").locator("input").fill("D-1")
    with site.page.expect_response("**/api/apply/save"):
        site.press(1, "下一步")
    [saved] = [row for row in client.truth()["requests"] if row["role"] == "save"]
    assert saved["project"] == EVEN


def test_skin_two_says_other_words_and_sends_the_same_json(site: Site, client: Client) -> None:
    client.post("/__skin", {"skin": 2})
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN, search="项目查询", info="项目基本信息")
    words = site.page.locator(".wizard").inner_text()
    for word in ("填写基本信息", "项目类型", "计划开工日期", "申报人信息", "结果领取方式"):
        assert word in words
    assert "所属主题" not in words
    with site.page.expect_request("**/api/apply/tempSave") as sent:
        site.page.locator(".step-1 .bar button", has_text="存为草稿").click()
    assert (sent.value.post_data_json or {})["themeId"] == "T2"
    menu = site.page.locator(".side li.el-menu-item").all_inner_texts()
    assert [text.strip() for text in menu][1:4] == ["我的草稿", "申报查询", "补齐补正"]


def test_a_finished_rejection_is_drawn_as_finished_and_the_detail_shows_labels(site: Site, client: Client) -> None:
    as_page(site, client)
    filed = client.file(project="P-6")
    client.clerk(filed["applyinstCode"], "finish", code=13, opinion="不予批准")
    site.open("#/list/apply")
    expect(site.page.locator(".list-table:visible")).to_contain_text("暂无数据")
    site.page.locator(".el-tabs__item", has_text="已办结").click()
    expect(site.page.locator(".list-table:visible tbody tr")).to_contain_text("已办结")
    site.page.locator("button", has_text="查看").click()
    expect(site.field("项目/工程信息", "所属主题")).to_contain_text("一般社会投资项目")
    expect(site.section("办件信息")).to_contain_text("不予批准")


def test_the_pager_appears_beyond_ten_rows(site: Site, client: Client) -> None:
    as_page(site, client)
    for _ in range(11):
        client.file()
    site.open("#/list/apply")
    rows = site.page.locator(".list-table:visible tbody tr")
    expect(rows).to_have_count(10)
    site.page.locator(".el-pager .number", has_text="2").click()
    expect(rows).to_have_count(1)


def test_a_correction_is_uploaded_and_sent_from_its_page(site: Site, client: Client, tmp_path: Path) -> None:
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"x")
    as_page(site, client)
    filed = client.file()
    client.clerk(filed["applyinstCode"], "buzheng", text="缺签章页", materials=["运输合同"])
    site.open("#/list/buzheng")
    expect(site.page.locator(".list-table tbody tr")).to_contain_text("缺签章页")
    site.page.locator("button", has_text="进入补正").click()
    site.page.locator(".correct-table button", has_text="附件上传").click()
    site.page.locator(".material-dialog .local-upload input").set_input_files(paper)
    expect(site.page.locator(".uploaded-count")).to_have_text("已上传的文件（1）")
    site.page.locator(".material-dialog button", has_text="关 闭").click()
    site.page.locator("button", has_text="提交补正").click()
    site.toast("保存材料补正实例成功！")
    [correction] = client.truth()["corrections"]
    assert correction["sends"][0]["materials"][0]["files"][0]["fileName"] == "合同.pdf"


def test_paper_that_is_due_keeps_the_correction_from_being_sent(site: Site, client: Client) -> None:
    as_page(site, client)
    filed = client.file()
    client.clerk(filed["applyinstCode"], "buzheng", materials=["运输合同"], paper=True)
    [row] = client.get("/api/list/buzheng")["content"]["list"]
    site.open(f"?correctId={row['correctId']}#/correct/detail")
    site.page.locator("button", has_text="提交补正").click()
    site.toast("原件、复印件请前往政务办事大厅窗口办理")
    assert client.truth()["corrections"][0]["sends"] == []


@pytest.mark.parametrize(
    ("rule", "toast"), [({"effect": "drop"}, "提交申请失败！"), ({"effect": "fail"}, "提交申请失败！")]
)
def test_a_failed_submit_is_one_generic_toast(site: Site, client: Client, rule: dict[str, str], toast: str) -> None:
    """The material rows are taken out of the way: this is about the answer."""
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    client.faults({"role": "submit", **rule})
    site.page.evaluate("document.querySelector('.wizard').__vue__.submit()")
    site.toast(toast)
    expect(site.page.locator(".step-5")).to_be_hidden()


def test_a_browser_sends_again_by_itself_when_a_kept_alive_connection_is_closed(site: Site, client: Client) -> None:
    """Chromium does this for POST too: one click, one script call, two applications."""
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    site.page.evaluate("document.querySelector('.wizard').__vue__.smsId = 'known'")
    client.faults({"effect": "drop", "role": "submit", "reused": True})
    site.page.evaluate("document.querySelector('.wizard').__vue__.submit()")
    expect(site.page.locator(".step-5")).to_be_visible()
    truth = client.truth()
    assert (truth["submit_calls"], len(truth["applications"])) == (2, 2)


def test_a_broken_submit_moves_the_window_in_a_single_filing(site: Site, client: Client) -> None:
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    client.faults({"effect": "status", "status": 500, "role": "submit"})
    site.page.evaluate("document.querySelector('.wizard').__vue__.submit()")
    site.page.wait_for_url("**/undefined")


def test_an_upload_without_an_answer_says_so(site: Site, client: Client, tmp_path: Path) -> None:
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"x")
    as_page(site, client)
    filed = client.file()
    client.clerk(filed["applyinstCode"], "buzheng", materials=["运输合同"])
    client.faults({"effect": "drop", "role": "upload"})
    [row] = client.get("/api/list/buzheng")["content"]["list"]
    site.open(f"?correctId={row['correctId']}#/correct/detail")
    site.page.locator(".correct-table button", has_text="附件上传").click()
    site.page.locator(".material-dialog .local-upload input").set_input_files(paper)
    site.toast("文件上传失败，服务器端无响应")
    assert len(client.truth()["uploads"]) == 1


def test_the_head_may_keep_the_old_unit_after_a_switch(site: Site, client: Client) -> None:
    client.faults({"effect": "stale_header"})
    site.enter()
    site.open("#/list/apply")
    site.page.locator(".unit-switch").click()
    with site.page.expect_response("**/api/list/apply?*") as answer:
        site.page.locator(".el-dropdown-menu__item:visible", has_text="东汐区演示项目中心").click()
    assert answer.value.json()["content"]["unitId"] == "U-3"
    expect(site.page.locator(".current-unit")).to_contain_text("云汐样板建设有限公司")
