"""How one logs in at a portal, how long that lasts, and for whom the session then acts."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongai.records.base import Record
from gongai.sites.call import Call

Frames = Annotated[
    tuple[str, ...],
    Field(description="CSS selectors of the frames, from the outermost, inside which the controls stand"),
]


class PageSignal(Record):
    """How to recognise one situation. All the given conditions must hold."""

    outcome: Literal[
        "success",
        "wrong_password",
        "expired_password",
        "locked",
        "captcha",
        "question",
        "evicted",
        "expired",
        "maintenance",
    ]
    text: Annotated[str, Field(description="regular expression searched in the page's visible text and toasts")] = ""
    body: Annotated[str, Field(description="regular expression searched in the body of an answer")] = ""
    visible: Annotated[str, Field(description="CSS selector of something visible")] = ""
    address: Annotated[str, Field(description="regular expression searched in the page's address")] = ""
    status: Annotated[tuple[int, ...], Field(description="HTTP status of the answer")] = ()

    @model_validator(mode="after")
    def _has_condition(self) -> "PageSignal":
        if not (self.text or self.body or self.visible or self.address or self.status):
            raise ValueError("每个 sign 至少写一个条件（text、body、visible、address、status）")
        return self


class Login(Record):
    """The login page."""

    address: str
    frame: Frames = ()
    account: Annotated[str, Field(description="CSS selector of the account box")]
    password: Annotated[str, Field(description="CSS selector of the password box")]
    button: Annotated[str, Field(description="text of the login button, blanks ignored")]
    captcha_image: Annotated[
        str, Field(description="CSS selector of the captcha picture, where the portal can show one")
    ] = ""
    captcha_box: str = ""
    signs: Annotated[dict[str, PageSignal], Field(description="tried in this order after the click, until one fits")]


class Token(Record):
    """A token that the pages keep and send along; our own calls send it too, as it is at that moment."""

    kept: Annotated[
        Literal["localStorage", "sessionStorage", "cookie", "header"],
        Field(description="where the pages keep it; `header` = in a header of the last answer that had it"),
    ] = "localStorage"
    storage: Annotated[str, Field(description="key in the storage, or name of the cookie or header")]
    path: Annotated[
        str,
        Field(description='dotted path inside the JSON kept there; `.` = the JSON is the text itself; "" = as it is'),
    ] = ""
    header: str = "Authorization"
    value: Annotated[str, Field(description="the header's value, from {token}")] = "Bearer {token}"


class Session(Record):
    """How long a login lasts and how its end looks."""

    token: Annotated[Token | None, Field(description="where the token of the portal's calls is kept")] = None
    headers: Annotated[
        dict[str, str], Field(description="further headers that the pages send with their calls; ours send them too")
    ] = {}
    minutes: Annotated[float, Field(gt=0, description="life of a session, counted from login")] = 30
    filing_needs_minutes: Annotated[float, Field(description="no filing starts with less session time left")] = 10
    alive: Annotated[
        Call | None, Field(description="call that fails when logged out; else the applicant's units are asked for")
    ] = None
    single: Annotated[
        bool,
        Field(
            description="a new login ends every older session of the account, proved on this portal; "
            "where false, a sent filing that cannot be found goes to a person"
        ),
    ] = False
    signs: Annotated[
        dict[str, PageSignal], Field(description="answers that mean: logged out, evicted, in maintenance")
    ] = {}


class Applicant(Record):
    """The acting applicant (申报主体): where its portal id stands, how it is chosen and read back."""

    units: Annotated[Call, Field(description="call that lists the units this login is bound to")]
    rows: str
    id: Annotated[str, Field(description="column: the portal's own id of the unit")]
    uscc: Annotated[str, Field(description="column: 统一社会信用代码")]
    switch: Annotated[Call | None, Field(description="call that makes the session act for {applicant_id}")] = None
    current: Annotated[Call | None, Field(description="call that tells for which unit the session acts now")] = None
    current_id: str = ""
