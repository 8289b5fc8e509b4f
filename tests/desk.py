"""A browser of our own in a thread of its own, so that it cannot meet another Playwright of the same process."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from gongai import settings
from gongai.connector import browser

Work = Callable[[Page], object]


class Desk:
    """Runs work on a fresh page, in the one thread that owns the browser."""

    def __init__(self, thread: ThreadPoolExecutor, running: Browser) -> None:
        self._thread = thread
        self._running = running

    def work(self, act: Work) -> None:
        self._thread.submit(self._in_thread, act).result()

    def _in_thread(self, act: Work) -> None:
        context = browser.new_context(self._running)
        try:
            act(context.new_page())
        finally:
            context.close()


@contextmanager
def desk(home: Path) -> Iterator[Desk]:
    with ThreadPoolExecutor(max_workers=1) as thread:
        launched = browser.launch(settings.load(home, {}))
        running = thread.submit(launched.__enter__).result()
        try:
            yield Desk(thread, running)
        finally:
            thread.submit(launched.__exit__, None, None, None).result()
