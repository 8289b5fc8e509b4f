from gongai.records.state import FilingState
from tests.connector.bench import Bench, joint


def test_smoke(bench: Bench) -> None:
    (held,) = bench.filed()
    assert bench.state is FilingState.FILED
    print(bench.journal(), bench.receipt)


def test_joint(bench: Bench) -> None:
    held = bench.filed(joint())
    assert len(held) == 2
    print(bench.journal(), bench.receipt)
