"""`gongai site check --offline`: each kind of mistake that a profile can hold is found at the desk, and named."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from gongai.connector.mappers.facts import facts_of, learned_by
from gongai.records.catalogue import read_catalogue
from gongai.records.filing import Filing, read_filing
from gongai.sites import load
from gongai.sites.lint import check, names
from gongai.sites.lint.css_selectors import pick_trouble, trouble
from gongai.sites.loader import PACKAGED
from tests.cli.office import Office

SINGLE = 'wizards."单项"'
BODY = f"[{SINGLE}.submit.body]"
INFO = f"{SINGLE}.pages.info"
NEXT = f"[{INFO}.acts.next]"


def write(office: Office, text: str) -> None:
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(f'extends = "yunxi"\n{text}', encoding="utf-8")


def found(office: Office, text: str) -> list[tuple[str, str]]:
    """What the check finds in the packaged profile with this small change: (level, everything it says)."""
    write(office, text)
    ran = office.run("site", "check", "yunxi", "--offline", "--json")
    assert ran.code in (0, 1), ran
    return [
        (one["level"], f"{one['field']}：{one['value']}。{one['rule']}。{one['remedy']}")
        for one in ran.json["findings"]
    ]


# what is changed in the packaged profile, where it is found, what is said about it
STOPS = {
    "a placeholder left in a draft": ("[materials]\nrow = '待定'", "materials", "还没有填"),
    "a selector with an open bracket": (f"[{INFO}]\nroot = '.wizard [data-step=1'", "pages.info", "没有成对"),
    "a selector with a misspelt pseudo-class": ("[questions]\nrow = '.question:hsa(.x)'", "questions", ":hsa()"),
    "a selector that ends in the air": ("[login]\naccount = 'form >'", "login", "选择器"),
    "a pattern that does not compile": ("[login.signs.wrong]\ntext = '密码(错误'", "login.signs.wrong", "正则"),
    "a pattern of a redirect without a group": (
        f"[{SINGLE}.submit.location]\nnumber = 'id=\\d+'",
        "submit.location",
        "一个括号",
    ),
    "a pick that cannot be read": (
        "[lists.doing.call.html]\none = { total = 'div..x /(\\d+)/' }",
        "lists.doing.call.html.one.total",
        "选择器",
    ),
    "a list whose key column may be missing": ("[lists.doing]\nid = 'applyinstId?'", "lists.doing.id", "可以没有"),
    "a list without its items": ("[lists.doing]\nitems = ''", "lists.doing.items", "认不出自己的件"),
    "a column that the page does not give": (
        "[lists.doing]\nrows = 'rows'\n[lists.doing.call.html.tables.rows]\nrow = 'tr'\ncolumns = { id = 'td' }",
        "lists.doing.number",
        "没有取这一列",
    ),
    "a table that the page does not give": (
        "[receipts.call.html.tables.rows]\nrow = 'tr'\ncolumns = { id = 'td' }",
        "receipts.rows",
        "没有取这张表",
    ),
    "a detail without its items' states": ("[detail]\nitem_state = ''", "detail.item_state", "读不出来"),
    "a source that no filing has": (
        "[fields.invest_wan]\nsource = 'project.invest_wann'",
        "invest_wan",
        "invest_wan？",
    ),
    "a source of a list that no page goes through": (
        "[fields.odd]\nsource = 'row.nmae'\ngroup = 'unit'\nlabel = 'x'\nkind = 'text'",
        "fields.odd.source",
        "没有这个字段",
    ),
    "a slot that nothing fills": (
        f"[{INFO}.acts.search]\noption = '{{project.title}}'",
        "acts.search.option",
        "没有来处",
    ),
    "a call with an unknown slot": (
        "[detail.call.params]\nkeyword = '{aplication_id}'",
        "detail.call.params.keyword",
        "没有来处",
    ),
    "a fact made of nothing": ("[facts]\nstage_id = 'ST-{stage}'", "facts.stage_id", "{stage}"),
    "a fact made of another": ("[facts]\nfull_id = 'X-{stage_id}'", "facts.full_id", "{stage_id}"),
    "a fact that hides what the filing says": ("[facts]\napplicant_uscc = '1'", "facts.applicant_uscc", "同名"),
    "a source in a list that is nowhere": (
        "[fields.odd]\nsource = 'nobody[].name'\ngroup = 'unit'\nlabel = 'x'\nkind = 'text'",
        "fields.odd.source",
        "没有这个字段",
    ),
    "a condition on something unknown": (
        "[fields.pickup_address]\nwhen = 'pickup.mode=0'",
        "fields.pickup_address.when",
        "永远不成立",
    ),
    "a body rule with a value that no step yields": (
        f"[{INFO}.acts.next]\nfacts = {{}}\n{BODY}\n'领件信息' = {{ path = 'smsInfoId', equals = 'sms_number' }}",
        "submit.body.领件信息.equals",
        "没有哪一步得到这个值",
    ),
    "a dictionary that the catalogue lacks": (
        "[fields.nature]\ndictionary = 'D99'",
        "nature.dictionary",
        "没有这个字典",
    ),
    "a code without words on the page": (
        "[fields.nature]\nlabels = { '1' = '新建', '2' = '扩建', '3' = '改建', '4' = '迁建' }",
        "fields.nature.labels",
        "5 其他",
    ),
    "words on the page without a code": (
        "[fields.is_foreign]\nlabels = { '1' = '是', '0' = '否', '2' = '不清楚' }",
        "fields.is_foreign.labels",
        "没有代码",
    ),
    "two codes with the same words": (
        "[fields.is_foreign]\nlabels = { '1' = '是', '0' = '是' }",
        "fields.is_foreign.labels",
        "相同",
    ),
    "a choice whose codes have no words": (
        "[fields.odd]\nsource = 'contact.role'\ngroup = 'contact'\nlabel = '角色'\nkind = 'select'",
        "fields.odd",
        "D10",
    ),
    "a part of a value that is not split": (
        "[fields.odd]\nsource = 'pickup.region'\npart = 1\ngroup = 'pickup'\nlabel = '市'\nkind = 'text'",
        "fields.odd.part",
        "split",
    ),
    "two fields for one place": (
        "[fields.odd]\nsource = 'theme'\ngroup = 'project'\nsection = '项目/工程信息'\nlabel = '东至'\nkind = 'text'",
        "fields.odd",
        "fields.bound_e",
    ),
    "a group that no page fills": (
        "[fields.odd]\nsource = 'project.name'\ngroup = 'nowhere'\nlabel = 'x'\nkind = 'text'",
        "fields.*.group",
        "没有任何页面填写",
    ),
    "an act that fills a group without fields": (
        f"[{INFO}.acts.more]\ndo = 'fill'\ngroup = 'nobody'",
        "wizards.*.acts",
        "没有栏目",
    ),
    "an act that lacks what it needs": (f"[{INFO}.acts.more]\ndo = 'wait'", "acts.more.css", "缺少 css"),
    "an act on a table that is not described": ("[questions]\nchosen = ''", "questions.chosen", "没有填写"),
    "a submit button on a page that is not there": (f"[{SINGLE}.submit]\npage = 'last'", "submit.page", "没有这一页"),
    "a submit answer judged by another flag than all others": (
        "[answer]\nok = 'code'\nok_values = ['0']",
        "submit.answer",
        "不继承",
    ),
    "a chooser that nothing opens": (
        f"[{INFO}.acts.more]\ndo = 'chooser'\ndialog = '.d'\nrow = 'tr'\noption = 'x'\nlabel = 'y'",
        "acts.more.text",
        "打开选择窗口",
    ),
    "a harmless path that lets the submit call through": (
        f"[{SINGLE}.submit]\nharmless = ['/api/apply/*']",
        "submit.harmless",
        "漏过去",
    ),
    "a read that lets the submit call through": ("reads = ['/api/*']", "reads", "漏过去"),
    "a save at the address of the submit call": (
        f"{NEXT}\ncall = '/api/apply/item/submit'",
        "acts.next.call",
        "同一地址",
    ),
    "a detail that does not say of which filing": ("[detail.call]\nparams = {}\npath = '/d'", "", ""),
    "no list in which a filing could be found": (
        "[lists.doing]\ndraft = true\n[lists.done]\ndraft = true\n[lists.withdrawn]\ndraft = true",
        "lists",
        "无从核查",
    ),
    "an encoding that is none": ("[detail.call]\ncharset = 'gkb'", "detail.call.charset", "没有这种编码"),
    "a list in which nothing can be told apart": ("[lists.done]\nid = ''", "lists.done.id", "认不出"),
    "a login that never succeeds": ("[login.signs.success]\noutcome = 'question'", "login.signs", "登录成功"),
    "a captcha without a box": ("[login]\ncaptcha_box = ''", "login.captcha_box", "输入框"),
    "a flow that does not exist": ("unattended = ['submitt']", "unattended", "没有这个流程"),
    "a state without a name": ("[application_states.99]\nlabel = ' '\nmeaning = 'handling'", "99", "没有名称"),
    "a state with a national code that is none": ("[item_states.1]\nnational = 77", "item_states.1", "D23"),
    "sessions too short for any filing": ("[session]\nfiling_needs_minutes = 45", "session", "不会开始"),
    "hours that are none": ("[limits]\nhours = '早八点到晚五点'", "limits.hours", "HH:MM"),
}
# a table that extends another keeps what is not named: an empty one says nothing
STOPS["a detail that does not say of which filing"] = (
    "[detail.call.params]\napplyinstId = '1'",
    "detail.call",
    "{application_id}",
)


@pytest.mark.parametrize(("text", "at", "expected"), STOPS.values(), ids=STOPS.keys())
def test_a_mistake_is_found_named_and_stops(office: Office, text: str, at: str, expected: str) -> None:
    stops = [rule for level, rule in found(office, text) if level == "stop"]
    assert [rule for rule in stops if at in rule and expected in rule], stops


@pytest.mark.parametrize("missing", ["申报主体", "项目", "材料", "事项"])
def test_a_submit_body_that_compares_too_little_stops(office: Office, missing: str) -> None:
    # a rule cannot be taken out of an inherited profile, but one that holds only sometimes compares nothing
    write(office, f"[{SINGLE}.submit.body.'{missing}']\nwhen = 'theme'")
    ran = office.run("site", "check", "yunxi", "--offline", "--json")
    if missing == "申报主体":  # the language itself does not allow it
        assert ran.code == 2
        assert "申报主体" in ran.error["text"]
        return
    assert ran.code == 1
    (finding,) = [one for one in ran.json["findings"] if one["level"] == "stop"]
    assert f"没有核对{missing}" in finding["rule"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"[{INFO}]\nroott = 'x'",
            "yunxi/profile.toml：[wizards.单项.pages.info] 中不认识的键 roott，您要写的是否为 root？",
        ),
        ("[materials]\ninlin = true", "[materials] 中不认识的键 inlin，您要写的是否为 inline？"),
        (f"[{SINGLE}.submit.answer]\nokk = 'x'", "不认识的键 okk，您要写的是否为 ok？"),
        ("[application_states.2]\nmeaning = 'done'", "application_states.2.meaning 只能是以下之一：handling"),
        ("[item_states.99]\nlabel = '新状态'", "缺少 item_states.99.meaning"),
        ("[lists.more]\ntitle = '草稿'", "缺少 lists.more.rows"),
        ("base_url = 5", "base_url 应为带引号的文字"),
    ],
)
def test_a_profile_of_the_wrong_shape_is_refused_with_file_key_and_what_is_near(
    office: Office, text: str, expected: str
) -> None:
    write(office, text)
    ran = office.run("site", "check", "yunxi", "--offline", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "config_error")
    assert expected in ran.error["text"]


def test_an_unknown_key_is_looked_for_in_the_file_that_has_it(office: Office) -> None:
    write(office, "")
    folder = office.home / "sites" / "near"
    folder.mkdir()
    (folder / "profile.toml").write_text('extends = "yunxi"\n[detail]\nstat = "x"\n', encoding="utf-8")
    other = office.home / "sites" / "farther"
    other.mkdir()
    (other / "profile.toml").write_text('extends = "near"\n', encoding="utf-8")
    ran = office.run("site", "check", "farther", "--offline", "--json")
    assert "near/profile.toml：[detail] 中不认识的键 stat" in ran.error["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[lists.done.call.params]\npageNum = '1'", "没有用 {page}"),
        ("[login.signs.wrong]\noutcome = 'locked'", "密码错误"),
        ("[fields.key_level]\ndictionary = 'D6'", "用的是字典 key_level"),
        ("[application_states.98]\nlabel = '已受理'\nmeaning = 'handling'", "同名"),
        (f"[{SINGLE}.submit]\nids = []\nnumbers = []", "流水号要从平台列表里取"),
    ],
)
def test_what_may_be_meant_so_is_only_told(office: Office, text: str, expected: str) -> None:
    rules = found(office, text)
    assert [rule for level, rule in rules if level == "warn" and expected in rule], rules
    assert [rule for level, rule in rules if level == "stop"] == []


def catalogue_with(**changes: Any) -> list[str]:
    site = load("yunxi")
    catalogue = read_catalogue(PACKAGED / "yunxi" / "catalogue.toml").model_copy(update=changes)
    findings = check.findings(type(site)(site.profile, catalogue, site.digest))
    return [str(one) for one in findings if one.level == "stop"]


def test_gaps_of_the_catalogues_dictionaries_stop() -> None:
    dictionaries = load("yunxi").catalogue.dictionaries
    empty = {**dictionaries, "D6": {**dictionaries["D6"], "2": " "}}
    assert any("没有页面文字" in one and "D6" in one for one in catalogue_with(dictionaries=empty))
    twice = {**dictionaries, "D6": {**dictionaries["D6"], "2": "新建"}}
    assert any("读回时分不清" in one for one in catalogue_with(dictionaries=twice))
    assert any("portal_codes.D6" in one for one in catalogue_with(portal_codes={"D6": {"77": "x"}}))
    assert any("synonyms.D6" in one for one in catalogue_with(synonyms={"D6": {"翻建": "77"}}))
    assert any("没有这个字典" in one for one in catalogue_with(synonyms={"D66": {"翻建": "1"}}))


def test_the_names_that_the_check_knows_are_those_that_attempts_know(sample_folder: Path) -> None:
    filing = read_filing(str(sample_folder / "filings" / "01-施工许可-3-03.json"))
    site = load("yunxi")
    known = facts_of(filing, site)
    own = {one.name for one in fields(known)} - {"filing", "defined", "slots", "besides"}
    assert own == set(names.FACTS)
    assert set(known.names()) == own | set(Filing.model_fields) | set(site.profile.facts) | known.slots.names
    assert known.slots.names == names.LATER | learned_by(site.profile)


@pytest.mark.parametrize(
    "css",
    [
        "input[name=loginName]",
        ".item-list .item-row:has(> .el-checkbox)",
        ":scope > .a, :scope > .b:not(.c, .d)",
        "tr:nth-child(2n+1) td:not(:has(a))",
        'iframe[src*="/x/y?a=(1"]',
        "button:has-text('提交 (1')",
        ":nth-match(iframe, 2)",
        "#form >> text=下一步",
        "div:visible",
    ],
)
def test_selectors_that_browsers_understand_are_not_complained_about(css: str) -> None:
    assert trouble(css) == ""


def test_selectors_for_pages_read_as_text_may_not_use_what_only_browsers_know() -> None:
    assert trouble("td:visible") == ""
    assert "不支持" in pick_trouble("td:visible")
    assert pick_trouble("table.list tr:has(a) td:nth-child(2)") == ""
