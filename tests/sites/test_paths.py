"""Dotted paths of the profile language into what a portal answered."""

from gongai.sites.paths import pluck, text


def test_a_point_is_the_whole() -> None:
    """So is a token that pages keep as a JSON string, in its quotes."""
    assert text("abc", ".") == "abc"
    assert pluck([1, 2], ".") == [1, 2]


def test_a_missing_step_is_none_and_brackets_collect() -> None:
    data = {"a": [{"b": 1}, {"b": None}], "c": {"d": "x"}}
    assert pluck(data, "a[].b") == [1, None]
    assert pluck(data, "c.e.f") is None
    assert text(data, "c.e") == ""
