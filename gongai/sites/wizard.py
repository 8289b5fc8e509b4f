"""The way through the filing pages, and the submit at its end."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongai.records.base import Record
from gongai.sites.actions import AnyAction
from gongai.sites.call import NO_CALL, Answer, Call, Html
from gongai.sites.login import Frames


class Page(Record):
    """One wizard page (step): its container and what is done on it, in order."""

    title: str
    root: Annotated[str, Field(description="CSS selector of the step's container: all steps may be in the DOM at once")]
    frame: Annotated[tuple[str, ...] | None, Field(description="where it is not that of the wizard")] = None
    trace: Annotated[bool, Field(description="opening it leaves a trace: never opened for a check")] = False
    when: str = ""
    acts: Annotated[dict[str, AnyAction], Field(description="in this order")]


class BodyRule(Record):
    """One comparison of the outgoing submit request with the plan."""

    path: str
    equals: Annotated[
        str, Field(description="name of a fact of this attempt, e.g. applicant_id, material_ids, answer_ids")
    ]
    how: Annotated[Literal["equal", "set", "json_set"], Field(description="set: same members in any order")] = "equal"
    when: str = ""


class Submit(Record):
    """The submit call, its comparison and its answer."""

    page: Annotated[str, Field(description="wizard page on which the button stands")] = ""
    button: str
    frame: Annotated[tuple[str, ...] | None, Field(description="where it is not that of the page")] = None
    confirm: Annotated[str, Field(description="button of a confirmation box that may appear after the click")] = ""
    call: Call = NO_CALL
    unguarded: Annotated[
        bool,
        Field(
            description="the page sends in a way that cannot be held (WebSocket, applet): the journal brackets the "
            "click, and whatever happens after it is looked up"
        ),
    ] = False
    done: Annotated[str, Field(description="unguarded: CSS selector that is visible when the portal has answered")] = ""
    harmless: Annotated[
        tuple[str, ...],
        Field(description="paths the page may write to between click and submit call; others are stopped"),
    ] = ()
    sockets: Annotated[
        tuple[str, ...],
        Field(
            description="paths of WebSockets that pages may open while this kind is filed (messages, progress); others "
            "get no server"
        ),
    ] = ()
    timeout_s: Annotated[
        float, Field(description="how long the portal may take to answer before the outcome is unknown")
    ] = 120
    body: Annotated[dict[str, BodyRule], Field(description="every rule must hold, else nothing is sent")] = {}
    html: Annotated[Html | None, Field(description="the answer is a page, read like this")] = None
    location: Annotated[
        dict[str, str],
        Field(description="values of a redirect: name → regular expression with one group, searched in its address"),
    ] = {}
    answer: Answer = Answer()
    ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    item_numbers: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_held(self) -> "Submit":
        if self.unguarded and not self.done:
            raise ValueError("不能拦截的提交（unguarded）须写明 done：平台答复后页面上出现什么")
        if not self.unguarded and (self.call == NO_CALL or not self.body):
            raise ValueError("须写明 call（提交请求）和 body（与计划的比对）；确实不能拦截的请写 unguarded = true")
        return self


class Wizard(Record):
    """The way through the filing pages for one kind of filing."""

    address: str
    frame: Frames = ()
    ready: Annotated[str, Field(description="CSS selector that is visible when the page can be used")]
    pages: Annotated[dict[str, Page], Field(description="in this order")]
    omits: Annotated[
        tuple[Literal["units", "contact", "pickup"], ...],
        Field(description="parts of a filing for which the portal has no place, so that leaving them out is meant"),
    ] = ()
    submit: Submit
