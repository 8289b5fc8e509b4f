"""What a page makes of the typing after a while is read again before the button is pressed, and stops the filing."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from gongai.connector.mappers.facts import facts_of
from gongai.connector.network import Network
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.widgets import install
from gongai.errors import ReadBackMismatch
from gongai.records.noted import Noted
from gongai.records.plan import Plan, PlannedPage
from gongai.records.steps import (
    AnyStep,
    ChooseTile,
    Fill,
    PlannedField,
    PlannedMaterial,
    Press,
    PushMaterials,
)
from gongai.sites import Site
from gongai.sites.actions import FillAction, MaterialsAction, PressAction, TileAction
from gongai.sites.materials import Materials
from gongai.sites.wizard import Page as WizardPage
from tests.connector.bench import single

pytestmark = pytest.mark.browser

NAME, CODE, CAPITAL = "云汐示例置业有限公司", "91439900MA0000000X", "1234.567"
FORM = """
<div id="step">
  <p><label for="code">统一社会信用代码</label><input id="code"></p>
  <p><label for="name">单位名称</label><input id="name"></p>
  <p><label for="capital">注册资本</label><input id="capital"></p>
  <p><label for="kind">单位类型</label><select id="kind"><option value="">请选择</option><option value="1">建设</option>
    <option value="2">施工</option></select></p>
  <p><label><input type="checkbox" id="agree">本人承诺属实</label></p>
  <p class="row">图纸 <input type="file" id="file"></p>
  <p class="tile" id="tile" onclick="this.classList.add('on')">新建</p>
  <button onclick="setTimeout(() => pressed.push(held()), 600)">保存</button>
  <button onclick="step.innerHTML = ''">下一步</button>
</div>
<script>
  const pressed = [], at = (id) => document.getElementById(id);
  const held = () => ({ name: at('name').value, capital: at('capital').value, kind: at('kind').value,
    agree: at('agree').checked, tile: !!document.querySelector('.on'),
    files: [...at('file').files].map((one) => one.name) });
  const once = (does) => () => { does?.(); does = null; };
  const after = (id, what, ms, does) => {
    let timer;
    at(id).addEventListener(what, () => { clearTimeout(timer); timer = setTimeout(does, ms); });
  };
</script>
"""
LOOK_UP = (
    "const look = () => fetch('/unit').then((one) => one.text()).then((text) => {{ at('name').value = text; }});"
    "after('code', 'input', {ms}, look);"
)
TYPED = (("统一社会信用代码", "text", CODE), ("单位名称", "text", NAME), ("注册资本", "number", CAPITAL))
BUTTON = PressAction(do="press", text="保存")
ON_PAGE: dict[str, Any] = {
    "typed": FillAction(do="fill", group="g"),
    "save": BUTTON,
    "next": PressAction(do="press", text="下一步"),
    "tile": TileAction(do="tile", css=".tile", text="新建", chosen=".on"),
    "files": MaterialsAction(do="materials"),
}


def typed(*fields: tuple[str, str, Any]) -> Fill:
    planned = tuple(PlannedField(section="", label=label, kind=kind, value=value) for label, kind, value in fields)
    return Fill(name="typed", fields=planned)


Do = Callable[..., tuple[Noted, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(timezone_id="Asia/Shanghai")
    install(context)
    yield context
    context.close()


@pytest.fixture
def do(context: BrowserContext, example_site: Site) -> Iterator[Do]:
    """Does the steps on the form above with a script of its own, then presses; what was held at each press."""
    page = context.new_page()
    profile = example_site.profile.model_copy(update={"base_url": "http://portal.example.invalid"})
    calls = Calls(page, profile, Network())

    def run(script: str, *steps: AnyStep, button: str = "save", unit: str = NAME) -> tuple[Noted, list[dict[str, Any]]]:
        page.route(
            "http://portal.example.invalid/",
            lambda route: route.fulfill(
                body=f"<meta charset=utf-8>{FORM}<script>{script}</script>", content_type="text/html"
            ),
        )
        page.route("**/unit", lambda route: route.fulfill(body=unit, content_type="text/plain; charset=utf-8"))
        page.goto("http://portal.example.invalid/")
        wizard = example_site.profile.wizards["单项"]
        step = WizardPage(title="单位信息", root="#step", acts=ON_PAGE)
        submit = wizard.submit.model_copy(update={"page": "step", "button": "保存"})
        materials = Materials(row=".row", input="input", inline=True)
        profile = example_site.profile.model_copy(
            update={
                "base_url": "http://portal.example.invalid",
                "wizards": {"单项": wizard.model_copy(update={"pages": {"step": step}, "submit": submit, "frame": ()})},
                "materials": materials,
            }
        )
        names = {"save": "保存", "next": "下一步"}
        press = (Press(name=button, button=names[button]),) if button in names else ()
        plan = Plan(
            site="x",
            kind="单项",
            filing_sha256="",
            applicant_uscc=CODE,
            applicant_name=NAME,
            account="a",
            pages=(PlannedPage(key="step", title="单位信息", steps=(*steps, *press)),),
        )
        pages = WizardPages(
            page, profile, plan=plan, facts=facts_of(single(), example_site), calls=calls, screenshot=lambda _name: {}
        )
        noted = pages.do("step")
        if button == "submit":
            pages.read_back()
            pages.press_submit()
        if button in ("save", "submit"):  # the page checks for a while before it sends
            page.wait_for_function("pressed.length")
        return noted, page.evaluate("pressed")

    yield run
    calls.close()
    page.close()


@pytest.mark.parametrize("ms", [50, 500])
@pytest.mark.parametrize("button", ["save", "submit"])
def test_a_look_up_that_the_typing_started_is_waited_for_and_what_it_overwrote_is_put_right(
    do: Do, ms: int, button: str
) -> None:
    script = LOOK_UP.format(ms=ms)
    _noted, pressed = do(script, typed(*TYPED), button=button, unit="云汐示例旧名有限公司")
    assert [one["name"] for one in pressed] == [NAME]


def test_a_page_that_insists_on_its_own_value_stops_the_filing_with_both_values(do: Do) -> None:
    script = "after('capital', 'input', 400, () => { at('capital').value = Number(at('capital').value).toFixed(2); });"
    with pytest.raises(ReadBackMismatch, match=r"注册资本：要填 1234\.567，平台现值 1234\.57"):
        do(script, typed(*TYPED))


@pytest.mark.parametrize(
    ("what", "wanted", "script", "field"),
    [
        ("kind", "2", "at('kind').value = ''", ("单位类型", "select", "施工")),
        ("agree", True, "at('agree').checked = false", ("本人承诺属实", "checkbox", ("本人承诺属实",))),
    ],
)
def test_a_choice_and_a_tick_that_a_page_takes_back_are_made_again(
    do: Do, what: str, wanted: Any, script: str, field: tuple[str, str, Any]
) -> None:
    _noted, pressed = do(f"after('{what}', 'change', 400, once(() => {{ {script} }}));", typed(field))
    assert [one[what] for one in pressed] == [wanted]


def test_a_tile_that_a_page_takes_back_is_chosen_again(do: Do) -> None:
    script = "after('tile', 'click', 400, once(() => at('tile').classList.remove('on')));"
    _noted, pressed = do(script, ChooseTile(name="tile", text="新建"))
    assert [one["tile"] for one in pressed] == [True]


@pytest.fixture
def drawing(tmp_path: Path) -> PlannedMaterial:
    file = tmp_path / "图纸.pdf"
    file.write_bytes(b"%PDF-1.4 example")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return PlannedMaterial(name="图纸", path=str(file), file_name=file.name, size=file.stat().st_size, sha256=digest)


def test_a_file_that_a_page_drops_after_a_while_is_given_again(do: Do, drawing: PlannedMaterial) -> None:
    step = PushMaterials(name="files", materials=(drawing,))
    _noted, pressed = do("after('file', 'change', 400, once(() => { at('file').value = ''; }));", step)
    assert [one["files"] for one in pressed] == [["图纸.pdf"]]


def test_a_file_that_a_page_drops_each_time_stops_the_filing(do: Do, drawing: PlannedMaterial) -> None:
    step = PushMaterials(name="files", materials=(drawing,))
    with pytest.raises(ReadBackMismatch, match="材料《图纸》：页面上的文件现为 无"):
        do("after('file', 'change', 700, () => { at('file').value = ''; });", step)


def test_what_a_press_has_put_away_is_not_missed(do: Do) -> None:
    noted, pressed = do("", typed(*TYPED), Press(name="next", button="下一步"), button="none")
    assert (noted["typed.fields"], pressed) == (3, [])


def test_a_clock_on_the_page_holds_nothing_up(do: Do) -> None:
    noted, pressed = do("(function tick() { setTimeout(tick, 200); })(); setInterval(() => 1, 50);", typed(*TYPED))
    assert len(pressed) == 1
    assert "save.restless" not in noted


def test_a_server_asked_again_and_again_holds_nothing_up(do: Do) -> None:
    script = "function poll() { fetch('/unit').then(() => setTimeout(poll, 300)); } poll();"
    noted, pressed = do(script, typed(*TYPED))
    assert len(pressed) == 1
    assert "save.restless" not in noted


@pytest.mark.matrix  # it takes its five seconds
def test_a_page_that_never_rests_is_read_all_the_same_and_it_is_said(do: Do) -> None:
    script = "const one = document.createElement('i'); at('step').append(one);"
    script += "setInterval(() => { one.textContent = Math.random(); }, 20);"
    noted, pressed = do(script, typed(*TYPED))
    assert len(pressed) == 1
    assert "没有静下来" in str(noted["save.restless"])
