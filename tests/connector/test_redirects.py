"""What a page is told of a redirect after a write: never to send again, and to go only where the profile says."""

import pytest

from gongai.connector import redirects
from gongai.connector.redirects import HandOn, HoldBack
from gongai.sites.origins import origin

HERE = "https://portal.example/api/save"


def judge(status: int, location: str) -> HandOn | HoldBack:
    allowed = {"https://portal.example", "https://sso.example"}
    return redirects.judge(status, location, address=HERE, may_follow=lambda target: origin(target) in allowed)


@pytest.mark.parametrize("status", [200, 204, 304, 400, 502])
def test_other_answers_are_handed_on_as_they_are(status: int) -> None:
    assert judge(status, "https://elsewhere.example/") == HandOn(status)


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_page_is_led_on_by_a_get(status: int) -> None:
    for location in ("/done", "done", "https://portal.example:443/done", "https://sso.example/x"):
        assert judge(status, location) == HandOn(303)
    assert judge(status, "") == HandOn(status)


@pytest.mark.parametrize(
    "location", ["https://elsewhere.example/", "http://portal.example/", "//portal.example:8443/x"]
)
def test_nobody_is_led_to_an_origin_that_is_not_named(location: str) -> None:
    told = judge(302, location)
    assert isinstance(told, HoldBack)
    assert "没有写明" in told.because


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_is_never_sent_on(status: int) -> None:
    told = judge(status, "/api/save?name=%E5%BC%A0")
    assert isinstance(told, HoldBack)
    assert told.because == f"平台要求改投他处（HTTP {status}，https://portal.example/api/save），未跟随"
