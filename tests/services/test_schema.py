"""The exported schemas: every field of the filing says in Chinese what it is."""

import json
from typing import Any

import pytest

from gongai.records.plan import Plan, PlannedPage, digest
from gongai.records.steps import Fill, PlannedField, PlannedMaterial, Press, PushMaterials, Slot, Slotted
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


def plan_of(value: str = "1200.5") -> Plan:
    entry = PlannedField(section="项目信息", label="总投资（万元）", kind="text", value=value)
    page = PlannedPage(key="info", title="1", steps=(Fill(name="project", fields=(entry,)),))
    return Plan(
        site="yunxi",
        kind="单项",
        filing_sha256="0" * 64,
        applicant_uscc="91439900MA0TEXT12P",
        applicant_name="示例",
        account="a",
        pages=(page,),
    )


def test_a_plan_is_known_by_its_content() -> None:
    plan = plan_of()
    same = Plan.model_validate_json(plan.model_dump_json())
    other = plan_of("1200.50")
    assert plan.sha256 == same.sha256 == digest(plan)
    assert plan.sha256 != other.sha256


def test_the_order_of_steps_a_button_and_a_files_digest_are_part_of_a_plan() -> None:
    plan = plan_of()
    (page,) = plan.pages
    file = PlannedMaterial(name="示例材料", path="/示例.pdf", file_name="示例.pdf", size=1, sha256="0" * 64)
    first, press, push = (
        page.steps[0],
        Press(name="next", button="下一步"),
        PushMaterials(name="push", materials=(file,)),
    )

    def digest_with(steps: tuple[object, ...]) -> str:
        return Plan.model_validate({**plan.model_dump(), "pages": [{**page.model_dump(), "steps": steps}]}).sha256

    other_file = file.model_copy(update={"sha256": "1" * 64})
    digests = {
        digest_with((first, press, push)),
        digest_with((press, first, push)),
        digest_with((first, press.model_copy(update={"button": "保存"}), push)),
        digest_with((first, press, push.model_copy(update={"materials": (other_file,)}))),
    }
    assert len(digests) == 4


def test_what_only_the_portal_can_tell_is_a_named_slot_of_the_plan() -> None:
    late = Slotted(parts=("编号 ", Slot(slot="project_id")))
    assert str(late) == "编号 {project_id}"
    assert Slotted.model_validate_json(late.model_dump_json()) == late
