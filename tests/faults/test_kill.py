"""Kill -9 at random moments of real processes: after a restart and a second run the library equals one never killed.

`ZHIBI_KILLS=30` sets the number of kills of the big ingest, `ZHIBI_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.library.library import Library
from ingest.pipeline import ingest

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ZHIBI_KILLS", "5"))
FEW = max(1, KILLS // 5)
SEED = int(os.environ.get("ZHIBI_SEED") or time.time_ns() % 1_000_000)
FILES = 200
CHANGED = 40

Snapshot = dict[str, Any]


def write_files(folder: Path, names: range, edition: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in names:
        text = (
            f"第{number}号通知（{edition}）\n第一条 第{number}支部按月公示党费。\n第二条 {edition}自印发之日起施行。\n"
        )
        (folder / f"通知{number:03}.txt").write_text(text, encoding="utf-8")


def snapshot(library: Library) -> Snapshot:
    """All that the three stores hold, in a form that can be compared."""
    state = library._catalog.state()
    with library._indexes.vectors(state) as store, library._indexes.lexical(state) as index:
        vectors, keys = store.vectors(), index.keys()
    records = sorted(library.documents(), key=lambda record: record.path)
    return {
        "documents": [(record.id, record.path, record.sha256, record.chunks, record.title) for record in records],
        "texts": [library.text(record.id) for record in records],
        "chunks": [library.chunks_of(record.id) for record in records],
        "vectors": {key: row.tobytes() for key, row in vectors.items()},
        "lexical": keys,
        "originals": set(library._originals.kept()),
        "unsettled": state.unsettled,
    }


class Worker:
    """The process of `worker.py`; its children do the work and are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def run(self, action: str, home: Path, *arguments: str, kill_after: float | None = None) -> int:
        """The child's exit code, negative for a signal."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        delay = "" if kill_after is None else str(kill_after)
        stdin.write("\t".join([delay, action, str(home), *arguments]) + "\n")
        stdin.flush()
        return int(stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    running = Worker()
    yield running
    running.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("kill")
        return
    with TemporaryDirectory(prefix="zhibi-kill-", dir=memory) as folder:
        yield Path(folder)


class Baseline:
    """A library that was never killed, its files, and how long the work takes here."""

    def __init__(self, place: Path, worker: Worker) -> None:
        self.files, self.home = place / "files", place / "baseline"
        write_files(self.files, range(FILES), "初版")
        started = time.perf_counter()
        assert worker.run("ingest", self.home, str(self.files)) == 0
        self.seconds = time.perf_counter() - started
        print(f"an ingest of {FILES} files takes {self.seconds:.1f} s; ZHIBI_SEED={SEED}")
        with Library.open(self.home, FakeEncoder()) as library:
            self.snapshot = snapshot(library)
            assert library.check() == []
        assert len(self.snapshot["documents"]) == FILES


@pytest.fixture(scope="module")
def baseline(place: Path, worker: Worker) -> Baseline:
    return Baseline(place, worker)


def assert_nothing_half_visible(home: Path, allowed: dict[str, set[str]]) -> None:
    """Before anything is repaired: a reader sees only whole documents, in every store."""
    with Library.open(home, FakeEncoder()) as reader:
        for record in reader.documents():
            assert reader.text(record.id) in allowed[Path(record.path).name]
        vector = reader.encoder.encode_queries(["第7号通知 党费"])[0]
        for hits in (reader.search_dense(vector, 50), reader.search_lexical("第7号通知 党费", 50)):
            assert len(reader.chunks(hit.chunk_id for hit in hits)) == len(hits)


def texts_of(*snapshots: Snapshot) -> dict[str, set[str]]:
    allowed: dict[str, set[str]] = {}
    for one in snapshots:
        for (_, path, *_), text in zip(one["documents"], one["texts"], strict=True):
            allowed.setdefault(Path(path).name, set()).add(text)
    return allowed


def finish(home: Path, files: Path) -> Snapshot:
    """Restarts and runs again what was killed."""
    with Library.open(home, FakeEncoder(), write=True) as library:
        assert library.check() == []
        assert library._catalog.state().unsettled == ()
        ingest(library, [files])
        assert library.check() == []
        return snapshot(library)


@pytest.mark.parametrize("turn", range(KILLS))
def test_killed_while_taking_in_200_files(turn: int, place: Path, worker: Worker, baseline: Baseline) -> None:
    delay = random.Random(SEED + turn).uniform(0, baseline.seconds)
    home = place / f"ingest{turn}"
    ended = worker.run("ingest", home, str(baseline.files), kill_after=delay)
    note = f"ZHIBI_SEED={SEED} turn {turn}: killed after {delay:.3f} s"
    assert ended in (-signal.SIGKILL, 0), note
    assert_nothing_half_visible(home, texts_of(baseline.snapshot))
    assert finish(home, baseline.files) == baseline.snapshot, note
    shutil.rmtree(home)


@pytest.mark.parametrize("turn", range(FEW))
def test_killed_again_and_again(turn: int, place: Path, worker: Worker, baseline: Baseline) -> None:
    """Also while repairing what the kill before left."""
    home, moments = place / f"again{turn}", random.Random(SEED + 100 + turn)
    for _ in range(3):
        worker.run("ingest", home, str(baseline.files), kill_after=moments.uniform(0, baseline.seconds / 3))
    assert finish(home, baseline.files) == baseline.snapshot, f"ZHIBI_SEED={SEED}"
    shutil.rmtree(home)


@pytest.mark.parametrize("turn", range(FEW))
def test_killed_while_replacing(turn: int, place: Path, worker: Worker, baseline: Baseline) -> None:
    home, files = place / f"replace{turn}", place / "changed"
    shutil.copytree(baseline.home, home)
    shutil.rmtree(files, ignore_errors=True)
    write_files(files, range(CHANGED), "修订版")
    originals = [baseline.files / name.name for name in sorted(files.iterdir())]
    kept = {path: path.read_bytes() for path in originals}
    try:
        for path in originals:
            path.write_bytes((files / path.name).read_bytes())
        with Library.open(shutil.copytree(baseline.home, place / "never"), FakeEncoder(), write=True) as never_killed:
            ingest(never_killed, [baseline.files])
            expected = snapshot(never_killed)
        delay = random.Random(SEED + 200 + turn).uniform(0, baseline.seconds / 2)
        worker.run("ingest", home, str(baseline.files), kill_after=delay)
        assert_nothing_half_visible(home, texts_of(baseline.snapshot, expected))
        assert finish(home, baseline.files) == expected, f"ZHIBI_SEED={SEED} turn {turn}"
    finally:
        for path, data in kept.items():
            path.write_bytes(data)
        shutil.rmtree(place / "never")
        shutil.rmtree(home)


@pytest.mark.parametrize("turn", range(FEW))
def test_killed_while_removing(turn: int, place: Path, worker: Worker, baseline: Baseline) -> None:
    home = place / f"remove{turn}"
    shutil.copytree(baseline.home, home)
    doomed = [document[0] for document in baseline.snapshot["documents"][:CHANGED]]
    delay = random.Random(SEED + 300 + turn).uniform(0, baseline.seconds / 2)
    worker.run("remove", home, *doomed, kill_after=delay)
    assert_nothing_half_visible(home, texts_of(baseline.snapshot))
    with Library.open(home, FakeEncoder(), write=True) as library:
        assert library.check() == []
        left = {record.id for record in library.documents()}
        gone = FILES - len(left)
        assert left.isdisjoint(doomed[:gone])  # in order, each whole or gone
        assert left.issuperset(doomed[gone:])
        for document_id in doomed[gone:]:
            library.remove(document_id)
        assert library.check() == []
        assert snapshot(library)["documents"] == baseline.snapshot["documents"][CHANGED:]
    shutil.rmtree(home)


@pytest.mark.parametrize("turn", range(FEW))
def test_killed_while_rebuilding(turn: int, place: Path, worker: Worker, baseline: Baseline) -> None:
    home = place / f"rebuild{turn}"
    shutil.copytree(baseline.home, home)
    delay = random.Random(SEED + 400 + turn).uniform(0, baseline.seconds / 4)
    worker.run("rebuild", home, kill_after=delay)
    assert_nothing_half_visible(home, texts_of(baseline.snapshot))
    assert finish(home, baseline.files) == baseline.snapshot, f"ZHIBI_SEED={SEED} turn {turn}"
    assert len(list((home / "vectors").iterdir())) == len(list((home / "lexical").iterdir())) == 1
    shutil.rmtree(home)
