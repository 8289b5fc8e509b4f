"""
Whole flows over real HTTP, one answer of one call distorted, judged by what the office holds.

A scene is run once as it is, to learn which calls it makes and what is answered; then once for each of these calls and
each distortion, each time on a ledger and an office of its own, until nothing moves any more.
"""

import os
import shutil
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from gongai.connector.mappers.reading import Document
from gongai.db import migrate
from gongai.records.state import FilingState, FlowName, JobState
from gongai.sites import Site, load
from tests.connector.bench import ITEM, STRANGER
from tests.connector.fake_faults import LOST_AFTER, LOST_BEFORE
from tests.connector.fake_office import HeldApplication, HeldDemand, in_days
from tests.distort import of_bytes, recording
from tests.distort.crossing import LOGIN, Blow, Carry, Crossing, Passed, changed
from tests.distort.distortion import May, Others, distortions
from tests.distort.exchange import Answer, Asked, text_of, with_text
from tests.distort.named import NamedCall, calls_of
from tests.distort.of_the_line import Places, ways
from tests.distort.office_line import OfficeLine
from tests.distort.relay import Delivery, Forward, Relay, relay, whole
from tests.distort.verdict import Rest, judged
from tests.distort.wire_bench import WireBench
from tests.queue.cast import USCC
from tests.record_key import connect

WITHIN_S = 10.0
"""How long the product waits for an answer: longer than any busy machine needs."""
HASTY_S, TOO_LATE_S = 0.5, 0.8
"""How long it waits where the answer is to come too late, and how late that is."""
SOON_S = 0.1
TOO_LATE = ("later than the time-out", "never answered", "drip")
AT_ALL_PLACES = ("key renamed", "null")
"""Of the other kinds one place of an answer is enough: the readers' layer has them all."""
LASTING = ("key renamed", "login page with 200", "empty body")
"""Kinds that also come again and again: no attempt may be spent on them."""
PATIENCE = 12
"""Attempts and looks after which a flow that is not at rest waits for ever."""
DECISION = Document("F-1", "关于接入的批复", "云汐示例〔2026〕1号", "云汐示例〔2026〕1号.pdf")


@dataclass
class Run:
    """One ledger, one office, one line between them."""

    bench: WireBench
    crossing: Crossing
    stranger: HeldApplication

    def to_rest(self) -> str:
        """Attempts until the submit needs nobody any more; why it never came to rest, else nothing."""
        try:
            self.bench.work_off(at_most=PATIENCE)
        except AssertionError as error:
            return f"waits for ever: {error}"
        return ""

    def look(self) -> None:
        self.bench.run()

    @property
    def ours(self) -> list[HeldApplication]:
        return [one for one in self.bench.office.held if one is not self.stranger]


Scene = Callable[[Run], str]
"""Runs to rest. Says what is wrong with that by itself."""


def submit(run: Run) -> str:
    run.crossing.armed = True
    run.bench.add()
    return run.to_rest()


def reconcile(run: Run) -> str:
    """The request arrived, its answer was lost."""
    run.bench.office.wire = LOST_AFTER
    run.bench.add()
    run.bench.run()
    run.crossing.armed = True
    return run.to_rest()


def resend(run: Run) -> str:
    """The request never arrived: it must be sent again, and once."""
    run.bench.office.wire = LOST_BEFORE
    run.bench.add()
    run.bench.run()
    run.crossing.armed = True
    return run.to_rest()


def asked(run: Run) -> str:
    """A department asks for a correction: it reaches a person with the next good look at the latest."""
    (held,) = [one for one in run.bench.filed() if one is not run.stranger]
    run.bench.office.move(held, "6", item="*", opinion="请补充示例材料")
    due = in_days(run.bench.clock, 5)
    run.bench.office.demands.append(HeldDemand(held, "补正", held.items[0].number, "请补充示例材料", due))
    return _looks(run, "correction")


def ended(run: Run) -> str:
    """The office agrees, with a document."""
    (held,) = [one for one in run.bench.filed() if one is not run.stranger]
    run.bench.office.finish(held, "11", documents=(DECISION,))
    return _looks(run, "closed")


def _looks(run: Run, wanted: str) -> str:
    run.crossing.armed = True
    run.look()
    believed = _told_falsely(run)
    for _again in range(PATIENCE):
        if wanted in run.bench.results():
            return believed
        if run.bench.job("state", FlowName.TRACK) not in (JobState.WAITING, JobState.UNKNOWN):
            return believed or ("" if run.crossing.blow and run.crossing.blow.for_ever else f"never told: {wanted}")
        run.look()
    return believed or ("" if run.crossing.blow and run.crossing.blow.for_ever else f"never told: {wanted}")


def _told_falsely(run: Run) -> str:
    """News that no clerk made."""
    kinds = run.bench.results()
    if "vanished" in kinds:
        return "told to have vanished"
    over = all(one.state == "6" for one in run.ours)
    return "told to be closed" if run.bench.state is FilingState.CLOSED and not over else ""


SCENES: dict[str, Scene] = {
    "submit": submit, "reconcile": reconcile, "resend": resend, "asked": asked, "ended": ended,
}  # fmt: skip


_ALL = ("submit", "reconcile", "resend", "asked")
TURNS: dict[str, tuple[tuple[str, str], ...]] = {
    "submit": (("submit", "submit.单项"),),
    "lists": tuple((name, f"lists.{key}") for name in (*_ALL, "ended") for key in ("doing", "done", "withdrawn")),
    "detail": (("reconcile", "detail"), ("asked", "detail"), ("ended", "detail")),
    "notices": tuple(("asked", f"notices.{key}") for key in ("buzheng", "buzheng.more", "buquan")),
    "receipts": (("submit", "receipts"), ("reconcile", "receipts")),
    "receipt": (("submit", "receipt"), ("reconcile", "receipt")),
    "document": (("ended", "document"),),
    "login": tuple((name, "login") for name in _ALL),
    "units": tuple((name, "units") for name in _ALL),
    "switch": tuple((name, "switch") for name in _ALL),
}
"""Where calls of one sort are distorted in turns, when not every scene has every distortion."""


class Stage:
    """What every run starts from. `between` and `foreign` are the product's line and another origin."""

    def __init__(self, folder: Path, between: Relay, foreign: Relay) -> None:
        self.folder = folder
        self.between, self.foreign = between, foreign
        self.strayed: list[Asked] = []
        foreign.meddler = self._strayed
        self._template = folder / "template.db"
        engine = connect(f"sqlite:///{self._template}")
        migrate.upgrade(engine)
        engine.dispose()
        self.site, self.hasty = self._site(WITHIN_S), self._site(HASTY_S)
        self.named: dict[str, NamedCall] = {one.role: one for one in calls_of(self.site.profile)}
        self._receipt = next(one.answer.body for one in recording.exchanges("elementui") if one.call == "receipt")

    def _site(self, action_s: float) -> Site:
        limits = {"settle_s": 5, "look_gap_s": 1, "action_s": action_s}
        return load("yunxi", overrides={"base_url": self.between.url, "limits": limits})

    def run(self, scene: Scene, blow: Blow | None = None) -> tuple[Run, str]:
        """One run to rest, and what is wrong with it."""
        with TemporaryDirectory(dir=self.folder) as place:
            made = Path(place)
            shutil.copyfile(self._template, made / "gongai.db")
            engine = connect(f"sqlite:///{made / 'gongai.db'}")
            try:
                site = self.hasty if blow is not None and blow.kind in TOO_LATE else self.site
                bench = WireBench(engine, site, made / "evidence")
                stranger = bench.office.add(
                    account="agent-a", uscc=STRANGER, project="2611-439902-04-01-000999", items=[ITEM]
                )
                line = OfficeLine(bench.office, account="agent-a", receipt=self._receipt)
                run = Run(bench, Crossing("elementui", self.site.profile, line), stranger)
                run.crossing.blow = blow
                self.between.meddler, self.strayed = run.crossing, []
                try:
                    why = scene(run)
                except Exception as error:
                    why = f"crashed: {type(error).__name__}: {str(error)[:200]}"
                finally:
                    bench.close()
                return run, why or self._judged(run, blow)
            finally:
                engine.dispose()

    def _judged(self, run: Run, blow: Blow | None) -> str:
        if self.strayed:
            return f"went to another origin: {self.strayed[0].method} {self.strayed[0].target}"
        bench = run.bench
        numbers = frozenset(bench.receipt.application_nos) if bench.receipt else frozenset()
        rest = Rest(bench.state, bench.position, bench.why, numbers)
        if rest.state is FilingState.FAILED and blow is not None and blow.kind in TOO_LATE:
            return ""  # on a busy machine more answers than this one came too late
        return judged(rest, [one.number for one in run.ours], at_most=2 if blow is not None and blow.twice else 1)

    def _strayed(self, asked: Asked, _forward: Forward) -> Delivery:
        self.strayed.append(asked)
        return whole(of_bytes.page("elsewhere"))

    def blows(self, scene: Scene) -> Iterator[Blow]:
        """Every call of a scene with every distortion, as a run without any has it."""
        run, why = self.run(scene)
        assert not why, why
        for passed in _worth(run.crossing.passed):
            yield from self._of_content(passed, run)
            for way in ways(self._places(passed)):
                yield Blow(passed.role, passed.nth, way.kind, way.carry, May.UNSURE, way.twice)
                if way.kind in LASTING and passed.role != LOGIN:
                    yield Blow(passed.role, passed.nth, way.kind, way.carry, for_ever=True)

    def _places(self, passed: Passed) -> Places:
        call = self.named.get(passed.role)
        itself = call.call.path if call is not None else "/api/user/login"
        return Places(itself, "/api/apply/item/submit", f"{self.foreign.url}/collect", SOON_S, TOO_LATE_S)

    def _of_content(self, passed: Passed, run: Run) -> Iterator[Blow]:
        named = self.named.get(passed.role, NamedCall(passed.role, self.named["units"].call))
        others = Others(another=next((one.answer for one in run.crossing.passed if one.role != passed.role), None))
        seen: set[str] = set()
        for one in distortions(passed.answer, named, others):
            if one.kind in seen and one.kind not in AT_ALL_PLACES:
                continue
            seen.add(one.kind)
            carry = changed(one.change)
            yield Blow(passed.role, passed.nth, one.name, carry, one.may)
            if one.kind in LASTING and passed.role != LOGIN:
                yield Blow(passed.role, passed.nth, one.name, carry, one.may, for_ever=True)
        yield Blow(passed.role, passed.nth, "another's answer", _anothers(run))
        if passed.before is not None:
            yield Blow(passed.role, passed.nth, "previous answer of the same call", _instead(passed.before))


def _worth(passed: Sequence[Passed]) -> list[Passed]:
    """The first of each call, and the first that says something else in another shape."""
    seen: set[tuple[str, bool]] = set()
    worth = []
    for one in passed:
        shape = (one.role, len(one.answer.body) > 160)
        if shape not in seen:
            seen.add(shape)
            worth.append(one)
    return worth


def _instead(answer: Answer) -> Carry:
    def carry(forward: Forward) -> Delivery:
        forward()
        return whole(answer)

    return carry


def _anothers(clean: Run) -> Carry:
    """As another company would be answered: the same shape, its ids, its number, its items."""
    stranger = clean.stranger
    (ours,) = clean.ours
    marks = {
        f'"{ours.id}"': f'"{stranger.id}"',
        ours.number: stranger.number,
        ours.project: stranger.project,
        USCC: STRANGER,
        ours.items[0].number: stranger.items[0].number,
    }

    def carry(forward: Forward) -> Delivery:
        answer = forward()
        text = text_of(answer)
        for known, other in marks.items():
            text = text.replace(known, other)
        return whole(with_text(answer, text))

    return carry


@dataclass
class Tally:
    """What was tried, and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def blows_of(stage: Stage, name: str, *, every: bool) -> list[Blow]:
    """Every blow of a scene; or those whose turn it is: each sort of call meets each distortion in one scene."""
    return [one for one in stage.blows(SCENES[name]) if every or _turn(one) == (name, one.role)]


def _turn(blow: Blow) -> tuple[str, str]:
    turns = TURNS[blow.role.partition(".")[0]]
    return turns[zlib.crc32(f"{blow.kind}{blow.for_ever}".encode()) % len(turns)]


def run_blows(stage: Stage, name: str, blows: Sequence[Blow], tally: Tally, *, told: TextIO | None = None) -> None:
    for blow in blows:
        run, why = stage.run(SCENES[name], blow)
        tally.tried[f"{name} {blow.role}"] += 1
        tally.kinds.add(blow.kind.partition(":")[0])
        if not run.crossing.struck:
            tally.missed[blow.name] += 1
        if why:
            tally.wrong.append(f"{name} | {blow.name} | {why}")
            if told is not None:
                told.write(f"{tally.wrong[-1]}\n")
                told.flush()


def main(names: list[str]) -> int:
    tally = Tally()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(dir=memory) as folder, relay() as between, relay() as foreign:
        stage = Stage(Path(folder), between, foreign)
        for name in names or SCENES:
            run_blows(stage, name, blows_of(stage, name, every=False), tally, told=sys.stdout)
    sys.stdout.write(f"{sum(tally.tried.values())} runs of {len(tally.tried)} calls, {len(tally.kinds)} distortions, ")
    sys.stdout.write(f"{len(tally.wrong)} wrong beliefs, {sum(tally.missed.values())} not struck\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
