"""What lists and details tell of an application that the fake office holds."""

from gongai.connector.mappers.reading import Application, Details, Scope, States
from gongai.records.engineering_code import compared
from gongai.records.receipt import StatusEvent
from tests.connector.fake_office import DOING, DONE, WITHDRAWN, Event, HeldApplication

LISTS = {"doing": DOING, "done": DONE, "withdrawn": WITHDRAWN}


def stands_in(one: HeldApplication, key: str) -> bool:
    """Whether a list shows it. One that the office does not know of shows nothing."""
    if key == "withdrawn":
        return one.withdrawn or one.state in WITHDRAWN
    return not one.withdrawn and one.state in LISTS.get(key, ())


def row(one: HeldApplication, title: str) -> Application:
    return Application(
        id=one.id,
        number=one.number,
        project_code=compared(one.project),
        items=tuple(item.id for item in one.items),
        state=one.state,
        filed_at_ms=one.history[0].at_ms,
        listed_in=title,
    )


def details(one: HeldApplication, states: States, seen_ms: int) -> Details:
    def past(scope: Scope, ref: str, history: list[Event]) -> list[StatusEvent]:
        return [
            states.event(
                scope,
                ref,
                event.code,
                seen_ms=seen_ms,
                at_ms=event.at_ms,
                handler=event.user,
                opinion=event.opinion,
            )
            for event in history
        ]

    events = past("application", one.id, one.history)
    for item in one.items:
        events += past("item", item.number, item.history)
    return Details(
        application_id=one.id,
        state=one.state,
        applicant=one.uscc,
        material_ids=one.material_ids,
        item_ids=tuple(item.id for item in one.items),
        item_numbers=tuple(item.number for item in one.items),
        item_names=tuple(item.name for item in one.items),
        events=tuple(events),
        item_states={item.name: item.state for item in one.items},
        documents=tuple(document for item in one.items for document in item.documents),
        project_code=compared(one.project),
    )
