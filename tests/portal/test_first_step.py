"""The wizard's first step as a person fills it in: applicant, project, and what saving it does."""

from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.portal.client import Client
from tests.portal.pages import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick")]
EVEN = "2109-439900-04-01-000006"  # 云汐示例商业中心, T2, filled


def body_of(request: Request) -> dict[str, Any]:
    return dict(request.post_data_json or {})


def test_the_first_bound_unit_is_preselected_even_after_a_unit_switch(site: Site) -> None:
    site.login()
    site.at_home()
    site.page.locator(".unit-switch").click()
    site.page.locator(".el-dropdown-menu__item:visible", has_text="云汐示例置业有限公司").click()
    expect(site.page.locator(".current-unit")).to_contain_text("云汐示例置业有限公司")
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    expect(site.field("申办主体信息", "企业名称").locator("input")).to_have_value("云汐样板建设有限公司")


def test_setting_the_unit_without_a_click_leaves_the_posted_unit_stale(site: Site, client: Client) -> None:
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    site.first_step()
    site.page.evaluate("document.querySelector('.unit-select').__vue__.$emit('input', 'U-3'); 0")
    expect(site.field("申办主体信息", "企业名称").locator("input")).to_have_value("东汐区演示项目中心")
    with site.page.expect_request("**/api/apply/save") as sent:
        site.press(1, "下一步")
    assert body_of(sent.value)["unitInfoId"] == "U-1"


def test_required_messages_stand_before_anything_is_typed(site: Site) -> None:
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project("2109-439900-04-01-000001")
    expect(site.field("项目/工程信息", "总投资（万元）")).to_contain_text("必填字段！")
    site.press(1, "下一步")
    site.toast("请完善项目/工程信息")


def test_west_and_south_are_crossed(site: Site) -> None:
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    site.first_step()
    site.field("项目/工程信息", "西至").locator("input").fill("西边")
    with site.page.expect_request("**/api/apply/save") as sent:
        site.press(1, "下一步")
    assert body_of(sent.value)["southScope"] == "西边"


def test_a_failed_save_empties_the_site_and_the_next_message_misleads(site: Site, client: Client) -> None:
    client.faults({"effect": "fail", "role": "save"})
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    site.first_step()
    expect(site.field("项目/工程信息", "建设地点").locator(".el-tag")).to_have_count(1)
    site.press(1, "下一步")
    site.toast("保存失败")
    expect(site.field("项目/工程信息", "建设地点").locator(".el-tag")).to_have_count(0)
    site.press(1, "下一步")
    site.toast("请完善项目/工程信息")


def test_giving_up_after_a_negative_front_check_still_saves(site: Site, client: Client) -> None:
    client.faults({"effect": "front_negative", "role": "front_check"})
    site.enter()
    site.open("?item=3-04#/apply/single")
    site.project(EVEN)
    site.first_step()
    site.press(1, "下一步")
    with site.page.expect_response("**/api/apply/save"):
        site.page.locator(".el-message-box button", has_text="放弃申报").click()
    expect(site.page.locator(".step-1")).to_be_visible()
