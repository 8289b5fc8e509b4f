"""Opening the installation of this process: the one place where a front end meets the environment."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gongai import settings as all_settings
from gongai.app import App, build
from gongai.settings import Settings


def settings() -> Settings:
    """The settings of this process. Raises `ConfigError` naming what is wrong with them."""
    return all_settings.load(None, os.environ)


def environment() -> Mapping[str, str]:
    """Where the settings of this process were read from, besides the file."""
    return os.environ


def home() -> Path | None:
    """The home folder where it can be told, for error reports."""
    try:
        return settings().home
    except Exception:  # the settings may be what is broken
        return None


@contextmanager
def installation() -> Iterator[App]:
    """The installation, opened. Raises `ConfigError` where it is not set up."""
    opened = build(settings())
    try:
        yield opened
    finally:
        opened.close()
