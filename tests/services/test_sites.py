"""Portals through the service: what is known of them, and a supervisor's acts on what they may do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongai import settings
from gongai.app import App
from gongai.approval import form_comparison
from gongai.connector.widgets import Control, Kind
from gongai.errors import ConfigError, FormChanged, NotAllowed
from gongai.records import blocker
from gongai.records.outcome import Ask, AskKind
from gongai.records.state import FilingState
from gongai.services import site_checks, sites
from gongai.sites.forms.form_map import places
from tests.connector.small_server import small_server
from tests.services.conftest import CLERK, PROPOSAL, SITE, SUPERVISOR

Ended = Callable[..., str]


def profile(home: Path, text: str) -> None:
    folder = home / "sites" / SITE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text(f'extends = "{SITE}"\n{text}\n', encoding="utf-8")


def test_portals_are_listed_and_shown_before_anything_is_set_up(tmp_path: Path) -> None:
    bare = settings.load(tmp_path / "nothing", {})
    assert SITE in {one.site for one in sites.list_(bare, CLERK)}
    shown = sites.show(bare, CLERK, SITE)
    assert shown.approved is None
    assert sites.check(bare, CLERK, SITE).ok
    assert not (tmp_path / "nothing").exists()


def test_a_profile_that_cannot_be_read_is_named_with_its_fault_and_hides_no_other(app: App) -> None:
    profile(app.settings.home, "base_url = 5")
    (line,) = [one for one in sites.list_(app.settings, CLERK) if one.site == SITE]
    assert line.error and not line.version
    with pytest.raises(ConfigError):
        sites.show(app.settings, CLERK, SITE)


def test_a_gap_is_a_stop_and_keeps_the_profile_from_being_approved(app: App) -> None:
    profile(app.settings.home, "[session]\nfiling_needs_minutes = 45")
    checked = sites.check(app.settings, CLERK, SITE)
    assert (checked.ok, checked.stops) == (False, 1)
    with pytest.raises(ConfigError, match="任何申报都不会开始"):
        sites.approve(app, SUPERVISOR, SITE, reason="已核对")
    assert sites.show(app.settings, CLERK, SITE).approved is None


def test_an_approval_says_by_whom_and_lets_go_what_waited_for_it(app: App, ended: Ended) -> None:
    digest = sites.show(app.settings, CLERK, SITE).site.digest
    waiting = ended(Ask(AskKind.UNAPPROVED, "没有批准", hold=blocker.approval(SITE, digest)))
    other = ended(Ask(AskKind.QUESTION, "平台提问"), PROPOSAL)
    done = sites.approve(app, SUPERVISOR, SITE, reason="已对照平台核对")
    assert (done.digest, done.by, done.released) == (digest, SUPERVISOR.name, (waiting,))
    act = sites.show(app.settings, CLERK, SITE).approved
    assert act is not None and (act.by, act.reason) == (SUPERVISOR.name, "已对照平台核对")
    assert {row.reference: row.state for row in app.store.list()} == {
        waiting: FilingState.WAITING,
        other: FilingState.HELD,
    }


def controls(*labels: str) -> list[Control]:
    return [Control("项目/工程信息", one, Kind.TEXT, False, (), "", True, n) for n, one in enumerate(labels)]


def test_a_changed_form_is_listed_and_accepted_with_its_new_name(app: App, ended: Ended) -> None:
    sites.approve(app, SUPERVISOR, SITE, reason="已核对")
    site = app.site(SITE)
    watch = form_comparison.FormWatch(app.store.ledger, site, "单项")
    known = places(site.profile.wizards["单项"].pages["info"], site.profile)
    watch.inspect("info", controls("项目地址", "东至"), (), known)
    with pytest.raises(FormChanged) as stopped:
        watch.inspect("info", controls("建设项目地址", "东至"), (), known)
    waiting = ended(Ask(AskKind.DRIFT, str(stopped.value), hold=stopped.value.hold))
    (change,) = sites.changes(app, CLERK, SITE)
    assert "项目地址" in change.listed() and "建设项目地址" in change.listed()
    done = sites.accept(app, SUPERVISOR, SITE, change.change, reason="平台改名", renames={"项目地址": "建设项目地址"})
    assert done.released == (waiting,)
    assert done.file is not None and SUPERVISOR.name in done.file.read_text(encoding="utf-8")
    assert sites.changes(app, CLERK, SITE) == ()


def test_a_change_that_is_not_there_is_refused(app: App) -> None:
    sites.approve(app, SUPERVISOR, SITE, reason="已核对")
    with pytest.raises(NotAllowed, match="没有编号为 7"):
        sites.accept(app, SUPERVISOR, SITE, 7, reason="x")


def test_a_portal_that_does_not_answer_is_only_a_warning_and_nobody_logs_in(app: App) -> None:
    profile(app.settings.home, 'base_url = "http://127.0.0.1:9"')
    checked = site_checks.check_online(app.settings, CLERK, SITE)
    assert checked.ok
    assert any("访问不到" in one.rule for one in checked.findings)
    assert app.store.claim("w1") is None


def test_a_login_page_that_leads_to_an_origin_that_is_not_named_is_told_before_anybody_logs_in(app: App) -> None:
    with small_server() as portal, small_server() as sso:
        portal.answers["/portal/login.html"] = lambda one: one.give(
            status=302, more=(f"Location: {sso.url}/".encode(),)
        )
        sso.answers["/"] = lambda one: one.give(status=503)  # so that nobody logs in here either
        profile(app.settings.home, f'base_url = "{portal.url}"')
        checked = site_checks.check_online(app.settings, CLERK, SITE)
        assert not checked.ok
        assert [(one.field, one.value) for one in checked.findings if one.level == "stop"] == [("origins", sso.url)]
        profile(app.settings.home, f'base_url = "{portal.url}"\norigins = ["{sso.url}"]')
        assert site_checks.check_online(app.settings, CLERK, SITE).ok


def test_without_an_account_no_form_is_looked_at(app: App) -> None:
    for login in ("agent1", "agent2", "agent10"):
        app.accounts.remove(SITE, login)
    assert "没有可以自动登录的账号" in site_checks.walk(app, CLERK, SITE)
