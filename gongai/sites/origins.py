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


def names_user(address: str) -> bool:
    """Whether a name or a password stands before the host."""
    return "@" in urlsplit(address).netloc
