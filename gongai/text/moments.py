"""Moments as people read them, Beijing time."""

from gongai.clock import at


def when(ms: int | None) -> str:
    """To the second, without the year; nothing for none."""
    return at(ms).strftime("%m-%d %H:%M:%S") if ms else ""


def minute(ms: int) -> str:
    """With the year, to the minute."""
    return at(ms).strftime("%Y-%m-%d %H:%M")
