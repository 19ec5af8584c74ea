"""The lock holds until it is released or its process ends, and says who holds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import LibraryBusyError
from ingest.library.lock import WriteLock

HOLD = """
import sys, time
from pathlib import Path
from ingest.library.lock import WriteLock
sys.argv = ["/usr/bin/zhibi", "--home", "/somewhere", "serve", "--port", "8000"]
lock = WriteLock(Path({path!r}))
print("held", flush=True)
time.sleep(60)
"""


def test_the_holder_is_named_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD.format(path=str(place))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(LibraryBusyError, match=rf"（进程 {process.pid}，zhibi serve，\d\d:\d\d 起）"):
            WriteLock(place)
        process.kill()
    WriteLock(place).release()


def test_released_it_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        lock = WriteLock(tmp_path / "lock")
        lock.release()
        lock.release()
    assert (tmp_path / "lock").read_text() == ""


@pytest.mark.parametrize("content", ["", "{", '{"pid": "x"}', "[]", '{"pid": 1, "command": "a", "since": "never"}'])
def test_an_unreadable_description_leaves_the_plain_sentence(tmp_path: Path, content: str) -> None:
    place = tmp_path / "lock"
    lock = WriteLock(place)
    place.write_text(content)
    with pytest.raises(LibraryBusyError) as caught:
        WriteLock(place)
    assert caught.value.message == "资料库正被另一个进程使用"
    lock.release()


def test_a_holder_of_another_day_comes_with_its_date(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    lock = WriteLock(place)
    place.write_text('{"pid": 7, "command": "zhibi serve", "since": "2020-01-02T03:04:05+08:00"}')
    with pytest.raises(LibraryBusyError, match=r"（进程 7，zhibi serve，2020-01-02 03:04 起）"):
        WriteLock(place)
    lock.release()
