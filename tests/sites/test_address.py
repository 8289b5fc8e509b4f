"""What leads to the same place at some server is stopped alike; what may pass must be so in every reading."""

import pytest

from gongai.sites import address
from gongai.sites.call import Call


@pytest.mark.parametrize(
    "spelled",
    [
        "/api/apply/item/submit",
        "/api/apply/item/submit?t=1#x",
        "/api/apply/item/submit;jsessionid=1F",
        "/api;v=1/apply/item/submit",
        "//api//apply/item/submit",
        "/api/./apply/x/../item/submit/",
        "/api/apply/item/%73ubmit",
        "/api/apply/item/%2573ubmit",
        "/api%2Fapply/item%5Csubmit",
        "/API/Apply/Item/Submit",
        "/api/apply/item/submit.json",
        "/api/apply/item/submit%20",
    ],
)
def test_every_spelling_may_be_the_call(spelled: str) -> None:
    assert address.may_be("/api/apply/*/submit", f"https://portal.example{spelled}")


@pytest.mark.parametrize("other", ["/api/apply/item/submits", "/api/apply/item/submit/list", "/api/apply/submit", "/"])
def test_another_path_is_not_the_call(other: str) -> None:
    assert not address.may_be("/api/apply/*/submit", f"https://portal.example{other}")


def test_no_call_is_nowhere() -> None:
    assert not address.may_be("", "https://portal.example/")


def test_a_path_may_pass_only_where_no_server_reads_another_in_it() -> None:
    assert address.surely_is("/api/log/*", "https://portal.example/api/log/page")
    assert not address.surely_is("/api/log/*", "https://portal.example/api/log/..%2fapply/submit")
    assert not address.surely_is("/api/log/*", "https://portal.example/API/log/page")


@pytest.mark.parametrize(
    ("named", "method", "reached"),
    [
        ("POST", "POST", True),
        ("POST", "PUT", True),
        ("POST", "GET", False),
        ("GET", "GET", True),
        ("GET", "HEAD", True),
        ("GET", "POST", True),
        ("GET", "OPTIONS", False),
    ],
)
def test_a_submit_call_is_reached_by_any_write_and_by_its_own_method(named: str, method: str, reached: bool) -> None:
    call = Call(method=named, path="/submit")  # type: ignore[arg-type]  # one of two words
    assert address.may_reach(call, method, "https://portal.example/submit") is reached
