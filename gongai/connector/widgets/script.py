"""The in-page driver: JavaScript modules put together, and how they get into a page."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ElementHandle, Error, Frame, Page

from gongai import errors
from gongai.connector.widgets import bundle

_HERE = Path(__file__).parent / "page"
_MISSING = "gongai: driver missing"
_LEFT = ("context was destroyed", "because of a navigation")


@cache
def source() -> str:
    """The driver as one expression that does nothing where it already runs."""
    body = bundle.bundle(bundle.read(_HERE), "main.js")
    return f"(() => {{ 'use strict'; if (window.__gongai) return;\n{body}\n}})();"


def install(context: BrowserContext) -> None:
    """Puts the driver and the toast recorder into every page from its start, and ends its animations as they begin."""
    context.add_init_script(f"{source()}\nwindow.__gongai.calm();")


def call(frame: Page | Frame, function: str, argument: object = None) -> Any:
    """Runs one function of the driver and returns its answer; puts the driver in where it is missing."""
    ask = f"(argument) => window.__gongai ? window.__gongai.{function}(argument) : '{_MISSING}'"
    try:
        answer = frame.evaluate(ask, argument)
        if answer == _MISSING:
            frame.evaluate(source())
            answer = frame.evaluate(ask, argument)
    except Error as error:
        if any(text in error.message for text in _LEFT):
            raise errors.PageLeft("操作过程中页面被刷新或跳转，本次填写作废") from error
        raise
    return answer


def element(frame: Page | Frame, function: str, argument: object = None) -> ElementHandle | None:
    """The element that one function of the driver finds, for trusted clicks."""
    ensure(frame)
    handle = frame.evaluate_handle(f"(argument) => window.__gongai.{function}(argument)", argument)
    found = handle.as_element()
    if found is None:
        handle.dispose()
    return found


def ensure(frame: Page | Frame) -> None:
    """Puts the driver into a page that was opened before `install`."""
    call(frame, "norm", "")
