"""What only the portal can tell decides on the way: steps and pages whose condition names a slot."""

import pytest

from gongai import db
from gongai.records.state import FilingState
from tests.connector.conftest import Install

pytestmark = pytest.mark.browser
LATE = """
[wizards."单项".pages.info.acts.applicant_again]
when = "applicant_id=U-0"
[wizards."单项".pages.materials]
when = "project_id"
[wizards."单项".pages.never]
title = "用不到的一页"
root = ".no-such-step"
when = "project_id=P-0"
acts = { gone = { do = "wait", css = ".no-such-thing" } }
"""


def test_a_step_and_a_page_wait_for_what_the_portal_says_and_are_left_out_where_it_says_otherwise(
    install: Install,
) -> None:
    world = install(add=LATE)
    reference = world.add()
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    with db.reading(world.app.engine) as connection:
        done = {row["step"]: row["data"] for row in connection.execute(db.journal.select()).mappings()}
    assert "applicant.applicant" in done["补全信息"]
    assert "applicant_again.applicant" not in done["补全信息"]
    assert done["材料一单清"]["push.files"] > 0
    assert done["用不到的一页"]["skipped"] == "project_id=P-0"
