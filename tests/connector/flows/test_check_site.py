"""The daily check: what is opened at all, what each form's sight comes to, and that the session is always ended."""

import pytest

from gongai.connector.flows import check_site
from gongai.connector.port import FormSight, Inspected, ReadSight
from gongai.errors import LeaseLost
from gongai.records.outcome import Ask, AskKind, Seen
from gongai.sites import Site
from tests.connector.bench import joint, single
from tests.connector.fake_inspector import FakeInspector
from tests.connector.flows.endings import ENDINGS

EXAMPLES = {"单项": single(), "并联": joint(2)}


def note(inspector: FakeInspector, site: Site, *kinds: str) -> str:
    outcome = check_site.walk(inspector, site, examples={kind: EXAMPLES[kind] for kind in kinds})
    assert isinstance(outcome, Seen)
    assert inspector.calls[-1] == "close"
    return outcome.note


def test_a_login_page_as_we_know_it_is_fine_and_nobody_logs_in(example_site: Site) -> None:
    inspector = FakeInspector()
    outcome = check_site.run(inspector, example_site)
    assert isinstance(outcome, Seen) and "登录页可以打开" in outcome.note
    assert inspector.calls == ["open_login"]


def test_each_error_of_the_login_page_and_of_the_login_ends_the_check(example_site: Site) -> None:
    for error, outcome in ENDINGS:
        assert check_site.run(FakeInspector(errors={"open_login": error}), example_site) == outcome
        inspector = FakeInspector(errors={"log_in": error})
        assert check_site.walk(inspector, example_site, examples=EXAMPLES) == outcome
        assert inspector.calls == ["log_in"]


def test_each_error_of_an_inspection_ends_the_check_and_the_session(example_site: Site) -> None:
    for error, outcome in ENDINGS:
        inspector = FakeInspector(errors={"inspect 单项": error})
        assert check_site.walk(inspector, example_site, examples=EXAMPLES) == outcome
        assert inspector.calls == ["log_in", "inspect 单项", "close"]


def test_a_lost_lease_has_no_outcome(example_site: Site) -> None:
    inspector = FakeInspector(errors={"inspect 单项": LeaseLost("已被接管")})
    with pytest.raises(LeaseLost):
        check_site.walk(inspector, example_site, examples=EXAMPLES)
    assert inspector.calls[-1] == "close"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Inspected(FormSight.AS_APPROVED), "单项：与批准的表单相符"),
        (Inspected(FormSight.CHANGED, "平台表单有变化：总投资改名"), "单项：与批准的表单不同。平台表单有变化；"),
        (Inspected(FormSight.NOTHING_TYPED), "单项：第一页没有可比对的表单，办件时再比对"),
        (Inspected(FormSight.NOT_SHOWN), "单项：没有见到表单，办件时再比对"),
        (Inspected(FormSight.NOT_REACHED, "前置事项：未办结"), "单项：没有查看：前置事项：未办结"),
    ],
    ids=lambda one: one.sight.value if isinstance(one, Inspected) else "",
)
def test_each_sight_of_a_form_is_told(example_site: Site, found: Inspected, text: str) -> None:
    message = note(FakeInspector(sights={"单项": found}), example_site, "单项", "并联")
    assert text in message
    assert "并联：与批准的表单相符" in message


def test_every_sight_has_its_words() -> None:
    assert set(check_site.TEXTS) == set(FormSight)


def test_a_kind_without_an_example_is_not_inspected(example_site: Site) -> None:
    inspector = FakeInspector()
    assert "并联：没有该账号的申报件可作样例" in note(inspector, example_site, "单项")
    assert inspector.calls == ["log_in", "inspect 单项", "close"]


def test_a_page_whose_opening_leaves_a_trace_is_not_inspected(example_site: Site) -> None:
    profile = example_site.profile
    wizard = profile.wizards["单项"]
    pages = {**wizard.pages, "info": wizard.pages["info"].model_copy(update={"trace": True})}
    wizards = {**profile.wizards, "单项": wizard.model_copy(update={"pages": pages})}
    site = Site(profile.model_copy(update={"wizards": wizards}), example_site.catalogue, example_site.digest)
    inspector = FakeInspector()
    assert "单项：打开该页会在平台留下痕迹" in note(inspector, site, "单项", "并联")
    assert inspector.calls == ["log_in", "inspect 并联", "close"]


def test_writes_that_were_stopped_are_told(example_site: Site) -> None:
    stopped = ("POST /api/apply/save", "POST /api/log")
    assert "被拦下的请求：POST /api/apply/save、POST /api/log" in note(FakeInspector(stopped=stopped), example_site)
    assert "拦下" not in note(FakeInspector(), example_site)


def test_what_lists_details_and_receipts_really_read_is_told(example_site: Site) -> None:
    reads = (ReadSight("申报列表", 4, 4, first="编号 A-1，项目代码 2109"), ReadSight("撤件列表", 0, 0))
    message = note(FakeInspector(reads=reads), example_site, "单项")
    assert "申报列表：4 行（总数 4），第一行：编号 A-1，项目代码 2109" in message
    assert "撤件列表：0 行（总数 0）" in message


def test_a_list_that_is_not_understood_goes_to_a_person_with_everything_that_was_seen(example_site: Site) -> None:
    reads = (ReadSight("申报列表", 0, trouble="页面上的表 rows 看不懂"), ReadSight("撤件列表", 2))
    outcome = check_site.walk(FakeInspector(reads=reads), example_site, examples=EXAMPLES)
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.NOT_UNDERSTOOD
    for text in ("申报列表：页面上的表 rows 看不懂", "撤件列表：2 行", "与批准的表单相符"):
        assert text in outcome.question


def test_each_error_of_reading_ends_the_check_and_the_session(example_site: Site) -> None:
    for error, outcome in ENDINGS:
        inspector = FakeInspector(errors={"read": error})
        assert check_site.walk(inspector, example_site, examples=EXAMPLES) == outcome
        assert inspector.calls[-1] == "close"
