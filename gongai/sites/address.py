"""Whether an address is that of a call. A server answers under more spellings of a path than a profile names."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from gongai.sites.call import Call

READS = ("GET", "HEAD", "OPTIONS")
"""Methods by which nothing is written, unless a portal files by one of them."""
DECODED_AT_MOST = 4
"""Times a path is decoded: gateways decode once each."""
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,7}$")


def may_be(pattern: str, address: str) -> bool:
    """Whether some server could take `address` for a path of `pattern`: for what must be stopped."""
    if not pattern:
        return False
    path, plain = urlsplit(address).path, normal(pattern)
    return fnmatchcase(path, pattern) or any(fnmatchcase(one, plain) for one in _spellings(path))


def may_reach(call: Call, method: str, address: str) -> bool:
    """Whether some server could take a request for `call`: any write to its path; where it is a GET, a HEAD too."""
    same = method == call.method or method not in READS or (method, call.method) == ("HEAD", "GET")
    return same and may_be(call.path, address)


def surely_is(pattern: str, address: str) -> bool:
    """Whether `address` is of `pattern` as it stands and as any server would read it: for what may pass."""
    path = urlsplit(address).path
    return fnmatchcase(path, pattern) and fnmatchcase(normal(path), normal(pattern))


def normal(path: str) -> str:
    """One spelling for all that lead to the same place: `/a;v=1//%62/./c/` is `/a/b/c`."""
    for _turn in range(DECODED_AT_MOST):
        decoded = unquote(path)
        if decoded == path:
            break
        path = decoded
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        name = part.partition(";")[0].strip().casefold()
        if name == "..":
            parts[-1:] = []
        elif name not in ("", "."):
            parts.append(name)
    return "/" + "/".join(parts)


def _spellings(path: str) -> Iterator[str]:
    plain = normal(path)
    yield plain
    yield _SUFFIX.sub("", plain)  # some frameworks answer /submit.json as /submit
