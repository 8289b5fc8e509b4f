"""The catalogue: what a filing opens, and what a broken catalogue file is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.office import catalogue as portal
from fixtures.office import dictionaries
from gongai.errors import ConfigError
from gongai.records.catalogue import Catalogue, read_catalogue
from gongai.records.filing import load_filing
from gongai.sites.loader import PACKAGED

Doc = dict[str, Any]
YUNXI = PACKAGED / "yunxi" / "catalogue.toml"


def test_the_example_catalogue_says_what_the_stand_in_portal_says(catalogue: Catalogue) -> None:
    assert {item.code for item in catalogue.items()} == set(portal.ITEMS)
    for item in catalogue.items():
        theirs = portal.ITEMS[item.code]
        assert (item.name, item.dept, item.days, item.themes) == (theirs.name, theirs.dept, theirs.days, theirs.themes)
        assert [(m.name, m.required or m.tolerant, m.tolerant, m.kind) for m in item.materials] == [
            (m.name, m.required, m.tolerant, m.kind) for m in theirs.materials
        ]
    assert [(q.id, q.ask, tuple(q.answers.items())) for q in catalogue.questions] == [
        (q.id, q.text, q.answers) for q in portal.QUESTIONS
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("D2", "XM_PROJECT_STEP"),
        ("D3", "XM_ZJLY"),
        ("D4", "XM_TZLX"),
        ("D5", "XM_TDLY"),
        ("D6", "XM_NATURE"),
        ("D7", "XM_GCFL"),
        ("key_level", "XM_PROJECT_LEVEL"),
        ("region", "XM_REGION"),
        ("industry", "XM_GBHY"),
    ],
)
def test_every_national_code_reaches_the_portal_code_with_its_label(
    catalogue: Catalogue, ours: str, theirs: str
) -> None:
    rows = {row["itemCode"]: row["itemName"] for row in dictionaries.all_lists()[theirs]}
    for code in catalogue.dictionaries[ours]:
        sent = catalogue.portal_code_of(ours, code)
        assert sent is not None
        assert rows[sent] == catalogue.label_of(ours, code)


def test_a_value_is_matched_by_code_then_label_then_synonym_and_never_guessed(catalogue: Catalogue) -> None:
    assert catalogue.code_of("D3", "1") == "1"
    assert catalogue.code_of("D3", "企业/社会投资") == "2"
    assert catalogue.code_of("D3", "社会投资") == "2"
    assert catalogue.code_of("D3", "投资") is None
    assert catalogue.label_of("D3", "投资") is None
    assert catalogue.portal_code_of("D5", "出让") == "3"
    assert catalogue.code_of("没有这个字典", "1") is None


def test_an_answer_opens_questions_and_materials(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    filing = load_filing(good("01-"))
    assert [question.id for question in catalogue.open_questions(filing)] == ["q3", "q4", "q5"]
    names = [row.name for row in catalogue.materials_for(filing) if row.required]
    assert names[-2:] == ["占用道路用地同意证明", "人防工程施工图审查意见"]
    without = filing.model_copy(update={"answers": {"q3": "fou", "q4": "fou", "q5": "rf"}})
    assert [question.id for question in catalogue.open_questions(without)] == ["q3", "q4"]
    assert [row.name for row in catalogue.materials_for(without)] == [*names[:9], "工伤保险参保证明"]


def test_an_answer_adds_an_item_to_a_joint_filing(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    filing = load_filing(good("05-"))
    assert [item.code for item in catalogue.offered_items(filing)] == ["1-03", "1-04", "1-05"]
    without = filing.model_copy(update={"answers": {"q1": "fou"}})
    assert [item.code for item in catalogue.offered_items(without)] == ["1-03", "1-05"]


def test_a_stage_question_is_not_asked_in_a_single_filing(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    filing = load_filing({**good("04-"), "item_code": "2-01", "answers": {"q2": "shi"}})
    assert catalogue.open_questions(filing) == ()
    assert "专家评审意见" not in {row.name for row in catalogue.materials_for(filing)}


def test_a_material_of_several_items_stands_once_and_in_its_strictest_form(
    good: Callable[[str], Doc], catalogue: Catalogue
) -> None:
    doc = good("07-")
    doc["items"] = [{"code": "2-01"}, {"code": "2-03"}]
    names = [row.name for row in catalogue.materials_for(load_filing(doc))]
    assert len(names) == len(set(names))
    one, other = (load_filing({**doc, "items": [{"code": code}]}) for code in ("2-01", "2-03"))
    assert set(names) == {row.name for filing in (one, other) for row in catalogue.materials_for(filing)}


def test_a_stage_that_keeps_all_its_items_refuses_a_missing_one(
    good: Callable[[str], Doc], intake: Callable[[Doc], tuple[Any, ...]]
) -> None:
    doc = good("09-")
    doc |= {"kind": "并联", "item_code": "", "items": [{"code": "4-05"}, {"code": "4-01", "selected": False}]}
    items = [finding.value for finding in intake(doc) if "不允许取消勾选" in finding.rule]
    assert items == ["4-01", "4-02", "4-03", "4-04"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('themes = ["T1"]', 'themes = ["T9"]', "不存在的主题：T9"),
        ('question = "q2", answer = "shi"', 'question = "q2", answer = "ja"', "q2=ja"),
        ('adds_items = { shi = ["1-04"] }', 'adds_items = { shi = ["1-99"] }', "不存在的事项：1-99"),
        ("max_bytes = 104_857_600", "max_bytes = 0", "limits.max_bytes"),
        ("[limits]", "[limits", "TOML"),
        ('site = "yunxi"', 'side = "yunxi"', "请对照 gongai schema"),
    ],
)
def test_a_broken_catalogue_is_told_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "catalogue.toml"
    text = YUNXI.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_catalogue(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"事项目录无法读取：.*不存在"):
        read_catalogue(tmp_path / "catalogue.toml")
