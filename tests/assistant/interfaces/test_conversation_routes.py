"""Conversations over real HTTP: asked, followed, stopped, edited, tried again, rated."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fakes import RULE, FakeService

from assistant.errors import LibraryDamagedError
from assistant.interfaces.backend import Backend
from assistant.interfaces.replying import Replies
from assistant.store.conversations import BROKEN_OFF
from assistant.store.messages import Wishes
from assistant.types import Token, Turn

Event = tuple[str, dict[str, Any]]


@pytest.fixture
def kept_in(database_url: str | None) -> str | None:
    return database_url


@pytest.fixture
def conversation(client: httpx.Client) -> str:
    made = client.post("/api/conversations", json={})
    assert made.status_code == 201
    identity = made.json()["id"]
    assert isinstance(identity, str)
    return f"/api/conversations/{identity}"


def asked(client: httpx.Client, conversation: str, question: str, **more: Any) -> dict[str, Any]:
    reply = client.post(f"{conversation}/messages", json={"question": question, **more})
    assert reply.status_code == 201, reply.text
    message = reply.json()
    assert isinstance(message, dict)
    return message


def events_of(reply: httpx.Response) -> list[Event]:
    lines = list(reply.iter_lines())
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    return list(zip(names, data, strict=True))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def comes_to_rest(told: list[int]) -> int:
    """How much has been told once nothing is added for half a second."""
    deadline = time.monotonic() + 30
    before = -1
    while (now := len(told)) != before:
        assert time.monotonic() < deadline
        before = now
        time.sleep(0.5)
    return now


ENDLESS = 2000
"""Pieces that no test waits for."""


def slowly(fake: FakeService, pieces: int = ENDLESS) -> list[int]:
    """Have answers written piece by piece, 20 a second; what comes back grows with every piece."""
    told: list[int] = []

    def stream(query: object) -> Any:
        for number in range(pieces):
            told.append(number)
            yield Token(f"第{number}字")
            time.sleep(0.05)
        yield fake.answer()

    fake.stream = stream  # type: ignore[method-assign]
    return told


def test_a_question_is_kept_with_its_answer(client: httpx.Client, conversation: str) -> None:
    message = asked(client, conversation, "多久一次？", k=3, collections=["制度"], as_of="2026-03-05")
    assert message["state"] == "done"
    assert message["answer"]["answer"] == f"{RULE}[1]"
    assert message["answer"]["citations"][0]["quote"] == RULE
    assert message["asked_with"] == {"k": 3, "collections": ["制度"], "as_of": "2026-03-05", "documents": None}
    assert client.get(f"{conversation}/messages").json() == {"messages": [message], "next": None}
    assert client.get(f"{conversation}/messages/{message['id']}").json() == message
    assert client.get(conversation).json()["title"] == "多久一次？"


def test_a_follow_up_knows_what_was_said(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    asked(client, conversation, "多久一次？")
    asked(client, conversation, "谁召集？")
    assert fake.asked[-1].history == (Turn("多久一次？", f"{RULE}[1]", ("示例集团党支部工作办法",)),)


def test_a_stream_begins_and_ends_with_the_message(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    fake.events = [Token("甲"), Token("乙"), fake.answer()]
    with client.stream("POST", f"{conversation}/messages", json={"question": "问", "stream": True}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = events_of(reply)
    assert [name for name, _ in events] == ["message", "token", "token", "message"]
    assert events[0][1]["state"] == "answering"
    assert [data["text"] for _, data in events[1:3]] == ["甲", "乙"]
    assert events[-1][1] == client.get(f"{conversation}/messages").json()["messages"][0]
    assert events[-1][1]["state"] == "done"

    followed = client.get(f"{conversation}/messages/{events[0][1]['id']}/events")
    assert [(name, data["state"]) for name, data in events_of(followed)] == [("message", "done")]


def test_an_answer_goes_on_when_nobody_listens_and_can_be_followed_again(
    client: httpx.Client, conversation: str, fake: FakeService
) -> None:
    slowly(fake, 20)
    with client.stream("POST", f"{conversation}/messages", json={"question": "问", "stream": True}) as reply:
        first = next(line for line in reply.iter_lines() if line.startswith("data: "))
    message = json.loads(first.removeprefix("data: "))["id"]
    events = events_of(client.get(f"{conversation}/messages/{message}/events"))
    assert [data["text"] for name, data in events if name == "token"] == [f"第{number}字" for number in range(20)]
    assert events[-1][1]["state"] == "done"


def test_stopping_ends_the_work(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    told = slowly(fake)
    ended: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: ended.append(asked(client, conversation, "问")))
    asking.start()
    until(lambda: len(told) > 3)
    busy = client.post(f"{conversation}/messages", json={"question": "又问"})
    assert (busy.status_code, busy.json()["error"]["message"]) == (409, "上一个问题还在回答中")
    message = client.get(f"{conversation}/messages").json()["messages"][0]["id"]

    stopped = client.post(f"{conversation}/messages/{message}/stop").json()

    assert stopped["state"] == "stopped"
    asking.join(30)
    assert ended == [stopped]
    assert comes_to_rest(told) < ENDLESS
    assert client.post(f"{conversation}/messages/{message}/stop").json() == stopped


def test_an_edited_question_and_a_second_try_stand_beside_the_first(
    client: httpx.Client, conversation: str, fake: FakeService
) -> None:
    first = asked(client, conversation, "一")
    second = asked(client, conversation, "二", k=4)
    edited = client.post(f"{conversation}/messages/{second['id']}/edit", json={"question": "二改"}).json()
    again = client.post(f"{conversation}/messages/{second['id']}/retry").json()
    assert (again["question"], again["asked_with"]["k"]) == ("二", 4)
    assert again["versions"] == [second["id"], edited["id"], again["id"]]
    assert fake.asked[-1].history == (Turn("一", f"{RULE}[1]", ("示例集团党支部工作办法",)),)

    shown = client.get(f"{conversation}/messages").json()["messages"]
    assert [one["id"] for one in shown] == [first["id"], again["id"]]
    client.patch(conversation, json={"head": edited["id"]})
    assert [one["question"] for one in client.get(f"{conversation}/messages").json()["messages"]] == ["一", "二改"]


def test_a_request_that_is_sent_again_is_answered_once(
    client: httpx.Client, conversation: str, fake: FakeService
) -> None:
    key = {"Idempotency-Key": "a-1"}
    first = client.post(f"{conversation}/messages", json={"question": "问"}, headers=key)
    second = client.post(f"{conversation}/messages", json={"question": "问"}, headers=key)
    with client.stream(
        "POST", f"{conversation}/messages", json={"question": "流", "stream": True}, headers={"Idempotency-Key": "b"}
    ) as reply:
        assert reply.status_code == 200
    streamed = client.post(
        f"{conversation}/messages", json={"question": "流", "stream": True}, headers={"Idempotency-Key": "b"}
    )
    assert first.json() == second.json()
    assert events_of(streamed)[-1][1]["question"] == "流"
    assert [query.text for query in fake.asked] == ["问", "流"]


def test_a_failure_is_kept_as_a_sentence(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    for error, sentence in (
        (LibraryDamagedError("索引坏了", "请重建"), "索引坏了"),
        (RuntimeError("密"), "程序出错了"),
    ):
        fake.events = [Token("甲"), error]
        message = asked(client, conversation, "问")
        assert (message["state"], message["answer"], message["error"]["message"]) == ("failed", None, sentence)
    fake.events = None
    assert asked(client, conversation, "再问")["state"] == "done"


@pytest.mark.parametrize("question", [" ", "长" * 3000])
def test_a_question_that_cannot_be_asked_is_not_kept(client: httpx.Client, conversation: str, question: str) -> None:
    assert client.post(f"{conversation}/messages", json={"question": question}).status_code == 422
    assert client.get(f"{conversation}/messages").json()["messages"] == []


def test_conversations_are_listed_renamed_and_removed(client: httpx.Client, fake: FakeService) -> None:
    made = [client.post("/api/conversations", json={"title": f"第{number}个"}).json()["id"] for number in range(5)]
    page = client.get("/api/conversations", params={"limit": 3}).json()
    assert [one["title"] for one in page["conversations"]] == ["第4个", "第3个", "第2个"]
    rest = client.get("/api/conversations", params={"limit": 3, "cursor": page["next"]}).json()
    assert [one["title"] for one in rest["conversations"]] == ["第1个", "第0个"]
    assert rest["next"] is None

    renamed = client.patch(f"/api/conversations/{made[0]}", json={"title": " 新名 "}).json()
    assert renamed["title"] == "新名"
    assert client.delete(f"/api/conversations/{made[0]}").json() == {"removed": made[0]}
    assert client.get(f"/api/conversations/{made[0]}").status_code == 404
    assert client.patch(f"/api/conversations/{made[1]}", json={}).status_code == 422


def test_removing_stops_what_is_under_way(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    told = slowly(fake)
    with client.stream("POST", f"{conversation}/messages", json={"question": "问", "stream": True}) as reply:
        next(reply.iter_lines())
    assert client.delete(conversation).status_code == 200
    assert comes_to_rest(told) < ENDLESS


def test_long_branches_come_in_pages(client: httpx.Client, conversation: str) -> None:
    for number in range(5):
        asked(client, conversation, str(number))
    page = client.get(f"{conversation}/messages", params={"limit": 2}).json()
    assert [one["question"] for one in page["messages"]] == ["3", "4"]
    before = client.get(f"{conversation}/messages", params={"limit": 5, "cursor": page["next"]}).json()
    assert [one["question"] for one in before["messages"]] == ["0", "1", "2"]
    assert before["next"] is None


def test_ratings_give_cases(client: httpx.Client, conversation: str, fake: FakeService) -> None:
    liked = asked(client, conversation, "一", as_of="2026-03-05")
    disliked = asked(client, conversation, "二")
    fake.events = [fake.refusal()]
    refused = asked(client, conversation, "三")
    for message, rating, comment in ((liked, "up", ""), (disliked, "down", "漏了条件"), (refused, "up", "")):
        path = f"{conversation}/messages/{message['id']}/feedback"
        given = client.put(path, json={"rating": rating, "comment": comment}).json()
        assert given["feedback"]["rating"] == rating

    cases = {one["message"]["question"]: one["case"] for one in client.get("/api/feedback").json()["feedback"]}
    assert (cases["一"]["kind"], cases["一"]["answerable"], cases["一"]["as_of"]) == ("factoid", True, "2026-03-05")
    assert cases["一"]["evidence"] == [{"document": "示例集团党支部工作办法", "quote": RULE}]
    assert (cases["二"]["kind"], cases["二"]["history"], cases["二"]["evidence"]) == ("multi_turn", ["一"], [])
    assert cases["二"]["note"] == "漏了条件"
    assert (cases["三"]["kind"], cases["三"]["answerable"]) == ("unanswerable", False)

    only = client.get("/api/feedback", params={"rating": "up", "limit": 1}).json()
    assert [one["message"]["question"] for one in only["feedback"]] == ["三"]
    assert client.get("/api/feedback", params={"cursor": only["next"], "rating": "up"}).json()["next"] is None
    client.delete(f"{conversation}/messages/{liked['id']}/feedback")
    assert len(client.get("/api/feedback").json()["feedback"]) == 2
    wrong = client.put(f"{conversation}/messages/{liked['id']}/feedback", json={"rating": "meh"})
    assert wrong.status_code == 422


def test_a_server_that_stops_tells_so(fake: FakeService, client: httpx.Client, conversation: str) -> None:
    """`close` is what the application calls at its end."""

    async def answered() -> str:
        backend = Backend(fake, fake.settings)  # type: ignore[arg-type]
        replies = Replies(backend)
        told = slowly(fake)
        identity = conversation.rpartition("/")[2]
        message, _ = fake.conversations.ask(identity, "问", Wishes())
        replies.start(message, fake)  # type: ignore[arg-type]
        while not told:
            await asyncio.sleep(0.01)
        await replies.close()
        await backend.stop()
        return fake.conversations.message(identity, message.id).reason

    assert asyncio.run(answered()) == BROKEN_OFF
