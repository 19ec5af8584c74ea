"""`/api/jobs` over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeService, record

from assistant.errors import ZhibiError
from ingest.types import IngestReport

ENDED = {"done", "failed", "cancelled"}


@pytest.fixture
def kept_in(database_url: str | None) -> str | None:
    return database_url


def upload(client: httpx.Client, *names: str, key: str | None = None, **form: Any) -> httpx.Response:
    files = [("files", (name, f"{name} 的内容".encode(), "text/plain")) for name in names]
    return client.post("/api/jobs/ingest", files=files, data=form, headers={"Idempotency-Key": key} if key else {})


def ended(client: httpx.Client, job_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while (job := client.get(f"/api/jobs/{job_id}").json())["state"] not in ENDED:
        assert time.monotonic() < deadline, job
        time.sleep(0.02)
    found: dict[str, Any] = job
    return found


def events(client: httpx.Client, job_id: str) -> list[tuple[str, dict[str, Any]]]:
    with client.stream("GET", f"/api/jobs/{job_id}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in stream.iter_lines() if line and not line.startswith(":")]
    names = [line.removeprefix("event: ") for line in lines[::2]]
    return list(zip(names, (json.loads(line.removeprefix("data: ")) for line in lines[1::2]), strict=True))


def test_files_of_one_name_from_two_folders_do_not_replace_each_other(client: httpx.Client) -> None:
    asked = upload(client, "通知.txt", "通知.txt", folders=["一季度", "../二季度"]).json()
    assert [one["folder"] for one in asked["asked"]["files"]] == ["一季度", "二季度"]
    done = ended(client, asked["id"])
    paths = [one["path"] for one in done["result"]["documents"]] + done["result"]["skipped"]
    assert sorted(path.split("/uploads/default/")[1] for path in paths) == ["一季度/通知.txt", "二季度/通知.txt"]


def test_files_are_taken_in_by_a_job(client: httpx.Client, fake: FakeService) -> None:
    accepted = upload(client, "甲.txt", "乙.txt", collection="制度", passwords="开门")
    job = accepted.json()
    assert (accepted.status_code, accepted.headers["location"]) == (202, f"/api/jobs/{job['id']}")
    assert job["asked"] == {"collection": "制度", "files": [{"name": "甲.txt"}, {"name": "乙.txt"}]}
    done = ended(client, job["id"])
    told = done["result"]
    assert (done["state"], done["reason"]) == ("done", "")
    assert len(told["documents"]) + len(told["skipped"]) == 2
    assert "开门" not in json.dumps(done, ensure_ascii=False)
    deadline = time.monotonic() + 30  # the files go right after the job is told to be done
    while list((fake.settings.home / "spool").iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_was_taken_in_a_moment_before_the_job_is_told_as_known(
    client: httpx.Client, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ingest(paths: Sequence[Path], collection: str, *_: object, **__: object) -> IngestReport:
        known = replace(record(1, "甲", str(paths[0]), collection), ingested_at=before)
        fake.records[known.id] = known
        return IngestReport((), (known.path,), (), 0.5)

    monkeypatch.setattr(fake, "ingest", ingest)
    before = (datetime.now(UTC) - timedelta(milliseconds=5)).isoformat(timespec="milliseconds")
    told = ended(client, upload(client, "甲.txt").json()["id"])["result"]
    assert (told["documents"], len(told["skipped"])) == ([], 1)


def test_a_repeated_upload_is_one_job(client: httpx.Client) -> None:
    first, again = upload(client, "甲.txt", key="k"), upload(client, "甲.txt", key="k")
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(client.get("/api/jobs").json()["jobs"]) == 1


def test_progress_comes_as_events_and_ends_with_the_job(client: httpx.Client) -> None:
    job_id = client.post("/api/jobs/rebuild").json()["id"]
    told = events(client, job_id)
    assert [name for name, _ in told[:-1]] == ["progress"] * (len(told) - 1)
    assert told[-1][0] == "end"
    assert told[-1][1] == client.get(f"/api/jobs/{job_id}").json()


def test_a_job_that_fails_says_why(client: httpx.Client, fake: FakeService) -> None:
    fake.error = ZhibiError("磁盘坏了", "换一块")
    failed = ended(client, client.post("/api/jobs/rebuild").json()["id"])
    assert (failed["state"], failed["reason"], failed["hint"]) == ("failed", "磁盘坏了", "换一块")


def test_a_queued_job_can_be_cancelled(
    client: httpx.Client, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(fake, "rebuild", lambda on_progress=None: goes_on.wait(60))
    first = client.post("/api/jobs/rebuild").json()["id"]
    second = upload(client, "甲.txt").json()["id"]
    cancelled = client.post(f"/api/jobs/{second}/cancel").json()
    goes_on.set()
    assert cancelled["state"] == "cancelled"
    assert not (fake.settings.home / "spool" / second).exists()
    assert ended(client, first)["state"] == "done"
    assert client.post(f"/api/jobs/{first}/cancel").json()["state"] == "done"


def test_jobs_are_listed_newest_first_and_filtered(client: httpx.Client) -> None:
    ids = [client.post("/api/jobs/rebuild").json()["id"] for _ in range(3)]
    for job_id in ids:
        ended(client, job_id)
    page = client.get("/api/jobs", params={"limit": 2, "state": "done", "kind": "rebuild"}).json()
    assert [job["id"] for job in page["jobs"]] == [ids[2], ids[1]]
    rest = client.get("/api/jobs", params={"limit": 2, "cursor": page["next"]}).json()
    assert ([job["id"] for job in rest["jobs"]], rest["next"]) == ([ids[0]], None)
    assert client.get("/api/jobs?kind=eval").json()["jobs"] == []


@pytest.mark.parametrize("path", ["/api/jobs/none", "/api/jobs/none/events"])
def test_a_job_that_is_none_is_not_found(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.json()["type"]) == (404, "urn:zhibi:problem:job-not-found")


def test_an_evaluation_takes_no_path_of_the_server(client: httpx.Client, tmp_path: Path) -> None:
    assert client.post("/api/jobs/eval", json={"cases": str(tmp_path)}).status_code == 422
