"""A charset's name means to us what it means to a browser."""

import pytest

from gongai import charsets

NAMES = "朱镕基 ㎡ 刘䶮"


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb_2312-80", " x-gbk ", "gb18030"])
def test_what_a_browser_reads_under_a_name_is_read(label: str) -> None:
    assert charsets.decode(NAMES.encode("gb18030"), label) == NAMES


@pytest.mark.parametrize("label", ["gb2312", "gbk"])
def test_what_gb2312_lacks_is_sent_as_gbk(label: str) -> None:
    assert charsets.encode("朱镕基㎡䶮", label) == b"\xd6\xec\xe9F\xbb\xf9\xa9O\xfe\x9f"


def test_the_euro_sign_is_one_byte_in_gbk_both_ways() -> None:
    assert charsets.encode("€", "gbk") == b"\x80"
    assert charsets.decode(b"a\x80b\xd6\xec", "gbk", strict=True) == "a€b朱"


def test_what_a_page_cannot_encode_goes_as_a_number_and_comes_back() -> None:
    sent = charsets.encode("𠮷示例&#65;", "gb2312")
    assert sent == b"&#134071;\xca\xbe\xc0\xfd&#65;"
    assert charsets.entered(charsets.decode(sent, "gbk"), "gbk") == "𠮷示例&#65;"
    assert charsets.encode("䶮é", "windows-1252") == b"&#19886;\xe9"


def test_a_number_that_the_charset_could_have_held_was_typed_by_a_person() -> None:
    assert charsets.entered("&#26417;", "gbk") == "&#26417;"
    assert charsets.entered("&#134071;", "utf-8") == "&#134071;"
    assert charsets.entered("&#9999999;", "gbk") == "&#9999999;"


def test_latin1_is_windows_1252_without_holes() -> None:
    assert charsets.decode(b"\x93a\x81", "iso-8859-1", strict=True) == "“a\x81"


def test_an_unknown_name_is_utf8() -> None:
    assert charsets.decode("云汐".encode(), "x-no-such") == "云汐"
    assert charsets.encode("云汐", "x-no-such") == "云汐".encode()
    assert not charsets.known("x-no-such")


def test_what_cannot_be_read_is_marked_or_refused() -> None:
    assert charsets.decode(b"a\xff\xffb", "gbk") == "a��b"
    with pytest.raises(ValueError, match="gb18030"):
        charsets.decode(b"a\xff", "gbk", strict=True)


def test_half_a_pair_is_no_character() -> None:
    assert charsets.encode("a\ud842", "utf-8") == "a�".encode()
