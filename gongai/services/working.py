"""Whether anybody works: what is promised to be done automatically is only done while processes live."""

from dataclasses import dataclass

from gongai.app import App
from gongai.queue import processes, reads
from gongai.queue.processes import ProcessRow
from gongai.records.process_role import ProcessRole
from gongai.services.documents import Document
from gongai.text.moments import when

START = "请运行 gongai run"


@dataclass(frozen=True)
class Working:
    """`vanished`: processes that have given no sign of life for a while, and have not said that they end."""

    workers: tuple[ProcessRow, ...]
    schedulers: tuple[ProcessRow, ...]
    vanished: tuple[ProcessRow, ...]

    @property
    def lives(self) -> bool:
        """Whether jobs are taken at all."""
        return bool(self.workers)

    @property
    def lost(self) -> str:
        """Who has vanished, for people; "" for nobody."""
        if not self.vanished:
            return ""
        return "没有动静的进程：" + "、".join(f"{one.name}（自 {when(one.seen_ms)} 起）" for one in self.vanished)

    @property
    def line(self) -> str:
        """For whatever promises something: who is missing, and what to do. "" where somebody does it."""
        lost = f"。{self.lost}" if self.vanished else ""
        if self.workers and self.schedulers:
            return ""
        if self.workers:
            return f"调度没有在运行：不会按时查询，不会收回失联的任务，不会推送结果{lost}。{START}"
        if self.schedulers:
            return f"办理进程没有在运行，或已停住：申报件不会自动办理{lost}。请查看日志，重新启动 gongai run"
        return f"没有办理进程在运行：申报件不会自动办理、核查、跟踪{lost}。{START}"

    def document(self) -> Document:
        return {
            "workers": [one.name for one in self.workers],
            "schedulers": [one.name for one in self.schedulers],
            "vanished": [{"name": one.name, "seen_ms": one.seen_ms} for one in self.vanished],
            "line": self.line,
        }


def state(app: App) -> Working:
    rows = processes.found(app.engine, now_ms=app.clock.now_ms())
    living = [one for one in rows if one.lives]
    return Working(
        workers=tuple(one for one in living if one.role == ProcessRole.WORKER),
        schedulers=tuple(one for one in living if one.role == ProcessRole.SCHEDULER),
        vanished=tuple(one for one in rows if not one.lives),
    )


def line(app: App) -> str:
    """See `Working.line`."""
    return state(app).line


def awaited(app: App) -> bool:
    """Whether something is in hand, or due now: somebody should be at work."""
    return reads.due(app.engine, now_ms=app.clock.now_ms())
