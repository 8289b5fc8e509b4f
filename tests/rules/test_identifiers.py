"""Identifiers: what is valid by construction passes, what a slip of the hand makes of it does not."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongai.records import engineering_code
from gongai.rules import identifiers as ids

TODAY = date(2026, 3, 2)


@st.composite
def usccs(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(ids.USCC_REGISTRARS)) + draw(st.sampled_from(ids.USCC_ALPHABET))
    division = draw(st.text("0123456789", min_size=6, max_size=6))
    body = head + division + draw(st.text(ids.USCC_ALPHABET, min_size=9, max_size=9))
    return body + ids.uscc_check(body)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    division = draw(st.sampled_from(["439902", "810000", "820000", "830000", "710000", "110000"]))
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
    body = division + born.strftime("%Y%m%d").zfill(8) + draw(st.text("0123456789", min_size=3, max_size=3))
    return body + ids.resident_id_check(body)


@st.composite
def org_codes(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
    return body + ids.org_check(body)


@given(usccs())
def test_every_well_made_credit_code_passes(code: str) -> None:
    assert ids.uscc_problem(code) is None


@given(usccs(), st.integers(0, 17), st.sampled_from(ids.USCC_ALPHABET))
def test_one_wrong_character_in_a_credit_code_is_always_caught(code: str, place: int, char: str) -> None:
    # 31 is prime and no weight is a multiple of it, so no single change keeps the sum
    assume(code[place] != char)
    assert ids.uscc_problem(code[:place] + char + code[place + 1 :]) is not None


@given(usccs(), st.integers(0, 16))
def test_two_neighbours_swapped_in_a_credit_code_are_always_caught(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert ids.uscc_problem(swapped) is not None


@pytest.mark.parametrize("code", ["91439900MA0TEXT12P", "91439902MA0TEXT39C", "12439900MB0TEXT40U"])
def test_the_published_sample_codes_pass(code: str) -> None:
    assert ids.uscc_problem(code) is None


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("91439900MA0TEXT12Q", "第 18 位校验码不符，应为“P”"),
        ("91439900MAOTEXT12P", "第 11 位“O”不是该代码使用的字符，是否应为 0"),
        ("9143990AMA0TEXT12P", "第 8 位“A”应为数字"),
        ("91439900MA0TEXT12", "应为 18 位，现为 17 位"),
        ("000000000000000000", "第 1 位“0”不是登记管理部门的代码"),  # its check character is right
        ("91439900ma0text12p", "第 9 位“m”不是该代码使用的字符"),
    ],
)
def test_a_bad_credit_code_is_told_by_its_position(code: str, rule: str) -> None:
    assert rule in (ids.uscc_problem(code) or "")


@given(resident_ids())
def test_every_well_made_resident_id_passes_in_either_case(code: str) -> None:
    assert ids.resident_id_problem(code, today=TODAY) is None
    assert ids.resident_id_problem(code.lower(), today=TODAY) is None


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_in_a_resident_id_is_always_caught(code: str, place: int, char: str) -> None:
    # 11 is prime and no weight is a multiple of it
    assume(code[place] != char)
    assert ids.resident_id_problem(code[:place] + char + code[place + 1 :], today=TODAY) is not None


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("43990219000229001", "不是真实的日期"),  # 1900 was no leap year
        ("43990219001301001", "不是真实的日期"),
        ("00990219000101001", "不是省级代码"),
        ("84000019000101001", "不是省级代码"),
        ("43990218500101001", "早于 1900 年"),
    ],
)
def test_a_resident_id_with_a_right_check_digit_can_still_be_wrong(body: str, rule: str) -> None:
    assert rule in (ids.resident_id_problem(body + ids.resident_id_check(body), today=TODAY) or "")


def test_nobody_is_born_tomorrow() -> None:
    tomorrow = TODAY + timedelta(days=1)
    body = f"439902{tomorrow:%Y%m%d}001"
    code = body + ids.resident_id_check(body)
    assert "在今天之后" in (ids.resident_id_problem(code, today=TODAY) or "")
    assert ids.resident_id_problem(code, today=tomorrow) is None


@given(org_codes())
def test_every_well_made_organisation_code_passes_with_or_without_hyphen(code: str) -> None:
    assert ids.org_code_problem(code) is None
    assert ids.org_code_problem(f"{code[:8]}-{code[8]}") is None


@given(org_codes(), st.sampled_from("0123456789X"))
def test_a_wrong_check_character_in_an_organisation_code_is_caught(code: str, char: str) -> None:
    assume(code[8] != char)
    assert ids.org_code_problem(code[:8] + char) is not None


@pytest.mark.parametrize("code", ["2109-439900-04-01-000017", "2019-439902-47-03-000001"])
def test_old_and_new_project_codes_pass(code: str) -> None:
    assert ids.project_code_problem(code) is None
    assert ids.eng_code_problem(code, code) is None


@pytest.mark.parametrize("suffix", ["-0001", "#1", "-1", "001"])
def test_split_projects_carry_a_suffix(suffix: str) -> None:
    code = "2109-439900-04-01-000017"
    assert ids.eng_code_problem(code + suffix, code) is None


@pytest.mark.parametrize(
    "bad", ["2109-439900-04-01-000018", "2109-439900-04-01-000017-00001", "2109-439900-04-01-000017x"]
)
def test_an_engineering_code_of_another_project_is_refused(bad: str) -> None:
    assert ids.eng_code_problem(bad, "2109-439900-04-01-000017") is not None


@pytest.mark.parametrize(
    "written",
    [
        "２１０９－４３９９００－０４－０１－０００017",
        "2109–439900–04–01–000017",
        " 2109-439900-04-01-00 0017",
        "2109—439900-04-01-000017",
    ],
)
def test_a_badly_written_project_code_is_told_with_its_proper_form(written: str) -> None:
    assert "2109-439900-04-01-000017" in (ids.project_code_problem(written) or "")


@given(st.text())
def test_normalising_a_project_code_twice_changes_nothing_more(text: str) -> None:
    once = engineering_code.normalise(text)
    assert engineering_code.normalise(once) == once


@pytest.mark.parametrize(
    "phone",
    [
        *("13800000000", "19900000000", "0730-8000000", "07308000000", "8000000", "0730-8000000-12"),
        *("0871-63000000-801", "400-000-0000", "4000000000", "400-0000000", "800-000-0000"),
    ],
)
def test_phones_that_offices_can_call_pass(phone: str) -> None:
    assert ids.phone_problem(phone) is None


@pytest.mark.parametrize(
    "phone",
    ["12800000000", "1380000000", "138000000000", "138****0000", "", "电话", "13800000000\n", "１３８００００００００"],
)
def test_other_phones_do_not(phone: str) -> None:
    assert ids.phone_problem(phone) is not None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("港澳居民来往内地通行证", "H00000001", "K00000001"),
        ("台湾居民来往大陆通行证", "00000001", "0000001"),
        ("外国人永久居留身份证", "XYZ000000000001", "XY0000000000001"),
        ("护照", "EA0000001", "E*0001"),
        ("港澳台居民居住证", "810000190001010019", "439902190001010017"),
    ],
)
def test_other_documents_are_taken_by_their_own_shape(kind: str, good: str, bad: str) -> None:
    if kind == "港澳台居民居住证":
        good = good[:17] + ids.resident_id_check(good[:17])
    assert ids.id_problem(kind, good, today=TODAY) is None
    assert ids.id_problem(kind, bad, today=TODAY) is not None


def test_a_permit_of_people_from_hong_kong_macao_taiwan_is_no_resident_id() -> None:
    """GA/T 1723: the algorithm is the same, the document another one, and portals keep them apart."""
    code = "83000019900101001"
    code += ids.resident_id_check(code)
    assert ids.id_problem("港澳台居民居住证", code, today=TODAY) is None
    assert "港澳台居民居住证" in (ids.id_problem("身份证", code, today=TODAY) or "")


@st.composite
def permanent_residences(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["11", "31", "43"])) + draw(st.text("0123456789", min_size=3, max_size=3))
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
    body = "9" + place + born.strftime("%Y%m%d").zfill(8) + draw(st.text("0123456789", min_size=3, max_size=3))
    return body + ids.resident_id_check(body)


@given(permanent_residences(), st.integers(1, 17), st.sampled_from("0123456789X"))
def test_a_permanent_residence_card_ends_in_a_check_character_also_in_x(code: str, place: int, char: str) -> None:
    kind = "外国人永久居留身份证"
    assert ids.id_problem(kind, code, today=TODAY) is None
    assume(code[place] != char)
    assert ids.id_problem(kind, code[:place] + char + code[place + 1 :], today=TODAY) is not None


def test_a_permanent_residence_card_ending_in_x_is_taken() -> None:
    ending = {ids.resident_id_check(f"91100019900101{n:03d}"): n for n in range(200)}
    code = f"91100019900101{ending['X']:03d}X"
    assert ids.id_problem("外国人永久居留身份证", code, today=TODAY) is None
    assert "校验码" in (ids.id_problem("外国人永久居留身份证", code[:17] + "0", today=TODAY) or "")
    assert "真实的日期" in (ids.id_problem("外国人永久居留身份证", code[:10] + "13" + code[12:], today=TODAY) or "")


@pytest.mark.parametrize(
    ("code", "fine"),
    [("439900", True), ("439971", True), ("430000", True), ("43990", False), ("990000", False), ("430002", False)],
)
def test_division_codes_are_tested_by_shape_only(code: str, fine: bool) -> None:
    assert (ids.division_problem(code) is None) is fine


@given(st.text(), st.sampled_from([*ids.ID_KINDS, "会员卡"]))
def test_no_validator_ever_raises(text: str, kind: str) -> None:
    ids.id_problem(kind, text, today=TODAY)
    for problem in (ids.uscc_problem, ids.org_code_problem, ids.phone_problem, ids.division_problem):
        problem(text)
    ids.project_code_problem(text)
    ids.eng_code_problem(text, text)
    assert ids.has_full_width(ids.half_width(text)) is False


def test_masked_values_are_seen_in_both_widths() -> None:
    assert ids.is_masked("138****0000")
    assert ids.is_masked("4＊＊2")
    assert not ids.is_masked("13800000000")
