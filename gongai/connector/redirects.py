"""What a page may be told of the answer to its write: a redirect that it followed by itself would pass the guard."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from gongai.sites.origins import origin

AGAIN = (307, 308)
"""The page would send the same body once more, to wherever the portal says."""
SEE_OTHER = 303
LEADING_ON = (301, 302, SEE_OTHER)


@dataclass(frozen=True)
class HandOn:
    """Give the page the answer, under this status."""

    status: int


@dataclass(frozen=True)
class HoldBack:
    """Give the page no answer. `because` is for people."""

    because: str


def judge(status: int, location: str, *, address: str, may_follow: Callable[[str], bool]) -> HandOn | HoldBack:
    """What becomes of an answer from `address`. `may_follow` says whether a page may be led by GET to an address."""
    if status not in (*AGAIN, *LEADING_ON):
        return HandOn(status)
    target = urljoin(address, location)
    if status in AGAIN:
        return HoldBack(f"平台要求改投他处（HTTP {status}，{shown(target)}），未跟随")
    if not location:
        return HandOn(status)  # leads nowhere
    if not may_follow(target):
        return HoldBack(f"平台要求转到平台配置没有写明的地址（HTTP {status}，{shown(target)}），未跟随")
    return HandOn(SEE_OTHER)  # a GET, whatever the portal has said


def shown(address: str) -> str:
    """An address without what was asked for or said in it."""
    return origin(address) + urlsplit(address).path
