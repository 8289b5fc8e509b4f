"""What can be known without the portal is known before it is opened."""

from pathlib import Path
from typing import Never

from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from tests.world import Kit, World


def _no_browser() -> Never:
    raise AssertionError("a browser was opened")


def test_a_material_that_has_changed_since_it_was_checked_is_seen_before_any_login(
    kit: Kit, portal: Portal, tmp_path: Path
) -> None:
    world = World(kit, portal, tmp_path / "home", browser=_no_browser)
    reference = world.add()
    last = Path(world.filing(reference).materials[-1].path)
    content = last.read_bytes()
    last.unlink()  # a sample is shared by many tests
    last.write_bytes(content[:-1] + b"?")
    try:
        world.work_off()
    finally:
        last.write_bytes(content)
    assert world.state(reference) is FilingState.REFUSED
    assert last.name in world.why(reference) and "内容已改动" in world.why(reference)
    assert ("核对", "done") not in world.journal()
    world.close()
