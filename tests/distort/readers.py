"""Every reading of a make's recorded answers, one of them distorted; as a program it prints a table."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from fixtures import samples
from gongai.connector.mappers.answers import decoded
from gongai.connector.mappers.reading import receipt_facts, submit_data
from gongai.connector.portal import BrowserPortal
from gongai.errors import SessionLost
from gongai.records.filing import Filing, read_filing
from gongai.sites.wizard import Submit
from tests.distort import recording
from tests.distort.distortion import Distortion, May, Others, distortions
from tests.distort.exchange import Answer, Exchange, header
from tests.distort.makes import MAKES, site_of
from tests.distort.named import NamedCall, calls_of
from tests.distort.of_lists import PAGINGS, Rows
from tests.distort.oracle import Reading, read, wrong
from tests.distort.reading import reading_portal
from tests.distort.relay import Relay, relay
from tests.distort.replay import Replay
from tests.distort.wire import unpacked
from tests.queue.cast import HeldClock

SCENES = {
    "alone/filed": ("act", "receipts", "submit"),
    "alone/followed": ("listed", "details"),
    "alone/asked": ("demands",),
    "alone/finished": ("listed", "details", "document"),
    "joint/filed": ("submit",),
    "joint/followed": ("listed", "details"),
}
"""What is read of each part of the recorded run."""
Ask = Callable[[BrowserPortal], Any]


@dataclass(frozen=True)
class Wrong:
    """One wrong belief."""

    make: str
    scene: str
    reading: str
    role: str
    distortion: str
    why: str
    read: str

    def __str__(self) -> str:
        place = f"{self.make} {self.scene} {self.reading} | {self.role} | {self.distortion}"
        return f"{place} | {self.why} | {self.read}"


@dataclass
class Tally:
    """What was tried, and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    wrong: list[Wrong] = field(default_factory=list)


class Bench:
    """One make, one scene: a portal that remembers, and the product's readers in front of it."""

    def __init__(self, make: str, scene: str, folder: Path, between: Relay) -> None:
        self.make, self.scene = make, scene
        truth = recording.truth(make)[scene.partition("/")[0]]
        self.site = site_of(make, between.url)
        self.told = tuple(one for one in recording.exchanges(make) if one.scene == scene)
        # what stood in the lists before: the first answers of the run
        self.replay = Replay(self.site.profile, self._latest())
        between.meddler = self.replay
        self.held, self.project = truth["held"], truth["project"]
        filing = _filing(folder, truth["filing"], site=self.site.key)
        self.portal = reading_portal(self.site, filing, folder=folder, clock=HeldClock())
        self.portal.log_in()

    def marks(self) -> dict[str, str]:
        """What our row is known by, each with a pattern for a stranger's."""
        return {
            **{one["id"]: f"Z{{:04d}}{one['id'][5:]}" for one in self.held},
            **{one["number"]: "9999{:08d}" for one in self.held},
            self.project: "2108-439900-04-01-{:06d}",
        }

    def _latest(self) -> tuple[Exchange, ...]:
        """Of several answers of one call in a scene, the newest: before it was filed, nothing stood there."""
        newest: dict[tuple[str, str], Exchange] = {(one.call, one.asked.target): one for one in self.told}
        return tuple(newest.values())

    def readings(self) -> Iterator[tuple[str, Ask]]:
        wanted = SCENES[self.scene]
        if "act" in wanted:
            yield "act_for_applicant", lambda portal: portal.act_for_applicant()
        if "listed" in wanted:
            yield "listed", lambda portal: portal.listed()
        if "demands" in wanted and self.site.profile.notices:
            yield "demands", lambda portal: portal.demands()
        ident = self.held[0]["id"]
        if "details" in wanted:
            yield "details", lambda portal: portal.details(ident)
        if "receipts" in wanted and self.site.profile.receipts is not None:
            yield "receipts", lambda portal: portal.receipts(ident)
        if "document" in wanted and self.site.profile.detail.document_file is not None:
            self.replay.as_it_was()
            (document, *_more) = self.portal.details(ident).documents
            yield "document", lambda portal: portal.document(document)

    def others(self, exchange: Exchange) -> Others:
        another = next((one.answer for one in self.told if one.call not in (exchange.call, "login")), None)
        return Others(another=another)

    def look(self, ask: Ask) -> Reading:
        """One reading, on a session that lives."""
        found = read(lambda: ask(self.portal))
        if isinstance(found.error, SessionLost):
            self.replay.as_it_was()
            self.portal.close()
            self.portal.log_in()
        return found


def run(bench: Bench, tally: Tally) -> None:
    """Every reading of a scene, with every distortion of every answer that it rests on."""
    named = {one.role: one for one in calls_of(bench.site.profile)}
    for name, ask in bench.readings():
        bench.replay.as_it_was()
        meant = bench.look(ask)
        assert meant.error is None, f"{bench.make} {bench.scene} {name}: {meant}"
        for role in list(dict.fromkeys(bench.replay.asked)):
            for one in _distortions(bench, named[role]):
                bench.replay.distort(role, one.change)
                now = bench.look(ask)
                _note(tally, bench, f"{name}|{role}", one, wrong(meant, now, one.may), now)
            if role.startswith("lists."):
                _run_pages(bench, tally, ask, meant, named[role])
    if "submit" in SCENES[bench.scene]:
        _run_submit(bench, tally, named)
    bench.replay.as_it_was()
    bench.portal.close()


def _run_pages(bench: Bench, tally: Tally, ask: Ask, meant: Reading, named: NamedCall) -> None:
    rows = Rows(bench.replay.told(named.role)[0].answer, named, bench.marks())
    if not rows.there:
        return
    for paging in PAGINGS:
        bench.replay.page_by(named.role, partial(rows.page, paging))
        now = bench.look(ask)
        _note(
            tally,
            bench,
            f"listed|{named.role}",
            Distortion(paging.kind, May.UNSURE, _unchanged),
            wrong(meant, now, May.UNSURE),
            now,
        )


def _run_submit(bench: Bench, tally: Tally, named: dict[str, NamedCall]) -> None:
    """The answer to the submit, as the guard has it read before the page sees it."""
    kind: Literal["单项", "并联"] = "并联" if bench.scene.startswith("joint") else "单项"
    for role in {f"submit.{kind}"} & set(named):
        call, told = named[role], bench.replay.told(role)
        spec = bench.site.profile.wizards[kind].submit
        others = bench.others(told[0])

        def facts(answer: Answer, spec: Submit = spec) -> Any:
            text = decoded(answer.body, answer.kind, spec.call.charset)
            data = submit_data(text, spec, status=answer.status, location=header(answer.headers, "location"))
            return receipt_facts(data, spec) if data else {"ok": False}

        meant = read(lambda: facts(told[0].answer))  # noqa: B023
        assert meant.value["ok"], f"{bench.make} {role}"
        for one in distortions(told[0].answer, call, others):
            changed = _where_it_fits(one).change(told[0].answer)
            now = read(lambda: facts(unpacked(changed)))  # noqa: B023
            _note(tally, bench, f"submit|{role}", one, _wrong_yes(meant, now), now)


def _wrong_yes(meant: Reading, now: Reading) -> str:
    """Whatever is no clear yes is looked up in the portal's lists; only a yes can be wrong."""
    if now.error is not None or not now.value["ok"]:
        return ""
    strange = [one for name in ("ids", "numbers") for one in now.value[name] if one not in meant.value[name]]
    return f"believed filed as {strange[0]!r}" if strange else ""


def _note(tally: Tally, bench: Bench, place: str, one: Distortion, why: str, now: Reading) -> None:
    reading, role = place.split("|")
    tally.tried[f"{bench.make} {role}"] += 1
    tally.kinds.add(one.kind)
    if why:
        tally.wrong.append(Wrong(bench.make, bench.scene, reading, role, one.name, why, str(now)))


def _unchanged(answer: Answer) -> Answer:
    return answer


def _distortions(bench: Bench, named: NamedCall) -> Iterator[Distortion]:
    """Of several answers of one call in a scene those that fit any, each once."""
    seen: set[str] = set()
    for exchange in bench.replay.told(named.role):
        for one in distortions(exchange.answer, named, bench.others(exchange)):
            if one.name not in seen:
                seen.add(one.name)
                yield _where_it_fits(one)


def _where_it_fits(one: Distortion) -> Distortion:
    def change(answer: Answer) -> Answer:
        try:
            return one.change(answer)
        except (KeyError, IndexError, AttributeError, TypeError, ValueError):
            return answer

    return Distortion(one.kind, one.may, change, one.what)


def _filing(folder: Path, name: str, *, site: str) -> Filing:
    made = folder / "samples"
    if not made.exists():
        samples.build(made)
    return read_filing(str(made / "filings" / name)).model_copy(update={"site": site, "reference": "T-00001"})


def main(makes: list[str]) -> int:
    tally = Tally()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(dir=memory) as folder, relay() as between:
        for make in makes or MAKES:
            for scene in SCENES:
                run(Bench(make, scene, Path(folder), between), tally)
    sys.stdout.write("".join(f"{one}\n" for one in tally.wrong))
    by_why = Counter((one.make, one.role, one.why.partition(" to be ")[0]) for one in tally.wrong)
    sys.stdout.write("".join(f"{count:5d}  {' '.join(what)}\n" for what, count in sorted(by_why.items())))
    sys.stdout.write(f"{sum(tally.tried.values())} readings of {len(tally.tried)} calls, ")
    sys.stdout.write(f"{len(tally.kinds)} kinds of distortion, {len(tally.wrong)} wrong beliefs\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
