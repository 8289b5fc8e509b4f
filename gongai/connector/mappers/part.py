"""
A part of an answer, read strictly: what is not as the profile says is refused, and never read as "none".

A dotted path leads through objects; `rows[].name` collects over a list; a step that ends in `?` may be missing or
null, because the profile says so. What a getter demands is its name: an `ident` is there and not empty, a `value` is
there and may be empty, `words` may be missing. A list is a list of objects, or it is not understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from gongai.errors import NotUnderstood
from gongai.records.raw import Raw
from gongai.redact import scrub

SHOWN: Final = 80
"""Characters of what was found that a message repeats."""
_KEYS: Final = 12
"""Names of an object that a message repeats."""


class _Nothing(Enum):
    """What an optional step leads to where it is missing; `None` is a null that the portal wrote."""

    NOTHING = "nothing"


_NOTHING: Final = _Nothing.NOTHING


@dataclass(frozen=True)
class Asked:
    """Which answer a part is of: for the messages."""

    title: str
    path: str
    proved: bool = False
    """This way of reading has read something before: then it is the portal that has changed."""

    def trouble(self, what: str) -> NotUnderstood:
        if self.proved:
            cause = "以前按同样的配置读到过，平台可能改版或出错，请打开平台核对"
        else:
            cause = "按这份配置还没有读到过，请先核对平台配置，再看平台是否出错"
        return NotUnderstood(f"“{self.title}”（{self.path}）的答复看不懂：{what}。{cause}", call=self.path)


@dataclass(frozen=True)
class Part:
    """An answer, or one row of it. `at` is the way that led here."""

    data: Raw
    asked: Asked
    at: str = ""

    def rows(self, path: str) -> tuple["Part", ...]:
        """The objects of a list. Lists inside a list, as `items[].documents` gives them, are laid end to end."""
        found = self._found(path)
        if found is _NOTHING:
            return ()
        return tuple(self._rows(found, path, depth=path.rstrip("?").removesuffix("[]").count("[]")))

    def ident(self, path: str) -> str:
        """What identifies something, or a code that decides: text or a whole number, never empty."""
        found = self._text(path)
        if not found:
            raise self._trouble(path, "不应为空", self._found(path))
        return found

    def code(self, path: str) -> str:
        """An `ident` that is written as text: a number would have lost its hyphens, its zeros or its last digits."""
        found = self._found(path)
        if not isinstance(found, str):
            raise self._trouble(path, "应为文字", found)
        return self.ident(path)

    def value(self, path: str) -> str:
        """A text that must be there and may be empty. A path that the profile leaves out is empty."""
        return self._text(path) if path else ""

    def words(self, path: str) -> str:
        """A text on which nothing rests: it may be missing."""
        return self._text(path, optional=True) if path else ""

    def idents(self, path: str) -> tuple[str, ...]:
        """One or several of what `ident` reads, at least one."""
        found = self._several(path)
        if not found:
            raise self._trouble(path, "不应为空", self._found(path))
        return found

    def several(self, path: str) -> tuple[str, ...]:
        """Idents of which there may be none, but then the portal must say so by an empty list."""
        return self._several(path) if path else ()

    def listed(self, path: str) -> tuple[str, ...]:
        """`several` that come as a list and as nothing else: a lone value would be no list that anybody can count."""
        found = self._found(path) if path else _NOTHING
        if found is not _NOTHING and not isinstance(found, list):
            raise self._trouble(path, "应为列表", found)
        return self.several(path)

    def told(self, path: str) -> str:
        """A `value` that the portal tells: it may be empty, but a null is no answer."""
        found = self._found(path) if path else _NOTHING
        if found is None:
            raise self._trouble(path, "不应为空", found)
        return self.value(path)

    def raw(self, path: str) -> Raw:
        """Whatever stands there, for what has forms of its own (times); None where there is nothing."""
        found = self._found(path, optional=True) if path else None
        return None if found is _NOTHING else found

    def count(self, path: str) -> int:
        """A number of rows."""
        found = self._found(path)
        text = found.strip() if isinstance(found, str) else found
        if isinstance(text, str) and text.isascii() and text.isdigit():
            return int(text)
        if isinstance(text, bool) or not isinstance(text, int) or text < 0:
            raise self._trouble(path, "应为条数", found)
        return text

    def trouble(self, what: str) -> NotUnderstood:
        return self.asked.trouble(f"{self.at}：{what}" if self.at else what)

    # ---- inside

    def _found(self, path: str, *, optional: bool = False) -> Raw:
        steps = path.split(".") if path.strip(".") else []
        return self._walk(self.data, steps, path, optional=optional)

    def _walk(self, data: Raw, steps: list[str], path: str, *, optional: bool) -> Raw:
        for place, step in enumerate(steps):
            last = place == len(steps) - 1
            may_lack = step.endswith("?") or optional
            bare = step.removesuffix("?")
            many, name = bare.endswith("[]"), bare.removesuffix("[]")
            if name:
                data = self._child(data, name, path)
            if data is _NOTHING or (data is None and not (last and not many)):
                if may_lack:
                    return _NOTHING
                raise self._trouble(path, f"没有 {name or step} 这一项", self._before(steps[:place]))
            if data is None and step.endswith("?"):
                return _NOTHING
            if many:
                if not isinstance(data, list):
                    raise self._trouble(path, f"{name or step} 应为列表", data)
                rest = steps[place + 1 :]
                each = [self._walk(one, rest, path, optional=optional) for one in data] if rest else data
                return [one for one in each if one is not _NOTHING]
        return data

    def _child(self, data: Raw, name: str, path: str) -> Raw:
        if isinstance(data, Mapping):
            return data.get(name, _NOTHING)
        if isinstance(data, list) and name.isdigit():
            return data[int(name)] if int(name) < len(data) else _NOTHING
        raise self._trouble(path, f"{name} 的上一级应为对象", data)

    def _before(self, steps: list[str]) -> Raw:
        """What a step was looked for in, for the message."""
        data = self.data
        for step in steps:
            name = step.removesuffix("?").removesuffix("[]")
            inner = data.get(name) if isinstance(data, Mapping) else None
            data = inner[0] if isinstance(inner, list) and inner and step.rstrip("?").endswith("[]") else inner
        return data

    def _rows(self, found: Raw, path: str, *, depth: int) -> list["Part"]:
        if not isinstance(found, list):
            raise self._trouble(path, "应为列表", found)
        if depth:
            return [part for one in found for part in self._rows(one, path, depth=depth - 1)]
        parts = []
        for number, one in enumerate(found, 1):
            if not isinstance(one, Mapping):
                raise self._trouble(path, f"第 {number} 行应为对象", one)
            parts.append(Part(one, self.asked, f"{self.at} {path} 第 {number} 行".strip()))
        return parts

    def _several(self, path: str) -> tuple[str, ...]:
        found = self._found(path)
        if found is _NOTHING:
            return ()
        listed = found if isinstance(found, list) else [found]
        flat = [one for part in listed for one in (part if isinstance(part, list) else [part])]
        texts = tuple(self._as_text(one, path) for one in flat)
        if not isinstance(found, list) and not texts[0]:
            return ()
        if "" in texts:
            raise self._trouble(path, "其中有空的一项", found)
        return texts

    def _text(self, path: str, *, optional: bool = False) -> str:
        found = self._found(path, optional=optional)
        return "" if found is _NOTHING or found is None else self._as_text(found, path)

    def _as_text(self, value: Raw, path: str) -> str:
        """Flags as JSON writes them. A number with a fraction has lost what it was before."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int):
            return str(value).strip()
        raise self._trouble(path, "应为文字", value)

    def _trouble(self, path: str, expected: str, found: Raw) -> NotUnderstood:
        where = f"{self.at} 的 {path or '（整个答复）'}" if self.at else path or "（整个答复）"
        return self.asked.trouble(f"{where} {expected}，{shape(found)}")


def shape(found: Raw) -> str:
    """What was found, for a message: its kind, and enough of it to recognise it, masked."""
    if found is _NOTHING:
        return "实际没有这一项"
    if found is None:
        return "实际是空值（null）"
    if isinstance(found, Mapping):
        names = "、".join(scrub(str(name))[:SHOWN] for name in list(found)[:_KEYS])
        return f"实际是对象，其中有 {names}{'……' if len(found) > _KEYS else ''}" if names else "实际是空的对象"
    if isinstance(found, list):
        return f"实际是 {len(found)} 项的列表"
    kind = "文字" if isinstance(found, str) else "是否值" if isinstance(found, bool) else "数字"
    return f"实际是{kind}“{head(str(found))}”" if str(found) else "实际是空的文字"


def head(text: str) -> str:
    """The beginning of what a portal wrote, in one line, masked."""
    line = " ".join(scrub(text[: SHOWN * 4]).split())
    return f"{line[:SHOWN]}……" if len(line) > SHOWN else line
