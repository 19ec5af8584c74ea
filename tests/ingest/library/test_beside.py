"""Reading beside a writer: in another process, in other threads; and the sentence for a second writer."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import LibraryBusyError
from ingest.library.library import Library
from ingest.types import Scope

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent


@pytest.fixture
def writer(home: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(HERE / "writer_process.py"), str(home)]
    paths = os.pathsep.join([str(ROOT), str(HERE)])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        yield process
        process.kill()


def assert_answer_is_of_one_moment(library: Library, encoder: FakeEncoder, scope: Scope) -> int:
    vector = encoder.encode_queries(["第3版规定"])[0]
    found = 0
    for hits in (library.search_dense(vector, 30, scope), library.search_lexical("第3版规定", 30, scope)):
        assert hits
        chunks = library.chunks(hit.chunk_id for hit in hits)
        versions = Counter(chunk.document_id for chunk in chunks)
        assert max(versions.values(), default=0) <= 2  # never an old version beside a new one
        found += len(chunks)
    return found


def test_a_reader_beside_a_live_writer(home: Path, encoder: FakeEncoder, writer: subprocess.Popen[str]) -> None:
    rounds, enough = 0, time.monotonic() + 2
    with Library.open(home, encoder) as reader:
        while rounds < 4 or time.monotonic() < enough:
            for scope in (Scope(), Scope(collections=frozenset({"default"}))):
                assert_answer_is_of_one_moment(reader, encoder, scope)
            with Library.open(home, encoder) as passing:
                assert_answer_is_of_one_moment(passing, encoder, Scope())
            rounds += 1
        (home / "stop").touch()
        assert writer.stdout is not None
        *_, last = writer.stdout.read().split()
        assert writer.wait() == 0
        assert reader.check() == []
        held = max(int(reader.text(record.id)[1:].partition("版")[0]) for record in reader.documents())
        assert held == int(last)
    with Library.open(home, encoder, write=True) as library:
        assert library.check() == []


def test_a_second_writer_is_told_who_is_writing(
    home: Path, encoder: FakeEncoder, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LibraryBusyError, match=rf"资料库正被另一个进程使用（进程 {os.getpid()}，.+，\d\d:\d\d 起）"):
        Library.open(home, encoder, write=True)
    with Library.open(home, encoder) as reader:
        assert reader.documents() == []


def test_threads_read_while_one_writes(library: Library, encoder: FakeEncoder, put) -> None:  # type: ignore[no-untyped-def]
    for number in range(3):
        put(library, f"第0版规定\n第{number}号附则", f"/{number}.txt")
    stop = threading.Event()

    def read() -> int:
        asked = 0
        while not stop.is_set():
            assert_answer_is_of_one_moment(library, encoder, Scope())
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(6):
                put(library, f"第{number}版规定\n第{number}版附则", f"/{number % 3}.txt")
            library.rebuild()
            library.remove(library.documents()[0].id)
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert library.check() == []
