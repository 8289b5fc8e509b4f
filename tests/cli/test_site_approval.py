"""`gongai site approve | changes | accept`: a supervisor's recorded acts on what a portal's profile may do."""

import tomllib
from pathlib import Path

import pytest

from gongai import db
from gongai.approval import form_comparison
from gongai.connector.widgets import Control, Kind
from gongai.errors import FormChanged
from gongai.records import blocker
from gongai.records.outcome import Ask, AskKind
from gongai.records.state import FilingState
from gongai.sites.forms.form_map import places
from tests.cli.office import Office
from tests.cli.test_sites import profile

BY = ("--by", "示例主管", "--reason", "已对照平台核对")


def approved(office: Office) -> object:
    return office.done("site", "show", "yunxi")["approved"]


def state(office: Office, reference: str) -> FilingState:
    with office.opened() as app:
        found = app.store.get(reference)
    assert found is not None
    return found.row.state


def test_a_site_is_unapproved_until_a_supervisor_has_approved_it(office: Office) -> None:
    assert approved(office) is None
    assert "没有批准" in office.run("site", "show", "yunxi").out
    done = office.done("site", "approve", "yunxi", *BY)
    assert done["digest"] == office.done("site", "show", "yunxi")["digest"]
    shown = office.run("site", "show", "yunxi").out
    assert "示例主管" in shown and "已对照平台核对" in shown


def test_the_act_says_version_and_digest_and_is_in_the_audit(office: Office) -> None:
    out = office.run("site", "approve", "yunxi", *BY).out
    site = office.done("site", "show", "yunxi")
    assert site["version"] in out and site["digest"] in out
    with office.opened() as app, db.reading(app.engine) as connection:
        rows = connection.execute(db.audit.select().where(db.audit.c.act == "site.approve")).mappings().all()
    assert [(row["who"], row["subject"], row["after"]["digest"]) for row in rows] == [
        ("示例主管", "yunxi", site["digest"])
    ]


def test_an_edit_of_the_profile_takes_the_approval_away(office: Office) -> None:
    office.done("site", "approve", "yunxi", *BY)
    profile(office, 'base_url = "http://127.0.0.1:9"')
    assert approved(office) is None


def test_the_order_of_what_is_done_on_a_page_is_part_of_what_is_approved(office: Office) -> None:
    from gongai.sites.loader import PACKAGED

    office.done("site", "approve", "yunxi", *BY)
    text = (PACKAGED / "yunxi" / "profile.toml").read_text(encoding="utf-8")
    pickup = 'pickup = { do = "fill", group = "pickup" }\n'
    mode = 'pickup_mode = { do = "fill", group = "pickup_mode" }\n'
    assert mode + pickup in text
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(text.replace(mode + pickup, pickup + mode), encoding="utf-8")
    assert approved(office) is None


def test_a_profile_with_gaps_cannot_be_approved(office: Office) -> None:
    profile(office, "[session]\nfiling_needs_minutes = 45")
    ran = office.run("site", "approve", "yunxi", *BY, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "config_error")
    assert "任何申报都不会开始" in ran.error["text"]
    assert approved(office) is None


@pytest.mark.parametrize("missing", [("--by", " ", "--reason", "x"), ("--by", "x", "--reason", " ")])
def test_an_approval_without_a_name_or_a_reason_is_refused(office: Office, missing: tuple[str, ...]) -> None:
    assert office.run("site", "approve", "yunxi", *missing).code == 2
    assert approved(office) is None


def test_approving_lets_exactly_those_go_on_that_waited_for_it(office: Office) -> None:
    digest = office.done("site", "show", "yunxi")["digest"]
    waiting = office.add()
    office.ends(Ask(AskKind.UNAPPROVED, "没有批准", hold=blocker.approval("yunxi", digest)))
    (line,) = office.done("review", "list")["filings"]
    assert "gongai site approve yunxi" in line["next_step"]
    other = office.add("02-项目建议书-1-01.json")
    office.ends(Ask(AskKind.QUESTION, "平台提问"))
    assert office.done("site", "approve", "yunxi", *BY)["released"] == [waiting]
    assert (state(office, waiting), state(office, other)) == (FilingState.WAITING, FilingState.HELD)
    kinds = [one["kind"] for one in office.done("results", "list")["results"]]
    assert kinds == ["question"]


def controls(*labels: str) -> list[Control]:
    return [Control("项目/工程信息", one, Kind.TEXT, False, (), "", True, n) for n, one in enumerate(labels)]


@pytest.fixture
def changed(office: Office) -> Office:
    """An approved site whose form has been seen, and then seen with another label; a filing waits for it."""
    office.done("site", "approve", "yunxi", *BY)
    office.add()
    with office.opened() as app:
        site = app.site("yunxi")
        watch = form_comparison.FormWatch(app.store.ledger, site, "单项")
        known = places(site.profile.wizards["单项"].pages["info"], site.profile)
        watch.inspect("info", controls("项目地址", "东至", "西至"), (), known)
        with pytest.raises(FormChanged) as stopped:
            watch.inspect("info", controls("建设项目地址", "东至", "西至"), (), known)
    office.ends(Ask(AskKind.DRIFT, str(stopped.value), hold=stopped.value.hold))
    return office


def test_a_change_is_listed_with_old_and_new_and_its_number(changed: Office) -> None:
    (row,) = changed.done("site", "changes", "yunxi")["changes"]
    (one,) = row["differences"]
    assert (one["kind"], one["level"]) == ("renamed", "stop")
    out = changed.run("site", "changes", "yunxi").out
    assert "项目地址" in out and "建设项目地址" in out and f"编号 {row['change']}" in out
    assert [one["kind"] for one in changed.done("results", "list")["results"]].count("site_changed") == 1


def number(office: Office) -> int:
    return int(office.done("site", "changes", "yunxi")["changes"][0]["change"])


def test_accepting_a_rename_writes_a_new_version_with_who_and_why_and_approves_it(changed: Office) -> None:
    before = changed.done("site", "show", "yunxi")
    done = changed.done("site", "accept", "yunxi", number(changed), *BY, "--rename", "项目地址=建设项目地址")
    file = Path(done["file"])
    assert file == changed.home / "sites" / "yunxi" / "changes" / "0001.toml"
    text = file.read_text(encoding="utf-8")
    assert "示例主管" in text and "已对照平台核对" in text
    assert tomllib.loads(text)["fields"]["site_address"]["label"] == "建设项目地址"
    after = changed.done("site", "show", "yunxi")
    assert after["version"] == f"{before['version']}+1" and after["digest"] != before["digest"]
    assert after["approved"]["by"] == "示例主管"
    assert len(done["released"]) == 1 and state(changed, done["released"][0]) is FilingState.WAITING
    assert changed.done("site", "changes", "yunxi")["changes"] == []


@pytest.mark.parametrize(
    ("rename", "expected"),
    [
        ((), "--rename"),
        (("--rename", "东至=建设项目地址"), "没有消失"),
        (("--rename", "项目地址=别的"), "新表单上没有"),
    ],
)
def test_a_change_cannot_be_accepted_while_the_profile_would_not_fit_it(
    changed: Office, rename: tuple[str, ...], expected: str
) -> None:
    digest = changed.done("site", "show", "yunxi")["digest"]
    ran = changed.run("site", "accept", "yunxi", number(changed), *BY, *rename, "--json")
    assert ran.code == 2 and expected in ran.error["text"]
    assert changed.done("site", "show", "yunxi")["digest"] == digest
    assert len(changed.done("site", "changes", "yunxi")["changes"]) == 1


def test_accepting_does_not_approve_what_somebody_else_has_edited_meanwhile(changed: Office) -> None:
    profile(changed, 'base_url = "http://127.0.0.1:9"')
    ran = changed.run("site", "accept", "yunxi", number(changed), *BY, "--rename", "项目地址=建设项目地址", "--json")
    assert (ran.code, ran.error["kind"]) == (3, "not_approved")
    assert approved(changed) is None
    assert not list((changed.home / "sites" / "yunxi").glob("changes/*"))


def test_a_change_that_is_not_there_is_refused_with_where_to_look(office: Office) -> None:
    office.done("site", "approve", "yunxi", *BY)
    ran = office.run("site", "accept", "yunxi", 7, *BY, "--json")
    assert ran.code == 1 and "gongai site changes yunxi" in ran.error["text"]


def test_a_site_that_extends_another_does_not_inherit_its_accepted_changes(changed: Office) -> None:
    changed.done("site", "accept", "yunxi", number(changed), *BY, "--rename", "项目地址=建设项目地址")
    other = changed.home / "sites" / "other"
    other.mkdir()
    (other / "profile.toml").write_text('extends = "yunxi"\n', encoding="utf-8")
    with changed.opened() as app:
        assert app.site("other").profile.fields["site_address"].label == "项目地址"
        assert app.site("yunxi").profile.fields["site_address"].label == "建设项目地址"
