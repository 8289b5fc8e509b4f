"""JSON Schemas of the records, for editors and for other programs (`gongai schema`)."""

import json
from typing import Any

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


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one record. Raises KeyError for a name that is not in RECORDS."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RECORDS[name].model_json_schema()}


def all_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of all records by name."""
    return {name: schema_of(name) for name in RECORDS}


def as_text(schema: dict[str, Any]) -> str:
    """A schema as people read it, Chinese labels as they are."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
