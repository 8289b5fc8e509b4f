"""`gongai schema`: the JSON Schemas of the records, for editors and other programs."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

Name = Annotated[str, typer.Argument(metavar="名称", help="如 filing、agreement、site-profile；不填 = 列出名称")]

PROFILE = "site-profile"


def register(tree: Commands) -> None:
    tree.add(schema, name="schema", help="输出记录的 JSON Schema（字段、中文名称、国标栏目、字典）。")


def schema(name: Name = "", *, as_json: Json = False) -> int:
    from gongai.errors import UsageError
    from gongai.services.schemas import RECORDS, schema_of

    names = (*RECORDS, PROFILE)
    if not name:
        all_of_them: dict[str, Any] = {one: _profile() if one == PROFILE else schema_of(one) for one in names}
        output.show(all_of_them, lambda: _listed(names), as_json=as_json)
        return Exit.DONE
    if name not in names:
        raise UsageError(f"没有名为 {name} 的记录。可用：{'、'.join(names)}")
    print(output.as_text(_profile() if name == PROFILE else schema_of(name)))
    return Exit.DONE


def _listed(names: "Iterable[str]") -> "Iterable[str]":
    yield "可用的名称（gongai schema 名称）："
    yield from (f"  {one}" for one in names)


def _profile() -> dict[str, Any]:
    from gongai.sites.site_profile import Profile

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Profile.model_json_schema()}
