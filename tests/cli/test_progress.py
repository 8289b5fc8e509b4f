"""What a person sees while a worker works."""

import io
from datetime import timedelta

import pytest

from gongai.clock import SystemClock
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.receipt import Receipt
from gongai.text.progress import Progress, ended

FINDING = Finding(field="平台提示", value="", rule="面积不符", remedy="请修改")


def test_each_record_is_told_once_after_it_is_written() -> None:
    stream = io.StringIO()
    progress = Progress(SystemClock(), worker="w1", say=lambda line: print(line, file=stream))
    for step in ("登录 done", "补全信息 failed", "submit sent", "submit answered"):
        progress.point(f"before {step}")
        progress.point(f"after {step}")
    lines = stream.getvalue().splitlines()
    assert [line.partition("] ")[2].strip() for line in lines] == [
        "登录 ✓",
        "补全信息 ✗ 未成功",
        "→ 提交请求即将发出（已登记）",
        "← 平台已答复",
    ]


def test_a_closed_terminal_does_not_break_an_attempt() -> None:
    stream = io.StringIO()
    stream.close()
    Progress(SystemClock(), worker="w1", say=lambda line: print(line, file=stream)).point("after submit sent")


@pytest.mark.parametrize(
    ("outcome", "start"),
    [
        (Filed(Receipt(application_nos=("SB-1", "SB-2"))), "已提交，申报流水号 SB-1、SB-2"),
        (Seen("已受理"), "已受理"),
        (Refused((FINDING,)), "需修改：平台提示"),
        (NotYet("平台维护", timedelta(minutes=1)), "稍后再办：平台维护"),
        (Ask(AskKind.CAPTCHA, "请输入验证码"), "需要人工：请输入验证码"),
        (Unknown("没有等到应答"), "结果未明，将自动核查：没有等到应答"),
    ],
)
def test_each_end_is_said_in_one_line(outcome: Outcome, start: str) -> None:
    assert ended(outcome).startswith(start)
