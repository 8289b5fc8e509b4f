"""Many filings at one time: a project each, known to the portal."""

from collections.abc import Sequence
from typing import Any

from gongai.records.filing import Filing
from tests.world import World


def queue_projects(world: World, number_of_them: int, accounts: Sequence[str]) -> list[str]:
    """So many new projects of one owner, one each, under the accounts in turn; the 申报件号."""
    base = world.kit.filing()
    codes = [f"2110-439900-04-01-{number:06d}" for number in range(1, number_of_them + 1)]
    agreement = world.app.store.get_agreement(base.agreement_no)
    assert agreement is not None
    world.app.store.save_agreement(agreement.model_copy(update={"projects": tuple(codes)}))
    references = []
    for number, code in enumerate(codes):
        name = f"云汐示例批量项目{number + 1:02d}"
        body = {
            "code": code,
            "name": name,
            "owner": base.applicant.uscc,
            "theme": "T3",
            "basis": "A00002",
            "region": "1001",
        }
        world.admin("project", body)
        references.append(world.add(project=_project(base, code, name), account=accounts[number % len(accounts)]))
    return references


def _project(base: Filing, code: str, name: str) -> Any:
    return base.project.model_copy(update={"project_code": code, "eng_code": code, "name": name})
