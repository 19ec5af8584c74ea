"""A file of questions answered into a file of results, so that an interruption loses nothing that was done."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFileError, ZhibiError
from assistant.interfaces.cli.batch_lines import Line, key_of, parse_lines
from assistant.interfaces.cli.reports import BatchQuestion, BatchReport
from assistant.interfaces.wire import Wire
from assistant.interfaces.wire.failures import ErrorReply
from ingest.types import ProgressEvent


def run_batch(
    batch: Path,
    out: Path,
    options: object,
    result_of: Callable[[Line], Wire],
    on_progress: Callable[[ProgressEvent], None],
    parse: Callable[[bytes, Path], list[Line]],
) -> BatchReport:
    """Answer every question of `batch`, as `parse` reads them, into `out`, a line each, written as soon as it is known.

    While it runs, `<out>.unfinished` stands beside `out`. When it still stands there at the next start, with the
    same questions and `options`, the answers already in `out` are kept; otherwise `out` is begun anew.
    A question that fails gives a line with "error", and is asked again after an interruption.

    Raises:
        QuestionError: A line of `batch` is no question; nothing was answered then.
        UnreadableFileError: `batch` cannot be read.
        ZhibiError: `out` cannot be written.
    """
    started = time.perf_counter()
    data = _read(batch)
    questions = parse(data, batch)
    try:
        marker = _Marker(out, hashlib.sha256(data + repr(options).encode()).hexdigest())
        kept = marker.begin()
        answered, failed = _answer(questions, kept, out, result_of, on_progress)
        marker.end()
    except OSError as exc:
        hint = "请检查磁盘空间与权限；再运行一次会接着做"
        raise ZhibiError(f"结果文件 {str(out)!r} 写不下去：{exc.strerror}", hint) from exc
    return BatchReport(
        out=str(out), answered=answered, resumed=len(kept), failed=failed, seconds=time.perf_counter() - started
    )


def stream_batch(
    batch: Path,
    result_of: Callable[[Line], Wire],
    on_progress: Callable[[ProgressEvent], None],
    parse: Callable[[bytes, Path], list[Line]],
    write: Callable[[dict[str, Any]], None],
) -> int:
    """Answer every question of `batch`, handing each result to `write` as soon as it is known; how many succeeded.

    Raises:
        QuestionError: A line of `batch` is no question; nothing was answered then.
        UnreadableFileError: `batch` cannot be read.
    """
    questions = parse(_read(batch), batch)
    failed = 0
    for index, question in enumerate(questions, 1):
        reply = _reply(question, result_of)
        failed += "error" in reply
        write(reply)
        on_progress(ProgressEvent("done", str(question.id), index, len(questions)))
    return len(questions) - failed


def parse_questions(data: bytes, path: Path) -> list[BatchQuestion]:
    """The questions of a file. Raises as `parse_lines`."""
    return parse_lines(data, path, BatchQuestion, '{"id": "1", "question": "……"}', "问题")


def _answer(
    questions: list[Line],
    kept: set[str],
    out: Path,
    result_of: Callable[[Line], Wire],
    on_progress: Callable[[ProgressEvent], None],
) -> tuple[int, int]:
    """Answer what is not kept; returns how many succeeded and how many failed."""
    pending = [question for question in questions if key_of(question.id) not in kept]
    failed = 0
    with out.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        for index, question in enumerate(pending, 1):
            reply = _reply(question, result_of)
            failed += "error" in reply
            stream.write(json.dumps(reply, ensure_ascii=False, allow_nan=False) + "\n")
            stream.flush()
            on_progress(ProgressEvent("done", str(question.id), index, len(pending)))
    return len(pending) - failed, failed


def _reply(question: Line, result_of: Callable[[Line], Wire]) -> dict[str, Any]:
    try:
        return {"id": question.id, **result_of(question).dump()}
    except ZhibiError as error:
        return {"id": question.id, **ErrorReply.of(error).dump()}


class _Marker:
    """The file that says a batch is under way, and which one."""

    def __init__(self, out: Path, digest: str) -> None:
        self._out = out
        self._digest = digest
        self._path = out.with_name(out.name + ".unfinished")

    def begin(self) -> set[str]:
        """Make `out` ready for appending; returns the keys of the questions whose answers it keeps."""
        kept = self._kept() if self._interrupted() else {}
        fresh = self._out.with_name(self._out.name + ".new")
        fresh.write_bytes(b"".join(line + b"\n" for line in kept.values()))
        self._path.write_text(self._digest, encoding="ascii")
        fresh.replace(self._out)
        return set(kept)

    def end(self) -> None:
        self._path.unlink()

    def _interrupted(self) -> bool:
        return self._path.is_file() and self._path.read_bytes() == self._digest.encode() and self._out.is_file()

    def _kept(self) -> dict[str, bytes]:
        """Key -> line of every answer that was written whole; a torn last line and failures are asked again."""
        lines: dict[str, bytes] = {}
        for line in self._out.read_bytes().split(b"\n")[:-1]:
            try:
                reply = json.loads(line)
            except ValueError:
                continue
            if isinstance(reply, dict) and "id" in reply and "error" not in reply:
                lines[key_of(reply["id"])] = line
        return lines


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise UnreadableFileError(f"找不到成批处理的文件 {str(path)!r}", "请检查路径") from exc
    except OSError as exc:
        raise UnreadableFileError(f"问题文件 {str(path)!r} 读不出来：{exc.strerror}", "请检查路径与权限") from exc
