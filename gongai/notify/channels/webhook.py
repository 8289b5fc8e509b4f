"""Results as calls of an address."""

import hashlib
import hmac
import json
import ssl

import httpx
import tenacity

from gongai.notify.channels.channel import payload
from gongai.queue.results import ResultRow

SIGNATURE = "X-Gongai-Signature"
"""Header with HMAC-SHA256 of the body under the shared secret, as `sha256=<hex>`."""
_TIMEOUT_S = 10.0


class Webhook:
    """A POST of the same JSON. The result's number is the idempotency key, for the same one may arrive twice."""

    def __init__(
        self,
        url: str,
        *,
        name: str = "webhook",
        secret: str = "",
        transport: httpx.BaseTransport | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls` believes the certificates of this installation."""
        self.name = name
        self._url = url
        self._secret = secret.encode()
        self._transport = transport
        self._tls = tls or True

    @tenacity.retry(
        stop=tenacity.stop_after_attempt(3) | tenacity.stop_after_delay(30),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
        retry=tenacity.retry_if_exception_type(httpx.TransportError),
        reraise=True,
    )
    def deliver(self, result: ResultRow) -> None:
        body = json.dumps(payload(result), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"gongai-result-{result.id}"}
        if self._secret:
            headers[SIGNATURE] = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        with httpx.Client(timeout=_TIMEOUT_S, transport=self._transport, verify=self._tls) as client:
            client.post(self._url, content=body, headers=headers).raise_for_status()
