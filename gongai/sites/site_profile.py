"""
The profile of one portal: everything that differs from portal to portal, as data.

Written in TOML, exported as JSON Schema by `gongai schema`. Tables are keyed by name, not listed, so that a second
profile can extend a first one and say only what differs. This module is the language itself, hence its length.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongai.records.base import Record
from gongai.sites.call import Answer, Call, Html
from gongai.sites.controls import Kind

Frames = Annotated[
    tuple[str, ...],
    Field(description="CSS selectors of the frames, from the outermost, inside which the controls stand"),
]


NO_CALL = Call(path="")
"""A call that a portal does not have."""


class Sign(Record):
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
    def _says_something(self) -> "Sign":
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
    signs: Annotated[dict[str, Sign], Field(description="tried in this order after the click, until one fits")]


class Token(Record):
    """A token that the pages keep in localStorage and send along; our own calls send it too."""

    storage: Annotated[str, Field(description="key in localStorage")]
    path: Annotated[str, Field(description="dotted path inside the JSON kept there; empty = the whole text")] = ""
    header: str = "Authorization"
    value: Annotated[str, Field(description="the header's value, from {token}")] = "Bearer {token}"


class Session(Record):
    """How long a login lasts and how its end looks."""

    token: Annotated[Token | None, Field(description="where the token of the portal's calls is kept")] = None

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
    signs: Annotated[dict[str, Sign], Field(description="answers that mean: logged out, evicted, in maintenance")] = {}


class Applicant(Record):
    """The acting applicant (申报主体): where its portal id stands, how it is chosen and read back."""

    units: Annotated[Call, Field(description="call that lists the units this login is bound to")]
    rows: str
    id: Annotated[str, Field(description="column: the portal's own id of the unit")]
    uscc: Annotated[str, Field(description="column: 统一社会信用代码")]
    switch: Annotated[Call | None, Field(description="call that makes the session act for {applicant_id}")] = None
    current: Annotated[Call | None, Field(description="call that tells for which unit the session acts now")] = None
    current_id: str = ""


class FieldSpec(Record):
    """Where one value of the canonical record stands on the portal's form."""

    source: Annotated[str, Field(description="dotted path in the filing, e.g. project.invest_wan, or a {template}")]
    group: Annotated[str, Field(description="name of the group that a `fill` action fills together")]
    section: str = ""
    label: str
    kind: Kind
    dictionary: Annotated[
        str, Field(description="dictionary of the catalogue that turns codes into the page's labels")
    ] = ""
    labels: Annotated[dict[str, str], Field(description="code → label, where no dictionary holds it")] = {}
    shown: Annotated[str, Field(description="how the page writes an option, from {code} and {label}")] = "{label}"
    search: Annotated[
        str, Field(description="what to type into a remote select before choosing; may be a {template}")
    ] = ""
    part: Annotated[int | None, Field(description="which part of a split value, from 0; none = all")] = None
    split: Annotated[str, Field(description="separator of a list value")] = ""
    when: Annotated[str, Field(description="only where this path of the filing is not empty, or `path=value`")] = ""
    optional: Annotated[bool, Field(description="an empty value is left alone")] = True


class Check(Record):
    """A check that the page asks the portal for by itself when a button is pressed: only a plain yes lets us go on."""

    call: Call
    ok: Annotated[str, Field(description="path of the flag that says yes")]
    ok_values: Annotated[tuple[str, ...], Field(description="values of the flag that mean yes")] = ("true",)
    why: Annotated[str, Field(description="path of the reasons for a no")] = ""


class Act(Record):
    """One thing done on a wizard page."""

    do: Literal[
        "fill",
        "blocks",
        "choose",
        "chooser",
        "applicant",
        "press",
        "wait",
        "tile",
        "questions",
        "items",
        "inner_form",
        "answer_box",
        "materials",
    ]
    group: Annotated[str, Field(description="fill, blocks: which fields; questions: stage or items, empty = all")] = ""
    rows: Annotated[
        str, Field(description="blocks: path of the list in the filing; its records are `row` in sources")
    ] = ""
    text: Annotated[str, Field(description="press: text of the button; answer_box: button to press in the box")] = ""
    box: Annotated[str, Field(description="answer_box: regular expression of the box's text")] = ""
    css: Annotated[
        str,
        Field(
            description="wait: becomes visible; inner_form: the iframe or dialog; tile: the tiles; "
            "questions: where they stand; blocks: one block; empty = rows of a table with these titles"
        ),
    ] = ""
    chosen: Annotated[str, Field(description="tile: CSS selector that the chosen tile matches")] = ""
    call: Annotated[str, Field(description="press: path of the call whose answer must say success")] = ""
    answer: Annotated[
        Literal["", "page"],
        Field(description="press: `page` = the press loads the next page; `css` must be visible then"),
    ] = ""
    refused: Annotated[str, Field(description="press: CSS selector of the portal's words where it says no")] = ""
    facts: Annotated[
        dict[str, str],
        Field(
            description="press: fact name → path in that answer (or, with `answer = page`, what to take from the "
            "page that came), kept for the body check"
        ),
    ] = {}
    check: Annotated[Check | None, Field(description="press: what the portal must have agreed to")] = None
    section: str = ""
    label: str = ""
    search: str = ""
    option: Annotated[str, Field(description="choose: the option; chooser: a text of the one row that is meant")] = ""
    dialog: Annotated[str, Field(description="chooser: CSS selector of the dialog, or `popup` for a new window")] = ""
    dialog_frame: Annotated[str, Field(description="chooser: CSS selector of the iframe inside the dialog")] = ""
    search_label: Annotated[str, Field(description="chooser: label of the dialog's search field")] = ""
    find: Annotated[str, Field(description="chooser: text of the button that searches")] = ""
    row: Annotated[str, Field(description="chooser: CSS selector of one row")] = ""
    open: Annotated[str, Field(description="chooser: text of the link in the row; empty = the row is clicked")] = ""
    confirm: Annotated[str, Field(description="chooser: text of the button pressed after a row was clicked")] = ""
    back: Annotated[str, Field(description="chooser: what the field must hold then; empty = `option`")] = ""
    when: Annotated[str, Field(description="only where this path of the filing is not empty, or `path=value`")] = ""
    optional: Annotated[bool, Field(description="the thing may be absent; then nothing is done")] = False


class Page(Record):
    """One wizard page (step): its container and what is done on it, in order."""

    title: str
    root: Annotated[str, Field(description="CSS selector of the step's container: all steps may be in the DOM at once")]
    frame: Annotated[tuple[str, ...] | None, Field(description="where it is not that of the wizard")] = None
    trace: Annotated[bool, Field(description="opening it leaves a trace: never opened for a check")] = False
    when: str = ""
    acts: Annotated[dict[str, Act], Field(description="in this order")]


class Questions(Record):
    """Situation questions (情形)."""

    row: Annotated[str, Field(description="CSS selector of one question block")] = ""
    text: Annotated[str, Field(description="CSS selector of its text, inside the block")] = ""
    choice: Annotated[str, Field(description="CSS selector of one answer, inside the block")] = ""
    chosen: Annotated[str, Field(description="CSS selector that a chosen answer matches")] = ""
    answer_id: Annotated[str, Field(description="the portal's id of an answer, from {question} and {answer}")] = (
        "{answer}"
    )


class Items(Record):
    """The item lists of a joint filing (并联审批事项, 并行推进事项)."""

    row: str = ""
    name: str = ""
    box: str = ""
    chosen: Annotated[str, Field(description="CSS selector that the box of a chosen row matches")] = ""
    item_id: Annotated[str, Field(description="the portal's id of an item, from {code}")] = "{code}"


class Materials(Record):
    """The material table and how files are pushed."""

    expand: Annotated[str, Field(description="text of the button that shows all rows")] = ""
    row: str
    name: Annotated[str, Field(description="CSS selector of the material's name, inside the row")] = ""
    inline: Annotated[
        bool, Field(description="each row has a file input of its own, and the files go with the submit request")
    ] = False
    input: Annotated[str, Field(description="inline: CSS selector of the file input, inside the row")] = ""
    open: Annotated[str, Field(description="text of the row's upload button")] = ""
    dialog: Annotated[str, Field(description="CSS selector of the upload dialog")] = ""
    frame_dialog: Annotated[str, Field(description="CSS selector of the iframe inside the dialog; empty = none")] = ""
    counted: Annotated[
        str, Field(description="CSS selector, inside the dialog, of the names of the files the page counts as pushed")
    ] = ""
    close: Annotated[str, Field(description="text of the button that closes the dialog")] = ""
    push: Annotated[
        Call,
        Field(description="the upload call that the page makes, or that we make where `direct`; of several the last"),
    ] = NO_CALL
    direct: Annotated[bool, Field(description="push with httpx and the browser's session instead of the dialog")] = (
        False
    )
    part: Annotated[str, Field(description="direct: name of the file part")] = "file"
    instance: Annotated[str, Field(description="path of the material instance id in the push answer")] = ""
    files: Annotated[Call, Field(description="call that lists the files of {instance_id}")] = NO_CALL
    files_rows: str = ""
    file_name: str = ""
    file_size: str = ""
    file_sha256: str = ""
    found: Annotated[
        Call,
        Field(
            description="call that finds what an account has pushed for {material_name}: where a push "
            "whose answer was lost is looked up"
        ),
    ] = NO_CALL
    found_rows: str = ""
    found_material: str = ""
    found_instance: str = ""
    found_file: str = ""
    found_size: str = ""
    timeout_s: Annotated[float, Field(description="how long one push may take")] = 120
    lag_s: Annotated[float, Field(description="how long a stored file may take to show in the portal's list")] = 10

    @model_validator(mode="after")
    def _says_how(self) -> "Materials":
        wanted = (
            ("input",)
            if self.inline
            else (
                *("name", "instance", "files_rows", "file_name"),
                *("found_rows", "found_material", "found_instance", "found_file"),
                *(() if self.direct else ("open", "dialog", "counted", "close")),
            )
        )
        missing = [name for name in wanted if not getattr(self, name)]
        missing += [name for name in ("push", "files", "found") if not self.inline and getattr(self, name) == NO_CALL]
        if missing:
            raise ValueError(f"材料推送缺少：{'、'.join(missing)}（文件随提交一起发出的平台请写 inline = true）")
        return self


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
    submit: Submit


class Listing(Record):
    """One list in which an application of ours could stand."""

    title: str
    call: Call
    rows: str
    id: str
    number: str
    project_code: str
    items: Annotated[str, Field(description="path of the ids (or names) of the row's items, e.g. items[].itemVerId")]
    state: str = ""
    filed_at: str = ""
    page_size: int = 50
    pages: Annotated[int, Field(description="how many pages are read at most")] = 20
    draft: Annotated[bool, Field(description="rows here are drafts, not filings")] = False


class Detail(Record):
    """The detail of one application, with both levels of state."""

    call: Call
    state: str
    applicant: Annotated[str, Field(description="path of the applicant's USCC")] = ""
    materials: Annotated[str, Field(description="path of the list of material instance ids")] = ""
    items: str
    item_id: str
    item_number: str
    item_name: str
    item_state: str
    item_opinion: str = ""
    history: Annotated[str, Field(description="what happened to the application as a whole")] = ""
    item_history: Annotated[str, Field(description="column of an item: what happened to it")] = ""
    history_state: str = ""
    history_at: str = ""
    history_user: str = ""
    history_opinion: str = ""
    documents: str = ""
    document_title: str = ""
    document_number: str = ""
    document_file: Annotated[Call | None, Field(description="download of {document_id}")] = None
    document_id: str = ""
    document_name: str = ""


class Notices(Record):
    """A list of things the applicant must do (补全, 补正): what is asked and until when."""

    title: str
    call: Call
    rows: str
    id: Annotated[str, Field(description="column: id of the notice, {notice_id} in `more`")] = ""
    more: Annotated[Call | None, Field(description="call with what is wrong per material")] = None
    application: Annotated[str, Field(description="column: application id the notice belongs to")]
    ref: str = ""
    text: str
    due: str = ""
    details: Annotated[str, Field(description="list of what is wrong per material")] = ""
    detail_name: str = ""
    detail_text: str = ""
    paper: Annotated[str, Field(description="flag of a detail: papers must be handed in at the window")] = ""


class Status(Record):
    """What a portal's state code means."""

    label: str
    meaning: Literal[
        "handling", "correct", "supplement", "paused", "agreed", "agreed_owing", "refused", "withdrawn", "ended"
    ]
    national: int | None = None


class Receipts(Record):
    """The receipts (回执) of an application."""

    call: Call
    rows: str
    kind: str
    id: str
    file: Call


class Limits(Record):
    """Figures of this portal."""

    settle_s: Annotated[
        float, Field(description="worst time until a stored filing shows in the lists, with margin")
    ] = 120
    looks: Annotated[int, Field(ge=1, description="looks, all empty, before a filing counts as not arrived")] = 2
    look_gap_s: float = 10
    action_s: Annotated[float, Field(description="how long one page action may take")] = 30
    track_minutes: float = 60
    hours: Annotated[
        str,
        Field(
            description="HH:MM-HH:MM in which filings are made; empty = always",
        ),
    ] = ""


class Profile(Record):
    """One portal."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: str
    version: str
    base_url: Annotated[str, Field(pattern=r"^https?://")]
    extends: str = ""
    unattended: Annotated[tuple[str, ...], Field(description="flows that may run without a person")] = (
        "submit",
        "track",
    )
    limits: Limits = Limits()
    facts: Annotated[
        dict[str, str], Field(description="further names for templates, each a template over the filing")
    ] = {}
    login: Login
    session: Session
    applicant: Annotated[
        Applicant | None,
        Field(description="left out where a login acts for one unit only: then `body` must compare the applicant"),
    ] = None
    catalogue: Annotated[str, Field(description="key of the site whose catalogue.toml is used, where it has none")] = ""
    fields: dict[str, FieldSpec]
    questions: Questions = Questions()
    items: Items = Items()
    materials: Materials
    wizards: Annotated[dict[Literal["单项", "并联"], Wizard], Field(description="by kind of filing")]
    answer: Annotated[Answer, Field(description="how ordinary JSON answers of this portal are read")] = Answer()
    lists: Annotated[dict[str, Listing], Field(description="every list in which an application could stand")]
    detail: Detail
    notices: dict[str, Notices] = {}
    receipts: Receipts | None = None
    application_states: dict[str, Status]
    item_states: dict[str, Status]
    reads: Annotated[
        tuple[str, ...],
        Field(description="paths that pages only read by POST: let through where nothing may be written (scan, try)"),
    ] = ()
    defects: Annotated[tuple[str, ...], Field(description="known defects, for people")] = ()

    @model_validator(mode="after")
    def _never_for_the_wrong_applicant(self) -> "Profile":
        compared = {"applicant_id", "applicant_uscc", "applicant_name"}
        for kind, wizard in self.wizards.items():
            told = {rule.equals for rule in wizard.submit.body.values() if not rule.when}
            if not wizard.submit.unguarded and not told & compared:
                names = "、".join(sorted(compared))
                raise ValueError(f"wizards.{kind}.submit.body 须有一条比对申报主体（equals = {names} 之一）")
        return self
