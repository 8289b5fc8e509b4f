"""The calls of a portal and how their answers are read: JSON by dotted paths, pages by CSS."""

from typing import Annotated, Literal

from pydantic import Field

from gongai.records.base import Record

Pick = Annotated[
    str,
    Field(
        description="`CSS [@attribute] [/regular expression with one group/]`; `th=header CSS …` = in the cell under "
        "this column header; no CSS = the row itself; the text, where no attribute is named"
    ),
]


class Table(Record):
    """Rows of a page that become a list."""

    row: Annotated[str, Field(description="CSS selector of one row")]
    columns: Annotated[dict[str, Pick], Field(description="name → what to take; a name ending in [] collects all")]
    empty: Annotated[
        Pick | Literal[""],
        Field(description="what the page shows where there is no row, if that is not a table with its header alone"),
    ] = ""


class Html(Record):
    """How a page is read as data: single values and tables, side by side in one object."""

    proof: Annotated[str, Field(description="CSS selector without which the page is not the expected one")] = ""
    one: Annotated[dict[str, Pick], Field(description="name → what to take from the whole page")] = {}
    tables: dict[str, Table] = {}


class Call(Record):
    """One call of the portal's own pages. `{name}` in path and params is filled from the facts of the attempt."""

    method: Literal["GET", "POST"] = "GET"
    path: Annotated[str, Field(description="path below base_url; `*` stands for anything in a guarded call")]
    params: Annotated[dict[str, str], Field(description="query parameters (GET) or JSON body (POST)")] = {}
    form: Annotated[bool, Field(description="params of a POST go as a form, not as JSON")] = False
    charset: Annotated[str, Field(description="encoding of parameters, bodies and answers; empty = as declared")] = ""
    html: Annotated[Html | None, Field(description="the answer is a page, read like this")] = None


NO_CALL = Call(path="")
"""A call that a portal does not have."""


class Answer(Record):
    """How to read a JSON answer: dotted paths; `a[].b` collects b of every element of a."""

    ok: Annotated[str, Field(description="path of the flag that says the call succeeded")] = "success"
    ok_values: Annotated[tuple[str, ...], Field(description="values of the flag that mean success")] = ("true",)
    message: Annotated[str, Field(description="path of the portal's own words")] = "message"
