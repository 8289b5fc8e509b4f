"""A look comes to one of three, and only a whole one says that something is not there."""

from gongai.connector.mappers.reading import Application
from gongai.connector.sighting import Gap, NotRead, NotThere, There, only, sighting

ROW = Application("A-1", "20270001", "2027-4399XX-01", ("IV-3-05",), "0", None, "在办")
GAP = Gap("在办", "没有 list")


def test_a_hit_is_proof_even_where_another_list_was_not_read() -> None:
    assert sighting([ROW], read=1, gaps=[GAP]) == There((ROW,), (GAP,))


def test_nothing_seen_means_not_there_only_where_all_was_read() -> None:
    assert sighting([], read=3) == NotThere(3)
    assert sighting([], read=3, gaps=[GAP]) == NotRead((GAP,))


def test_asked_for_less_a_look_with_gaps_never_becomes_not_there() -> None:
    assert only(There((ROW,), (GAP,)), lambda row: row.id == "A-2") == NotRead((GAP,))
    assert only(There((ROW,)), lambda row: row.id == "A-2") == NotThere(1)
    assert only(NotRead((GAP,)), lambda row: True) == NotRead((GAP,))
