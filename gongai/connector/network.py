"""How this installation reaches portals: whose certificates are believed, and through which proxy."""

import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from gongai import redact
from gongai.errors import ConfigError
from gongai.settings import Settings

_CERTIFICATE = (
    "CERTIFICATE_VERIFY_FAILED",
    "ERR_CERT_",
    "ERR_SSL_",
    "unable to verify",
    "self-signed certificate",
    "self signed certificate",
    "unable to get local issuer",
    "unable to get issuer",
    "certificate has expired",
    "certificate is not yet valid",
    "does not match certificate",
)
"""How Chromium, Node and OpenSSL say that they do not believe a certificate."""
_PROXY = ("ERR_PROXY_", "ERR_TUNNEL_", "ProxyError", "407 Proxy")


@dataclass(frozen=True)
class Network:
    """The settings `ca_file` and `proxy`, for the browser and for our own calls alike."""

    ca_file: Path | None = None
    proxy: str = ""

    def transport(self) -> httpx.HTTPTransport:
        """Connections of our own: nothing of the environment, no redirects, no cookies."""
        return httpx.HTTPTransport(verify=self.tls(), trust_env=False, proxy=self.proxy or None)

    def tls(self) -> ssl.SSLContext:
        """Whose certificates are believed."""
        return _tls(self.ca_file, _changed(self.ca_file))

    def get(self, address: str, *, timeout_s: float, redirects: bool = False) -> httpx.Response:
        """Whether something answers there. Raises httpx's errors; `trouble` says what they mean."""
        with httpx.Client(transport=self.transport(), follow_redirects=redirects, timeout=timeout_s) as client:
            return client.get(address)


DIRECT = Network()
"""Without any settings."""


def network_of(settings: Settings) -> Network:
    password = unquote(urlsplit(settings.proxy).password or "")
    if len(password) >= redact.MIN_SECRET:
        redact.know(password)  # for good: whatever a library says of it is logged without it
    return Network(settings.ca_file, settings.proxy)


def trouble(error: Exception) -> str:
    """What keeps us from a portal, for people; "" where it is only that nothing answers."""
    said = f"{type(error).__name__} {error} {error.__cause__ or ''}"
    if any(word in said for word in _CERTIFICATE):
        return (
            "平台的证书不被信任（过期、名称不符、签发机构不明或证书链不全）。"
            "请先核实本机时间和平台地址；证书由单位或专网的机构签发的，把它的 CA 证书写入设置 ca_file"
        )
    if any(word in said for word in _PROXY):
        return "代理服务器不通或拒绝转发。请核对设置 proxy"
    return ""


def reason(error: Exception, otherwise: str) -> str:
    """The end of a sentence that says what could not be reached."""
    known = trouble(error)
    return f"：{known}" if known else otherwise


@lru_cache(maxsize=4)
def _tls(ca_file: Path | None, _changed: float) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    # browsers still speak with servers that have not learned secure renegotiation
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"设置项 ca_file 指定的文件不是可用的 CA 证书（PEM）：{ca_file}（{error}）。请改正"
            ) from error
    return context


def _changed(path: Path | None) -> float:
    try:
        return path.stat().st_mtime if path else 0.0
    except OSError:
        return -1.0
