"""What the portal begins with, what its README says, its words and its hash."""

from pathlib import Path

from fixtures.office import clerk, faults
from fixtures.office.sm3 import sm3
from fixtures.portals.elementui import fields, skins
from fixtures.portals.elementui.app import CALLS
from tests.portal.client import Client


def test_sm3_gives_the_published_digest_of_abc() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_projects_units_and_accounts_can_be_added(client: Client) -> None:
    client.post("/__admin/unit", {"name": "云汐新增示例公司", "uscc": "91439902MA0TEXT39C"})
    client.post("/__admin/account", {"login": "agent9", "password": "P-9", "units": ["91439902MA0TEXT39C"]})
    made = client.post(
        "/__admin/project", {"code": "2109-439900-04-01-000099", "name": "新增项目", "owner": "91439902MA0TEXT39C"}
    )
    assert client.login("agent9", password="P-9")["success"]
    [found] = client.get("/api/project/mine")["content"]["list"]
    assert found["projInfoId"] == made["projInfoId"]


def test_every_seeded_company_code_passes_its_check_character(client: Client) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    client.login("agent3")
    codes = [u["unifiedSocialCreditCode"] for u in client.get("/api/applicant/info")["content"]["unitInfos"]]
    assert len(codes) == 5
    for code in codes:
        total = sum(alphabet.index(c) * w for c, w in zip(code[:17], weights, strict=True))
        assert alphabet[(31 - total % 31) % 31] == code[17]


def test_the_readme_of_the_face_names_every_call_field_and_word() -> None:
    text = (Path(skins.__file__).parent / "README.md").read_text(encoding="utf-8")
    wanted = {call.path for call in CALLS} | {call.role for call in CALLS}
    wanted |= {f"{word} → {other}" for word, other in skins.SKIN_2.items()}
    wanted |= {f"| {field['json']} | {field['kind']} |" for field in fields.specs()}
    assert sorted(word for word in wanted if word not in text) == []


def test_the_readme_of_the_office_names_every_fault_switch_and_action() -> None:
    text = (Path(faults.__file__).parent / "README.md").read_text(encoding="utf-8")
    wanted = faults.REQUEST_EFFECTS | faults.SWITCHES | set(clerk.ACTIONS)
    assert sorted(word for word in wanted if word not in text) == []


def test_skin_two_changes_at_least_a_dozen_words(client: Client) -> None:
    first = client.http.get("/portal/index.html").text
    client.post("/__skin", {"skin": 2})
    second = client.http.get("/portal/index.html").text
    changed = [word for word, other in skins.SKIN_2.items() if other in second and other not in first]
    assert len(changed) >= 12
