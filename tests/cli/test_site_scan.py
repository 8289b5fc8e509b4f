"""`gongai site scan`: sees every control, proposes what it may be, drafts a profile; types nothing, writes nothing."""

import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from fixtures.portals.portal import Portal
from gongai.connector.authoring import scan as scanner
from gongai.connector.authoring.draft import draft
from gongai.connector.authoring.observed import ObservedControl, Scan
from gongai.connector.authoring.proposals import propose
from gongai.sites import load
from tests.cli.office import Office, Ran
from tests.world import PASSWORD

PROJECT = "2109-439900-04-01-000002"

RESTLESS = """<!doctype html><meta charset="utf-8"><h2>会自己写的页面</h2>
<form id="f" action="/form" method="post" target="sink"><label>项目名称 <input name="n" maxlength="80" required></label>
<label>备注 <textarea name="t">已有内容13800000000</textarea></label><input type="submit" value="下一步"></form>
<iframe name="sink" hidden></iframe>
<script>
fetch('/fetch', {method: 'POST', body: 'x'}).catch(() => 0);
const x = new XMLHttpRequest(); x.open('PUT', '/xhr'); x.send('x');
navigator.sendBeacon('/beacon', 'x');
new WebSocket(location.origin.replace('http', 'ws') + '/socket').onopen = (e) => e.target.send('x');
document.getElementById('f').submit();
</script>"""
OUTER = """<!doctype html><meta charset="utf-8"><title>门户</title><h1>门户</h1>
<iframe id="main" src="/middle" width="900" height="700"></iframe>
<iframe src="/hidden" style="display:none"></iframe>"""
MIDDLE = """<!doctype html><meta charset="utf-8"><iframe name="work" src="/inner" width="800" height="600"></iframe>"""
INNER = """<!doctype html><meta charset="utf-8"><div class="layui-form" id="step-base"><h3>项目基本信息</h3>
<table><tr><td>*投资总额（万元）：</td><td><input name="a" required></td></tr>
<tr><td>供地方式：</td><td><select><option value="">请选择</option><option>划拨</option><option>出让</option>
<option>租赁</option><option>作价出资或入股</option><option>其他</option></select></td></tr>
<tr><td>土地使用情况：</td><td><input name="c" placeholder="如实填写"></td></tr></table>
<button>保存并下一步</button><button>提交申报</button></div>"""
PAGES = {"/": RESTLESS, "/outer": OUTER, "/middle": MIDDLE, "/inner": INNER, "/hidden": INNER}


class Site(ThreadingHTTPServer):
    """A few pages, and a record of everything that was not a plain read."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.writes: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        if self.headers.get("Upgrade"):
            self.server.writes.append(f"UPGRADE {self.path}")
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        assert isinstance(self.server, Site)
        self.server.writes.append(f"{self.command} {self.path}")
        self.send_response(204)
        self.end_headers()

    do_PUT = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """The record of writes is enough."""


@pytest.fixture
def pages() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def ready(office: Office, portal: Portal) -> Office:
    """The portal of the office is there."""
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(f'extends = "yunxi"\nbase_url = "{portal.url}"\n', encoding="utf-8")
    return office


def elsewhere(office: Office, *arguments: object) -> Ran:
    """In a thread of its own: another test's Playwright may be running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(office.run, *arguments).result()


def dictionaries() -> dict[str, dict[str, str]]:
    catalogue = load("yunxi").catalogue
    return {"region": catalogue.divisions, **catalogue.dictionaries}


# ---- nothing is written


@pytest.mark.browser
def test_a_page_that_writes_by_itself_writes_nothing_while_it_is_scanned(office: Office, pages: Site) -> None:
    ran = elsewhere(office, "site", "scan", f"{pages.url}/", "--key", "restless", "--json")
    assert ran.code == 0, ran
    assert pages.writes == []
    assert {"POST /fetch", "PUT /xhr", "POST /beacon", "POST /form", "WebSocket /socket"} <= set(ran.json["stopped"])
    assert [one["label"] for one in ran.json["controls"]] == ["项目名称", "备注"]


@pytest.mark.browser
def test_a_scan_behind_the_login_leaves_nothing_but_the_login_at_the_portal(ready: Office, portal: Portal) -> None:
    address = "/portal/index.html?item=3-03#/apply/single"
    ran = elsewhere(ready, "site", "scan", address, "--site", "yunxi", "--account", "agent1", "--json")
    assert ran.code == 0, ran
    assert "项目/工程查询" in [one["label"] for one in ran.json["controls"]]
    log = portal.world.store.log_rows()
    assert {row["method"] for row in log} == {"GET"}
    assert [row["path"] for row in log].count("/api/user/login") == 1
    # this portal counts every opening of the page by a GET of its own; what could be kept of a filing is not there
    assert [portal.world.store.all(kind) for kind in ("app", "draft", "form", "matinst")] == [[], [], [], []]
    text = Path(ran.json["draft"]).read_text(encoding="utf-8")
    assert "[login]" not in text  # the rest is in the profile that was used
    assert ready.home / "sites" / "yunxi" in Path(ran.json["draft"]).parents


@pytest.mark.browser
def test_what_a_person_opened_is_scanned_with_what_they_chose_and_then_nothing_can_be_written(
    browser: Browser, portal: Portal
) -> None:
    opened: list[Page] = []

    def person(page: Page) -> None:
        page.fill("input[name=loginName]", "agent1")
        page.fill("input[name=password]", PASSWORD)
        page.click("button:has-text('登')")
        page.wait_for_selector("text=退出")
        page.goto(f"{portal.url}/portal/index.html?item=3-03#/apply/single")
        page.click(".wizard .el-select input")
        page.keyboard.type(PROJECT)
        page.click(f".el-select-dropdown__item:has-text('{PROJECT}')")
        page.wait_for_selector(".wizard .step-1 .unit-select")
        page.route("**/*", lambda route: route.fallback())  # keeps the tab's own routes apart from the write blocker
        opened.append(page)

    before = len(portal.world.store.log_rows())
    scan, image = scanner.assisted(browser, f"{portal.url}/portal/login.html", person)
    assert image.startswith(b"\x89PNG")
    assert all(row["method"] == "GET" for row in portal.world.store.log_rows()[before:])
    proposals = propose(scan.controls, dictionaries())
    meant = {
        spec.label: spec.source
        for spec in load("yunxi").profile.fields.values()
        if spec.section == "项目/工程信息" and not spec.when
    }
    answer = {
        one.label: proposal.source
        for one, proposal in zip(scan.controls, proposals, strict=True)
        if proposal and one.section == "项目/工程信息"
    }
    assert answer == meant
    (frame,) = scan.frames
    assert frame.libraries == ("Element UI",)
    assert load("yunxi").profile.wizards["单项"].pages["info"].root.endswith(frame.root.removeprefix("div.step"))
    assert "下一步" in frame.buttons


# ---- what is seen


@pytest.mark.browser
def test_controls_in_nested_frames_are_found_with_the_way_to_them(office: Office, pages: Site) -> None:
    ran = elsewhere(office, "site", "scan", f"{pages.url}/outer", "--key", "old", "--json")
    rows = {one["label"]: one for one in ran.json["controls"]}
    assert set(rows) == {"投资总额（万元）", "供地方式", "土地使用情况"}
    assert all(one["frame"] == ["iframe#main", 'iframe[name="work"]'] for one in rows.values())
    land = rows["供地方式"]
    assert (land["source"], land["section"], land["kind"]) == ("project.land_mode", "项目基本信息", "select")
    assert "选项相符" in land["why"]
    assert rows["土地使用情况"]["source"] == ""
    made = tomllib.loads(Path(ran.json["draft"]).read_text(encoding="utf-8"))
    assert made["fields"]["land_mode"]["dictionary"] == "D5"
    page = made["wizards"]["单项"]["pages"]["page1"]
    assert page["frame"] == ["iframe#main", 'iframe[name="work"]']
    assert page["acts"]["next"]["text"] == "保存并下一步"
    assert page["root"] == "#step-base"
    assert "可能是提交按钮：提交申报" in Path(ran.json["draft"]).read_text(encoding="utf-8")


@pytest.mark.browser
def test_people_read_a_table_for_each_frame_and_where_the_draft_is(office: Office, pages: Site) -> None:
    out = elsewhere(office, "site", "scan", f"{pages.url}/outer", "--key", "old").out
    for text in ('iframe#main → iframe[name="work"]', "供地方式", "project.land_mode", "认不出", "按钮：", "草稿："):
        assert text in out.replace("\n", "")
    assert "没有输入任何内容，没有按任何按钮" in out


@pytest.mark.browser
def test_one_frame_can_be_asked_for_and_a_wrong_one_is_said_so(office: Office, pages: Site) -> None:
    arguments = ("site", "scan", f"{pages.url}/outer", "--json", "--frame")
    ran = elsewhere(office, *arguments, "#main", "--frame", "[name=work]", "--out", office.home / "one")
    assert len(ran.json["controls"]) == 3
    assert len(ran.json["frames"]) == 1
    wrong = elsewhere(office, *arguments, "h1", "--out", office.home / "two")
    assert "不是框架" in wrong.error["text"]


@pytest.mark.browser
def test_a_saved_page_is_read_without_running_it_or_fetching_anything(
    office: Office, pages: Site, tmp_path: Path
) -> None:
    saved = tmp_path / "申报页.html"
    markup = (
        '<div class="el-form-item is-required"><label class="el-form-item__label">建设性质</label>'
        '<div class="el-select"><div class="el-input"><input readonly placeholder="请选择"></div></div></div>'
        '<div class="el-form-item"><label class="el-form-item__label">拟开工日期</label>'
        '<div class="el-date-editor el-input"><input></div></div>'
        '<div class="el-form-item"><label class="el-form-item__label">是否外资</label>'
        '<label class="el-radio"><input type="radio" value="1">是</label>'
        '<label class="el-radio"><input type="radio" value="0">否</label></div>'
    )
    beside = tmp_path / "申报页_files"
    beside.mkdir()
    (beside / "redraw.js").write_text("document.body.innerHTML = ''", encoding="utf-8")
    (beside / "inner.html").write_text(INNER, encoding="utf-8")
    parts = '<script src="申报页_files/redraw.js"></script><iframe id="in" src="申报页_files/inner.html"></iframe>'
    outside = f'<img src="{pages.url}/x"><iframe src="../outside.html"></iframe>'
    (tmp_path.parent / "outside.html").write_text(INNER.replace("供地方式", "别处的文件"), encoding="utf-8")
    saved.write_text(f'<meta charset="utf-8">{markup}{parts}{outside}{RESTLESS}', encoding="utf-8")
    ran = elsewhere(office, "site", "scan", saved, "--key", "saved", "--json")
    assert ran.code == 0, ran
    rows = {one["label"]: (one["kind"], one["source"], one["required"]) for one in ran.json["controls"]}
    assert rows["建设性质"] == ("select", "project.nature", True)
    assert rows["拟开工日期"] == ("date", "project.start_date", False)
    assert rows["是否外资"] == ("radio", "project.is_foreign", False)
    assert rows["供地方式"] == ("select", "project.land_mode", False)
    assert "别处的文件" not in rows
    assert pages.writes == []


@pytest.mark.browser
def test_values_that_stand_on_the_page_are_not_taken_along(office: Office, pages: Site) -> None:
    ran = elsewhere(office, "site", "scan", f"{pages.url}/", "--key", "private", "--json")
    assert "13800000000" not in ran.out + Path(ran.json["draft"]).read_text(encoding="utf-8")
    assert [one["length"] for one in ran.json["controls"]] == [80, 0]
    assert [one["required"] for one in ran.json["controls"]] == [True, False]


@pytest.mark.browser
def test_a_login_page_gives_the_login_of_a_draft_that_names_everything_still_open(
    office: Office, portal: Portal
) -> None:
    ran = elsewhere(office, "site", "scan", f"{portal.url}/portal/login.html", "--key", "newtown", "--json")
    file = Path(ran.json["draft"])
    assert file == office.home / "sites" / "newtown" / "profile.toml"
    made = tomllib.loads(file.read_text(encoding="utf-8"))
    assert {key: made["login"][key] for key in ("address", "account", "password", "button")} == {
        "address": "/portal/login.html",
        "account": "input[name=loginName]",
        "password": "input[name=password]",
        "button": "登录",
    }
    assert made["unattended"] == []
    assert "缺少 catalogue.toml" in office.run("site", "check", "newtown", "--offline").err
    file.write_text(f'catalogue = "yunxi"\n{file.read_text(encoding="utf-8")}', encoding="utf-8")
    check = office.run("site", "check", "newtown", "--offline", "--json")
    assert check.code == 1
    open_points = [one for one in check.json["findings"] if one["rule"] == "草稿里的这一处还没有填"]
    assert {"submit", "lists", "materials", "applicant", "detail"} <= {
        part for one in open_points for part in one["field"].split(".")
    }


@pytest.mark.browser
def test_a_file_that_is_there_is_never_written_over(office: Office, pages: Site) -> None:
    files = [
        Path(elsewhere(office, "site", "scan", f"{pages.url}/", "--key", "twice", "--json").json["draft"])
        for _ in range(3)
    ]
    assert [file.name for file in files] == ["profile.toml", "scan-1.toml", "scan-2.toml"]
    assert all(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


# ---- what it makes of it


def control(
    label: str, *, section: str = "项目信息", kind: str = "text", options: tuple[str, ...] = ()
) -> ObservedControl:
    return ObservedControl((), section, label, kind, False, options, "", True, 0, "plain")


@pytest.mark.parametrize(
    ("section", "label", "kind", "source"),
    [
        ("项目基本信息", "投资来源", "select", "project.invest_source"),
        ("项目基本信息", "项目类型", "select", "theme"),
        ("项目基本信息", "受理区划", "select", "project.handling_region"),
        ("项目基本信息", "计划开工日期", "date", "project.start_date"),
        ("项目基本信息", "总 建 筑 面 积（平方米）", "text", "project.floor_area_m2"),
        ("经办人信息", "联系电话", "text", "contact.mobile"),
        ("结果领取", "联系电话", "text", "pickup.phone"),
        ("参建单位", "联系电话", "text", "row.contact.mobile"),
        ("参建单位", "统一社会信用代码", "text", "row.uscc"),
        ("申请单位信息", "统一社会信用代码", "text", "applicant.uscc"),
    ],
)
def test_a_label_is_understood_by_its_words_and_its_section(section: str, label: str, kind: str, source: str) -> None:
    (proposal,) = propose([control(label, section=section, kind=kind)], dictionaries())
    assert proposal is not None
    assert proposal.source == source


def test_what_resembles_nothing_is_left_to_a_person() -> None:
    assert propose([control("宗地电子监管号"), control("审图机构备案编号")], dictionaries()) == (None, None)


def test_options_tell_what_a_strange_label_does_not() -> None:
    options = ("划拨", "出让", "租赁", "作价出资或入股")
    (proposal,) = propose([control("地块来历", kind="select", options=options)], dictionaries())
    assert proposal is not None
    assert proposal.source == "project.land_mode"
    assert proposal.level != "高"
    assert proposal.open_codes == ("5 其他",)


def test_options_that_are_others_speak_against_a_label() -> None:
    sure, unsure = (
        propose([control("建设性质", kind="select", options=options)], dictionaries())[0]
        for options in (("新建", "扩建", "改建"), ("住宅", "商业", "工业", "仓储"))
    )
    assert sure is not None and sure.level == "高"
    assert unsure is None or unsure.confidence < sure.confidence


def test_no_field_is_proposed_for_two_places() -> None:
    proposals = propose([control("项目名称"), control("工程名称"), control("项目全称")], dictionaries())
    sources = [one.source for one in proposals if one]
    assert len(sources) == len(set(sources))


def test_options_without_a_code_and_codes_without_an_option_are_open_points_of_the_draft() -> None:
    options = ("新建", "扩建", "技术改造")
    one = control("建设性质", kind="select", options=options)
    text = draft(_scan(one), propose([one], dictionaries()), whole=False)
    assert 'labels = { "1" = "新建", "2" = "扩建" }' in text
    assert "没有对应的代码：技术改造" in text
    assert "这些代码在页面上没有选项：3 改建、4 迁建、5 其他" in text


def test_two_days_in_one_control_and_options_with_their_codes_are_drafted_as_the_language_writes_them() -> None:
    period = control("建设起止时间", kind="daterange")
    industry = control("国标行业", kind="select", options=("7010 房地产开发经营", "7020 物业管理"))
    made = tomllib.loads(draft(_scan(period, industry), propose([period, industry], dictionaries()), whole=True))
    (days,) = [one for one in made["fields"].values() if one["kind"] == "daterange"]
    assert (days["source"], days["split"]) == ("{project.start_date}/{project.end_date}", "/")
    assert made["fields"]["industry_codes"]["shown"] == "{code} {label}"


def test_the_applicant_is_chosen_by_an_act_that_stops_at_the_wrong_unit() -> None:
    unit = control("申报单位", section="申报主体", kind="select", options=("甲公司", "乙公司"))
    made = tomllib.loads(draft(_scan(unit), propose([unit], dictionaries()), whole=True))
    acts = made["wizards"]["单项"]["pages"]["page1"]["acts"]
    assert acts["applicant"] == {"do": "applicant", "section": "申报主体", "label": "申报单位"}
    assert made["fields"] == {}


def test_words_from_a_page_cannot_break_out_of_the_draft() -> None:
    nasty = control(
        'a"\n[login]\naddress = "evil"\\', section='"]\n[fields.x', options=("是\n[y]", "否"), kind="select"
    )
    made = tomllib.loads(draft(_scan(nasty), (None,), whole=True))
    assert set(made["login"]) >= {"account", "password"}
    assert made["login"]["address"] != "evil"


def _scan(*controls: ObservedControl) -> Scan:
    from gongai.connector.authoring.observed import ObservedFrame

    frame = ObservedFrame(
        (), "页\n[z]", "http://127.0.0.1/x", "body", controls, ("下一步\n[b]",), (), 0, ("普通 HTML",)
    )
    return Scan("http://127.0.0.1/x?id=1", (frame,))


# ---- how it is asked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.html",), "没有这个文件"),
        (("ftp://127.0.0.1/",), "只能看 http"),
        (("/x", "--site", "yunxi"), "要一起写"),
        (("x", "--site", "yunxi", "--account", "agent1"), "/ 开头的路径"),
        (("http://127.0.0.1/", "--key", "云汐"), "小写字母"),
        (("http://127.0.0.1/", "--assist", "--site", "yunxi", "--account", "agent1"), "只能用一种"),
    ],
)
def test_what_cannot_be_scanned_is_said_before_a_browser_starts(
    office: Office, arguments: tuple[str, ...], message: str
) -> None:
    ran = office.run("site", "scan", *arguments, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")
    assert message in ran.error["text"]


def test_without_a_display_a_person_is_told_what_to_do_instead(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = office.run("site", "scan", "http://127.0.0.1/", "--assist", "--json")
    assert ran.code == 2
    assert "没有图形界面" in ran.error["text"] and "另存为" in ran.error["text"]


@pytest.mark.browser
def test_an_account_that_a_worker_uses_is_left_alone(ready: Office, portal: Portal) -> None:
    ready.add()
    with ready.opened() as app:
        assert app.store.claim("w1") is not None
        ran = elsewhere(ready, "site", "scan", "/x", "--site", "yunxi", "--account", "agent1", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "挤下线" in ran.error["text"]
    assert portal.world.store.all("login") == []
