"""What must not be kept does not survive scrubbing, wherever it stands; what evidence needs does."""

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongai import redact

KEPT = [
    "工程代码 2604-439902-04-01-123456，不带连字符 260443990204123456",
    "统一社会信用代码 91439902MA00000017",
    "申报流水号 202611230001、202612310012",
    "sha256 a13800000000bcdef0123456789abcdef0123456789abcdef0123456789abcde",
    "applyinstId=0e439902-1900-4101-8017-b13800000000",
    "时间 1790000000000 毫秒，金额 13800.00 万元，行政区划 439902",
    "http://127.0.0.1:8080/rest/list?page=1&projInfoId=12&keyword=abc",
    "办件状态：已受理。下一步：等待审查",
    "locked=False, wrong_passwords=2, password=",
]


@contextmanager
def known(*values: str) -> Iterator[None]:
    for value in values:
        redact.know(value)
    try:
        yield
    finally:
        for value in values:
            redact.forget(value)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("电话 13800000000。", "电话 138****0000。"),
        ("+8613800000000 / 008613800000001", "+86138****0000 / 0086138****0001"),
        ("138-0000-0000", "138******0000"),
        ("１３８００００００００", "１３８****００００"),
        ("证件 439902190001010017", "证件 4399**********0017"),
        ("证件43990219000101005x，", "证件4399**********005x，"),
        ("旧证 439902000101001", "旧证 4399*******1001"),
        ("?tel=%2013800000000&a=\\u002013800000000", "?tel=%20138****0000&a=\\u0020138****0000"),
        ("/hook?key=abc-123&x=1", "/hook?key=[已隐去]&x=1"),
        ("/a?access_token=abc&token=def#p", "/a?access_token=[已隐去]&token=[已隐去]"),
        ("/login?user=a&p=" + "0f" * 32 + "&x=1", "/login?user=a&p=[已隐去]&x=1"),
        ("Authorization: Bearer abc.def\nHost: x", "Authorization: [已隐去]\nHost: x"),
        ("{'Cookie': 'SESSION=1; a=2', 'Host': 'x'}", "{'Cookie': '[已隐去]', 'Host': 'x'}"),
        ("[('set-cookie', 'SESSION=1; Path=/'), ('a', 'b')]", "[('set-cookie', '[已隐去]'), ('a', 'b')]"),
        ('{"loginPwd": "a \\" b", "name": "x"}', '{"loginPwd": "[已隐去]", "name": "x"}'),
        ("name=a&password=b%20c&x=1", "name=a&password=[已隐去]&x=1"),
        ("jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl end", "jwt [已隐去] end"),
        ("postgresql+psycopg://gongai:hush@db/gongai", "postgresql+psycopg://gongai:[已隐去]@db/gongai"),
    ],
)
def test_it_is_masked_like_this(text: str, clean: str) -> None:
    assert redact.scrub(text) == clean


@pytest.mark.parametrize("text", KEPT)
def test_what_evidence_needs_is_left_whole(text: str) -> None:
    assert redact.scrub(text) == text


def test_an_all_digit_uscc_with_the_shape_of_an_id_number_is_left_whole() -> None:
    # region …19, organisation code 000101…: only the check character tells
    for last in range(1000):
        number = f"91439919000101{last:03d}"
        total = sum(pow(3, place, 31) * int(digit) for place, digit in enumerate(number))
        check = "0123456789ABCDEFGHJKLMNPQRTUWXY"[(31 - total % 31) % 31]
        if check.isdigit() and redact.scrub(number + check) == number + check:
            return
    raise AssertionError("none of a thousand was left whole")


def test_sensitive_keys_hide_their_values_whatever_they_are() -> None:
    value = {"password": ["a", "b"], "Token": 12, "cookies": [{"value": "x"}], "empty_password": "", "name": "a"}
    assert redact.scrub_json(value) == {
        "password": redact.HIDDEN,
        "Token": redact.HIDDEN,
        "cookies": redact.HIDDEN,
        "empty_password": "",
        "name": "a",
    }


def test_header_lists_as_har_writes_them_hide_the_value() -> None:
    value = [{"name": "Cookie", "value": "SESSION=1"}, {"name": "Host", "value": "x"}]
    assert redact.scrub_json(value) == [{"name": "Cookie", "value": redact.HIDDEN}, {"name": "Host", "value": "x"}]


def test_numbers_that_are_phone_numbers_and_keys_are_masked_and_no_entry_is_lost() -> None:
    clean = redact.scrub_json({"tel": 13800000000, "13800000000": 1, "13811110000": 2, "n": 1.5, "ok": True})
    assert clean == {"tel": "138****0000", "138****0000": 1, "138****0000′": 2, "n": 1.5, "ok": True}


def test_a_secret_of_digits_is_hidden_only_where_it_stands_alone() -> None:
    with known("123456"):
        assert redact.scrub("pw 123456, no 2026112312345678") == f"pw {redact.HIDDEN}, no 2026112312345678"


def test_the_longer_of_two_secrets_wins_and_both_go() -> None:
    with known("abcd", "abcd-efgh"):
        assert redact.scrub("abcd-efgh abcd") == f"{redact.HIDDEN} {redact.HIDDEN}"


def test_knowing_from_many_threads_loses_nothing() -> None:
    values = [f"secret-{number:04d}" for number in range(200)]
    threads = [threading.Thread(target=redact.know, args=(value,)) for value in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clean = redact.scrub(" ".join(values))
    for value in values:
        redact.forget(value)
    assert "secret-" not in clean
    assert redact.scrub(values[0]) == values[0]


def checked(number: str, *, lower: bool = False) -> str:
    """An ID number of 17 digits with its check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11]
    return number + (check.lower() if lower else check)


digits = st.text("0123456789", min_size=3, max_size=3)
mobiles = st.builds(lambda head, tail: f"1{head}{tail:09d}", st.integers(3, 9), st.integers(0, 999_999_999))
births = st.dates(date(1900, 1, 1), date(2026, 1, 1))
id_numbers = st.builds(
    lambda day, order, lower: checked(f"439902{day:%Y%m%d}{order}", lower=lower), births, digits, st.booleans()
) | st.builds(lambda day, order: f"439902{day:%y%m%d}{order}", births, digits)
secrets = st.text(st.characters(codec="utf-8"), min_size=redact.MIN_SECRET, max_size=24).filter(
    lambda text: not text.isdigit() and text not in redact.HIDDEN
)
around = st.text("云汐示例，。：（） \n\t&=?;/<>{}[]\"'\\ghijkz", max_size=12)


def spellings(value: str) -> list[str]:
    return [
        value,
        quote(value, safe=""),
        quote(value, safe="").lower() if value.isascii() and value.islower() else quote(value),
        quote_plus(value),
        quote(quote(value, safe=""), safe=""),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(value))[3:-3],
        html.escape(value),
        value.encode("ascii", "xmlcharrefreplace").decode(),
    ]


@settings(deadline=None)
@given(value=mobiles | id_numbers, before=around, after=around)
def test_no_number_survives_in_text_however_it_is_encoded(value: str, before: str, after: str) -> None:
    for text in (before + value + after, quote(before) + value + quote(after), urlencode({"q": before + value})):
        assert value not in redact.scrub(text)
    assert value not in redact.scrub(json.dumps(before + value + after))


@settings(deadline=None)
@given(value=secrets, before=around, after=around)
def test_no_known_secret_survives_in_text_however_it_is_encoded(value: str, before: str, after: str) -> None:
    with known(value):
        for spelled in spellings(value):
            clean = redact.scrub(f"{before}|{spelled}|{after}")
            assert spelled not in clean.replace(redact.HIDDEN, "|")


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | around,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(around, inner, max_size=3),
    max_leaves=8,
)


def plant(value: Any, secret: str, depth: int) -> Any:
    """`value` with `secret` as a leaf and as a key, `depth` levels down."""
    for level in range(depth):
        value = {"云": value, secret: level} if level % 2 else [value, f"x {secret}"]
    return [value, secret]


@settings(deadline=None)
@given(value=json_values, secret=mobiles | id_numbers | secrets, depth=st.integers(0, 6))
def test_nothing_planted_survives_in_any_json_nesting(value: Any, secret: str, depth: int) -> None:
    with known(secret):
        clean = redact.scrub_json(plant(value, secret, depth))

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value)

    assert all(secret not in text.replace(redact.HIDDEN, "|") for text in texts(clean))


@settings(deadline=None)
@given(value=json_values, secret=mobiles | id_numbers | secrets)
def test_scrubbing_twice_changes_nothing_more(value: Any, secret: str) -> None:
    with known(secret):
        once = redact.scrub_json(plant(value, secret, 2))
        assert redact.scrub_json(once) == once
