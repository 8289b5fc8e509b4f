"""The five steps as a person walks them, judged by /__truth."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.portal.client import Client
from tests.portal.pages import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick")]
REQUIRED = ("处置核准申请书", "运输合同", "消纳场地证明", "分类处置方案", "授权委托书")
EVEN = "2109-439900-04-01-000006"  # 云汐示例商业中心, T2, filled


def body_of(request: Request) -> dict[str, Any]:
    return dict(request.post_data_json or {})


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "01-材料.pdf"
    path.write_bytes(b"%PDF-1.4 example")
    return path


def _to_materials(site: Site, item: str = "3-04") -> None:
    site.enter()
    site.open(f"?item={item}#/apply/single")
    site.project(EVEN)
    site.first_step()
    site.press(1, "下一步")
    expect(site.page.locator(".step-4")).to_be_visible()


def test_a_single_item_is_filed_through_the_pages(site: Site, client: Client, paper: Path) -> None:
    _to_materials(site)
    for name in REQUIRED:
        site.upload(name, paper)
    site.press(4, "提交申请")
    row = site.page.locator(".step-5 .result-table tbody tr")
    expect(row).to_contain_text("城市建筑垃圾处置核准")
    truth = client.truth()
    [filed] = truth["applications"]
    assert row.locator("td").first.inner_text() == filed["number"]
    assert re.fullmatch(r"\d{8}\d{4}", filed["number"])
    assert filed["applicant_uscc"] == "91439900MA0TEXT12P"
    assert (filed["project"], filed["kind"], filed["items"][0]["code"]) == (EVEN, "single", "3-04")
    assert [m["files"][0]["name"] for m in filed["materials"]] == ["01-材料.pdf"] * 5
    assert filed["form"]["addresseeName"] == "甲一"
    assert truth["submit_calls"] == 1
    site.page.locator(".step-5 button", has_text="确认").click()
    site.page.wait_for_url("**#/list/apply")


def test_two_clicks_on_submit_make_two_applications(site: Site, client: Client, paper: Path) -> None:
    _to_materials(site)
    for name in REQUIRED:
        site.upload(name, paper)
    # in one task: on a slow machine the page could answer the first click before a mouse has clicked again
    site.page.locator(".step-4 .bar button", has_text="提交申请").evaluate("e => { e.click(); e.click(); }")
    expect(site.page.locator(".step-5 .result-table")).to_be_visible()
    truth = client.truth()
    assert truth["submit_calls"] == 2
    assert len({app["number"] for app in truth["applications"]}) == 2


def test_all_steps_are_in_the_document_and_one_is_visible(site: Site) -> None:
    site.enter()
    site.open("?item=3-04#/apply/single")
    expect(site.page.locator(".step")).to_have_count(5)
    expect(site.page.locator(".step:visible")).to_have_count(1)
    expect(site.section("项目/工程信息")).to_be_hidden()


def test_changing_only_the_hash_loads_nothing(site: Site) -> None:
    site.login()
    site.at_home()
    site.page.evaluate("location.hash = '#/list/apply'")
    expect(site.page.locator(".list-table")).to_have_count(0)
    site.page.reload()
    expect(site.page.locator(".list-table")).to_have_count(1)


def test_a_front_check_lost_in_the_network_is_silent(site: Site, client: Client) -> None:
    client.faults({"effect": "front_lost", "role": "front_check"})
    _to_materials(site)


def test_questions_open_children_and_change_the_materials(site: Site, client: Client, paper: Path) -> None:
    site.enter()
    site.open("?item=3-03#/apply/single")
    site.project(EVEN)
    site.first_step()
    site.press(1, "下一步")
    site.press(2, "下一步")
    expect(site.page.locator(".el-message-box", has_text="请选择情形")).to_be_visible()
    site.page.locator(".el-message-box button", has_text="关闭").click()
    site.answer("施工是否占用城市道路", "否")
    site.answer("是否含专业工程", "是")
    site.answer("专业工程种类", "人防")
    site.press(2, "下一步")
    frame = site.page.frame_locator("iframe.one-form")
    frame.locator("[name=contractPrice]").fill("1200")
    frame.locator("#form-save").click()
    expect(frame.locator("#form-message")).to_have_text("保存成功")
    site.press(3, "下一步")
    site.page.locator(".el-message-box button", has_text="已完成").click()
    rows = site.page.locator(".materials-table .mat-name")
    expect(rows).to_have_count(10)
    site.page.locator(".step-4 button", has_text="展开").click()
    expect(rows).to_have_count(11)
    assert rows.nth(10).inner_text() == "人防工程施工图审查意见"
    site.press(4, "提交申请")
    expect(site.page.locator(".el-message-box", has_text="请上传所有必传的电子件")).to_be_visible()
    assert len(client.truth()["forming"]) == 1


def test_picks_within_a_second_go_up_in_one_call(site: Site, client: Client, tmp_path: Path) -> None:
    client.faults({"effect": "debounce", "seconds": 1})
    _to_materials(site)
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    one.write_bytes(b"1")
    two.write_bytes(b"22")
    site.page.locator(".materials-table button", has_text="附件上传").first.click()
    picker = site.page.locator(".material-dialog .local-upload input")
    picker.set_input_files(one)
    picker.set_input_files(two)
    expect(site.page.locator(".uploaded-count")).to_have_text("已上传的文件（2）")
    assert [row["role"] for row in client.truth()["requests"]].count("upload") == 1


def test_a_dwg_passes_the_page_and_fails_on_the_server(site: Site, tmp_path: Path) -> None:
    _to_materials(site)
    drawing, picture = tmp_path / "a.dwg", tmp_path / "a.gif"
    drawing.write_bytes(b"AC1032")
    picture.write_bytes(b"GIF89a")
    site.page.locator(".materials-table button", has_text="附件上传").first.click()
    picker = site.page.locator(".material-dialog .local-upload input")
    picker.set_input_files(picture)
    site.toast("不允许上传的文件类型")
    picker.set_input_files(drawing)
    site.toast("上传失败")


def test_a_stage_is_filed_as_one_application_plus_one_for_each_side_item(
    site: Site, client: Client, paper: Path
) -> None:
    site.enter()
    site.open("?stage=1#/apply/stage")
    site.project(EVEN)
    site.first_step()
    site.field("项目/工程信息", "国标行业").locator("input.el-input__inner").click()
    site.page.locator(".tree-float .el-tree-node__content", has_text="7010").locator(".el-checkbox").click(force=True)
    site.page.locator(".tree-close").click()
    with site.page.expect_request("**/api/apply/save") as sent:
        site.press(1, "下一步")
    assert body_of(sent.value)["theIndustry"] == "7010"
    site.page.locator(".tile", has_text="工程建设许可").click()
    site.answer("是否需要组织专家评审", "否")
    expect(site.page.locator(".item-row .el-checkbox")).to_have_count(4)
    site.page.locator(".item-row", has_text="建设工程规划许可证核发").locator(".el-checkbox").click()
    site.page.locator(".item-row", has_text="生产建设项目水土保持方案审批").locator(".el-checkbox").click()
    site.press(2, "下一步")
    site.page.locator(".step-4 button", has_text="展开").click()
    names = [
        row.locator(".mat-name").inner_text() for row in site.page.locator(".materials-table tbody tr:has(.must)").all()
    ]
    assert len(names) == 10
    page = site.page
    for index in range(len(names)):
        row = page.locator(".materials-table tbody tr:has(.must)").nth(index)
        row.locator("button", has_text="附件上传").click()
        page.locator(".material-dialog .local-upload input").set_input_files(paper)
        expect(page.locator(".material-dialog .uploaded-count")).to_have_text("已上传的文件（1）")
        page.locator(".material-dialog button", has_text="关 闭").click()
    site.press(4, "提交申请")
    expect(page.locator(".result-table tbody tr")).to_have_count(2)
    stage, aside = client.truth()["applications"]
    assert (stage["kind"], [item["code"] for item in stage["items"]]) == ("stage", ["2-01"])
    assert (aside["kind"], [item["code"] for item in aside["items"]]) == ("parallel", ["2-04"])
    assert "q2-fou" in stage["answers"]


def test_a_resumed_draft_shows_its_files_and_would_submit_without_them(site: Site, client: Client, paper: Path) -> None:
    _to_materials(site)
    site.upload("处置核准申请书", paper)
    site.press(4, "暂存")
    site.toast("暂存成功")
    [draft] = client.truth()["drafts"]
    site.open(f"?item=3-04&draft={draft['applyinstId']}#/apply/single")
    expect(site.field("项目/工程信息", "项目代码").locator("input")).to_have_value(EVEN)
    site.first_step()
    site.press(1, "下一步")
    expect(site.page.locator(".materials-table .mat-count").first).to_have_text("1")
    assert site.page.evaluate("document.querySelector('.wizard').__vue__.matinstIds()") == []


def test_an_item_may_demand_a_region_chosen_by_a_click(site: Site, client: Client) -> None:
    client.faults({"effect": "region_choice", "item": "2-04"}, {"effect": "first_stage"})
    site.enter()
    site.open("?stage=2#/apply/stage")
    site.project(EVEN)
    site.first_step()
    site.press(1, "下一步")
    expect(site.page.locator(".tile.active")).to_have_text("立项用地规划许可")
    site.page.locator(".tile", has_text="工程建设许可").click()
    site.answer("是否需要组织专家评审", "否")
    row = site.page.locator(".item-row", has_text="生产建设项目水土保持方案审批")
    row.locator(".el-checkbox").click()
    site.press(2, "下一步")
    site.toast("请选择实施区划")
    row.locator(".region-select").click()
    site.page.locator(".el-select-dropdown__item:visible", has_text="汐南县").click()
    site.press(2, "下一步")
    expect(site.page.locator(".step-4")).to_be_visible()
    assert site.page.evaluate("document.querySelector('.wizard').__vue__.regions") == {"IV-2-04": "1003"}


def test_unticking_is_refused_where_the_stage_does_not_allow_it(site: Site) -> None:
    site.enter()
    site.open("?stage=4#/apply/stage")
    site.project(EVEN)
    site.first_step()
    site.press(1, "下一步")
    box = site.page.locator(".item-row", has_text="建设工程消防验收").locator(".el-checkbox")
    box.click()
    site.toast("该阶段不允许申报时取消勾选并联审批事项！")
    expect(box).to_have_class(re.compile("is-checked"))
