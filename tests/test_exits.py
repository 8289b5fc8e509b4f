"""Every error says how a command ends and what an HTTP front end answers: in one table, and so that both agree."""

import pytest

from gongai import errors, exits
from gongai.exits import Exit, exit_of, status_of
from tests.cli.reference import all_errors

KINDS = [kind for kind in all_errors() if kind is not errors.GongaiError]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_error_has_a_row_of_its_own_or_of_its_family(kind: type[errors.GongaiError]) -> None:
    rows = [row for row, _code, _status in exits._BY_ERROR if issubclass(kind, row)]
    assert rows[0] is not errors.GongaiError, "no row but the last, which is for what nobody thought of"


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_exit_code_and_status_say_the_same(kind: type[errors.GongaiError]) -> None:
    code, status = exit_of(kind("说明")), status_of(kind("说明"))
    if code is Exit.LATER or kind is errors.ConfigError:
        assert 500 <= status < 600, "nothing that the caller asks differently will help"
    else:
        assert code in (Exit.BUSINESS, Exit.USAGE, Exit.PERSON)
        assert 400 <= status < 500, "somebody has to change something first"


def test_special_rows_stand_before_their_bases() -> None:
    """Else they would never be found."""
    order = [row for row, _code, _status in exits._BY_ERROR]
    hidden = [
        later.__name__ for place, later in enumerate(order) for earlier in order[:place] if issubclass(later, earlier)
    ]
    assert hidden == []


def test_what_a_caller_should_try_again_is_told_apart_from_what_he_should_change() -> None:
    statuses = {kind.__name__: int(status_of(kind("说明"))) for kind in all_errors()}
    assert statuses["PortalDown"] == statuses["SessionLost"] == statuses["LeaseLost"] == 503
    assert statuses["FilingError"] == statuses["AgreementError"] == statuses["PortalRefused"] == 422
    assert statuses["AlreadyQueued"] == statuses["NotAllowed"] == statuses["NotApproved"] == 409
    assert (statuses["UsageError"], statuses["ConfigError"], statuses["PortalError"]) == (400, 500, 502)
