"""Kill -9 of a real server at random moments of mixed jobs: each ends done, failed with a reason, or is taken up again.

None is lost, none is done twice. `ZHIBI_KILLS=30` sets the number of kills, `ZHIBI_SEED` repeats a run.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from assistant.interfaces.cli import main; main()"]
KILLS = int(os.environ.get("ZHIBI_KILLS", "2"))
SEED = int(os.environ.get("ZHIBI_SEED") or time.time_ns() % 1_000_000)
ENDED = {"done", "failed", "cancelled"}
FILES = 6
"""In one upload."""


@contextmanager
def server(home: Path, database: str | None) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server in a process group of its own, killed whole at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBI_")}
    if database is not None:
        kept["ZHIBI_DATABASE"] = database
    with (home.parent / "server.log").open("a") as log, subprocess.Popen(
        [*PROGRAM, "--home", str(home), "serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=log, text=True, env=kept, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            assert ready.startswith("执笔已就绪："), (home.parent / "server.log").read_text()
            with httpx.Client(
                base_url=ready.strip().removeprefix("执笔已就绪："), timeout=60, trust_env=False
            ) as client:
                yield process, client
        finally:
            process.kill()
            process.wait()


def upload(number: int) -> dict[str, Any]:
    """Files of a batch of its own; every third batch holds nothing that can be read."""
    if number % 3 == 2:
        return {"files": [("files", (f"坏{number}.pdf", b"%PDF-1.7 broken", "application/pdf"))]}
    texts = [
        f"第{number}批第{one}号通知\n第一条 第{one}支部按月公示党费。\n第二条 自印发之日起施行。\n"
        for one in range(FILES)
    ]
    return {"files": [("files", (f"通知{number}-{one}.txt", text.encode())) for one, text in enumerate(texts)]}


def ask_for(client: httpx.Client, number: int) -> dict[str, Any]:
    """The job of this number; asked for again it is the same job, whether the first request was answered or not."""
    headers = {"Idempotency-Key": f"job-{number}"}
    kind = ("ingest", "rebuild", "draft", "ingest")[number % 4]
    if kind == "ingest":
        reply = client.post("/api/jobs/ingest", headers=headers, **upload(number))
    elif kind == "draft":
        spec = {"unit": "第一党支部", "period": "2026年", "facts": ["全年开展主题党日12次"]}
        reply = client.post("/api/jobs/draft", headers=headers, json={"genre": "work_summary", "spec": spec})
    else:
        reply = client.post(f"/api/jobs/{kind}", headers=headers)
    assert reply.status_code == 202, reply.text
    told: dict[str, Any] = reply.json()
    return told


def jobs(client: httpx.Client) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = client.get("/api/jobs", params={"limit": 20} | ({"cursor": cursor} if cursor else {})).json()
        found += page["jobs"]
        if page["next"] is None:
            return found
        cursor = page["next"]


def all_ended(client: httpx.Client) -> list[dict[str, Any]]:
    """All jobs, once they have ended; fails where none ends for a minute."""
    left, since = -1, time.monotonic()
    while True:
        found = jobs(client)
        open_still = [job for job in found if job["state"] not in ENDED]
        if not open_still:
            return found
        if len(open_still) != left:
            left, since = len(open_still), time.monotonic()
        assert time.monotonic() < since + 60, open_still
        time.sleep(0.1)


@pytest.mark.parametrize("kept_in", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.timeout(90 + 40 * KILLS)
def test_no_job_is_lost_or_done_twice(tmp_path: Path, kept_in: str | None) -> None:
    print(f"ZHIBI_SEED={SEED}")
    moments = random.Random(SEED)
    home, acknowledged, asked = tmp_path / "home", dict[int, str](), 0
    for _ in range(KILLS if kept_in is None else (KILLS + 1) // 2):
        with server(home, kept_in) as (process, client):
            client.get("/api/jobs").raise_for_status()
            dies_at = time.monotonic() + moments.uniform(0.0, 1.5)
            with contextlib.suppress(httpx.TransportError):
                while time.monotonic() < dies_at and len(acknowledged) < asked + 4:
                    number = len(acknowledged)  # one that broke off is asked for again
                    acknowledged[number] = ask_for(client, number)["id"]
                asked = len(acknowledged)
                time.sleep(max(0.0, dies_at - time.monotonic()))
            process.kill()
    with server(home, kept_in) as (_, client):
        acknowledged[len(acknowledged)] = ask_for(client, len(acknowledged))["id"]
        for number, job_id in acknowledged.items():
            assert ask_for(client, number)["id"] == job_id, f"job {number} was lost; ZHIBI_SEED={SEED}"
        ended = all_ended(client)
        documents = client.get("/api/documents").json()["documents"]
        drafts = client.get("/api/drafts").json()["drafts"]
    assert len(ended) == len(acknowledged)
    assert all(job["reason"] for job in ended if job["state"] == "failed")
    assert all(job["state"] in ("done", "failed") for job in ended)
    check_documents(ended, documents)
    written = [job["result"]["draft_id"] for job in ended if job["kind"] == "draft" and job["state"] == "done"]
    assert sorted(draft["id"] for draft in drafts) == sorted(written)
    assert not list((home / "spool").iterdir())


def check_documents(ended: list[dict[str, Any]], documents: list[dict[str, Any]]) -> None:
    """Every file of an upload that is done is in the library, once, and in its job's report."""
    held = Counter(Path(document["path"]).name for document in documents)
    assert set(held.values()) <= {1}
    for job in ended:
        if job["kind"] != "ingest":
            continue
        names = {one["name"] for one in job["asked"]["files"]}
        if job["state"] == "done":
            assert {Path(document["path"]).name for document in job["result"]["documents"]} == names
            assert names <= set(held)
        elif not any(name.startswith("坏") for name in names):
            assert job["interruptions"] >= 3, job
