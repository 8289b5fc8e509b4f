"""Where results are delivered besides the queue itself: a folder, or an address that is called."""

import hashlib
import hmac
import json
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import httpx
import tenacity

from gongai.clock import at
from gongai.queue.results import ResultRow

SIGNATURE = "X-Gongai-Signature"
"""Header with HMAC-SHA256 of the body under the shared secret, as `sha256=<hex>`."""
_TIMEOUT_S = 10.0


class Deliver(Protocol):
    """Carries one result outside. Any exception means: not delivered, try later. May be called twice for one result."""

    name: str

    def deliver(self, result: ResultRow) -> None: ...


class FileDrop:
    """One JSON file per result in a folder that another program watches."""

    def __init__(self, folder: Path, *, name: str = "file") -> None:
        self.name = name
        self._folder = folder

    def deliver(self, result: ResultRow) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{result.id:08d}-{result.kind}.json"
        part = target.with_suffix(".part")  # the watcher must never see half a file
        part.write_text(json.dumps(payload(result), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(target)


class Webhook:
    """A POST of the same JSON. The result's number is the idempotency key, for the same one may arrive twice."""

    def __init__(
        self, url: str, *, name: str = "webhook", secret: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        self.name = name
        self._url = url
        self._secret = secret.encode()
        self._transport = transport

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
        with httpx.Client(timeout=_TIMEOUT_S, transport=self._transport) as client:
            client.post(self._url, content=body, headers=headers).raise_for_status()


def payload(result: ResultRow) -> dict[str, object]:
    """What leaves: the row, with times as people read them."""
    times = {
        key: None if value is None else at(value).isoformat(timespec="seconds")
        for key, value in (("due", result.due_ms), ("created", result.created_ms), ("settled", result.settled_ms))
    }
    rest = {key: value for key, value in asdict(result).items() if not key.endswith("_ms")}
    return {**rest, **times}
