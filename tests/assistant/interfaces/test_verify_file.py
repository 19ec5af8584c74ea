"""`/api/verify/file`: a file held against files, documents of the library, or all of it, and nothing of it kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient

from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.service import Service

RULE = "党支部每月相对固定1天开展主题党日。"
WRONG = RULE.replace("1天", "2天")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    place = tmp_path_factory.mktemp("documents") / "组织生活办法.md"
    place.write_text(f"# 组织生活办法\n\n第一条 {RULE}\n", encoding="utf-8")
    settings = load_settings(tmp_path_factory.mktemp("home"), workers=1, max_file_mb=1)
    with Service.open(settings, write=True) as service:
        service.ingest([place])
        with TestClient(create_app(Backend(service, settings)), base_url="http://127.0.0.1") as client:
            yield client


def written(*paragraphs: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def sent(client: TestClient, name: str, data: bytes, sources: dict[str, bytes] | None = None, **fields: Any) -> Any:
    files = [("file", (name, data)), *(("sources", one) for one in (sources or {}).items())]
    return client.post("/api/verify/file", files=files, data=fields)


def verdicts(reply: Any) -> list[str]:
    assert reply.status_code == 200, reply.text
    told = reply.json()
    assert all(told["text"][one["start"] : one["end"]] == one["text"] for one in told["claims"])
    return [one["verdict"] for one in told["claims"]]


def test_a_file_is_held_against_files_documents_and_the_library(client: TestClient) -> None:
    report = written(f"{WRONG[:-1]}[1]。", f"{RULE[:-1]}[1]。")
    [document] = client.get("/api/documents").json()["documents"]
    assert verdicts(sent(client, "总结.docx", report, {"办法.docx": written(RULE)})) == ["altered", "supported"]
    assert verdicts(sent(client, "总结.docx", report, documents=[document["id"]])) == ["altered", "supported"]
    assert verdicts(sent(client, "../总结.txt", WRONG.encode())) == ["altered"]
    told = sent(client, "../总结.txt", WRONG.encode(), {"办法.md": RULE.encode()}, documents=[document["id"]]).json()
    assert (told["name"], told["text"]) == ("总结.txt", WRONG)
    folder = client.app.state.backend.settings.home / "uploads"  # type: ignore[attr-defined]
    assert list(folder.rglob("*")) == []


@pytest.mark.parametrize(
    ("name", "data", "status", "says"),
    [
        ("空.txt", b"", 422, "空"),
        ("坏.docx", b"PK\x03\x04 no archive", 422, "坏.docx"),
        ("大.txt", b"0" * (1024**2 + 1), 413, "1 MB"),
        ("程序.exe", b"MZ\x90\x00" + b"\x00\x01\x02" * 100, 415, "程序.exe"),
        ("机密.txt", "机密★10年\n关于某项工作的报告\n正文如下。".encode(), 422, "机密"),
    ],
)
def test_what_cannot_be_verified_is_a_sentence(
    client: TestClient, name: str, data: bytes, status: int, says: str
) -> None:
    reply = sent(client, name, data)
    assert (reply.status_code, says in reply.json()["error"]["message"]) == (status, True), reply.text
    as_source = sent(client, "总结.txt", WRONG.encode(), {name: data})
    assert as_source.status_code == status, as_source.text


def test_a_source_without_words_or_beyond_measure_is_refused(client: TestClient) -> None:
    long = ("每季度召开一次。" * 60 + "\n").encode() * 700
    many = {f"{at}.txt": long for at in range(3)}
    assert sent(client, "总结.txt", WRONG.encode(), many).status_code == 422
    crowd = {f"{at}.txt": RULE.encode() for at in range(21)}
    assert sent(client, "总结.txt", WRONG.encode(), crowd).status_code == 422
    unknown = sent(client, "总结.txt", WRONG.encode(), documents=["d000000000000"])
    assert unknown.status_code == 422
