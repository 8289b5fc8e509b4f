"""The four makes of stand-in, each with the profile that the product reads it by."""

from functools import cache

from gongai.sites import Site, load
from tests.sites.site_fixture import SITES

MAKES = ("elementui", "layui", "easyui", "antdv")
LOGINS = {
    "elementui": ("GET", "/api/user/login"),
    "layui": ("POST", "/gcxm/login.do"),
    "easyui": ("POST", "/gcjs/doLogin.do"),
    "antdv": ("POST", "/gcjs-api/auth/login"),
}
"""The call that logs in; no profile names it, for the page makes it."""
QUICK = {"settle_s": 1, "look_gap_s": 0.01, "action_s": 3}


def site_key(make: str) -> str:
    """The name of its site in a test's installation."""
    return "yunxi" if make == "elementui" else make


@cache
def site_of(make: str, base_url: str = "") -> Site:
    """The make's own profile, with short waits."""
    address = {"base_url": base_url} if base_url else {}
    return load(site_key(make), [SITES], overrides={"limits": QUICK, **address})
