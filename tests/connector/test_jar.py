"""A cookie that one of our own calls is given is taken as a browser takes it."""

import time

import pytest

from gongai.connector.pages import jar

AT = "http://portal.example/gcjs/list.do"


def test_a_cookie_without_a_word_more_is_the_hosts_and_its_folders() -> None:
    assert jar.read(b"a=1", AT) == {
        "name": "a",
        "value": "1",
        "domain": "portal.example",
        "path": "/gcjs",
        "expires": -1,
        "httpOnly": False,
        "secure": False,
    }


def test_all_that_a_cookie_says_is_kept() -> None:
    line = "dw=示例=二院; Domain=.Example.; path=/; HttpOnly; SameSite=strict; Max-Age=60"
    made = jar.read(line.replace("Example.", "portal.example").encode(), AT)
    assert made is not None
    assert (made["value"], made["domain"], made["path"]) == ("示例=二院", ".portal.example", "/")
    assert made["httpOnly"] and made["sameSite"] == "Strict"
    assert 50 < made["expires"] - time.time() <= 60


@pytest.mark.parametrize("age", ["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01-Jan-1970 00:00:00 GMT"])
def test_an_end_in_the_past_takes_a_cookie_away(age: str) -> None:
    made = jar.read(f"a=; {age}".encode(), AT)
    assert made is not None
    assert 0 <= made["expires"] < time.time()


@pytest.mark.parametrize(
    "line", [b"a=1; Domain=elsewhere.example", b"a=1; Domain=ortal.example", b"a=1; Secure", b"=1", b"just words"]
)
def test_what_a_browser_would_not_take_is_not_taken(line: bytes) -> None:
    assert jar.read(line, AT) is None


def test_a_secure_cookie_is_taken_over_tls_and_on_this_machine() -> None:
    for address in ("https://portal.example/", "http://localhost:80/"):
        made = jar.read(b"a=1; Secure", address)
        assert made is not None
        assert made["secure"]


def test_a_domain_that_is_a_bare_name_or_number_is_the_host_itself() -> None:
    for host in ("localhost", "127.0.0.1"):
        made = jar.read(f"a=1; Domain={host}".encode(), f"http://{host}/")
        assert made is not None
        assert made["domain"] == host


def test_an_unreadable_end_is_the_end_of_the_session() -> None:
    made = jar.read(b"a=1; Expires=soon", AT)
    assert made is not None
    assert made["expires"] == -1


def test_the_header_is_in_utf8() -> None:
    assert jar.header({"a": "1", "dw": "示例"}) == "a=1; dw=示例".encode()
