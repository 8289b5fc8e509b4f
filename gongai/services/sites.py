"""What may be asked about the portals this installation knows."""

from collections.abc import Iterator

import httpx

from gongai.records.finding import Finding
from gongai.sites import Site
from gongai.sites.lint.findings import warn


def address_findings(site: Site) -> Iterator[Finding]:
    """Whether anything answers at the site's address."""
    address = site.profile.base_url + site.profile.login.address
    try:
        answer = httpx.get(address, timeout=8, follow_redirects=True)
    except httpx.HTTPError as error:
        yield warn("login.address", address, f"访问不到（{type(error).__name__}）", "请检查网络、VPN 或平台是否维护")
        return
    if answer.status_code >= 400:
        yield warn("login.address", address, f"登录页应答 {answer.status_code}", "请核对地址，或稍后再试")
