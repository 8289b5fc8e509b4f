"""The stand-in portal as a program of its own, so that its work is not ours."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from gongai.app import App
from gongai.connector.network import network_of
from gongai.connector.session import Logins

ACCOUNT = "agent1"


@contextmanager
def portal(folder: Path) -> Iterator[str]:
    """Its address, for as long as it runs."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fixtures.portals", "elementui", "--port", "0", "--data", str(folder), "--memory"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            yield str(json.loads(program.stdout.readline())["url"])
        finally:
            program.terminate()


def logins(app: App, browser: Browser, folder: Path) -> Logins:
    """Sessions of the sample account, without a guard: nothing is submitted here."""
    return Logins(
        browser,
        app.site("yunxi").profile,
        app.accounts,
        app.clock,
        login=ACCOUNT,
        prepare=lambda _context: None,
        store_captcha=lambda _image: str(folder),
        network=network_of(app.settings),
    )
