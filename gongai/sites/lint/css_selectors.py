"""Whether a CSS selector can be read: those that a browser looks for, and those that pick from a page's text."""

import re

import cssselect

_TEXTS = frozenset({"has-text", "text", "text-is", "text-matches", "lang", "dir", "-p-text"})
_LISTS = frozenset({"has", "not", "is", "where", "matches"})
_PLACES = frozenset({"left-of", "right-of", "above", "below", "near"})
_NUMBERS = frozenset({"nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"})
_PLAIN = frozenset(
    {
        *("active", "checked", "default", "defined", "disabled", "empty", "enabled", "first-child", "first-of-type"),
        *("focus", "focus-visible", "focus-within", "hover", "in-range", "indeterminate", "invalid", "last-child"),
        *(
            "last-of-type",
            "link",
            "modal",
            "only-child",
            "only-of-type",
            "open",
            "optional",
            "out-of-range",
            "popover-open",
        ),
        *("placeholder-shown", "read-only", "read-write", "required", "root", "scope", "target", "valid", "visible"),
        *("any-link", "autofill", "light"),
    }
)
_PSEUDO = re.compile(r":(?P<name>[a-zA-Z-]+)(?P<open>\()?")
_ENGINE = re.compile(r"^(text|xpath|id|data-testid|internal:[\w-]+)=|^//|^\.\.$")


def trouble(css: str) -> str:
    """Why a browser could not look for this, in Chinese; empty where it can."""
    for part in css.split(">>"):
        part = part.strip().removeprefix("css=")
        if not part:
            return "少了一段"
        if _ENGINE.search(part):
            continue
        try:
            _read(part)
        except (ValueError, cssselect.SelectorError) as error:
            return _format_error(error)
    return ""


def pick_trouble(css: str) -> str:
    """Why this could not pick from the text of a page; empty where it can."""
    try:
        cssselect.HTMLTranslator().css_to_xpath(css)
    except cssselect.ExpressionError as error:
        return f"读网页时不支持这种写法（{error}）"
    except cssselect.SelectorError as error:
        return _format_error(error)
    return ""


def _read(css: str) -> None:
    """Raises `ValueError` or cssselect's error. Pseudo-classes are taken out first: browsers know more of them."""
    rest, at = "", 0
    while at < len(css):
        character = css[at]
        if character in "\"'":
            end = _quoted(css, at)
            rest, at = rest + css[at:end], end
            continue
        if character == "[":
            end = _closing(css, at, "[", "]")
            rest, at = rest + css[at:end], end
            continue
        if character == "\\":
            rest, at = rest + css[at : at + 2], at + 2
            continue
        found = _PSEUDO.match(css, at) if character == ":" else None
        if found is None:
            rest, at = rest + character, at + 1
            continue
        at = _pseudo(css, found)
        if not rest or rest[-1] in " >+~,":
            rest += "*"
    cssselect.parse(rest)


def _pseudo(css: str, found: re.Match[str]) -> int:
    """Check one pseudo-class; where it ends."""
    name = found["name"].lower()
    if not found["open"]:
        if name not in _PLAIN:
            raise ValueError(f"不认识的写法 :{name}")
        return found.end()
    end = _closing(css, found.end() - 1, "(", ")")
    inner = css[found.end() : end - 1].strip()
    if name in _LISTS | _PLACES:
        if not inner:
            raise ValueError(f":{name}() 的括号里是空的")
        _read(re.sub(r"(^|,)\s*[>+~]", r"\1 ", inner) if name == "has" else inner)
    elif name == "nth-match":
        _read(inner.rpartition(",")[0])
    elif name in _NUMBERS:
        if not re.fullmatch(r"(odd|even|[+-]?\d*n?(\s*[+-]\s*\d+)?)(\s+of\s+.+)?", inner) or not inner:
            raise ValueError(f":{name}({inner}) 的括号里应为序号")
    elif name not in _TEXTS:
        raise ValueError(f"不认识的写法 :{name}()")
    return end


def _quoted(css: str, start: int) -> int:
    end = css.find(css[start], start + 1)
    while end > 0 and css[end - 1] == "\\":
        end = css.find(css[start], end + 1)
    if end < 0:
        raise ValueError("引号没有成对")
    return end + 1


def _closing(css: str, start: int, opens: str, closes: str) -> int:
    depth, at = 0, start
    while at < len(css):
        if css[at] in "\"'":
            at = _quoted(css, at)
            continue
        depth += (css[at] == opens) - (css[at] == closes)
        at += 1
        if not depth:
            return at
    raise ValueError(f"括号没有成对，缺“{closes}”")


def _format_error(error: Exception) -> str:
    text = str(error)
    if not isinstance(error, cssselect.SelectorError):
        return text
    at = re.search(r" at (\d+)>?$", text)
    return "写法不完整或有多余的符号" + (f"（第 {int(at[1]) + 1} 个字符处）" if at else "")
