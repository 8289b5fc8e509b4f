"""Logs: JSON lines in services, readable lines on a terminal; scrubbed last, whoever wrote them."""

import contextlib
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gongai import input_file, redact
from gongai.clock import SHANGHAI
from gongai.files import private
from gongai.settings import Settings
from gongai.visible import visible

QUIET = ("httpx", "httpcore", "playwright", "apscheduler", "asyncio", "urllib3")
"""They log whole addresses, keys included, below WARNING."""

LARGE = 20_000_000
"""A log of so many bytes makes way for a new one; one older is kept."""


def file_of(home: Path, name: str) -> TextIO:
    """`logs/<name>.log` in the home folder, for the owner only."""
    folder = private.folder(home / "logs")
    path = folder / f"{''.join(c if c.isalnum() or c in '-_.' else '_' for c in name)}.log"
    if path.exists() and path.stat().st_size > LARGE:
        path.replace(path.with_suffix(".log.1"))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, private.FILE_MODE)
    return os.fdopen(handle, "a", encoding="utf-8", buffering=1)


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log record of this process through one scrubbed handler."""
    stream = stream or sys.stderr
    json_lines = not stream.isatty() if settings.log_json is None else settings.log_json
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _timed,
        structlog.processors.StackInfoRenderer(),
    ]
    # an exception becomes text before the scrubber, so that what its message holds is scrubbed too
    ends: list[Processor] = [structlog.processors.format_exc_info, scrubbed]
    ends.append(
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)
    )
    # a log that cannot be written must not fill the terminal with tracebacks, one for each line
    logging.raiseExceptions = False
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _timed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """In the offices' time, with its zone: machines of a centre are set to several."""
    event["timestamp"] = datetime.now(SHANGHAI).isoformat(timespec="milliseconds")
    return event


class _Handler(logging.StreamHandler[TextIO]):
    """Says once that the log cannot be written, and goes on with the next record."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._told = False

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if self._told or not isinstance(error, OSError):
            return
        self._told = True
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"日志写不进去（{input_file.reason(error)}），请检查磁盘空间和权限；办理不受影响\n")


def scrubbed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last processor before the text is made."""
    clean: EventDict = redact.scrub_json(event)
    return {name: visible(one) if isinstance(one, str) else one for name, one in clean.items()}
