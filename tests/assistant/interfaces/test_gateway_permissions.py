"""Two users, two collections, real keys: `/v1`, MCP and conversations show each what they may see, and nothing else."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import httpx2
import openai
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from openai import OpenAI

from assistant.accounts.accounts import Accounts
from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.api.server import Server, address, bind
from assistant.interfaces.backend import Backend
from assistant.service import Service

RULES = {
    "甲库": "甲库工作办法\n第一条 党支部每月相对固定1天开展主题党日。\n",
    "乙库": "乙库工作办法\n第一条 党支部每季度开展两次志愿服务，由青年委员召集。\n",
}
OWN = {"甲": ("主题党日多久开展一次？", "每月相对固定1天"), "乙": ("志愿服务由谁召集？", "青年委员召集")}
OTHER = {"甲": "乙", "乙": "甲"}


@dataclass(frozen=True)
class Site:
    url: str
    keys: dict[str, str]
    accounts: Accounts

    def http(self, name: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.keys[name]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def gpt(self, name: str) -> OpenAI:
        return OpenAI(base_url=f"{self.url}v1", api_key=self.keys[name], max_retries=0, timeout=30)

    def call(self, name: str, tool: str, **arguments: Any) -> Any:
        async def run() -> Any:
            headers = {"Authorization": f"Bearer {self.keys[name]}"}
            async with (
                httpx2.AsyncClient(headers=headers, trust_env=False) as http,
                Client(streamable_http_client(f"{self.url}mcp", http_client=http)) as client,
            ):
                return await client.call_tool(tool, arguments)

        return asyncio.run(run())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place: Path = tmp_path_factory.mktemp("site")
    settings = load_settings(place / "home", workers=1)
    with Service.open(settings, write=True) as service:
        for collection, text in RULES.items():
            (place / f"{collection}.txt").write_text(text, encoding="utf-8")
            service.ingest([place / f"{collection}.txt"], collection)
        accounts = Accounts(service._database)
        keys = {}
        for name in OWN:
            user = accounts.users.add(name, "reader", f"correct horse {name} battery", must_change=False)
            accounts.collections.set(f"{name}库", everyone=False)
            accounts.collections.admit(f"{name}库", user.id)
            keys[name] = accounts.keys.add(user.id, "试验")[1]
        listener = bind("127.0.0.1", 0)
        running = Server(create_app(Backend(service, settings, accounts)), lambda: None)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield Site(address(listener), keys, accounts)
        running.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.parametrize("name", OWN)
def test_openai_answers_from_ones_own_collections_alone(site: Site, name: str) -> None:
    with site.gpt(name) as client:
        for whose, (question, words) in OWN.items():
            told = client.chat.completions.create(
                model="zhibi",
                messages=[{"role": "user", "content": question}],
                extra_body={"collections": ["甲库", "乙库"]},
            )
            assert (words in (told.choices[0].message.content or "")) is (whose == name)
            assert f"{OTHER[name]}库" not in told.model_dump_json()


@pytest.mark.parametrize("name", OWN)
def test_mcp_shows_ones_own_collections_alone(site: Site, name: str) -> None:
    question, words = OWN[OTHER[name]]
    for tool, arguments in (
        ("search", {"question": question}),
        ("ask", {"question": question}),
        ("verify", {"text": words}),
        ("list_documents", {}),
        ("list_documents", {"collection": f"{OTHER[name]}库"}),
    ):
        told = site.call(name, tool, **arguments).structured_content
        assert f"{OTHER[name]}库" not in str(told)
        assert tool == "verify" or words not in str(told)
    assert site.call(name, "list_documents").structured_content["total"] == 1
    assert site.call(name, "draft", genre="工作总结", spec={"单位": "甲", "期间": "2026年"}).is_error


def test_nobody_comes_in_without_a_key(site: Site) -> None:
    with httpx.Client(base_url=site.url, timeout=60, trust_env=False) as client:
        for key in (None, "Bearer zhibi-forged", "Basic eA=="):
            headers = {"Accept": "application/json, text/event-stream"} | ({"Authorization": key} if key else {})
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert client.post("/mcp", json=body, headers=headers).status_code == 401
            assert client.post("/api/conversations", json={}, headers=headers).status_code == 401
            told = client.get("/v1/models", headers=headers)
            assert (told.status_code, told.json()["error"]["type"]) == (401, "authentication_error")
    with (
        OpenAI(base_url=f"{site.url}v1", api_key="forged", max_retries=0) as forged,
        pytest.raises(openai.AuthenticationError),
    ):
        forged.models.list()


def test_conversations_are_private_and_lose_what_may_no_longer_be_seen(site: Site) -> None:
    question, words = OWN["甲"]
    with site.http("甲") as mine, site.http("乙") as theirs:
        conversation = f"/api/conversations/{mine.post('/api/conversations', json={}).json()['id']}"
        message = mine.post(f"{conversation}/messages", json={"question": question}).json()
        assert words in message["answer"]["answer"]
        mine.put(f"{conversation}/messages/{message['id']}/feedback", json={"rating": "up"})
        for path in ("", "/messages", f"/messages/{message['id']}", f"/messages/{message['id']}/events"):
            assert theirs.get(conversation + path).status_code == 404
        assert theirs.post(f"{conversation}/messages", json={"question": "问"}).status_code == 404
        assert theirs.get("/api/conversations").json()["conversations"] == []
        assert theirs.get("/api/feedback").json()["feedback"] == []

        user = site.accounts.users.get("甲")
        site.accounts.collections.dismiss("甲库", user.id)
        try:
            withheld = mine.get(f"{conversation}/messages").json()["messages"][0]
            assert (withheld["state"], withheld["answer"]) == ("withheld", None)
            assert words not in mine.get("/api/feedback").text
        finally:
            site.accounts.collections.admit("甲库", user.id)
        assert mine.get(f"{conversation}/messages").json()["messages"][0]["state"] == "done"
