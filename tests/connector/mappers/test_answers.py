"""The bytes of an answer become text and data in the portal's own encoding, and go back in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongai.connector.mappers.answers import decoded, encoded, fields, parsed, refusal
from gongai.errors import NotUnderstood
from gongai.sites.call import Answer, Call


@pytest.mark.parametrize(
    ("raw", "kind", "charset"),
    [
        ("申报".encode("gbk"), "text/html; charset=GBK", ""),
        ("申报".encode("gbk"), "text/html", "gbk"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">申报'.encode("gbk"), "text/html", ""),
        ('<meta charset="utf-8">申报'.encode(), "text/html", ""),
        ("申报".encode(), "application/json", ""),
        ("申报".encode(), "text/html; charset=no-such-thing", ""),
    ],
)
def test_text_is_read_in_the_encoding_that_is_named_declared_or_written_in_the_page(
    raw: bytes, kind: str, charset: str
) -> None:
    assert decoded(raw, kind, charset).endswith("申报")


def test_json_in_the_clothes_of_a_page_is_json() -> None:
    assert parsed('{"ok": 1}', Call(path="/x")) == {"ok": 1}
    with pytest.raises(NotUnderstood, match=r"/x 的答复不是约定的数据.*以“<html>”开头"):
        parsed("<html>", Call(path="/x"))


@given(
    st.dictionaries(st.sampled_from(["a", "项目", "b c"]), st.text(st.sampled_from("申报 a&=+%中"), max_size=8)),
    st.sampled_from(["utf-8", "gbk"]),
)
def test_a_form_comes_back_as_it_was_sent(params: dict[str, str], charset: str) -> None:
    assert fields(encoded(params, charset), charset) == params


def test_a_field_that_occurs_several_times_is_a_list_and_an_empty_one_is_there() -> None:
    assert fields("a=1&b=&a=2&a=3") == {"a": ["1", "2", "3"], "b": ""}


NAMES = "朱镕基 ㎡ 刘䶮"
"""Characters that GBK as Python knows it lacks, and browsers send."""


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030"])
def test_a_form_holds_what_browsers_send_under_the_name_of_its_charset(charset: str) -> None:
    assert fields(encoded({"企业名称": NAMES}, charset), charset) == {"企业名称": NAMES}


def test_what_the_charset_cannot_hold_is_compared_as_it_was_entered() -> None:
    sent = encoded({"名称": "云汐𠮷示例"}, "gbk")
    assert "%26%23134071%3B" in sent
    assert fields(sent, "gbk") == {"名称": "云汐𠮷示例"}
    assert fields("a=%26%23134071%3B", "utf-8") == {"a": "&#134071;"}


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{"a": "1"}',
        'callback({"a": "1"});',
        '/**/ typeof jQuery1 === \'function\' && jQuery1({"a": "1"})',
        '<pre>{"a": "1"}</pre>',
        '<html><head></head><body><pre style="word-wrap: break-word;">{&quot;a&quot;: "1"}</pre></body></html>',
        '<textarea>{"a": "1"}</textarea>',
        '{"a": "1", "a": "1"}',
    ],
)
def test_json_is_read_as_a_browser_reads_it(text: str) -> None:
    assert parsed(text, Call(path="/x")) == {"a": "1"}


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "登录超时", "<pre>出错了</pre>"])
def test_what_is_no_json_or_says_two_things_at_once_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood, match="/x"):
        parsed(text, Call(path="/x"))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 100_000, "{", "", '{"a": 1,}', "不是"])
def test_why_it_is_no_json_is_told_in_chinese_however_deep_it_goes(text: str) -> None:
    with pytest.raises(NotUnderstood) as told:
        parsed(text, Call(path="/x"))
    why = str(told.value).partition("，答复以")[0]
    assert "一层套一层" in why or "个字符处不是合格的 JSON" in why or "100000 位的数" in why
    assert not any(word in why for word in ("Expecting", "Exceeds", "recursion"))


def test_the_beginning_of_what_came_instead_is_told_with_numbers_masked() -> None:
    with pytest.raises(NotUnderstood) as told:
        parsed("联系人 13800000000 " + "很长" * 100, Call(path="/x"))
    assert "13800000000" not in str(told.value) and len(str(told.value)) < 220


def test_a_call_that_says_no_tells_its_words_and_one_that_says_neither_is_not_understood() -> None:
    call, answer = Call(path="/x"), Answer()
    assert refusal({"success": True}, call, answer) is None
    assert refusal({"success": False, "message": "系统繁忙"}, call, answer) == "系统繁忙"
    assert refusal({"success": "false"}, call, answer) == "未说明原因"
    odds: list[Any] = [{"content": []}, {"success": None}, {"success": {}}, [], "ok", None]
    for odd in odds:
        with pytest.raises(NotUnderstood, match="没有成功标志"):
            refusal(odd, call, answer)
