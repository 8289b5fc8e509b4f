import time
import pytest
from tests.world import World

@pytest.mark.browser
@pytest.mark.parametrize("n", range(3))
def test_smoke(world: World, n: int) -> None:
    world.fault({"effect": "debounce", "seconds": 0.05})
    t0=time.monotonic()
    ref = world.add()
    t1=time.monotonic()
    world.work_off()
    t2=time.monotonic()
    print("ADD", t1-t0, "WORK", t2-t1, world.state(ref), len(world.held()))
    from gongai import db
    with db.reading(world.app.engine) as c:
        for r in c.execute(db.journal.select().order_by(db.journal.c.id)).mappings(): print(r["at_ms"]%100000, r["step"], r["event"], r["data"].get("ms"))
