"""The stand-in's pages driven the way a person would, by visible label."""

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from fixtures.office.sm3 import password_hash


class Site:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def login(self, name: str = "agent1", *, password: str = "Demo-2026") -> None:
        self.page.goto(f"{self.url}/portal/login.html")
        self.page.fill("input[name=loginName]", name)
        self.page.fill("input[name=password]", password)
        self.page.click(".login-button")

    def enter(self, name: str = "agent1") -> None:
        """As if logged in before: the session's two halves, cookies and localStorage, without the login page."""
        query: dict[str, str | float | bool] = {"loginName": name, "password": password_hash("Demo-2026")}
        answer = self.page.context.request.get(f"{self.url}/api/user/login", params=query).json()
        self.page.evaluate("it => localStorage.setItem('userInfo', it)", json.dumps(answer["content"]))

    def at_home(self) -> None:
        expect(self.page.locator(".badge-card").first).to_be_visible()

    def open(self, address: str) -> None:
        """In a fresh document: the hash alone would load nothing."""
        if "/portal/index.html" in self.page.url:
            self.page.goto("about:blank")
        self.page.goto(f"{self.url}/portal/index.html{address}")

    def section(self, title: str) -> Locator:
        return self.page.locator(".section", has=self.page.locator(f"h3:text-is('{title}')"))

    def field(self, section: str, label: str) -> Locator:
        items = self.section(section).locator(".el-form-item")
        return items.filter(has=self.page.locator(f".el-form-item__label:text-is('{label}')")).first

    def choose(self, field: Locator, option: str) -> None:
        field.locator(".el-select").click()
        self.page.locator(".el-select-dropdown:visible .el-select-dropdown__item").get_by_text(
            option, exact=True
        ).click()

    def project(self, code: str, *, search: str = "项目/工程查询", info: str = "项目/工程信息") -> None:
        box = self.page.locator(".project-search input")
        box.click()
        box.fill(code)
        self.page.locator(".el-select-dropdown__item:visible", has_text=code).click()
        expect(self.field(info, "项目代码").locator("input")).to_have_value(code)
        expect(self.page.locator(".el-loading-mask:visible")).to_have_count(0)

    def first_step(self, *, unit: str = "云汐示例置业有限公司", contact: str = "甲一") -> None:
        """Project 000002 or another even one comes filled; what is left is the applicant and the pick-up."""
        self.choose(self.field("申办主体信息", "企业名称"), unit)
        self.choose(self.field("申办主体信息", "联系人姓名"), contact)
        for label, text in (("收件人名字", "甲一"), ("联系方式", "13800000000"), ("身份证", "439902190001010017")):
            self.field("办证结果取件方式", label).locator("input").fill(text)

    def press(self, step: int, text: str) -> None:
        self.page.locator(f".step-{step} .bar button", has_text=text).click()

    def answer(self, question: str, text: str) -> None:
        item = self.page.locator(".question > .el-form-item", has_text=question).first
        item.locator("label.el-radio, label.el-checkbox").get_by_text(text, exact=True).click()

    def upload(self, material: str, *files: Path) -> None:
        row = self.page.locator(".materials-table tbody tr", has=self.page.locator(f".mat-name:text-is('{material}')"))
        row.locator("button", has_text="附件上传").click()
        dialog = self.page.locator(".material-dialog")
        expect(dialog.locator(".uploaded-count")).to_have_text("已上传的文件（0）")
        dialog.locator(".local-upload input").set_input_files(list(files))
        expect(dialog.locator(".uploaded-count")).to_have_text(f"已上传的文件（{len(files)}）")
        dialog.locator("button", has_text="关 闭").click()

    def toast(self, text: str) -> None:
        expect(self.page.locator(".el-message", has_text=text).first).to_be_visible()
