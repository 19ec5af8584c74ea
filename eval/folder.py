"""The folder of a run: manifest.json, results.jsonl, summary.json, and the library and report beside them.

Every result is written and flushed as soon as it is known, so that whatever ends a run costs at most the cases that
were under way.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import EvalBusyError, UnreadableFileError, ZhibiError
from eval.cases import Case
from eval.manifest import DECIDING, Manifest, differing
from eval.record import Result, case_digest, digest_of, read_result, result_line

MANIFEST, RESULTS, SUMMARY = "manifest.json", "results.jsonl", "summary.json"
LIBRARY = "library"
"""Where the documents of a data set are taken in when no library is named."""

_NEW = ".new"
_CATALOG = "catalog.sqlite3"
_REPORT = ("report.json", "report.html")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run under way.

    Attributes:
        manifest: Of the run that began here; `started` is the first start.
        kept: Results of an earlier, interrupted start, by case id.
    """

    path: Path
    manifest: Manifest
    kept: Mapping[str, Result]

    @classmethod
    def begin(cls, path: Path, manifest: Manifest, cases: Sequence[Case], *, fresh: bool = False) -> RunFolder:
        """Go on with the same run, or begin one in an empty or new folder.

        Raises:
            ZhibiError: The folder holds a run that differs in what decides the figures, or no run but other files.
        """
        require_usable(path)
        with _writing(path):
            if fresh:
                clear(path)
            earlier = Manifest.read(path / MANIFEST) if (path / MANIFEST).is_file() else None
            if earlier is not None:
                _require_same(path, earlier, manifest)
            kept = _kept(path / RESULTS, cases, manifest) if earlier is not None else {}
            path.mkdir(parents=True, exist_ok=True)
            begun = earlier or manifest
            _replace(path / MANIFEST, _json(replace(begun, finished=None).dump()))
            _replace(path / RESULTS, "".join(result_line(one) + "\n" for one in kept.values()))
        return cls(path, begun, kept)

    def append(self, result: Result) -> None:
        with _writing(self.path), (self.path / RESULTS).open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(result_line(result) + "\n")

    def finish(self, manifest: Manifest, results: Sequence[Result], summary: Mapping[str, Any]) -> None:
        """Write the figures, and the results once more in the order of the cases."""
        with _writing(self.path):
            _replace(self.path / RESULTS, "".join(result_line(one) + "\n" for one in results))
            _replace(self.path / SUMMARY, _json(summary))
            _replace(self.path / MANIFEST, _json(manifest.dump()))


def read_results(folder: Path) -> tuple[Manifest, tuple[Result, ...]]:
    """A run as it lies on disk, also one that was interrupted.

    Raises:
        UnreadableFileError: There is no run, or a line of it is damaged; the message says where.
    """
    manifest = Manifest.read(folder / MANIFEST)
    path = folder / RESULTS
    results = []
    for number, line in enumerate(_whole_lines(path), 1):
        try:
            results.append(read_result(line))
        except UnreadableFileError as exc:
            raise UnreadableFileError(f"{str(path)!r} 第 {number} 行{exc.message}", exc.hint) from exc
    return manifest, tuple(results)


def require_usable(path: Path) -> None:
    """Raises ZhibiError for a file, and for a folder with files in it none of which a run wrote."""
    if path.exists() and not path.is_dir():
        raise ZhibiError(f"{str(path)!r} 不是文件夹", "请另选一个结果文件夹")
    if path.is_dir() and not (path / MANIFEST).is_file() and any(not _is_ours(one) for one in path.iterdir()):
        raise ZhibiError(f"文件夹 {str(path)!r} 里有别的文件，不是评测结果", "请另选一个结果文件夹")


def require_same_cases(path: Path, cases: Sequence[Case]) -> None:
    """Raises ZhibiError when the folder holds a run of other cases: told before anything is done in it."""
    if (path / MANIFEST).is_file() and Manifest.read(path / MANIFEST).cases.sha256 != digest_of(cases):
        raise _other_run(path, ("cases",))


def clear(path: Path) -> None:
    """Remove what a run wrote here, and nothing else."""
    if _is_our_library(path / LIBRARY):
        shutil.rmtree(path / LIBRARY)
    for name in (RESULTS, SUMMARY, *_REPORT, MANIFEST):
        (path / (name + _NEW)).unlink(missing_ok=True)
        (path / name).unlink(missing_ok=True)


def remove(path: Path) -> None:
    """A run with its library; what else somebody put into its folder stays.

    Raises:
        EvalBusyError: It is under way.
        ZhibiError: The disk refuses it.
    """
    with held(path), _writing(path):
        clear(path)
        if not any(path.iterdir()):
            path.rmdir()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The folder, made where there is none, for one run alone; the kernel frees it however the process ends.

    Raises:
        EvalBusyError: A run is under way there.
    """
    with _writing(path):
        path.mkdir(parents=True, exist_ok=True)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with _writing(path):
            _lock(folder)
        yield
    finally:
        os.close(folder)


def _lock(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise EvalBusyError("这次评测正在进行", "请等它做完，或先停止它") from exc


def _is_ours(path: Path) -> bool:
    if path.name == LIBRARY:
        return _is_our_library(path)
    return path.is_file() and path.name.removesuffix(_NEW) in {MANIFEST, RESULTS, SUMMARY, *_REPORT}


def _is_our_library(path: Path) -> bool:
    """A library, or the empty beginning of one; never a folder of somebody's documents."""
    return path.is_dir() and ((path / _CATALOG).is_file() or not any(path.iterdir()))


def _require_same(path: Path, earlier: Manifest, manifest: Manifest) -> None:
    changed = differing(earlier, manifest)
    if changed:
        raise _other_run(path, changed)


def _other_run(path: Path, changed: Sequence[str]) -> ZhibiError:
    names = "、".join(DECIDING[key] for key in changed)
    hint = "请另选一个结果文件夹，或加 --fresh 丢弃原有结果重新开始"
    return ZhibiError(f"{str(path)!r} 里的评测与这次不同：{names}有变化，不能接着做", hint)


def _kept(path: Path, cases: Sequence[Case], manifest: Manifest) -> dict[str, Result]:
    """Results that need not be made again; what the service failed at is tried again, a torn line was never whole."""
    wanted = {case.id: case for case in cases}
    found: dict[str, Result] = {}
    for line in _whole_lines(path) if path.is_file() else ():
        try:
            result = read_result(line)
        except UnreadableFileError:
            continue
        case = wanted.get(result.case.id)
        same = case is not None and case_digest(case) == case_digest(result.case)
        if case is not None and same and result.versions == manifest.metrics and result.outcome.error is None:
            found[case.id] = replace(result, case=case)  # its note may have changed
    return found


def _whole_lines(path: Path) -> Iterator[bytes]:
    """Lines that were written to their end."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise UnreadableFileError(f"{str(path)!r} 读不出来：{exc.strerror}", "请指定一次评测的结果文件夹") from exc
    yield from data.split(b"\n")[:-1]


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _replace(path: Path, text: str) -> None:
    """Whole or not at all."""
    new = path.with_name(path.name + _NEW)
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        hint = "请检查磁盘空间与权限；再运行一次会接着做"
        raise ZhibiError(f"结果文件夹 {str(path)!r} 写不下去：{exc.strerror}", hint) from exc


__all__ = [
    "LIBRARY",
    "MANIFEST",
    "RESULTS",
    "SUMMARY",
    "RunFolder",
    "clear",
    "held",
    "read_results",
    "remove",
    "require_same_cases",
    "require_usable",
]
