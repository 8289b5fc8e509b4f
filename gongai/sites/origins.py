"""Origins: scheme, host and port of an address. What may be typed or sent where is decided by them."""

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def origin(address: str) -> str:
    """`https://host` or `http://host:port`; "" where the address has none, such as `about:blank` or `data:`."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    return f"{parts.scheme}://{host}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")


def without_user(address: str) -> str:
    """The address as it may be shown: without the name and the password before the host."""
    scheme, mark, rest = address.partition("://")
    authority = rest[: next((at for at, one in enumerate(rest) if one in "/?#"), len(rest))]
    return f"{scheme}{mark}{authority.rpartition('@')[2]}{rest[len(authority) :]}"
