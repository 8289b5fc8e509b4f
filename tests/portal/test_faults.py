"""Each fault, struck once, and what the portal holds afterwards."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from fixtures.portals.portal import Portal
from tests.portal.client import Client


def test_an_answer_dropped_after_the_work_leaves_an_application(agent: Client) -> None:
    body = agent.body()
    agent.faults({"effect": "drop", "role": "submit"})
    with pytest.raises(httpx.TransportError):
        agent.post("/api/apply/item/submit", body)
    assert len(agent.truth()["applications"]) == 1
    assert agent.get("/api/list/apply")["content"]["total"] == 1


def test_an_answer_cut_in_the_middle_leaves_an_application(agent: Client) -> None:
    body = agent.body()
    agent.faults({"effect": "cut", "role": "submit"})
    with pytest.raises(httpx.RemoteProtocolError):
        agent.post("/api/apply/item/submit", body)
    assert len(agent.truth()["applications"]) == 1


def test_a_lost_request_leaves_nothing(agent: Client) -> None:
    body = agent.body()
    agent.faults({"effect": "lost", "role": "submit"})
    with pytest.raises(httpx.TransportError):
        agent.post("/api/apply/item/submit", body)
    truth = agent.truth()
    assert (truth["applications"], truth["submit_calls"]) == ([], 1)


def test_a_late_answer_comes_after_the_client_has_given_up(agent: Client) -> None:
    body = agent.body()
    agent.faults({"effect": "late", "role": "submit", "seconds": 0.6})
    with pytest.raises(httpx.ReadTimeout):
        agent.http.post("/api/apply/item/submit", json=body, timeout=0.2)
    deadline = time.monotonic() + 20
    while not (held := agent.truth()["applications"]) and time.monotonic() < deadline:
        time.sleep(0.05)  # the portal stores it when it gets to it, which may be after the client has gone
    assert len(held) == 1


def test_a_filing_may_become_visible_only_after_a_lag(agent: Client) -> None:
    agent.faults({"effect": "lag", "role": "submit", "seconds": 30})
    agent.file()
    assert agent.get("/api/list/apply")["content"]["total"] == 0
    assert len(agent.truth()["applications"]) == 1
    agent.clock(31)
    assert agent.get("/api/list/apply")["content"]["total"] == 1


@pytest.mark.parametrize("status", [500, 404, 502])
def test_a_status_page_comes_instead_of_the_work(agent: Client, status: int) -> None:
    body = agent.body()
    agent.faults({"effect": "status", "status": status, "role": "submit"})
    answer = agent.http.post("/api/apply/item/submit", json=body)
    assert (answer.status_code, answer.headers["content-type"].startswith("text/html")) == (status, True)
    assert agent.truth()["applications"] == []


@pytest.mark.parametrize("effect", ["html200", "maintenance"])
def test_a_page_with_200_comes_instead_of_the_work(agent: Client, effect: str) -> None:
    agent.faults({"effect": effect, "role": "list"})
    answer = agent.http.get("/api/list/apply")
    assert (answer.status_code, answer.headers["content-type"].startswith("text/html")) == (200, True)


def test_the_maintenance_page_can_stand_for_the_whole_site(agent: Client) -> None:
    agent.faults({"effect": "maintenance", "times": None})
    assert "系统维护" in agent.http.get("/portal/login.html").text
    assert "系统维护" in agent.http.get("/api/user/login").text
    agent.http.delete("/__faults")
    assert agent.get("/api/list/apply")["success"]


@pytest.mark.parametrize(("effect", "word"), [("expire", "timeout=1"), ("evict", "其他地方登录")])
def test_a_session_can_end_at_a_chosen_call(agent: Client, effect: str, word: str) -> None:
    agent.faults({"effect": effect, "role": "save", "nth": 2})
    assert agent.save()["success"]
    loaded = agent.get("/api/project/load", projInfoId="P-1")["content"]
    assert word in agent.http.post("/api/apply/save", json=loaded).text
    assert word in agent.http.get("/api/list/apply").text


def test_the_submit_call_needs_a_valid_token(agent: Client) -> None:
    body = agent.body()
    agent.faults({"effect": "expire", "role": "submit"})
    answer = agent.http.post("/api/apply/item/submit", json=body)
    assert "timeout=1" in answer.text
    assert agent.truth()["applications"] == []


def test_a_rule_can_be_for_one_project_and_one_account(agent: Client) -> None:
    agent.faults(
        {"effect": "fail", "role": "submit", "project": "2109-439900-04-01-000002"},
        {"effect": "fail", "role": "submit", "account": "agent2"},
    )
    assert agent.submit(project="P-1").json()["success"]
    assert not agent.submit(project="P-2").json()["success"]
    assert agent.submit(project="P-2").json()["success"]


def test_the_success_flag_of_an_upload_can_be_reversed(agent: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x")
    agent.faults({"effect": "flip", "role": "upload"})
    answer = agent.upload(paper).json()
    assert (answer["success"], answer["message"]) == (False, "上传成功")
    assert len(agent.truth()["uploads"]) == 1


def test_an_upload_cut_at_a_byte_stores_nothing(agent: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x" * 3_000_000)
    agent.faults({"effect": "upload_cut", "role": "upload", "bytes": 100_000})
    with pytest.raises(httpx.TransportError):
        agent.upload(paper)
    truth = agent.truth()
    assert (truth["uploads"], [row["role"] for row in truth["requests"]].count("upload")) == ([], 1)


def test_an_upload_may_be_stored_though_it_timed_out(agent: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x")
    agent.faults({"effect": "stored_timeout", "role": "upload"})
    with pytest.raises(httpx.TransportError):
        agent.upload(paper)
    [found] = agent.get("/api/mat/mine", projInfoId="P-1")["content"]
    assert (found["matId"], found["fileName"]) == ("M-3-04-01", "a.pdf")


@pytest.mark.parametrize(
    "rule", [{"effect": "after_instances", "role": "submit"}, {"effect": "no_staff_region", "region": "1002"}]
)
def test_a_submit_may_fail_after_the_instances_exist(agent: Client, rule: dict[str, str]) -> None:
    agent.faults(rule)
    assert not agent.submit().json()["success"]
    assert len(agent.truth()["applications"]) == 1


def test_masked_values_come_from_the_contacts(agent: Client) -> None:
    agent.faults({"effect": "masked_all"})
    [first, _] = agent.get("/api/applicant/contacts", unitInfoId="U-1")["content"]
    assert "*" in first["linkmanMobilePhone"]
    assert "*" in first["linkmanCertNo"]


def test_an_expired_password_and_a_locked_account_are_said(client: Client) -> None:
    client.faults(
        {"effect": "password_expired", "account": "agent1"}, {"effect": "account_locked", "account": "agent2"}
    )
    assert "密码已过期" in client.login()["message"]
    assert "锁定" in client.login("agent2")["message"]
    assert client.login("agent3")["success"]


def test_the_captcha_is_asked_and_case_does_not_matter(client: Client, portal: Portal) -> None:
    client.faults({"effect": "captcha"})
    assert client.get("/api/user/loginConfig")["content"]["captcha"]
    assert client.login()["message"] == "请输入验证码！"
    assert client.http.get("/api/user/captcha.png").headers["content-type"] == "image/png"
    assert client.login(captcha="????")["message"] == "验证码错误！"
    [held] = portal.world.store.all("captcha")
    assert client.login(captcha=held["text"].lower())["success"]


def test_the_first_unit_default_can_be_switched_off(agent: Client) -> None:
    assert agent.get("/api/applicant/info")["content"]["unitInfo"]["unitInfoId"] == "U-2"
    agent.faults({"effect": "first_unit", "on": False})
    assert agent.get("/api/applicant/info")["content"]["unitInfo"]["unitInfoId"] == "U-1"


def test_a_list_can_be_empty_and_a_message_generic(agent: Client) -> None:
    agent.file()
    agent.faults({"effect": "empty", "role": "list"}, {"effect": "generic", "role": "switch_unit"})
    assert agent.get("/api/list/apply")["content"]["list"] == []
    assert agent.get("/api/list/apply")["content"]["total"] == 1
    assert agent.switch("U-99")["message"] == "服务请求失败"


def test_two_submits_at_once_make_two_applications(agent: Client, portal: Portal) -> None:
    body = agent.body()
    agent.faults({"effect": "delay", "role": "submit", "seconds": 0.2, "times": 2})
    cookies = agent.http.cookies

    def send() -> None:
        httpx.post(f"{portal.url}/api/apply/item/submit", json=body, cookies=cookies)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = {app["number"] for app in agent.truth()["applications"]}
    assert len(numbers) == 2


def test_the_connection_is_kept_alive_and_survives_an_unread_body(agent: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x" * 300_000)
    agent.faults({"effect": "status", "status": 500, "role": "upload"})
    assert agent.upload(paper).status_code == 500
    assert agent.get("/api/list/badge")["success"]


def test_a_hundred_megabytes_arrive_in_constant_memory(tmp_path: Path) -> None:
    big = tmp_path / "大.pdf"
    with big.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "fixtures.portals", "elementui", "--data", str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        with Client(str(httpx.Response(200, text=line).json()["url"])) as client:
            client.login()
            before = _peak(process.pid)
            assert client.upload(big).json()["success"]
            assert client.truth()["uploads"][0]["fileSize"] == big.stat().st_size
            grown = _peak(process.pid) - before
        process.terminate()
        assert process.wait(10) == 0
    assert grown < 30_000


def _peak(pid: int) -> int:
    """Peak resident memory in KiB."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def test_what_was_filed_survives_a_restart(tmp_path: Path) -> None:
    with Portal(tmp_path) as portal, Client(portal.url) as client:
        client.login()
        client.file()
    with Portal(tmp_path) as portal, Client(portal.url) as client:
        assert len(client.truth()["applications"]) == 1
        client.login()
        client.file()
        ids = {app["id"] for app in client.truth()["applications"]}
    assert len(ids) == 2


def test_stopping_does_not_wait_for_idle_connections(tmp_path: Path) -> None:
    portal = Portal(tmp_path, memory=True).start()
    with Client(portal.url) as client:
        client.get("/__health")
        portal.stop()
        with pytest.raises(httpx.TransportError):
            client.get("/__health")
