"""Loading: whatever is in a file, the answer is a filing or findings, never a traceback."""

import copy
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongai.clock import SHANGHAI
from gongai.errors import FilingError
from gongai.records.agreement import load_agreement, read_agreement
from gongai.records.catalogue import Catalogue
from gongai.records.filing import load_filing, load_partial_filing, read_filing
from gongai.records.finding import Finding
from gongai.rules.filing import check, merge
from tests.rules.conftest import TODAY

Doc = dict[str, Any]

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["￥", "²", "*", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def findings_of(act: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        act()
    except FilingError as error:
        assert error.findings
        assert str(error)
        return error.findings
    return ()


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield from places(inner, (*way, key))


def spoil(doc: Doc, data: st.DataObject) -> None:
    """Put anything in one to three places of the document."""
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(sorted(places(doc), key=repr)))
        here: Any = doc
        for key in way:
            here = here[key]
        here[last] = data.draw(anything)


@given(st.dictionaries(st.text(max_size=12), anything, max_size=6))
def test_arbitrary_data_is_never_a_traceback(data: Doc) -> None:
    found = findings_of(lambda: load_filing(data))
    assert found  # a filing has required parts, arbitrary data never has them all
    assert findings_of(lambda: load_agreement(data))


@given(anything)
def test_something_that_is_no_object_at_all_is_never_a_traceback(data: Any) -> None:
    assert findings_of(lambda: load_filing(data))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.data())
def test_any_value_in_any_place_is_answered_by_findings(
    sample_folder: Path, catalogue: Catalogue, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in (sample_folder / "filings").iterdir())))
    doc = copy.deepcopy(json.loads((sample_folder / "filings" / name).read_text("utf-8")))
    spoil(doc, data)
    try:
        filing = load_filing(doc)
    except FilingError as error:
        assert error.findings
        return
    for finding in check(filing, catalogue, None, today=TODAY):
        assert finding.rule and finding.remedy
    assert filing.business_key.count("|") >= 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_what_is_left_of_a_misshapen_filing_can_always_be_checked(
    sample_folder: Path, catalogue: Catalogue, tmp_path: Path, data: st.DataObject
) -> None:
    doc = json.loads(next((sample_folder / "filings").glob("07-*")).read_text("utf-8"))
    spoil(doc, data)
    path = tmp_path / "件.json"
    path.write_text(json.dumps(doc), "utf-8")
    filing, shape = load_partial_filing(str(path))
    if filing is None:
        assert shape
    else:
        assert len(merge(shape, check(filing, catalogue, None, today=TODAY))) >= len(shape)


def test_a_misshapen_filing_is_told_its_wrong_content_too(
    good: Callable[[str], Doc], catalogue: Catalogue, tmp_path: Path
) -> None:
    doc = good("01-")
    doc["project"] |= {"start_date": "2026", "invest_wan": "一亿", "nature": "9", "colour": "红"}
    doc["applicant"]["uscc"] = "91439900MA0TEXT20K"
    doc["materials"][2] = "规划许可证.jpg"
    doc["answers"]["q9"] = 3
    del doc["contact"]
    path = tmp_path / "件.json"
    path.write_text(json.dumps(doc), "utf-8")
    filing, shape = load_partial_filing(str(path))
    assert filing is not None
    shaped = {"project.start_date", "project.invest_wan", "project.colour", "materials.2", "answers.q9", "contact"}
    assert {finding.field.split()[0] for finding in shape} == shaped
    whole = merge(shape, check(filing, catalogue, None, today=TODAY, power=None))
    content = {"project.nature", "applicant.uscc", "materials"}
    assert {finding.field.split()[0] for finding in whole} == shaped | content


def test_a_missing_choice_is_not_guessed(good: Callable[[str], Doc], tmp_path: Path) -> None:
    doc = good("01-")
    doc["kind"] = "辅线"
    path = tmp_path / "件.json"
    path.write_text(json.dumps(doc), "utf-8")
    filing, shape = load_partial_filing(str(path))
    assert filing is None
    assert [finding.field for finding in shape] == ["kind 申报方式"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件为空"),
        (b"{", "第 1 行第 2 列"),
        (b"[]", "一组字段"),
        ("{}".encode("utf-16"), "UTF-8"),
        (b'{"a": ' + b"[" * 100_000, "JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "数字过长"),
        (b" " * (4 * 1024 * 1024 + 1), "超过 4 MB"),
    ],
)
def test_a_file_that_holds_no_filing_is_told_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "件.json"
    path.write_bytes(content)
    with pytest.raises(FilingError, match=r"件\.json") as caught:
        read_filing(str(path))
    assert message in str(caught.value)


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(FilingError, match=r"没有\.json"):
        read_filing(str(tmp_path / "没有.json"))
    with pytest.raises(FilingError, match="是文件夹"):
        read_agreement(str(tmp_path))


def test_a_filing_written_and_read_again_is_the_same(sample_folder: Path, tmp_path: Path) -> None:
    for path in (sample_folder / "filings").iterdir():
        filing = read_filing(str(path))
        again = tmp_path / path.name
        again.write_text(filing.model_dump_json(), "utf-8")
        assert read_filing(str(again)) == filing


def test_amounts_keep_their_digits(good: Callable[[str], Doc], tmp_path: Path) -> None:
    doc = good("01-")
    doc["project"]["invest_wan"] = "PLACE"
    path = tmp_path / "件.json"
    path.write_text(json.dumps(doc).replace('"PLACE"', "12345678.123456"), "utf-8")
    assert read_filing(str(path)).project.invest_wan == Decimal("12345678.123456")


def test_a_time_without_zone_is_that_of_the_offices(good: Callable[[str], Doc]) -> None:
    filing = load_filing({**good("01-"), "not_before": "2026-03-05 09:30", "deadline": "2026-03-06T01:00:00Z"})
    assert filing.not_before is not None and filing.deadline is not None
    assert filing.not_before.tzinfo == SHANGHAI
    assert filing.deadline.astimezone(SHANGHAI).hour == 9


def test_paths_of_materials_count_from_the_file(sample_folder: Path) -> None:
    filing = read_filing(str(next((sample_folder / "filings").glob("01-*"))))
    assert all(Path(material.path).is_file() and ".." not in material.path for material in filing.materials)


def test_the_business_key_does_not_depend_on_papers_or_writing(good: Callable[[str], Doc]) -> None:
    one = good("01-")
    other = copy.deepcopy(one)
    other["materials"] = []
    other["revision"] = 2
    other["project"]["eng_code"] = ""
    assert load_filing(one).business_key == load_filing(other).business_key
    assert load_filing(one).business_key == "91439900MA0TEXT20J|2109-439900-04-01-000002|3-03|1"
    assert load_filing({**one, "round": 2}).business_key != load_filing(one).business_key
    assert load_filing(good("07-")).business_key.split("|")[2] == "stage2"


def test_private_values_are_not_repeated_when_they_have_the_wrong_shape(good: Callable[[str], Doc]) -> None:
    doc = good("01-")
    doc["contact"]["mobile"] = 13800000010
    found = findings_of(lambda: load_filing(doc))
    assert [finding.value for finding in found] == ["***"]


def test_line_ends_of_every_system_are_one_kind_once_a_filing_is_taken_in(good: Callable[[str], Doc]) -> None:
    sample = good("01-")
    sample["project"]["scale_text"] = "一层\r\n二层\r三层\n四层"
    sample["answers"] = {"q": ["a\r\nb"]}
    filing = load_filing(sample)
    assert filing.project.scale_text == "一层\n二层\n三层\n四层"
    assert filing.answers["q"] == ("a\nb",)
