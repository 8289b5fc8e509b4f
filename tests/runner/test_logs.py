"""Logs are scrubbed whoever writes them, and readable by machines in services."""

import errno
import io
import json
import logging
import warnings
from pathlib import Path

import pytest
import structlog

from gongai import settings
from gongai.credentials.secret import Secret
from gongai.runner import logs

PLANTED = ("13800000000", "439902190001010017", "yunxi-Pass!9", "hook-key-123")


def configured(home: Path, **env: str) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(settings.load(home, {f"GONGAI_{name.upper()}": value for name, value in env.items()}), stream)
    return stream


def write_everything() -> None:
    tel, number, word, hook = PLANTED
    log = structlog.get_logger("gongai.test").bind(tel=tel)
    log.info("登录 %s", word, person={"证件": [number]})
    foreign = logging.getLogger("somebody.else")
    foreign.warning("POST http://127.0.0.1/hook?key=%s %s", hook, tel, extra={"number": number})
    try:
        raise ValueError(f"{tel} {word}")
    except ValueError:
        log.exception("出错")
        foreign.exception("出错 %s", number)
    warnings.warn(f"careful {tel}", stacklevel=1)


@pytest.mark.parametrize("json_lines", ["true", "false"])
def test_nothing_planted_gets_into_the_log_in_either_form(tmp_path: Path, json_lines: str) -> None:
    secret = Secret(PLANTED[2])
    stream = configured(tmp_path, log_json=json_lines)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        write_everything()
    text = stream.getvalue()
    assert [planted for planted in (*PLANTED, secret.reveal()) if planted in text] == []
    for shown in ("登录", "出错", "ValueError", "138****0000", "careful"):
        assert shown in text


def test_a_service_writes_one_json_object_a_line_with_chinese_as_it_is(tmp_path: Path) -> None:
    stream = configured(tmp_path)
    structlog.get_logger("gongai.worker").info("开始办理", filing="云汐-1", attempt=2)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["filing"], line["attempt"]) == ("开始办理", "云汐-1", 2)
    assert (line["level"], line["logger"]) == ("info", "gongai.worker")
    assert "开始办理" in stream.getvalue()


def test_the_level_is_kept_and_chatty_libraries_are_quiet(tmp_path: Path) -> None:
    stream = configured(tmp_path, log_level="INFO")
    structlog.get_logger("gongai").debug("细节")
    logging.getLogger("httpx").info("GET http://127.0.0.1/")
    logging.getLogger("apscheduler.scheduler").info("tick")
    assert stream.getvalue() == ""
    logging.getLogger("httpx").warning("slow")
    assert "slow" in stream.getvalue()


def test_what_is_bound_for_an_attempt_stands_in_every_line(tmp_path: Path) -> None:
    stream = configured(tmp_path)
    with structlog.contextvars.bound_contextvars(filing="云汐-1"):
        structlog.get_logger("gongai").info("填写")
    assert json.loads(stream.getvalue())["filing"] == "云汐-1"


def test_times_carry_their_zone(tmp_path: Path) -> None:
    stream = configured(tmp_path, log_json="true")
    structlog.get_logger("gongai.test").info("登录")
    assert json.loads(stream.getvalue())["timestamp"].endswith("+08:00")


class Full(io.StringIO):
    """A log on a disk without room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_is_said_once_and_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings.load(tmp_path, {}), Full())
    for _record in range(36):
        structlog.get_logger("gongai.test").error("chore.failed")
    printed = capsys.readouterr().err
    assert printed.count("日志写不进去") == 1
    assert "Traceback" not in printed
    assert len(printed.splitlines()) == 1
