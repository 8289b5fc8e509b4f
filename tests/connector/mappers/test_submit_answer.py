"""What a submit answer names: only a text or a whole number is an id."""

from typing import Any

import pytest

from gongai.connector.mappers.reading import receipt_facts
from gongai.records.noted import Exact
from gongai.sites.call import Answer, Call
from gongai.sites.wizard import Submit

SUBMIT = Submit(
    button="提交",
    unguarded=True,
    done=".done",
    call=Call(path="/s"),
    answer=Answer(ok="ok", ok_values=("1",), message="msg"),
    ids=("ids",),
)


@pytest.mark.parametrize("ids", [{"id": "a1"}, {}, [{}], "  ", '["a1"]', "{}", True, False, 0, None, [None, ""]])
def test_what_is_no_text_and_no_number_is_no_id(ids: Any) -> None:
    assert receipt_facts({"ok": "1", "ids": ids}, SUBMIT)["ids"] == []


def test_ids_are_kept_without_the_blanks_around_them_each_once() -> None:
    found = receipt_facts({"ok": "1", "ids": [" a1\n", "a1", 12]}, SUBMIT)["ids"]
    assert found == [Exact("a1"), Exact("12")]
