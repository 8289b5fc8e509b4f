"""The submit request as it leaves: sent once by us, following no redirect, with its files put back from disk."""

from collections.abc import Callable, Mapping

import httpx
from playwright.sync_api import Error, Request, Route

from gongai.connector import multipart, sending
from gongai.connector.mappers.answers import decoded
from gongai.connector.network import DIRECT, Network, trouble
from gongai.connector.submission import Reply

HandOn = Callable[[int], None]
"""Gives the page the answer, under a status."""

_OURS = ("content-length", "host", "connection", "accept-encoding")
"""Headers of the page's request that are written anew for the request that leaves."""
_TRANSPORT = ("content-length", "content-encoding", "transfer-encoding", "connection")
"""Headers of an answer that spoke of the way it came."""


def post(
    route: Route,
    request: Request,
    headers: Mapping[str, str],
    *,
    whole: multipart.Body | None,
    charset: str,
    timeout_s: float,
    network: Network = DIRECT,
) -> tuple[Reply, HandOn]:
    """The portal's answer. `whole` is the body where the browser does not show all of it."""
    if whole is not None:
        return _with_files(route, request, headers, whole, charset, timeout_s, network)
    response = sending.fetched(route, headers, timeout_s=timeout_s)
    told = response.headers
    text = decoded(response.body(), told.get("content-type", ""), charset)
    reply = Reply(response.status, text, told.get("location", ""))
    return reply, lambda status: route.fulfill(response=response, status=status)


def _with_files(
    route: Route,
    request: Request,
    headers: Mapping[str, str],
    body: multipart.Body,
    charset: str,
    timeout_s: float,
    network: Network,
) -> tuple[Reply, HandOn]:
    """By a connection of its own, streamed from disk: the browser's way would lose the files."""
    ours = [(name.encode(), value.encode()) for name, value in headers.items() if name.lower() not in _OURS]
    ours.append((b"content-length", str(body.length).encode()))
    with httpx.Client(transport=network.transport(), timeout=timeout_s) as client:
        response = client.post(request.url, content=body.stream(), headers=ours)
    told = {name: value for name, value in response.headers.items() if name not in _TRANSPORT}
    if "set-cookie" in told:
        told["set-cookie"] = "\n".join(response.headers.get_list("set-cookie"))
    text = decoded(response.content, told.get("content-type", ""), charset)
    reply = Reply(response.status_code, text, told.get("location", ""))
    return reply, lambda status: route.fulfill(status=status, headers=told, body=response.content)


def why_no_answer(problem: Exception, *, timeout_s: float) -> str:
    """What is known of a request whose answer was not read, for people."""
    message, known = str(problem), trouble(problem)
    if known:
        return f"提交时没有连上平台：{known}"
    if "ECONNREFUSED" in message or isinstance(problem, httpx.ConnectError):
        return "提交时连不上平台"
    if "imeout" in message or isinstance(problem, httpx.TimeoutException):
        return f"提交请求已发出，平台在 {timeout_s:.0f} 秒内没有应答"
    if isinstance(problem, Error | httpx.TransportError):
        return "提交请求已发出，没有收到应答连接就中断了"
    return f"提交请求已发出，应答没有记录下来（{type(problem).__name__}）"
