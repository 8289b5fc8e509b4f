"""What is asked of the applicant: by the portal's notices, and by its states where no notice tells of it."""

from collections.abc import Iterable
from datetime import datetime, time

from gongai.clock import SHANGHAI, to_ms
from gongai.connector.mappers.reading import Demand, Details
from gongai.records.outcome import Note
from gongai.records.result_kind import ResultKind
from gongai.sites.lists import Status
from gongai.sites.site_profile import Profile

ASKED = ("correct", "supplement")
"""Meanings of a state in which a department waits for the applicant."""


def told(demand: Demand) -> Note:
    due = None if demand.due is None else to_ms(datetime.combine(demand.due, time(23, 59, 59), SHANGHAI))
    until = f"，请于 {demand.due.isoformat()} 前完成" if demand.due else ""
    if demand.due_text:
        until = f"。期限未能识别，平台写的是：{demand.due_text}。请在平台上核对期限"
    paper = "。需到窗口提交纸质材料，不能在线完成" if demand.paper else ""
    where = f"（办件 {demand.ref}）" if demand.ref else ""
    return Note(
        ResultKind.CORRECTION,
        f"{demand.title}{where}：{demand.text}{until}{paper}",
        due,
        key=f"{demand.ref}:{demand.text}"[:120],
    )


def of_ours(demands: Iterable[Demand], ids: Iterable[str], numbers: Iterable[str]) -> tuple[Demand, ...]:
    """Notices may name an application by its id or by one of its numbers."""
    ours = {one for one in (*ids, *numbers) if one}
    return tuple(one for one in demands if one.application_id in ours)


def without_notice(profile: Profile, details: Details, demands: tuple[Demand, ...]) -> list[Note]:
    """What stands in a state that waits for the applicant, and no notice tells what is asked and until when."""
    notes = []
    refs = {one.ref for one in demands}
    whole = bool(refs - set(filter(None, details.item_numbers)))  # of no item in particular: it may tell of any
    items = zip(details.item_states.items(), details.item_numbers, strict=True)
    waiting = [(name, number, profile.item_states.get(code)) for (name, code), number in items]
    for name, number, state in waiting:
        if _asks(state) and number not in refs and not whole:
            notes.append(_note(state, f"事项 {name}", f"state:{details.application_id}:{number or name}"))
    application = profile.application_states.get(details.state)
    if _asks(application) and not refs and not notes:
        notes.append(_note(application, f"申报实例 {details.application_id}", f"state:{details.application_id}"))
    return notes


def _asks(state: Status | None) -> bool:
    return state is not None and state.meaning in ASKED


def _note(state: Status | None, what: str, key: str) -> Note:
    label = state.label if state is not None else ""
    text = f"平台状态为{label}（{what}），没有读到通知和期限，请到平台查看要求和期限，并按要求办理"
    return Note(ResultKind.CORRECTION, text, key=key[:120])
