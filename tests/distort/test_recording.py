"""The recordings hold what the product asks: a call that a profile gains is recorded, or this fails."""

import re

import pytest

from tests.distort import recording
from tests.distort.makes import MAKES, site_of
from tests.distort.named import calls_of, roles_of

LOGIN = "login"
OF_THE_PAGES = ("save.", "check.", "submit.", "materials.")
"""Calls whose parameters the pages choose."""


@pytest.mark.parametrize("make", MAKES)
def test_every_call_that_a_profile_names_was_recorded(make: str) -> None:
    told = [one.asked for one in recording.exchanges(make)]
    missing = [
        one.role
        for one in calls_of(site_of(make).profile)
        if not any(one.fits(asked) for asked in told) and not one.role.startswith(("save.", "check."))
    ]
    assert not missing, f"{make}: 请运行 make distort-record"


@pytest.mark.parametrize("make", MAKES)
def test_every_recorded_call_is_one_that_the_profile_names(make: str) -> None:
    profile = site_of(make).profile
    strange = {one.call for one in recording.exchanges(make) if one.call != LOGIN and not roles_of(profile, one.asked)}
    assert not strange, f"{make}: 请运行 make distort-record"


@pytest.mark.parametrize("make", MAKES)
def test_the_parameters_asked_for_are_those_of_the_profile(make: str) -> None:
    named = {one.role: one for one in calls_of(site_of(make).profile)}
    for one in recording.exchanges(make):
        if one.call == LOGIN or one.call.startswith(OF_THE_PAGES):
            continue
        call = named[one.call].call
        if call.method == "GET" or call.form:
            assert set(one.asked.words) == set(call.params), f"{make} {one.call}：请运行 make distort-record"


@pytest.mark.parametrize("make", MAKES)
def test_the_recordings_hold_invented_people_only(make: str) -> None:
    for one in recording.exchanges(make):
        text = one.answer.body.decode("gb18030", errors="replace")
        for number in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text):
            assert number.startswith("1380000"), f"{make} {one.call}: {number[:3]}…"
