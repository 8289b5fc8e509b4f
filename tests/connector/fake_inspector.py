"""A site that is inspected in memory: what each first form is like, and what goes wrong on the way to it."""

from collections.abc import Mapping

from gongai.connector.port import FormSight, Inspected, ReadSight
from gongai.errors import GongaiError
from gongai.records.filing import Filing


class FakeInspector:
    """`sights` says per kind of filing what an inspection comes to, `reads` what the lists show, `errors` per method
    what it raises.
    """

    def __init__(
        self,
        *,
        sights: Mapping[str, Inspected] | None = None,
        errors: Mapping[str, GongaiError] | None = None,
        stopped: tuple[str, ...] = (),
        reads: tuple[ReadSight, ...] = (),
    ) -> None:
        self._sights = sights or {}
        self._errors = errors or {}
        self._stopped = stopped
        self._reads = reads
        self.calls: list[str] = []

    def open_login(self) -> None:
        self._called("open_login")

    def log_in(self) -> None:
        self._called("log_in")

    def inspect(self, filing: Filing) -> Inspected:
        self._called(f"inspect {filing.kind}")
        return self._sights.get(filing.kind, Inspected(FormSight.AS_APPROVED))

    def read(self, filing: Filing) -> tuple[ReadSight, ...]:
        if "read" in self._errors:
            raise self._errors["read"]
        return self._reads

    def stopped_writes(self) -> tuple[str, ...]:
        return self._stopped

    def close(self) -> None:
        self._called("close")

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if what in self._errors:
            raise self._errors[what]
