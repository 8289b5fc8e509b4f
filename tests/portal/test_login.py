"""Login without a browser: who is let in, for how long, and what a call says without a session."""

from pathlib import Path

import pytest

from fixtures.portals.portal import Portal
from tests.portal.client import Client


def test_login_names_the_account_and_its_units(client: Client) -> None:
    content = client.login()["content"]
    assert content["loginName"] == "agent1"
    assert [unit["unitInfoId"] for unit in content["unitInfos"]] == ["U-2", "U-1", "U-3"]
    assert content["unitId"] == "U-2"


@pytest.mark.parametrize(("name", "password", "message"), [("nobody", "x", "用户不存在"), ("agent1", "x", "密码错误")])
def test_a_refused_login_says_why(client: Client, name: str, password: str, message: str) -> None:
    answer = client.login(name, password=password)
    assert (answer["success"], answer["message"]) == (False, message)
    assert client.truth()["logins"][-1]["message"] == message


def test_five_wrong_passwords_lock_the_account(client: Client) -> None:
    for _ in range(5):
        client.login(password="x")
    assert "锁定" in client.login()["message"]


def test_a_second_login_evicts_the_first(agent: Client, portal: Portal) -> None:
    with Client(portal.url) as other:
        assert other.login()["success"]
        answer = agent.http.get("/api/list/apply")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "您的账号已在其他地方登录" in answer.text
        assert other.get("/api/list/apply")["success"]


def test_the_token_ends_thirty_minutes_after_login_whatever_was_done(agent: Client) -> None:
    agent.clock(29 * 60)
    assert agent.get("/api/list/badge")["success"]
    agent.clock(31 * 60)
    answer = agent.http.get("/api/list/badge")
    assert (answer.status_code, "login.html?timeout=1" in answer.text) == (200, True)


def test_without_a_token_each_path_fails_in_its_own_way(client: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x")
    assert client.get("/api/applicant/info") == {
        "success": True,
        "message": "",
        "content": {"role": "", "userInfo": {}, "unitInfo": {}, "unitInfos": []},
    }
    assert client.upload(paper).json()["message"] == "上传失败"
    assert client.get("/api/list/drafts")["message"] == "用户身份信息失效，请重新登录！"
    assert client.http.post("/api/apply/item/submit", json={}).headers["content-type"].startswith("text/html")
    assert client.truth()["applications"] == []
    assert client.get("/api/dict/all")["content"]["XM_FRLX"] is None
