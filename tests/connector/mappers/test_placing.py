"""Whether a row is ours, another's, or cannot be told: only what is wholly known to be another's is another's."""

import pytest

from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.placing import Place, Sought, sought
from gongai.sites import Site
from tests.connector.bench import single

OURS, ANOTHERS, UNCLEAR = Place.OURS, Place.ANOTHERS, Place.UNCLEAR
CODE = single().project.project_code
OTHER = "2109-439900-04-01-999999"


@pytest.fixture
def seek(example_site: Site) -> Sought:
    return sought(facts_of(single(), example_site), example_site)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (CODE, OURS),
        (CODE.replace("-", ""), OURS),
        (CODE.replace("-", "_"), OURS),
        (CODE.replace("-", "."), OURS),
        (f"{CODE}-00", OURS),
        (f"项目代码：{CODE}", OURS),
        (f"{CODE}（一期）", OURS),
        (f"[{CODE}]", OURS),
        (f"{OTHER},{CODE}", OURS),
        (f"{CODE}_1", UNCLEAR),
        (f"{CODE}-0001", UNCLEAR),
        (f"{CODE}/01", OURS),
        (f"{CODE}-12345", UNCLEAR),
        (f"{CODE[:20]}...", UNCLEAR),
        (f"{CODE[:12]}****{CODE[16:]}", UNCLEAR),
        (f"{CODE[:-4]}****", UNCLEAR),
        (OTHER, ANOTHERS),
        (OTHER.replace("-", ""), ANOTHERS),
        (OTHER.replace("-", "_"), ANOTHERS),
        (f"{OTHER}-0001", ANOTHERS),
        (f"{OTHER}（一期）", UNCLEAR),
        (f"{OTHER},{OTHER[:-1]}8", UNCLEAR),
        (f"{OTHER}****", UNCLEAR),
        ("GC-2020-17", UNCLEAR),
        ("详见附件", UNCLEAR),
    ],
)
def test_a_code_is_anothers_only_where_it_is_whole_and_differs(seek: Sought, code: str, place: Place) -> None:
    assert seek.project(code) is place


@pytest.mark.parametrize(
    ("code", "place"), [("-0001", OURS), ("-1", OURS), ("_01", OURS), ("", OURS), ("-0002", ANOTHERS), ("-2", ANOTHERS)]
)
def test_of_a_split_project_another_part_is_anothers(code: str, place: Place) -> None:
    seek = Sought(codes=frozenset({CODE, f"{CODE}-0001"}), ours=frozenset(), known={})
    assert seek.project(CODE + code) is place


NAME = "供水排水接入联合报装"


@pytest.mark.parametrize(
    ("items", "place"),
    [
        (["IV-3-05"], OURS),
        (["iv-3-05"], OURS),
        ([NAME], OURS),
        ([f"《{NAME}》"], OURS),
        ([f"{NAME[:4]} {NAME[4:]}"], OURS),
        (["IV-3-02,IV-3-05"], OURS),
        (["IV-3-02、IV-3-05"], OURS),
        (["IV-3-02；IV-3-05"], OURS),
        (["IV-3-02 IV-3-05"], OURS),
        (["认不出", "IV-3-05"], OURS),
        (["IV-3-02"], ANOTHERS),
        (["iv-3-02"], ANOTHERS),
        (["IV-3-02", "IV-3-02"], ANOTHERS),
        (["IV-3-05-V2"], UNCLEAR),
        ([f"{NAME}（新办）"], UNCLEAR),
        (["IV-3-02", "认不出"], UNCLEAR),
        (["IV-3-02,认不出"], UNCLEAR),
        ([], UNCLEAR),
    ],
)
def test_items_are_anothers_only_where_all_are_known_and_none_is_ours(
    seek: Sought, items: list[str], place: Place
) -> None:
    assert seek.items(items) is place


def test_our_items_are_written_as_the_catalogue_does(seek: Sought) -> None:
    assert seek.written(["iv-3-02、IV-3-05"]) == ("IV-3-02", "IV-3-05")
    assert seek.written([f"3-05 {NAME}"]) == ("3-05", NAME)
