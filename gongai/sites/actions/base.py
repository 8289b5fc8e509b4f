"""What all actions of the profile language have in common. The table is asked late: it is made of the actions."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler, ModelWrapValidatorHandler, PrivateAttr, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from gongai.records.base import Record
from gongai.records.raw import Raw
from gongai.sites.call import Call

WINDOW = "popup"
"""The dialog of a chooser that is a browser window of its own."""


class Check(Record):
    """A check that the page asks the portal for by itself when a button is pressed: only a plain yes lets us go on."""

    call: Call
    ok: Annotated[str, Field(description="path of the flag that says yes")]
    ok_values: Annotated[tuple[str, ...], Field(description="values of the flag that mean yes")] = ("true",)
    why: Annotated[str, Field(description="path of the reasons for a no")] = ""


class Action(Record):
    """What every action may say."""

    when: Annotated[str, Field(description="条件：路径（不为空时）、路径=值、路径!=值；空 = 总是")] = ""
    optional: Annotated[bool, Field(description="页面上可以没有；没有就不做")] = False
    _ignored: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _keys_of_other_actions_say_nothing(cls, data: Raw, handler: ModelWrapValidatorHandler["Action"]) -> "Action":
        """Profiles written when all actions were one record, and those that give an inherited action another `do`, may
        hold keys that this action has no use for. They are left out here, and `site check` tells of them.
        """
        from gongai.sites.actions.table import all_keys

        ignored: tuple[str, ...] = ()
        if isinstance(data, Mapping):
            ignored = tuple(key for key in data if key in all_keys() and key not in cls.model_fields)
            data = {key: value for key, value in data.items() if key not in ignored}
        made = handler(data)
        made._ignored = ignored
        return made

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """For editors: what it does, and what it cannot do without."""
        from gongai.sites.actions.table import TABLE

        schema = handler(core)
        inner = handler.resolve_ref_schema(schema)
        row = next((row for row in TABLE.values() if row.action is cls), None)
        if row is not None:
            inner["description"] = row.what
            inner["required"] = ["do", *row.needs]
        return schema

    @property
    def ignored(self) -> tuple[str, ...]:
        """Keys written for it that only other actions know."""
        return self._ignored


class OneControl(Action):
    """An action about one control of the form, by its label."""

    section: Annotated[str, Field(description="栏目所在的小标题")] = ""
    label: Annotated[str, Field(description="栏目文字")] = ""
