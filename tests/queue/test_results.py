"""Results belong to people; deliveries are only copies of them."""

import json
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from gongai import db, settings
from gongai.errors import NotAllowed
from gongai.notify.channels import FileDrop, Webhook, configured
from gongai.notify.outbox import MAX_ATTEMPTS, Outbox
from gongai.queue.results import ResultRow, claim_result, get_result, list_results, settle_result
from gongai.queue.store import Store
from gongai.records.outcome import Ask, AskKind
from tests.connector.own_ca import own_ca
from tests.connector.small_server import small_server
from tests.queue.cast import HeldClock, claimed, filed, queue


@pytest.fixture
def result(store: Store) -> ResultRow:
    queue(store)
    store.record_outcome(claimed(store), Ask(AskKind.QUESTION, "请输入验证码", "captcha.png"))
    (row,) = list_results(store.engine)
    return row


def test_a_result_claimed_by_one_person_is_not_claimed_by_another(store: Store, result: ResultRow) -> None:
    claim_result(store.engine, result.id, by="甲", at_ms=1)
    claim_result(store.engine, result.id, by="甲", at_ms=2)
    with pytest.raises(NotAllowed, match="已由 甲 认领"):
        claim_result(store.engine, result.id, by="乙", at_ms=3)
    assert [row.id for row in list_results(store.engine, owner="甲")] == [result.id]


def test_a_settled_result_leaves_the_list_and_keeps_who_and_how(store: Store, result: ResultRow) -> None:
    settle_result(store.engine, result.id, by="甲", settlement="已登录", at_ms=9)
    assert list_results(store.engine) == ()
    row = get_result(store.engine, result.id)
    assert (row.settled_by, row.settled_ms, row.settlement) == ("甲", 9, "已登录")
    with pytest.raises(NotAllowed, match="已由 甲 处理"):
        settle_result(store.engine, result.id, by="乙", settlement="又登录", at_ms=10)
    assert list_results(store.engine, open_only=False)[0].id == result.id


def test_settling_needs_words(store: Store, result: ResultRow) -> None:
    with pytest.raises(NotAllowed, match="处理情况"):
        settle_result(store.engine, result.id, by="甲", settlement=" ", at_ms=9)


def test_a_result_that_does_not_exist_says_so(store: Store) -> None:
    with pytest.raises(NotAllowed, match="没有编号为 99"):
        claim_result(store.engine, 99, by="甲", at_ms=1)


def test_each_result_is_dropped_as_one_whole_file(
    store: Store, result: ResultRow, clock: HeldClock, tmp_path: Path
) -> None:
    outbox = Outbox(store.engine, [FileDrop(tmp_path / "drop")], clock=clock)
    assert outbox.flush() == 1
    assert outbox.flush() == 0
    (file,) = (tmp_path / "drop").iterdir()
    message = json.loads(file.read_text(encoding="utf-8"))
    assert (message["kind"], message["text"], message["reference"]) == ("question", "请输入验证码", "T-00001")
    assert message["created"].endswith("+08:00")


class Deaf:
    """A channel that never gets through."""

    name = "file"

    def __init__(self) -> None:
        self.tries = 0

    def deliver(self, result: ResultRow) -> None:
        self.tries += 1
        raise OSError("no route, 13800001234")


def test_a_channel_that_fails_is_tried_later_and_changes_nothing(
    store: Store, result: ResultRow, clock: HeldClock
) -> None:
    channel = Deaf()
    outbox = Outbox(store.engine, [channel], clock=clock)
    assert outbox.flush() == 0
    assert outbox.flush() == 0
    assert channel.tries == 1
    clock.pass_by(3600)
    outbox.flush()
    assert channel.tries == 2
    assert get_result(store.engine, result.id) == result
    with db.reading(store.engine) as connection:
        error = connection.execute(sa.select(db.outbox.c.error)).scalar_one()
    assert "OSError" in error and "13800001234" not in error


def test_a_channel_that_never_works_is_given_up_the_result_is_not(
    store: Store, result: ResultRow, clock: HeldClock
) -> None:
    channel = Deaf()
    outbox = Outbox(store.engine, [channel], clock=clock)
    for _ in range(MAX_ATTEMPTS + 5):
        outbox.flush()
        clock.pass_by(86_400)
    assert channel.tries == MAX_ATTEMPTS
    assert [row.id for row in list_results(store.engine)] == [result.id]


def test_a_webhook_gets_the_same_words_and_an_idempotency_key(
    store: Store, result: ResultRow, clock: HeldClock
) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(500 if len(asked) == 1 else 204)

    hook = Webhook("http://hook.invalid/in", name="file", secret="s", transport=httpx.MockTransport(answer))
    outbox = Outbox(store.engine, [hook], clock=clock)
    assert outbox.flush() == 0  # 500: later
    clock.pass_by(3600)
    assert outbox.flush() == 1
    assert json.loads(asked[-1].content)["text"] == "请输入验证码"
    keys = {request.headers["Idempotency-Key"] for request in asked}
    assert keys == {f"gongai-result-{result.id}"}


def test_a_webhook_of_an_own_authority_is_believed_where_the_settings_say_so(result: ResultRow, tmp_path: Path) -> None:
    ca_file, tls = own_ca(tmp_path)
    with small_server(tls=tls, host="localhost") as server:
        env = {"GONGAI_RESULTS_WEBHOOK__URL": f"{server.url}/hook", "GONGAI_CA_FILE": str(ca_file)}
        (hook,) = configured(settings.load(tmp_path / "home", env))
        hook.deliver(result)
        assert server.at("/hook").headers["idempotency-key"] == f"gongai-result-{result.id}"


def test_two_processes_deliver_a_result_once(store: Store, clock: HeldClock, tmp_path: Path) -> None:
    queue(store)
    store.record_outcome(claimed(store), filed())
    delivered: list[int] = []

    class Counting:
        name = "file"

        def deliver(self, result: ResultRow) -> None:
            delivered.append(result.id)
            other.flush()  # the other process comes in the middle of ours

    other = Outbox(store.engine, [Counting()], clock=clock)
    Outbox(store.engine, [Counting()], clock=clock).flush()
    assert len(delivered) == 1
