"""Where the time of a run goes: chosen functions of the connector, each counted without what it calls."""

import functools
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any


class Meter:
    """Wraps functions for as long as it is entered. Time inside a nested one is counted there, and only there."""

    def __init__(self, watched: dict[str, tuple[Any, ...]]) -> None:
        """`watched`: a name for people → functions of the connector, or (class, method name)."""
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._watched = watched
        self._inner: list[float] = []
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> "Meter":
        for name, targets in self._watched.items():
            for target in targets:
                if isinstance(target, tuple):
                    self._replace(target[0], target[1], name)
                    continue
                for module in [m for key, m in sys.modules.items() if key.startswith("gongai.connector")]:
                    # every place that imported it by name
                    for attribute in [key for key, value in vars(module).items() if value is target]:
                        self._replace(module, attribute, name)
        return self

    def __exit__(self, *_: object) -> None:
        while self._undo:
            self._undo.pop()()

    def _replace(self, owner: Any, attribute: str, name: str) -> None:
        original = getattr(owner, attribute)

        @functools.wraps(original)
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            self._inner.append(0.0)
            try:
                return original(*args, **kwargs)
            finally:
                took = time.perf_counter() - began
                self.seconds[name] += took - self._inner.pop()
                self.calls[name] += 1
                if self._inner:
                    self._inner[-1] += took

        setattr(owner, attribute, timed)
        self._undo.append(lambda: setattr(owner, attribute, original))
