"""The sites of one installation: its folders, its settings laid over the profiles, files read anew when changed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gongai.settings import Settings
from gongai.sites.loader import CHANGES, PACKAGED, Site, load

_Stamp = tuple[tuple[str, int, int], ...]


def folders(settings: Settings) -> tuple[Path, ...]:
    """Where this installation keeps profiles of its own, in the order in which they are searched."""
    return tuple(path for path in (settings.sites_dir, settings.home / "sites") if path)


def read(key: str, settings: Settings) -> Site:
    """The site as it is on disk at this moment, with this installation's settings."""
    overrides: dict[str, Any] = {}
    if settings.settle_s is not None:
        overrides = {"limits": {"settle_s": settings.settle_s}}
    site = load(key, folders(settings), overrides=overrides)
    # how often we look is the operator's own business: no part of what a supervisor approves
    limits = site.profile.limits.model_copy(update={"track_minutes": settings.track_every})
    return replace(site, profile=site.profile.model_copy(update={"limits": limits}))


class Sites:
    """The sites by name. One is read again as soon as a file of any profile has changed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, tuple[_Stamp, Site]] = {}

    def __call__(self, key: str) -> Site:
        now = tuple(self._stamp())
        known = self._known.get(key)
        if known is None or known[0] != now:
            known = (now, read(key, self._settings))
            self._known[key] = known
        return known[1]

    def _stamp(self) -> Iterator[tuple[str, int, int]]:
        for folder in (*folders(self._settings), PACKAGED):
            for pattern in ("*/*.toml", f"*/{CHANGES}/*.toml"):
                for path in sorted(folder.glob(pattern)):
                    state = path.stat()
                    yield str(path), state.st_mtime_ns, state.st_size
