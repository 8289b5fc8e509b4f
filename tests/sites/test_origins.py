"""Where a portal is: by origin, and never with a password in its address."""

from typing import Any

import pytest

from gongai.errors import ConfigError
from gongai.sites import load
from gongai.sites.origins import origin


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://Portal.Example:443/a?b#c", "https://portal.example"),
        ("http://portal:8080", "http://portal:8080"),
        ("http://portal.example./x", "http://portal.example"),
        ("http://[::1]:81/", "http://[::1]:81"),
        ("https://portal.example@evil.example/", "https://evil.example"),
        ("about:blank", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("http://portal:99999999/", ""),
        ("//portal.example/x", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(address: str, wanted: str) -> None:
    assert origin(address) == wanted


def test_the_origins_of_a_portal_are_its_own_and_the_named_ones() -> None:
    site = load("yunxi", overrides={"base_url": "https://portal.example:443/gcjs", "origins": ["https://sso.example"]})
    assert site.profile.homes == {"https://portal.example", "https://sso.example"}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"base_url": "https://desk:Planted-77@portal.example"}, "base_url.*不能写账号和密码"),
        ({"base_url": "https://desk@portal.example"}, "base_url.*不能写账号和密码"),
        ({"base_url": "https://"}, "base_url.*不是"),
        ({"origins": ["https://desk:Planted-77@sso.example"]}, "origins.*不能写账号和密码"),
        ({"origins": ["https://sso.example/cas"]}, "应写作 https://sso.example"),
        ({"origins": ["sso.example"]}, "origins.*不是"),
    ],
)
def test_an_address_that_tells_a_secret_or_is_none_is_refused(more: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text) as refused:
        load("yunxi", overrides=more)
    assert "Planted-77" not in str(refused.value)
