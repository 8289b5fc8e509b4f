"""The exported schemas: every field of the filing says in Chinese what it is."""

import json
from typing import Any

import pytest

from gongai.records.plan import Plan, PlanEntry, digest
from gongai.services import schemas


@pytest.mark.parametrize("name", schemas.RECORDS)
def test_every_record_has_a_schema_that_is_plain_json(name: str) -> None:
    text = schemas.as_text(schemas.schema_of(name))
    assert json.loads(text)["type"] == "object"


def test_every_field_of_the_filing_has_a_chinese_label() -> None:
    whole = schemas.schema_of("filing")
    records = {"Filing": whole, **whole["$defs"]}
    fields = [(record, name, field) for record, doc in records.items() for name, field in doc["properties"].items()]
    assert len(fields) > 100
    nameless = [
        (record, name) for record, name, field in fields if not any("一" <= char <= "龥" for char in field["title"])
    ]
    assert nameless == []


def test_the_schema_carries_unit_dictionary_and_national_column() -> None:
    fields: dict[str, Any] = schemas.schema_of("project")["properties"]
    assert (fields["invest_wan"]["unit"], fields["invest_wan"]["spgl"]) == ("万元", "XMJBXXB.ZTZE")
    assert (fields["nature"]["dictionary"], fields["nature"]["form"]) == ("D6", "projNature")


def test_all_schemas_are_exported_at_once() -> None:
    assert set(schemas.all_schemas()) == {*schemas.RECORDS, schemas.PROFILE}


def test_a_plan_is_known_by_its_content() -> None:
    entry = PlanEntry(page="1", section="项目信息", label="总投资（万元）", kind="text", value="1200.5")
    plan = Plan(
        site="yunxi",
        filing_sha256="0" * 64,
        applicant_uscc="91439900MA0TEXT12P",
        applicant_name="示例",
        account="a",
        entries=(entry,),
    )
    same = Plan.model_validate_json(plan.model_dump_json())
    other = plan.model_copy(update={"entries": (entry.model_copy(update={"value": "1200.50"}),)})
    assert plan.sha256 == same.sha256 == digest(plan)
    assert plan.sha256 != other.sha256
