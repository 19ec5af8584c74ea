"""What happens in a folder while it is watched is told once it has settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.watching import Changes, changes


class Watcher:
    """Collects what is told, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.told: list[Changes] = []
        self._stop = threading.Event()
        self._changes = changes([folder], self._stop, settling_ms=200)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        for change in self._changes:
            self.told.append(change)

    def wait_for(self, present: set[Path], gone: set[Path]) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            came = {path for change in self.told for path in change.present}
            went = {path for change in self.told for path in change.gone}
            if present <= came and gone <= went:
                return
            time.sleep(0.05)
        pytest.fail(f"told: {self.told}")

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "旧.txt").write_text("旧。")
    found = Watcher(tmp_path)
    yield found
    found.stop()


def test_what_comes_and_what_goes(tmp_path: Path, watcher: Watcher) -> None:
    (tmp_path / "新.txt").write_text("新。")
    (tmp_path / "~$新.docx").write_text("锁")
    (tmp_path / "程序.exe").write_text("MZ")
    (tmp_path / "旧.txt").unlink()
    watcher.wait_for({tmp_path / "新.txt"}, {tmp_path / "旧.txt"})
    assert all(path.suffix == ".txt" for change in watcher.told for path in (*change.present, *change.gone))


def test_a_folder_that_comes_with_its_files(tmp_path: Path, watcher: Watcher) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-2026年"
    outside.mkdir()
    (outside / "要点.txt").write_text("要点。")
    outside.rename(tmp_path / "2026年")
    watcher.wait_for({tmp_path / "2026年"}, set())


def test_what_goes_with_the_watched_folder_itself_is_not_told(tmp_path: Path) -> None:
    drive = tmp_path / "移动硬盘"
    drive.mkdir()
    (drive / "要点.txt").write_text("要点。")
    watcher = Watcher(drive)
    drive.rename(tmp_path / "已拔出")
    time.sleep(1.0)
    watcher.stop()
    assert all(not change.gone for change in watcher.told)
