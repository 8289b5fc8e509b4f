"""The relay hands on bytes as they are, unless told otherwise."""

import http.client

import pytest

from tests.distort.exchange import Answer, Asked
from tests.distort.of_the_line import Places, ways
from tests.distort.relay import Delivery, Forward, relay, whole

SAID = Answer(200, (("Content-Type", "application/json"), ("Set-Cookie", "token=1; Path=/")), b'{"a": "\xe4\xb8\xad"}')
PLACES = Places("/itself", "/submit", "http://127.0.0.1:9/", soon_s=0.01, too_late_s=0.05)


def portal(asked: Asked, _forward: Forward) -> Delivery:
    return whole(SAID if asked.body != b"echo" else SAID.with_body(asked.body))


def ask(url: str, *, method: str = "GET", body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        line.request(method, "/x?y=1", body=body)
        response = line.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        line.close()


def test_an_answer_passes_as_it_came() -> None:
    with relay(meddler=portal) as far, relay(far.url) as near:
        assert ask(near.url) == ask(far.url)
        assert ask(near.url, method="POST", body=b"echo")[2] == b"echo"


def test_a_connection_is_used_again() -> None:
    with relay(meddler=portal) as far, relay(far.url) as near:
        line = http.client.HTTPConnection(near.url.removeprefix("http://"), timeout=5)
        for _time in range(3):
            line.request("GET", "/")
            assert line.getresponse().read() == SAID.body
        line.close()


WAYS = {way.kind: way for way in ways(PLACES)}


def arrivals(kind: str) -> tuple[int, object]:
    """How often the request reaches the portal on this way, and what comes back."""
    came: list[Asked] = []

    def noted(asked: Asked, forward: Forward) -> Delivery:
        came.append(asked)
        return portal(asked, forward)

    with relay(meddler=noted) as far, relay(far.url) as near:
        near.meddler = lambda _asked, forward: WAYS[kind].carry(forward)
        try:
            found: object = ask(near.url, method="POST", body=b"echo")
        except (OSError, http.client.HTTPException) as error:
            found = error
    return len(came), found


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("cut before the request arrives", 0),
        ("302 to another origin", 0),
        ("307 to the submit, after the work", 1),
        ("cut before the answer", 1),
        ("cut inside the body", 1),
        ("brought twice", 2),
    ],
)
def test_each_way_brings_the_request_as_often_as_it_says(kind: str, times: int) -> None:
    assert arrivals(kind)[0] == times


@pytest.mark.parametrize("kind", ["cut before the answer", "cut inside the body", "chunks without an end", "no HTTP"])
def test_a_cut_is_seen_by_the_client(kind: str) -> None:
    assert isinstance(arrivals(kind)[1], Exception)


@pytest.mark.parametrize(
    "kind", ["late", "in chunks", "no length told", "answered twice", "100 Continue first", "drip"]
)
def test_what_only_takes_another_way_comes_whole(kind: str) -> None:
    found = arrivals(kind)[1]
    assert isinstance(found, tuple)
    assert found[2] == b"echo"
