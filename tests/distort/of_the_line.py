"""Distortions of the way: redirects, cuts, repetitions and delays of one exchange."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.distort.exchange import Answer
from tests.distort.relay import Delivery, Forward, on_the_line, whole


@dataclass(frozen=True)
class Places:
    """Where a redirect may lead."""

    itself: str
    submit: str
    elsewhere: str
    soon_s: float
    """Late, but within the time-out."""
    too_late_s: float
    """Longer than the product waits."""


@dataclass(frozen=True)
class OnTheWay:
    """`carry`: what the client gets, and how often the request reaches the portal."""

    kind: str
    carry: Callable[[Forward], Delivery]
    twice: bool = False
    """The network brings the request twice: then the portal may hold two, and neither is our doing."""


def ways(places: Places) -> Iterator[OnTheWay]:
    for status in (301, 302, 303, 307, 308):
        for name, where in (
            ("itself", places.itself),
            ("the submit", places.submit),
            ("another origin", places.elsewhere),
        ):
            yield OnTheWay(f"{status} to {name}", _redirect(status, where))
            yield OnTheWay(f"{status} to {name}, after the work", _redirect(status, where, worked=True))
    yield OnTheWay("cut before the request arrives", lambda _forward: Delivery(then="reset"))
    yield OnTheWay("ended before the request arrives", lambda _forward: Delivery(then="end"))
    yield OnTheWay("cut before the answer", lambda forward: _cut(forward, 0, "reset"))
    yield OnTheWay("ended before the answer", lambda forward: _cut(forward, 0, "end"))
    yield OnTheWay("cut in the head", lambda forward: _cut(forward, 20, "end"))
    yield OnTheWay("cut inside the body", lambda forward: _half(forward, "end"))
    yield OnTheWay("reset inside the body", lambda forward: _half(forward, "reset"))
    yield OnTheWay("cut after the answer", lambda forward: _cut(forward, 1 << 30, "reset"))
    yield OnTheWay("answered twice", lambda forward: _twice_answered(forward()))
    yield OnTheWay("brought twice", _brought_twice, twice=True)
    yield OnTheWay("brought twice, second answer", _second_answer, twice=True)
    yield OnTheWay("late", lambda forward: Delivery((on_the_line(forward()),), pause_s=places.soon_s))
    yield OnTheWay(
        "later than the time-out", lambda forward: Delivery((on_the_line(forward()),), pause_s=places.too_late_s)
    )
    yield OnTheWay("never answered", lambda _forward: Delivery((b"",), pause_s=places.too_late_s, then="end"))
    yield OnTheWay("drip", lambda forward: _drip(forward(), places.too_late_s))
    yield OnTheWay("no length told", lambda forward: _without_length(forward()))
    yield OnTheWay("in chunks", lambda forward: _chunked(forward()))
    yield OnTheWay("chunks without an end", lambda forward: _chunked(forward(), end=b""))
    yield OnTheWay("length too great", lambda forward: _length(forward(), 40))
    yield OnTheWay("length too small", lambda forward: _length(forward(), -40))
    yield OnTheWay("no HTTP", lambda forward: Delivery((b"\x16\x03\x01 not a word of HTTP\r\n\r\n",), then="end"))
    yield OnTheWay(
        "100 Continue first", lambda forward: Delivery((b"HTTP/1.1 100 Continue\r\n\r\n", on_the_line(forward())))
    )


def _redirect(status: int, where: str, *, worked: bool = False) -> Callable[[Forward], Delivery]:
    def carry(forward: Forward) -> Delivery:
        if worked:
            forward()
        return whole(Answer(status, (("Location", where), ("Content-Type", "text/html")), b""))

    return carry


def _cut(forward: Forward, at: int, then: str) -> Delivery:
    return Delivery((on_the_line(forward())[:at],), then="reset" if then == "reset" else "end")


def _half(forward: Forward, then: str) -> Delivery:
    answer = forward()
    line = on_the_line(answer)
    return _cut(lambda: answer, len(line) - len(answer.body) + len(answer.body) // 2, then)


def _twice_answered(answer: Answer) -> Delivery:
    return Delivery((on_the_line(answer) + on_the_line(answer),))


def _brought_twice(forward: Forward) -> Delivery:
    answer = forward()
    forward()
    return whole(answer)


def _second_answer(forward: Forward) -> Delivery:
    forward()
    return whole(forward())


def _drip(answer: Answer, longer_than_s: float) -> Delivery:
    """A little at a time: each piece within the time-out, the whole far beyond it."""
    line = on_the_line(answer)
    step = max(1, len(line) // 8)
    pieces = tuple(line[at : at + step] for at in range(0, len(line), step))
    return Delivery(pieces, pause_s=longer_than_s / 3)


def _without_length(answer: Answer) -> Delivery:
    head, _, body = on_the_line(answer).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    return Delivery((b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body,), then="end")


def _chunked(answer: Answer, *, end: bytes = b"0\r\n\r\n") -> Delivery:
    head, _, body = on_the_line(answer).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    start = b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + b"\r\n\r\n"
    return Delivery((start + b"%x\r\n" % len(body) + body + b"\r\n" + end,), then="keep" if end else "end")


def _length(answer: Answer, more: int) -> Delivery:
    head, _, body = on_the_line(answer).partition(b"\r\n\r\n")
    told = b"Content-Length: %d" % len(body)
    return Delivery(
        (head.replace(told, b"Content-Length: %d" % max(0, len(body) + more)) + b"\r\n\r\n" + body,), then="end"
    )
