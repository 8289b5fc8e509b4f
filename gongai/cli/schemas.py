"""`gongai schema`: the JSON Schemas of the records, for editors and other programs."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

Name = Annotated[str, typer.Argument(metavar="名称", help="如 filing、agreement、site-profile；不填 = 列出名称")]


def register(tree: Commands) -> None:
    tree.add(schema, name="schema", help="输出记录的 JSON Schema（字段、中文名称、国标栏目、字典）。")


def schema(name: Name = "", *, as_json: Json = False) -> int:
    from gongai.services import schemas

    if name:
        print(output.as_text(schemas.schema_of(name)))
    else:
        output.show(schemas.all_schemas() if as_json else {}, lambda: _listed(schemas.NAMES), as_json=as_json)
    return Exit.DONE


def _listed(names: "Iterable[str]") -> "Iterable[str]":
    yield "可用的名称（gongai schema 名称）："
    yield from (f"  {one}" for one in names)
