"""Nothing is submitted by a profile that no supervisor has approved as it is now, whichever way it is asked."""

from pathlib import Path

import pytest

from gongai.records.state import FilingState
from gongai.sites.loader import PACKAGED
from tests.connector.conftest import Install
from tests.world import World

pytestmark = pytest.mark.browser


def never_submitted(world: World) -> None:
    assert world.held() == []
    assert world.requests("submit") == []


def messages(world: World) -> list[str]:
    return [str(one["text"]) for one in world.results() if one["kind"] == "unapproved"]


def profile_of(world: World) -> Path:
    return world.home / "sites" / "yunxi" / "profile.toml"


def edit(world: World, line: str) -> None:
    file = profile_of(world)
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


EXTRA = '[fields.name]\nlabel = "项目/工程名称"\noptional = false'


def test_filings_of_an_unapproved_profile_wait_with_one_message_that_names_version_and_command(
    install: Install,
) -> None:
    world = install(approved=False, add=EXTRA)
    references = [world.add(), world.add("02-项目建议书-1-01.json")]
    world.work_off()
    digest = world.app.site("yunxi").digest
    (text,) = messages(world)
    assert digest[:12] in text and "gongai site approve yunxi" in text
    for reference in references:
        assert world.state(reference) is FilingState.HELD
        assert digest[:12] in world.why(reference)
    assert world.truth()["logins"] == []
    never_submitted(world)


def test_approving_lets_the_filings_go_on_that_waited_for_it(install: Install) -> None:
    world = install(approved=False, add=EXTRA)
    reference = world.add()
    world.work_off()
    assert world.approve() == [reference]
    assert world.state(reference) is FilingState.WAITING
    (result,) = [one for one in world.results() if one["kind"] == "unapproved"]
    assert result["settled_by"] == "示例主管"
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    assert len(world.held()) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://127.0.0.1", "http://localhost"),
        ("[limits]", '[wizards."单项".submit]\nharmless = ["/api/*"]\n[limits]'),
        ("settle_s = 1.0", "settle_s = 0.1"),
        ("[limits]", '[fields.bound_e]\nlabel = "西至"\n[limits]'),
    ],
    ids=["address", "guard", "limits", "label"],
)
def test_a_profile_edited_after_its_approval_does_not_submit(city: World, old: str, new: str) -> None:
    text = profile_of(city).read_text(encoding="utf-8")
    assert old in text
    profile_of(city).write_text(text.replace(old, new), encoding="utf-8")
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert len(messages(city)) == 1
    never_submitted(city)


def test_a_setting_laid_over_the_profile_is_part_of_what_is_approved(city: World) -> None:
    city.configure("settle_s = 0.1")
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    never_submitted(city)


def test_a_catalogue_edited_after_the_approval_does_not_submit(city: World) -> None:
    text = (PACKAGED / "yunxi" / "catalogue.toml").read_text(encoding="utf-8")
    (city.home / "sites" / "yunxi" / "catalogue.toml").write_text(
        text.replace('city = "', 'city = "新', 1), encoding="utf-8"
    )
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    never_submitted(city)


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("after 登录 done", marks=pytest.mark.matrix),
        pytest.param("before submit armed", marks=pytest.mark.matrix),
        "after submit armed",
    ],
)
def test_a_profile_edited_while_a_filing_is_filled_in_does_not_submit(city: World, point: str) -> None:
    reference = city.add()

    def watch(now: str) -> None:
        if now == point:
            edit(city, EXTRA)

    city.work_off(city.worker(watch=watch))
    assert "optional = false" in profile_of(city).read_text(encoding="utf-8")
    assert city.state(reference) is FilingState.HELD, city.why(reference)
    assert len(messages(city)) == 1
    never_submitted(city)


def test_a_profile_edited_and_approved_meanwhile_files_by_the_new_version(city: World) -> None:
    reference = city.add()
    edits = iter([EXTRA])

    def watch(now: str) -> None:
        if now == "after submit armed" and (line := next(edits, "")):
            edit(city, line)
            city.approve()

    worker = city.worker(watch=watch)
    assert worker.work_one()
    never_submitted(city)
    assert city.state(reference) is FilingState.WAITING
    city.work_off(worker)
    assert city.state(reference) is FilingState.FILED, city.why(reference)
    assert len(city.held()) == 1
