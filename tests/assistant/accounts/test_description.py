"""The OpenAPI description: every operation says what it does and shows what goes in and what comes out.

The examples are what a server said on a tour of every operation. `ZHIBI_RECORD=1` writes them down anew, to be
checked by the next run.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import openpyxl
import pytest
from accounts_house import ADMIN_PASSWORD, PASSWORD, House, opened
from starlette.testclient import TestClient

from assistant.interfaces.api.app import create_app
from assistant.interfaces.api.description import EXAMPLES_FILE, PROBLEMS

ORIGIN = {"Origin": "http://127.0.0.1"}
RULE = (
    "# 第一党支部组织生活办法\n\n第一条　党支部每月相对固定1天开展主题党日。\n\n"
    "第二条　党费按月收缴，由组织委员负责，每季度公示一次。\n"
)
SPEC = {"单位": "第一党支部", "期间": "2026年", "主题": "组织生活"}
MOST_ITEMS, MOST_CHARS = 2, 600

Operation = tuple[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    service, accounts, backend = opened(tmp_path_factory.mktemp("tour"))
    with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
        yield House(service, accounts, client)


@pytest.fixture(scope="module")
def described(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.client.get("/api/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> dict[Operation, dict[str, Any]]:
    return {(method, path): one for path, item in described["paths"].items() for method, one in item.items()}


class Tour:
    """Every operation once, on a real server; each reply has the status that the description names."""

    def __init__(self, house: House, described: dict[str, Any]) -> None:
        self.house = house
        self.described = operations(described)
        self.seen: dict[Operation, dict[str, Any]] = {}

    def do(self, method: str, template: str, *names: str, query: str = "", **more: Any) -> httpx.Response:
        """One request, by the address as it is described, filled in with `names`."""
        parts = iter(names)
        address = re.sub(r"\{\w+\}", lambda _: next(parts), template)
        headers = {**ORIGIN, **more.pop("headers", {})}
        reply = self.house.client.request(method.upper(), address + query, headers=headers, **more)
        operation = self.described[method, template]
        assert str(reply.status_code) in operation["responses"], (method, template, reply.text)
        assert reply.status_code < 300, (method, template, reply.text)
        noted = self.seen.setdefault((method, template), {"responses": {}})
        if "json" in more:
            noted.setdefault("request", _short(more["json"]))
        kind = reply.headers["content-type"].partition(";")[0]
        told = noted["responses"].setdefault(str(reply.status_code), {})
        if kind == "application/json":
            told[kind] = _short(reply.json())
        elif kind.startswith("text/"):
            told[kind] = reply.text[:MOST_CHARS]
        else:
            told[kind] = None
        return reply

    def go(self) -> dict[Operation, dict[str, Any]]:
        self.come_in()
        self.people()
        self.documents()
        self.questions()
        self.tasks()
        self.drafts()
        self.conversations()
        self.jobs()
        self.evaluation()
        self.leave()
        return self.seen

    def come_in(self) -> None:
        self.do("post", "/api/login", json={"name": "admin", "password": ADMIN_PASSWORD})
        self.do("get", "/api/me")
        self.do("get", "/api/me/sessions")
        for path in ("/healthz", "/readyz", "/metrics"):
            self.do("get", path)

    def people(self) -> None:
        self.do("post", "/api/users", json={"name": "王芳", "role": "writer"})
        self.do("get", "/api/users")
        self.do("get", "/api/users/{user}", "王芳")
        self.do("patch", "/api/users/{user}", "王芳", json={"role": "librarian"})
        self.do("put", "/api/collections/{name}", "制度", json={"everyone": True})
        self.do("put", "/api/collections/{name}/members/{user}", "制度", "王芳")
        self.do("put", "/api/collections/{name}", "旧制度", json={"everyone": False})
        self.do("post", "/api/collections/{name}/rename", "旧制度", json={"name": "存档"})
        self.do("get", "/api/collections")
        self.do("delete", "/api/collections/{name}/members/{user}", "制度", "王芳")
        made = self.do("post", "/api/keys", json={"label": "门户网站", "rights": ["read"], "days": 90}).json()
        self.seen["post", "/api/keys"]["responses"]["201"]["application/json"]["key"] = "zb_…"
        self.do("get", "/api/keys")
        self.do("delete", "/api/keys/{key_id}", made["about"]["id"])
        self.do("delete", "/api/users/{user}/sessions", "王芳")
        self.do("delete", "/api/users/{user}", "王芳")
        self.seen["post", "/api/users"]["responses"]["201"]["application/json"]["password"] = "只显示这一次"
        self.do("get", "/api/audit")
        self.do("get", "/api/audit/export")

    def documents(self) -> None:
        files = {"files": ("组织生活办法.md", RULE.encode())}
        self.do("post", "/api/documents", files=files, data={"collection": "制度"})
        paper = {"files": ("paper.pdf", pdf("Article 1. Party branches hold a meeting every quarter."))}
        paged = self.do("post", "/api/documents", files=paper, data={"collection": "资料"}).json()["documents"][0]["id"]
        found = self.do("get", "/api/documents", query="?collection=制度&limit=1").json()["documents"]
        document = found[0]["id"]
        for part in ("", "/text", "/pages", "/original"):
            self.do("get", f"/api/documents/{{document_id}}{part}", document)
        self.do("get", "/api/documents/{document_id}/pages/{page}/image", paged, "1")
        self.do("get", "/api/chunks/{chunk_id}/image", self.house.service.chunks_of(paged)[0].id, query="?end=10")
        self.do("get", "/api/documents/{document_id}/versions", document)
        corrected = {"issuer": "中共第一支部委员会", "issued": "2026-03-01", "reset": ["genre"]}
        self.do("patch", "/api/documents/{document_id}", document, json=corrected)
        self.do("post", "/api/documents/{document_id}/move", paged, json={"collection": "制度"})
        chunk = self.house.service.chunks_of(document)[0].id
        self.do("get", "/api/chunks/{chunk_id}", chunk)
        self.do("get", "/api/chunks/{chunk_id}/boxes", chunk, query="?start=0&end=4")
        self.do("delete", "/api/documents/{document_id}", paged, query="?undo_seconds=60")
        self.do("post", "/api/documents/{document_id}/restore", paged)
        self.do("delete", "/api/documents/{document_id}", paged)

    def questions(self) -> None:
        asked = {"question": "主题党日多久开展一次？", "k": 5}
        self.do("post", "/api/search", json=asked)
        self.do("get", "/api/search", query="?question=主题党日&k=1")
        self.do("post", "/api/ask", json=asked)
        self.do("post", "/api/ask", json={**asked, "stream": True})
        self.do("post", "/api/verify", json={"text": "党支部每季度相对固定1天开展主题党日。"})
        text = {"text": "组织生活情况\n\n党支部每季度相对固定1天开展主题党日。"}
        proof = self.do("post", "/api/proofs", json=text).json()["proof"]["id"]
        self.do("get", "/api/proofs", query="?search=组织生活")
        self.do("get", "/api/proofs/{proof_id}", proof)
        self.do("post", "/api/proofs/{proof_id}/check", proof, json={"text": "党支部每月相对固定1天开展主题党日。"})
        self.do("delete", "/api/proofs/{proof_id}", proof, query="?undo_seconds=60")
        self.do("post", "/api/proofs/{proof_id}/restore", proof)
        report = {"file": ("总结.md", "党支部每季度相对固定1天开展主题党日[1]。".encode())}
        self.do("post", "/api/verify/file", files={**report, "sources": ("办法.md", RULE.encode())})
        self.do("get", "/api/ledgers")
        self.do("get", "/api/ledgers/{kind}", "tasks", query="?collection=制度")
        self.do("get", "/api/ledgers/{kind}/export", "tasks", query="?format=md")
        self.do("get", "/v1/models")
        self.do("get", "/v1/models/{model_id}", "zhibi")
        chat = {"model": "zhibi", "messages": [{"role": "user", "content": asked["question"]}]}
        self.do("post", "/v1/chat/completions", json=chat)
        self.do("post", "/v1/chat/completions", json={**chat, "stream": True})

    def tasks(self) -> None:
        plan = {"plan": "年度工作计划", "unit": "第一党支部", "year": 2026, "tasks": [{"matter": "开展主题党日"}]}
        task = self.do("post", "/api/tasks", json=plan).json()["tasks"][0]["id"]
        self.do("get", "/api/tasks", query="?year=2026")
        self.do("patch", "/api/tasks/{task_id}", task, json={"status": "running", "progress": 40})
        self.do("get", "/api/tasks/{task_id}", task)
        sheet = self.do("get", "/api/tasks.xlsx").content
        assert openpyxl.load_workbook(io.BytesIO(sheet)).sheetnames
        self.do("post", "/api/tasks/sheet", files={"file": ("任务.xlsx", sheet)}, data={"plan": "年度工作计划"})
        self.do("post", "/api/tasks/carry", json={"tasks": [task], "plan": "下一年度工作计划", "year": 2027})
        self.do("delete", "/api/tasks/{task_id}", task, query="?undo_seconds=60")
        self.do("post", "/api/tasks/{task_id}/restore", task)

    def drafts(self) -> None:
        wanted = {"genre": "work_plan", "spec": SPEC}
        self.do("post", "/api/drafts/outline", json=wanted)
        made = self.do("post", "/api/drafts", json=wanted).json()
        self.do("post", "/api/drafts", json={**wanted, "stream": True})
        draft, section = made["id"], made["sections"][0]["id"]
        self.do("get", "/api/drafts", query="?genre=work_plan")
        self.do("get", "/api/drafts/{draft_id}", draft)
        self.do("get", "/api/drafts/{draft_id}/versions", draft)
        self.do("get", "/api/drafts/{draft_id}/export", draft, query="?format=md")
        at = "/api/drafts/{draft_id}/sections/{section_id}"
        self.do("put", at, draft, section, json={"text": "党支部每月相对固定1天开展主题党日。", "version": 1})
        self.do("post", f"{at}/regenerate", draft, section, query="?version=2")
        self.do("post", f"{at}/check", draft, section, json={"text": "党支部每季度开展一次主题党日。"})
        self.do("get", "/api/drafts/{draft_id}/compare", draft, query="?earlier=1")
        self.do("patch", "/api/drafts/{draft_id}", draft, json={"title": "第一党支部2026年工作计划", "version": 3})
        self.do("post", "/api/drafts/{draft_id}/versions/{version}/restore", draft, "1")
        copied = self.do("post", "/api/drafts/{draft_id}/copy", draft).json()["id"]
        self.do("delete", "/api/drafts/{draft_id}", copied, query="?undo_seconds=60")
        self.do("post", "/api/drafts/{draft_id}/restore", copied)
        planned = {"genre": "work_plan", "spec": {**SPEC, "任务": [{"事项": "开展主题党日", "时限": "2026年12月31日"}]}}
        plan = self.do("post", "/api/drafts", json=planned).json()["id"]
        self.do("post", "/api/drafts/{draft_id}/tasks", plan)

    def conversations(self) -> None:
        made = self.do("post", "/api/conversations", json={"title": "组织生活"}).json()["id"]
        at = "/api/conversations/{conversation_id}"
        first = self.do("post", f"{at}/messages", made, json={"question": "主题党日多久开展一次？"}).json()["id"]
        message = f"{at}/messages/{{message_id}}"
        self.do("get", f"{at}/messages", made)
        self.do("get", message, made, first)
        self.do("get", f"{message}/events", made, first)
        self.do("put", f"{message}/feedback", made, first, json={"rating": "down", "comment": "漏了时限"})
        self.do("get", "/api/feedback")
        self.do("delete", f"{message}/feedback", made, first)
        self.do("post", f"{message}/edit", made, first, json={"question": "党费由谁负责收缴？"})
        self.do("post", f"{message}/retry", made, first, json={"stream": False})
        self.do("post", f"{at}/messages", made, json={"question": "党费多久公示一次？", "stream": True})
        self.do("post", f"{message}/edit", made, first, json={"question": "党费由谁负责收缴？", "stream": True})
        self.do("post", f"{message}/retry", made, first, json={"stream": True})
        self.do("post", f"{message}/stop", made, first)
        self.do("get", "/api/conversations")
        self.do("get", at, made)
        self.do("patch", at, made, json={"title": "主题党日", "head": first})
        self.do("delete", at, made, query="?undo_seconds=60")
        self.do("post", f"{at}/restore", made)

    def jobs(self) -> None:
        files = {"files": ("补充办法.md", RULE.replace("第一", "第二").encode())}
        job = self.do("post", "/api/jobs/ingest", files=files, data={"collection": "制度"}).json()["id"]
        self.do("get", "/api/jobs/{job_id}/events", job)
        self.do("get", "/api/jobs/{job_id}", job)
        draft = self.do("post", "/api/jobs/draft", json={"genre": "work_summary", "spec": SPEC}).json()["id"]
        rebuild = self.do("post", "/api/jobs/rebuild").json()["id"]
        eval_ = self.do("post", "/api/jobs/eval", json={"cases": "demo_retrieval", "search_only": True}).json()["id"]
        self.do("post", "/api/jobs/{job_id}/cancel", eval_)
        for one in (draft, rebuild, eval_):
            self.do("get", "/api/jobs/{job_id}/events", one)
        backup = self.do("post", "/api/jobs/backup").json()["id"]
        self.do("get", "/api/jobs/{job_id}/events", backup)
        name = self.do("get", "/api/backups").json()["backups"][0]["name"]
        assert self.do("get", "/api/backups/{name}", name).content.startswith(b"manifest.json")
        self.do("delete", "/api/backups/{name}", name)
        self.do("get", "/api/jobs", query="?limit=2")

    def evaluation(self) -> None:
        case = {
            "kind": "factoid", "question": "主题党日多久开展一次？", "answer": "每月一次",
            "evidence": [{"document": "组织生活办法.md", "quote": "每月相对固定1天"}],
        }  # fmt: skip
        at, run = "/api/eval/datasets/{name}", "/api/eval/runs/{run_id}"
        for name in ("频次", "再问"):
            self.do("put", f"{at}/cases/{{case_id}}", "本单位", name, json=case)
        self.do("delete", f"{at}/cases/{{case_id}}", "本单位", "再问")
        self.do("get", "/api/eval/datasets")
        self.do("get", at, "本单位", query="?limit=1")
        done = self.do("post", "/api/jobs/eval", json={"cases": "本单位", "repeat": 1}).json()["id"]
        self.do("get", "/api/jobs/{job_id}/events", done)
        made = self.do("get", "/api/eval/runs", query="?limit=1").json()["runs"][0]["id"]
        self.do("get", run, made)
        self.do("get", f"{run}/cases/{{case_id}}", made, "频次")
        self.do("get", f"{run}/compare/{{other}}", made, made)
        self.do("get", f"{run}/report", made)
        self.do("delete", run, made)
        lines = json.dumps({"id": "频次", "answerable": True, **case}, ensure_ascii=False).encode()
        self.do("put", at, "常见问题", files={"file": ("常见问题.jsonl", lines)})
        self.do("delete", at, "常见问题")

    def leave(self) -> None:
        other = self.house.accounts.sessions.begin(self.house.accounts.users.get("admin"))
        named = [
            one["id"] for one in self.house.client.get("/api/me/sessions").json()["sessions"] if not one["current"]
        ]
        assert other.token
        self.do("delete", "/api/me/sessions/{session}", named[0])
        self.do("post", "/api/me/password", json={"old": ADMIN_PASSWORD, "new": PASSWORD})
        self.do("post", "/api/logout")
        self.do("post", "/api/login", json={"name": "admin", "password": PASSWORD})
        self.do("delete", "/api/me/sessions")


def pdf(text: str) -> bytes:
    """A page with one line."""
    drawn = f"BT /F1 14 Tf 60 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    return (
        made
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )


def _short(value: Any) -> Any:
    """An example's length: lists of a few, texts of a few lines."""
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value[:MOST_ITEMS]]
    return value[:MOST_CHARS] if isinstance(value, str) else value


@pytest.fixture(scope="module")
def toured(house: House, described: dict[str, Any]) -> dict[Operation, dict[str, Any]]:
    return Tour(house, described).go()


def test_a_tour_of_every_operation_meets_what_is_described(
    house: House, described: dict[str, Any], toured: dict[Operation, dict[str, Any]]
) -> None:
    assert set(toured) == set(operations(described))
    if os.environ.get("ZHIBI_RECORD"):
        told = {f"{method} {path}": toured[method, path] for method, path in operations(described)}
        noted = json.dumps(told, ensure_ascii=False, indent=1).replace(
            str(house.service.settings.home), "/var/lib/zhibi"
        )
        EXAMPLES_FILE.write_text(noted + "\n", encoding="utf-8")


def resolved(described: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in one:
        _, *path = one["$ref"].split("/")
        one = described
        found: Any = described
        for part in path:
            found = found[part]
        one = found
    return one


def test_every_operation_says_what_it_does_and_how_it_may_fail(described: dict[str, Any]) -> None:
    for (method, path), operation in operations(described).items():
        assert operation.get("description"), (method, path)
        if path.startswith("/v1/"):
            continue
        assert {str(status) for status in PROBLEMS} <= set(operation["responses"]), (method, path)
        for status in map(str, PROBLEMS):
            if status == "503" and path == "/readyz":
                continue  # what is not ready is told as what is
            told = resolved(described, operation["responses"][status])
            assert list(told["content"]) == ["application/problem+json"], (method, path, status)
            example = told["content"]["application/problem+json"]["example"]
            assert (example["status"], bool(example["error"]["message"])) == (int(status), True)


def test_every_example_is_there_and_fits_its_schema(described: dict[str, Any]) -> None:
    for (method, path), operation in operations(described).items():
        parts = []
        if "requestBody" in operation:
            parts.append((f"{method} {path} request", operation["requestBody"]["content"]))
        for status, told in operation["responses"].items():
            if status.startswith("2") and "$ref" not in told:
                assert told.get("content"), (method, path, status)
                parts.append((f"{method} {path} {status}", told["content"]))
        assert len(parts) > ("requestBody" in operation), (method, path)
        streams = [one for _, content in parts for kind, one in content.items() if kind == "text/event-stream"]
        told = [one["example"] for one in streams if "example" in one]
        assert bool(told) is bool(streams), (method, path)
        assert all(one.startswith(("event: ", "data: ")) for one in told), (method, path)
        for name, content in parts:
            for kind, one in content.items():
                if kind == "application/json":
                    assert "example" in one, name
                    schema = {**one["schema"], "components": described["components"]}
                    jsonschema.Draft202012Validator(schema).validate(one["example"])


def test_no_example_gives_away_where_it_was_made_or_a_key() -> None:
    text = EXAMPLES_FILE.read_text(encoding="utf-8")
    assert not re.search(r"zb_[\w-]{20,}|/tmp/|/home/|/root/", text)
