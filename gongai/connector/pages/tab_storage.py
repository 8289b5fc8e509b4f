"""
What pages keep in their tab (sessionStorage), carried over from one browser context to the next.

A saved state of a browser holds cookies and localStorage only: at a portal that keeps its login in the tab, each filing
would begin with a login.
"""

import json
from collections.abc import Mapping, Set

from playwright.sync_api import BrowserContext, Error

from gongai.sites.origins import origin

Kept = Mapping[str, Mapping[str, str]]
"""Origin → key → value."""

_READ = "() => ({ ...sessionStorage })"
# once a tab: what the page takes out itself, as at a logout, stays out
_PUT = """(kept => {
    try {
        const mine = kept[location.origin];
        if (!mine || sessionStorage.getItem('gongai.carried')) return;
        sessionStorage.setItem('gongai.carried', '1');
        for (const [key, value] of Object.entries(mine)) sessionStorage.setItem(key, value);
    } catch { /* a document without an origin has no storage */ }
})"""


def kept_in(context: BrowserContext, homes: Set[str]) -> dict[str, dict[str, str]]:
    """What the tabs of a context hold at the origins of the portal."""
    found: dict[str, dict[str, str]] = {}
    for frame in (frame for page in context.pages for frame in page.frames):
        at = origin(frame.url)
        if at in homes and at not in found:
            try:
                found[at] = dict(frame.evaluate(_READ))
            except Error:  # on its way to another address
                continue
    return {at: values for at, values in found.items() if values}


def put_back(context: BrowserContext, kept: Kept) -> None:
    """Give it to each tab of a context, before the portal's own scripts run in it."""
    if kept:
        context.add_init_script(f"{_PUT}({json.dumps(kept)})")
