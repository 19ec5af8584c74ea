"""The command line from the shell, on a real library."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from program import PROGRAM, QUESTION, environment, serving, zhibi


def test_a_question_is_answered_with_a_verbatim_quote(home: Path) -> None:
    answer = zhibi(home, "ask", QUESTION, "--json").json
    assert not answer["refused"]
    citation = answer["citations"][0]
    assert "每月相对固定1天开展主题党日" in citation["quote"]
    assert citation["article"] == "第十二条"
    shown = zhibi(home, "library", "show", citation["document_id"], "--text", "--json").json
    assert citation["quote"] in shown["text"]
    found = zhibi(home, "search", QUESTION, "--json").json["passages"]
    chunk = next(one for one in found if one["chunk_id"] == citation["chunk_id"])
    assert chunk["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_reads_well_in_a_terminal(home: Path) -> None:
    out = zhibi(home, "ask", QUESTION).out
    assert "[1]" in out
    assert "《澄川机械集团党支部工作办法（试行）》 第十二条" in out


def test_a_question_without_evidence_is_refused(home: Path) -> None:
    outcome = zhibi(home, "ask", "食堂周三的菜单是什么？", "--json")
    assert outcome.code == 0
    assert outcome.json["refused"]
    assert outcome.json["citations"] == []


def test_documents_come_and_go(documents: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    empty = zhibi(home, "ask", QUESTION, "--json")
    assert (empty.code, empty.json["refused"]) == (0, True)
    (tmp_path / "空.txt").touch()
    first = zhibi(home, "ingest", documents, tmp_path / "空.txt", "--collection", "党建", "--json")
    assert first.code == 0
    assert {one["collection"] for one in first.json["documents"]} == {"党建"}
    assert [Path(one["path"]).name for one in first.json["failed"]] == ["空.txt"]
    again = zhibi(home, "ingest", documents, "--collection", "党建", "--json")
    assert (again.code, len(again.json["skipped"])) == (0, 3)
    rules = next(one for one in first.json["documents"] if "工作办法" in one["title"])
    assert zhibi(home, "library", "remove", rules["id"]).code == 0
    assert zhibi(home, "ask", QUESTION, "--json").json["refused"]
    assert zhibi(home, "library", "rebuild", "--json").json["documents"] == 2
    assert zhibi(home, "library", "check", "--json").json == {"problems": []}


def test_nothing_taken_in_is_exit_1(tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    outcome = zhibi(tmp_path / "home", "ingest", tmp_path / "空.txt", tmp_path / "没有.pdf", "--json")
    assert outcome.code == 1
    assert len(outcome.json["failed"]) == 2


def test_an_interrupted_batch_loses_nothing_and_goes_on(home: Path, tmp_path: Path) -> None:
    batch, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions = [{"id": number, "question": f"第{number}问：{QUESTION}"} for number in range(400)]
    batch.write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")
    command = [*PROGRAM, "--home", str(home), "ask", "--batch", str(batch), "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home)) as process:
        while not out.is_file() or out.stat().st_size < 1000:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    done = len(out.read_bytes().splitlines())
    assert 0 < done < 400
    finished = zhibi(home, "ask", "--batch", batch, "--out", out, "--json")
    assert finished.json["resumed"] in (done, done - 1)
    replies = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [reply["id"] for reply in replies] == list(range(400))


def test_output_into_a_closed_pipe_ends_quietly(home: Path) -> None:
    command = [*PROGRAM, "--home", str(home), "library", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home)) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_serving_ends_quietly_on_a_signal(home: Path, stop: signal.Signals) -> None:
    with serving(home) as served:
        assert httpx.get(f"{served.url}readyz", timeout=60, trust_env=False).json()["status"] == "ready"
        served.process.send_signal(stop)
        _, err = served.process.communicate(timeout=60)
    assert (served.process.returncode, err) == (0, "")


def test_one_home_has_one_writer_and_many_readers(home: Path) -> None:
    with serving(home) as served:
        second = zhibi(home, "serve", "--port", "0")
        assert second.code == 1
        assert second.err.startswith("错误：")
        assert not zhibi(home, "ask", QUESTION, "--json").json["refused"]
        assert httpx.get(f"{served.url}api/documents", timeout=60, trust_env=False).status_code == 200


def test_what_is_uploaded_over_http_is_answered_from(tmp_path: Path, documents: Path) -> None:
    path = documents / "党支部工作办法.md"
    with serving(tmp_path / "home") as served, httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client:
        before = client.post("/api/ask", json={"question": QUESTION}).json()
        files = [("files", ("../../党支部工作办法.md", path.read_bytes())), ("files", ("空.txt", b""))]
        report = client.post("/api/documents", files=files).json()
        after = client.post("/api/ask", json={"question": QUESTION}).json()
        document = report["documents"][0]["id"]
        original = client.get(f"/api/documents/{document}/original")
        removed = client.delete(f"/api/documents/{document}").json()
        last = client.post("/api/ask", json={"question": QUESTION}).json()
    assert (before["refused"], after["refused"], last["refused"]) == (True, False, True)
    assert len(report["failed"]) == 1
    assert original.content == path.read_bytes()
    assert removed == {"removed": document}
    assert not (tmp_path / "党支部工作办法.md").exists()
