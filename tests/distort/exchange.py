"""One request and what was answered to it, as bytes on the line."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Headers = tuple[tuple[str, str], ...]
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
OF_THE_WAY = ("connection", "keep-alive", "transfer-encoding", "content-length", "date", "server")
"""Headers that speak of the way an answer came, not of the answer."""


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def words(self) -> dict[str, str]:
        """Parameters of the query and of a form, names and values."""
        found = dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))
        if header(self.headers, "content-type").startswith("application/x-www-form-urlencoded"):
            found |= dict(parse_qsl(self.body.decode("latin-1"), keep_blank_values=True))
        return found


@dataclass(frozen=True)
class Answer:
    """A response, its body as it came."""

    status: int
    headers: Headers
    body: bytes

    @property
    def kind(self) -> str:
        return header(self.headers, "content-type")

    @property
    def is_page(self) -> bool:
        return "html" in self.kind

    @property
    def is_json(self) -> bool:
        return "json" in self.kind

    def with_body(self, body: bytes) -> "Answer":
        return replace(self, body=body)

    def with_header(self, name: str, value: str) -> "Answer":
        others = tuple(one for one in self.headers if one[0].lower() != name.lower())
        return replace(self, headers=(*others, (name, value)))


@dataclass(frozen=True)
class Exchange:
    """`call` is the name of the call in the profile, `scene` the part of the recorded run."""

    scene: str
    call: str
    asked: Asked
    answer: Answer


def header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def text_of(answer: Answer) -> str:
    return answer.body.decode(charset_of(answer), errors="surrogateescape")


def with_text(answer: Answer, text: str) -> Answer:
    return answer.with_body(text.encode(charset_of(answer), errors="surrogateescape"))


def charset_of(answer: Answer) -> str:
    """As the answer says, or as its bytes show; GBK is bytes of GB 18030."""
    found = _CHARSET.search(answer.kind) or _CHARSET.search(answer.body[:2048].decode("latin-1"))
    if found:
        named = found[1].lower()
        return "gb18030" if named in ("gbk", "gb2312") else named
    try:
        answer.body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def stored(one: Exchange) -> dict[str, Any]:
    """As a recording keeps it: text where it is text, and of the headers only what says how to read the body."""
    kept = {name.lower(): value for name, value in one.answer.headers if name.lower() in ("content-type", "location")}
    return {
        "scene": one.scene,
        "call": one.call,
        "method": one.asked.method,
        "target": one.asked.target,
        "asked": _as_text(one.asked.body),
        "asked_kind": header(one.asked.headers, "content-type"),
        "status": one.answer.status,
        "headers": kept,
        "body": _as_text(one.answer.body),
    }


def restored(data: Mapping[str, Any]) -> Exchange:
    asked = Asked(data["method"], data["target"], (("content-type", data["asked_kind"]),), _as_bytes(data["asked"]))
    answer = Answer(data["status"], tuple(data["headers"].items()), _as_bytes(data["body"]))
    return Exchange(data["scene"], data["call"], asked, answer)


def _as_text(body: bytes) -> str | dict[str, str]:
    for charset in ("utf-8", "gb18030"):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        if text.encode(charset) == body and "\0" not in text and not body.startswith(b"%PDF"):
            return text if charset == "utf-8" else {charset: text}
    return {"base64": base64.b64encode(body).decode()}


def _as_bytes(kept: str | Mapping[str, str]) -> bytes:
    if isinstance(kept, str):
        return kept.encode()
    ((how, text),) = kept.items()
    return base64.b64decode(text) if how == "base64" else text.encode(how)
