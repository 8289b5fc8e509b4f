"""JSON Schemas of the records, for editors and for other programs (`gongai schema`)."""

import json
from typing import Any

from gongai.errors import UsageError
from gongai.records.agreement import Agreement
from gongai.records.base import Record
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Filing, Material
from gongai.records.finding import Finding
from gongai.records.party import Party
from gongai.records.plan import Plan
from gongai.records.project import Project
from gongai.records.receipt import Receipt, StatusEvent

RECORDS: dict[str, type[Record]] = {
    "filing": Filing,
    "agreement": Agreement,
    "project": Project,
    "party": Party,
    "material": Material,
    "receipt": Receipt,
    "status-event": StatusEvent,
    "plan": Plan,
    "finding": Finding,
    "catalogue": Catalogue,
}


PROFILE = "site-profile"
"""The one schema that is of no record: of a site's profile."""
NAMES = (*RECORDS, PROFILE)

Schema = dict[str, Any]


def schema_of(name: str) -> Schema:
    """Raises `UsageError` for a name that is not in NAMES."""
    if name not in NAMES:
        raise UsageError(f"没有名为 {name} 的记录。可用：{'、'.join(NAMES)}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_model(name)}


def all_schemas() -> dict[str, Schema]:
    """By name, the profile's as well."""
    return {name: schema_of(name) for name in NAMES}


def _model(name: str) -> Schema:
    if name != PROFILE:
        return RECORDS[name].model_json_schema()
    from gongai.sites.site_profile import Profile

    return Profile.model_json_schema()


def as_text(schema: Schema) -> str:
    """A schema as people read it, Chinese labels as they are."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
