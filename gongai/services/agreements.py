"""Agreements: registered after one set of rules, searched, ended. Without one in force nothing is submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.app import App
from gongai.clock import today
from gongai.errors import FilingError, NotAllowed
from gongai.queue import agreement_reads
from gongai.records.actor import Actor
from gongai.records.agreement import POWERS, Agreement, load_partial_agreement
from gongai.records.finding import Finding
from gongai.redact import scrub, scrub_json
from gongai.rules.delegation import STATES, standing
from gongai.services.documents import Document
from gongai.text.agreements import reasons

if TYPE_CHECKING:
    from gongai.rules.agreement import Checked  # reads PDF and pictures: only where something is registered

STOPPED = 7
"""代办终止, in the national table of states."""


@dataclass(frozen=True)
class AgreementView:
    """One agreement, and why nothing may be submitted under it today."""

    agreement: Agreement
    problems: tuple[str, ...]

    @property
    def state_label(self) -> str:
        return STATES.get(self.agreement.state, str(self.agreement.state))

    @property
    def power_labels(self) -> tuple[str, ...]:
        return tuple(POWERS[power] for power in self.agreement.powers)

    def document(self) -> Document:
        """Without what is personal."""
        data: Mapping[str, object] = scrub_json(self.agreement.model_dump(mode="json"))
        return {**data, "problems": self.problems}


@dataclass(frozen=True)
class Registered:
    """One agreement that was registered. `notes`: what somebody should know about how."""

    agreement_no: str
    problems: tuple[str, ...]
    notes: tuple[Finding, ...] = ()
    released: tuple[str, ...] = ()  # filings that waited for it, and go on


@dataclass(frozen=True)
class Stopped:
    agreement_no: str
    stopped_at: date
    stop_reason: str


def add(app: App, actor: Actor, paths: Sequence[Path], *, seal_seen: bool) -> tuple[Registered, ...]:
    """Register the agreements in these files, or none of them: raises `FilingError` with the findings of all.

    `seal_seen`: the actor has opened the signed files and seen seal or signature. Nobody else can say so: what stands
    in the file is a claim of whoever wrote it.
    """
    from gongai.rules.filing import stops

    day = today(app.clock)
    checked = [_checked(path, day) for path in paths]
    wrong = [(path.name, stops(findings)) for path, (_one, findings) in zip(paths, checked, strict=True)]
    if found := [_of_file(name, one, alone=len(paths) == 1) for name, those in wrong for one in those]:
        names = "、".join(name for name, those in wrong if those)
        all_out = "，都没有登记" if len(paths) > 1 else "，没有登记"
        raise FilingError(f"协议 {names} 有 {len(found)} 处问题{all_out}", found)
    registered = []
    for one, notes in checked:
        assert one is not None
        agreement = one.sealed(seal_seen=seal_seen)
        released = app.store.save_agreement(agreement, by=actor)
        if one.agreement.seal_seen and not seal_seen:
            notes = (*notes, _CLAIMED)
        registered.append(Registered(agreement.agreement_no, _problems(agreement, day), notes, released))
    return tuple(registered)


def list_(app: App, actor: Actor) -> tuple[AgreementView, ...]:
    """By number."""
    day = today(app.clock)
    return tuple(AgreementView(one, _problems(one, day)) for one in agreement_reads.list_agreements(app.engine))


def show(app: App, actor: Actor, number: str) -> AgreementView:
    """Raises `NotAllowed` where there is none."""
    one = _found(app, number)
    return AgreementView(one, _problems(one, today(app.clock)))


def stop(app: App, actor: Actor, number: str, *, reason: str, on: date | None = None) -> Stopped:
    """It ended on that day, or today: nothing is submitted under it any more. Raises `NotAllowed`."""
    one = _found(app, number)
    day = on or today(app.clock)
    stopped = one.model_copy(update={"state": STOPPED, "stop_reason": scrub(reason), "stopped_at": day})
    app.store.save_agreement(stopped, by=actor)
    return Stopped(number, day, reason)


_CLAIMED = Finding(
    field="seal_seen 已核对签章",
    value="是",
    rule="文件中写的“已核对签章”不作数，要由登记的人在登记时说明",
    remedy="请打开签章件核对签字或印章，再加 --seal-seen 重新登记",
    level="warn",
)


def _checked(path: Path, day: date) -> "tuple[Checked | None, tuple[Finding, ...]]":
    """Shape and sense at once; None where too little is left to check."""
    from gongai.rules import agreement as rules
    from gongai.rules.filing import merge

    try:
        agreement, shape = load_partial_agreement(str(path))
    except FilingError as error:
        about_file = Finding(field="文件", value=path.name, rule=str(error), remedy="请改正后重试")
        return None, error.findings or (about_file,)
    if agreement is None:
        return None, shape
    checked = rules.examine(agreement, today=day)
    return checked, merge(shape, checked.findings)


def _of_file(name: str, finding: Finding, *, alone: bool) -> Finding:
    """Where there are several files, the finding says which it is about."""
    return finding if alone else finding.model_copy(update={"value": f"{name}：{finding.value}".rstrip("：")})


def _problems(agreement: Agreement, day: date) -> tuple[str, ...]:
    return reasons(standing(agreement, today=day))


def _found(app: App, number: str) -> Agreement:
    one = app.store.get_agreement(number)
    if one is None:
        raise NotAllowed(f"没有协议 {number}。用 gongai agreement list 查看")
    return one
