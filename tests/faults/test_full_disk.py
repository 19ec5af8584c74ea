"""A disk that fills up mid-run: what is finished stays, the rest is told, and with space again all comes in."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.retrieval.retriever import Retriever
from assistant.service import Service
from ingest.encoder.fake import FakeEncoder
from ingest.errors import DiskFullError
from ingest.library import faults
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.types import IngestReport

FILES = 24


class Disk:
    """A small file system of its own, in memory."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def resize(self, kilobytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(self.place)], check=True)


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Mounted outside pytest's own folders: another session that tidies those up would trip over it."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    place = Path(tempfile.mkdtemp(prefix="zhibi-disk-"))
    try:
        command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
        mounted = subprocess.run(command, capture_output=True)
        if mounted.returncode != 0:
            pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
        try:
            yield Disk(place)
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
    finally:
        place.rmdir()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        lines = (
            f"第{line}条 第{number}号办法规定，支部按月公示党费，事项编号{number * 97 + line}。"
            for line in range(1, 40)
        )
        (folder / f"办法{number:02}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def run(home: Path, files: Path) -> IngestReport:
    with capture_logs(), Library.open(home, FakeEncoder(), write=True) as library:
        return ingest(library, [files])


def assert_whole(home: Path, files: Path, *, full: bool = False) -> int:
    """Every visible document has all its text and is found; returns how many there are.

    Args:
        full: No byte may be free, and then Chroma cannot be opened: the sentence must say why.
    """
    with Library.open(home, FakeEncoder()) as reader:
        for record in reader.documents():
            assert reader.text(record.id) == (files / Path(record.path).name).read_text(encoding="utf-8")
        assert len(reader.search_lexical("公示党费", 20)) == 20
        try:
            assert len(reader.search_dense(reader.encoder.encode_queries(["公示党费"])[0], 20)) == 20
        except DiskFullError:
            assert full
        return len(reader.documents())


def size_in_kilobytes(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) // 1024


@pytest.mark.parametrize("spare", [300, 1200])
def test_what_is_finished_stays_and_the_rest_is_told(
    disk: Disk, files: Path, spare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the look ahead, as when another program takes the last byte."""
    monkeypatch.setattr(faults, "RESERVE", -(1 << 40))
    home = disk.place / "home"
    with Library.open(home, FakeEncoder(), write=True) as library:
        ingest(library, sorted(files.iterdir())[:2])
    disk.resize(size_in_kilobytes(home) + spare)
    report = run(home, files)
    assert len(report.documents) + len(report.skipped) + len(report.failed) == FILES
    assert report.failed
    assert all("磁盘空间不足" in failure.reason for failure in report.failed)
    assert assert_whole(home, files, full=True) == 2 + len(report.documents)
    run(home, files)  # a second run on the full disk makes nothing worse
    assert assert_whole(home, files, full=True) >= 2 + len(report.documents)
    disk.resize(64 * 1024)
    again = run(home, files)
    assert again.failed == ()
    assert assert_whole(home, files) == FILES
    with Library.open(home, FakeEncoder(), write=True) as library:
        assert library.check() == []
        assert library._catalog.state().unsettled == ()


def test_the_last_megabytes_are_left_free_so_that_answers_go_on(disk: Disk, files: Path) -> None:
    home = disk.place / "home"
    with Library.open(home, FakeEncoder(), write=True) as library:
        ingest(library, sorted(files.iterdir())[:2])
    disk.resize(size_in_kilobytes(home) + faults.RESERVE // 1024 + 256)
    report = run(home, files)
    assert report.failed
    assert all("剩余" in failure.reason for failure in report.failed)
    assert assert_whole(home, files) == 2 + len(report.documents)
    with Library.open(home, FakeEncoder(), write=True) as library:
        library.remove(library.documents()[0].id)
        assert library.check() == []


def test_removing_works_on_a_nearly_full_disk(disk: Disk, files: Path) -> None:
    home = disk.place / "home"
    run(home, files)
    disk.resize(size_in_kilobytes(home) + 1024)
    with capture_logs(), Library.open(home, FakeEncoder(), write=True) as library:
        for record in library.documents()[:5]:
            library.remove(record.id)
        assert len(library.documents()) == FILES - 5
    assert assert_whole(home, files) == FILES - 5


def test_a_server_on_a_full_disk_says_so_and_goes_on_answering(disk: Disk) -> None:
    """Uploads, jobs and records are refused in a sentence; what was there is searched; with room all goes on."""
    home = disk.place / "home"
    settings, encoder = load_settings(home), FakeEncoder()
    rule = {"files": ("办法.txt", "第一条 支部按月公示党费。".encode())}
    large = {"files": ("大.txt", "第二条 支部每季度召开党员大会。".encode() * 60_000)}
    task = {"plan": "计划", "tasks": [{"matter": "公示党费"}]}
    library = Library.open(home, encoder, write=True)
    with (
        capture_logs(),
        Service(settings, library, Retriever(library, encoder)) as service,
        TestClient(create_app(Backend(service, settings)), base_url="http://127.0.0.1") as client,
    ):
        assert client.post("/api/documents", files=rule).status_code == 200
        assert client.post("/api/tasks", json=task).status_code == 201
        disk.resize(size_in_kilobytes(home) + 256)
        for path in ("/api/documents", "/api/jobs/ingest"):
            refused = client.post(path, files=large)
            assert refused.status_code == 507, refused.text
            assert refused.json()["error"]["hint"]
        written = [client.post("/api/tasks", json=task).status_code for _ in range(200)]
        assert set(written) <= {201, 507}
        assert client.get("/api/search?question=公示党费").json()["passages"]
        assert client.get("/readyz").status_code == 503
        kept = len(client.get("/api/tasks").json()["tasks"])
        assert kept == 1 + written.count(201)
        disk.resize(64 * 1024)
        assert client.post("/api/documents", files=large).json()["documents"]
        assert client.post("/api/tasks", json=task).status_code == 201
        assert len(client.get("/api/tasks").json()["tasks"]) == kept + 1
        assert service.check() == []


def test_a_form_that_finds_no_room_while_it_comes_in_is_told_so(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large parts of a form lie in the system's own temporary folder before we see them."""
    monkeypatch.setattr(tempfile, "tempdir", str(disk.place))
    disk.resize(1024)
    home, encoder = tmp_path / "home", FakeEncoder()
    settings = load_settings(home)
    library = Library.open(home, encoder, write=True)
    with (
        capture_logs(),
        Service(settings, library, Retriever(library, encoder)) as service,
        TestClient(create_app(Backend(service, settings)), base_url="http://127.0.0.1") as client,
    ):
        refused = client.post("/api/documents", files={"files": ("大.txt", b"a" * 8_000_000)})
        assert refused.status_code == 507
        assert "磁盘空间不足" in refused.json()["error"]["message"]
        assert client.post("/api/documents", files={"files": ("小.txt", "第一条 公示。".encode())}).status_code == 200
