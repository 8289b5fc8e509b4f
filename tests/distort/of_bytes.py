"""Distortions of any answer: what comes instead of it, and what becomes of its bytes."""

import gzip
import zlib
from collections.abc import Iterator
from functools import partial

from tests.distort.distortion import Distortion, May, Others
from tests.distort.exchange import Answer

LOGIN_PAGE = """<!DOCTYPE html><html><head><title>用户登录</title></head><body><form action="/login" method="post">
<input name="username"><input name="password" type="password"><button>登录</button></form></body></html>"""
NOTICE = "<!DOCTYPE html><html><body><h1>系统维护升级公告</h1><p>系统维护中，请稍后再试。</p></body></html>"
GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
BLOCKED = "<html><body>您的请求疑似攻击行为，已被安全网关拦截。事件编号 000000</body></html>"
BOMB = 8 << 20
"""Bytes that come out of a packed answer: enough to see whether anybody counts them."""


def page(text: str, status: int = 200) -> Answer:
    return Answer(status, (("Content-Type", "text/html; charset=utf-8"),), text.encode())


def distortions(answer: Answer, others: Others) -> Iterator[Distortion]:
    def instead(kind: str, other: Answer, may: May = May.UNSURE, what: str = "") -> Distortion:
        return Distortion(kind, may, lambda _answer: other, what)

    yield instead("login page with 200", page(LOGIN_PAGE))
    yield instead("maintenance page with 200", page(NOTICE))
    yield instead("gateway page with 200", page(GATEWAY))
    yield instead("firewall page with 200", page(BLOCKED))
    yield instead("page under the label of the answer", page(LOGIN_PAGE).with_header("Content-Type", answer.kind))
    for status in (401, 403, 404, 429, 500, 502, 503):
        yield instead("error page", page(GATEWAY, status), what=str(status))
    yield Distortion("right body, error status", May.UNSURE, lambda one: Answer(500, one.headers, one.body), "500")
    yield instead("no content", Answer(204, (), b""))
    yield instead(
        "JSON of nobody", Answer(200, (("Content-Type", "application/json"),), b'{"ret":-1,"errmsg":"","result":null}')
    )
    for body in (b"null", b"[]", b"{}", b'""', b"0", b"true"):
        other = Answer(200, (("Content-Type", answer.kind),), body)
        yield instead("bare value", other, what=body.decode())
    if others.another is not None:
        yield instead("answer of another call", others.another)
    body = answer.body
    for at in sorted({1, len(body) // 4, len(body) // 2, 3 * len(body) // 4, len(body.rstrip()) - 1}):
        if 0 < at < len(body.rstrip()):
            yield Distortion("truncated", May.UNSURE, partial(_cut, at=at), str(at))
    yield Distortion("empty body", May.UNSURE, lambda one: one.with_body(b""))
    yield Distortion("blank body", May.UNSURE, lambda one: one.with_body(b" \r\n\t "))
    yield Distortion("garbage", May.UNSURE, lambda one: one.with_body(bytes(range(256)) * 4))
    if answer.is_json or answer.is_page:
        yield Distortion("said twice", May.UNSURE, lambda one: one.with_body(one.body + one.body))
        error = b"\nFatal error: out of memory"
        yield Distortion("error text after it", May.UNSURE, lambda one: one.with_body(one.body + error))
        yield Distortion("gzip bomb", May.UNSURE, _bomb)
    yield Distortion(
        "packed by gzip",
        May.SAME,
        lambda one: one.with_body(gzip.compress(one.body)).with_header("Content-Encoding", "gzip"),
    )
    yield Distortion(
        "packed by deflate",
        May.SAME,
        lambda one: one.with_body(zlib.compress(one.body)).with_header("Content-Encoding", "deflate"),
    )
    yield Distortion("said to be packed", May.UNSURE, lambda one: one.with_header("Content-Encoding", "gzip"))
    yield Distortion(
        "packing cut off",
        May.UNSURE,
        lambda one: one.with_body(gzip.compress(one.body)[:-12]).with_header("Content-Encoding", "gzip"),
    )
    yield Distortion("no content type", May.UNSURE, lambda one: Answer(one.status, (), one.body))
    yield Distortion(
        "octet stream", May.UNSURE, lambda one: one.with_header("Content-Type", "application/octet-stream")
    )
    if answer.is_json or answer.is_page:
        bare = answer.kind.partition(";")[0]
        for charset in ("iso-8859-1", "gbk", "utf-8", "utf-16le", "nonsense"):
            label = partial(Answer.with_header, name="Content-Type", value=f"{bare}; charset={charset}")
            yield Distortion("wrong charset label", May.WORDS, label, charset)


def _bomb(one: Answer) -> Answer:
    """White space by the megabyte behind what was said."""
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packed.compress(one.body) + b"".join(packed.compress(b" " * (1 << 20)) for _mb in range(BOMB >> 20))
    return one.with_body(body + packed.flush()).with_header("Content-Encoding", "gzip")


def _cut(one: Answer, *, at: int) -> Answer:
    return one.with_body(one.body[:at])
