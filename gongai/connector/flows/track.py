"""Follow a filing in the portal: both levels of state, what is asked of the owner, result documents, and vanishing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from gongai.connector.flow import Attempt, Effect, Step, ended, take
from gongai.connector.flows import binding, demands, known_before, told_of
from gongai.connector.mappers.placing import Place, sought
from gongai.connector.mappers.reading import Application, Details
from gongai.connector.sighting import Gap, NotRead, NotThere, There
from gongai.errors import GongaiError, LeaseLost, NotUnderstood, PortalError, PortalRefused, SessionLost
from gongai.records.noted import Exact, Noted, exact
from gongai.records.outcome import Filed, Note, Outcome, Seen
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.result_kind import ResultKind
from gongai.sites.lists import NOTHING

DOCUMENT = "跟踪·结果文件"
ENDED = ("agreed", "agreed_owing", "refused", "withdrawn")
"""Meanings after which an item does not move again."""


def run(attempt: Attempt, receipt: Receipt) -> Outcome:
    """Read everything the portal says about the filing. Nothing is sent."""
    try:
        take(Step("跟踪·登录", Effect.READ, lambda one: one.portal.log_in()), attempt)
        take(Step("跟踪·申报主体", Effect.READ, lambda one: one.portal.act_for_applicant()), attempt)
        whole = _receipts(attempt, receipt)
        return Filed(whole) if whole is not None else _read(attempt, receipt)
    except LeaseLost:
        raise
    except GongaiError as error:
        return ended(attempt, error)


def _receipts(attempt: Attempt, receipt: Receipt) -> Receipt | None:
    """The receipt with its documents, where they could not be fetched when the filing was filed."""
    if receipt.receipt_files or not receipt.application_ids:
        return None
    try:
        files = tuple(file for ident in receipt.application_ids for file in attempt.portal.receipts(ident))
    except SessionLost:
        raise
    except PortalError:
        return None  # the states matter more; the next poll tries again
    if not files:
        return None
    attempt.journal.done("跟踪·回执", {"files": [exact(file.model_dump(mode="json")) for file in files]})
    return receipt.model_copy(update={"receipt_files": files})


def _read(attempt: Attempt, receipt: Receipt) -> Outcome:
    match attempt.portal.listed():
        case NotThere():
            rows: tuple[Application, ...] = ()
            gaps: tuple[Gap, ...] = ()
        case There(rows, gaps):
            pass
        case NotRead() as unread:
            raise NotUnderstood(str(unread), call=unread.where)
        case other:
            assert_never(other)
    listed = {row.id for row in rows}
    observed: list[Details] = []
    notes: list[Note] = []
    # a person knows the number of a filing, not the portal's own id of it
    ids = receipt.application_ids or tuple(row.id for row in rows if row.number in receipt.application_nos)
    if not ids and gaps:
        raise NotUnderstood(str(NotRead(gaps)), call=NotRead(gaps).where)
    if not ids:
        numbers = "、".join(receipt.application_nos) or "（未知）"
        notes.append(
            Note(
                ResultKind.VANISHED,
                f"平台的列表中没有申报流水号 {numbers}。请核对流水号、账号和申报主体",
                key=f"no:{numbers}",
            )
        )
    for ident in ids:
        try:
            details = attempt.portal.details(ident)
        except (
            PortalRefused
        ) as error:  # only the portal's own word that it has none; whatever else went wrong says nothing
            notes.append(
                Note(ResultKind.VANISHED, f"平台已查不到申报实例 {ident}：{error}。请在平台上核实", key=f"gone:{ident}")
            )
        else:
            if not binding.of_our_applicant(attempt, details):
                raise NotUnderstood(f"申报实例 {ident} 的详情写的是别的申报主体，没有采用", call=f"申报详情 {ident}")
            row = next((one for one in rows if one.id == ident), None)
            observed.append(told_of.checked(attempt, details, ident, row))
        if ident not in listed and not gaps:
            notes.append(
                Note(
                    ResultKind.VANISHED,
                    f"申报实例 {ident} 已不在平台的任何列表中（可能处于列表不显示的状态，或已被撤件）。请在平台上核实",
                    key=f"vanished:{ident}",
                )
            )
    notes += _doubles(attempt, rows, ids)
    notes += _asked(attempt, receipt, rows, observed, ids)
    events = tuple(event for details in observed for event in details.events)
    notes += [_unknown(event) for event in events if not _known(attempt, event)]
    documents, late = _documents(attempt, observed)
    closed = bool(observed) and len(observed) == len(ids) and all(_ended(attempt, one) for one in observed)
    notes += documents
    refusal = _refusal(attempt, observed) if closed else ""
    back = _taken_back(attempt, observed) if closed and not refusal else ""
    if closed:
        notes.append(_outcome(attempt, observed, refusal, back))
    state = "、".join(sorted({_label(attempt, one) for one in observed})) or "查不到"
    return Seen(
        state,
        events=events,
        notes=tuple(notes),
        closed=closed and not late,
        refusal=refusal or back,
        partly=bool(gaps),
        look_again=timedelta(minutes=attempt.site.profile.limits.track_minutes),
    )


def _asked(
    attempt: Attempt,
    receipt: Receipt,
    rows: tuple[Application, ...],
    observed: list[Details],
    ids: tuple[str, ...],
) -> list[Note]:
    """What is asked of the owner: by notices, and of each application that waits for the owner without one."""
    all_of_them = attempt.portal.demands()
    numbers = {row.id: {row.number} for row in rows}
    for one in observed:
        numbers.setdefault(one.application_id, set()).update(one.item_numbers)
    numbered = {number for ident in ids for number in numbers.get(ident, ())}
    notes = [demands.told(one) for one in demands.of_ours(all_of_them, ids, {*receipt.application_nos, *numbered})]
    for one in observed:
        if not _ended(attempt, one):
            alone = receipt.application_nos if len(ids) == 1 else ()
            its = demands.of_ours(all_of_them, [one.application_id], {*alone, *numbers[one.application_id]})
            notes += demands.without_notice(attempt.site.profile, one, its)
    return notes


def _unknown(event: StatusEvent) -> Note:
    return Note(
        ResultKind.UNKNOWN_STATE,
        f"平台给出了不认识的状态码 {event.site_code}（{event.ref}）。状态已原样保存，请核实含义并补充平台配置",
        key=f"code:{event.scope}:{event.site_code}:{event.ref}",
    )


def _known(attempt: Attempt, event: StatusEvent) -> bool:
    profile = attempt.site.profile
    return event.site_code in (profile.application_states if event.scope == "application" else profile.item_states)


def _ended(attempt: Attempt, details: Details) -> bool:
    """The items decide: an application shown as ended may hide a rejection; a refused one has no items that move."""
    states = attempt.site.profile.item_states
    application = attempt.site.profile.application_states.get(details.state)
    if application is not None and application.meaning in NOTHING:
        return True
    return bool(details.item_states) and all(
        (known := states.get(code)) is not None and known.meaning in ENDED for code in details.item_states.values()
    )


def _doubles(attempt: Attempt, rows: tuple[Application, ...], ids: tuple[str, ...]) -> list[Note]:
    """What stands beside ours, about the same items, and is no filing of ours: filed by hand, or doubled on the way."""
    ours = sought(attempt.facts, attempt.site)
    before = known_before.of(attempt)
    states = attempt.site.profile.application_states
    notes = []
    for row in rows:
        state = states.get(row.state)
        place = ours.items(row.items)
        if row.id in ids or before.unchanged(row) or place is Place.ANOTHERS:
            continue
        if state is not None and state.meaning in NOTHING:
            continue
        if attempt.numbers.of_any(ids=[row.id], numbers=[row.number]):
            continue
        same = (
            "同一项目、同一事项的申报"
            if place is Place.OURS
            else f"同一项目的申报（事项“{'、'.join(row.items)}”认不出）"
        )
        text = (
            f"平台上另有{same} {row.number or row.id}（{row.listed_in}），不是由本系统申报的。"
            "请核实是否重复，重复的请在平台上申请撤件"
        )
        notes.append(Note(ResultKind.DOUBLED, text, key=f"double:{row.id}"))
    return notes


def _refusal(attempt: Attempt, observed: list[Details]) -> str:
    """What the portal has refused of an application that it had taken, and why, in its own words; "" for nothing."""
    profile = attempt.site.profile
    refused: dict[str, str] = {}
    for details in observed:
        application = profile.application_states.get(details.state)
        names = [
            name
            for name, code in details.item_states.items()
            if code in profile.item_states and profile.item_states[code].meaning == "refused"
        ]
        if not names and application is not None and application.meaning == "refused":
            names = list(details.item_states) or [details.application_id]
        codes = {details.state, *details.item_states.values()}
        reasons = [event.opinion for event in details.events if event.opinion and event.site_code in codes]
        for name in names:
            code = details.item_states.get(name, details.state)
            known = profile.item_states.get(code)
            said = known if known is not None and known.meaning == "refused" else application
            label = said.label if said is not None else code
            refused[name] = f"{label}{'：' + '；'.join(dict.fromkeys(reasons)) if reasons else '（平台未写明原因）'}"
    return "；".join(f"{name} {why}" for name, why in refused.items())


def _documents(attempt: Attempt, observed: list[Details]) -> tuple[list[Note], bool]:
    """Fetch result documents. The second value says that an agreed item has none yet: they may come later."""
    notes: list[Note] = []
    late = False
    kept = {_same(one) for one in attempt.journal.all_of(DOCUMENT)}
    for details in observed:
        for document in details.documents:
            offered = {"id": document.id, "title": document.title, "number": document.number, "name": document.name}
            if _same(offered) in kept:
                continue
            stored = attempt.portal.document(document)
            record: Noted = {name: Exact(value) for name, value in offered.items()}
            attempt.journal.done(DOCUMENT, {**record, "sha256": Exact(stored.sha256), "path": Exact(stored.path)})
            kept.add(_same(offered))
            notes.append(
                Note(
                    ResultKind.DOCUMENT,
                    f"结果文件已下载：{document.title} {document.number}".strip(),
                    key=f"doc:{document.id}",
                )
            )
        agreed = [
            code
            for code in details.item_states.values()
            if (known := attempt.site.profile.item_states.get(code)) and known.meaning == "agreed"
        ]
        # a portal that offers no documents at all has none to wait for
        awaited = bool(attempt.site.profile.detail.documents)
        late = late or (awaited and bool(agreed) and not details.documents)
    return notes, late


def _same(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes a document that is offered the one that was fetched: another under the same id is fetched again."""
    return tuple(str(document.get(name, "")) for name in ("id", "title", "number", "name"))


def _taken_back(attempt: Attempt, observed: list[Details]) -> str:
    """That all of it was withdrawn, or taken back after all, so that nothing is granted; "" where that is not so."""
    profile = attempt.site.profile
    told: list[str] = []
    for details in observed:
        application = profile.application_states.get(details.state)
        items = [profile.item_states.get(code) for code in details.item_states.values()]
        if any(one is not None and one.meaning in ("agreed", "agreed_owing") for one in items):
            return ""
        if application is not None and application.meaning == "withdrawn":
            told.append(application.label)
        elif all(one is not None and one.meaning == "withdrawn" for one in items):
            told += [f"{name}：{one.label}" for name, one in zip(details.item_states, items, strict=True) if one]
        else:
            return ""
    return f"申报已撤回（{'；'.join(dict.fromkeys(told))}），没有批准任何事项" if told else ""


def _outcome(attempt: Attempt, observed: list[Details], refusal: str, back: str) -> Note:
    states = attempt.site.profile.item_states
    endings = "；".join(
        f"{name}：{states[code].label if code in states else code}"
        for one in observed
        for name, code in one.item_states.items()
    )
    ids = ",".join(one.application_id for one in observed)
    if refusal:
        text = f"平台没有批准：{refusal}。请与建设单位核对原因，改好后以下一轮重新申报"
        return Note(ResultKind.REJECTED, text, key=f"closed:{ids}")
    if back:
        text = f"{back}。请与建设单位核对是否重新申报；要重新申报的，以下一轮提交"
        return Note(ResultKind.REJECTED, text, key=f"closed:{ids}")
    return Note(ResultKind.CLOSED, f"平台已办结：{endings}", key=f"closed:{ids}")


def _label(attempt: Attempt, details: Details) -> str:
    """The application's state, and which of its items stand still: an accepted application may wait for its owner."""
    profile = attempt.site.profile
    known = profile.application_states.get(details.state)
    halted = {
        profile.item_states[code].label
        for code in details.item_states.values()
        if code in profile.item_states and profile.item_states[code].meaning in ("correct", "paused")
    }
    return "，".join((known.label if known else f"未知状态 {details.state}", *sorted(halted)))
