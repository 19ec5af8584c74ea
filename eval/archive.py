"""What a home keeps of evaluations: runs in `eval/`, one folder each, and its own data sets in `eval/sets/`."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EvalError, EvalNotFoundError, UnreadableFileError
from eval.cases import Case, CaseFile, case_line, parse_cases, read_cases
from eval.compare import RunComparison, compare_folders
from eval.datasets import SHIPPED, Dataset, find
from eval.folder import LIBRARY, MANIFEST, SUMMARY, remove
from eval.manifest import Manifest
from eval.report.runs import Run, load_run

_SETS = "sets"
_NAME = re.compile(r"\w[\w\- ]{0,39}")
_RUN = re.compile(r"\w[\w.\-]{0,99}")
_REPORT = "report.html"
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Known:
    """A data set.

    Attributes:
        own: It belongs to the home, and asks of the home's library.
        ask: False where only the search can be judged.
        faults: Lines of its file that are no case.
    """

    name: str
    cases: int
    own: bool
    ask: bool
    faults: int = 0


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as a list shows it.

    Attributes:
        finished: None of one that was stopped, or is under way.
        asked: False where only the search was judged.
        figures: Metric -> its row of summary.json; empty until it is finished.
    """

    id: str
    dataset: str
    cases: int
    started: str
    finished: str | None
    model: str | None
    asked: bool
    figures: Mapping[str, Mapping[str, Any]]


class Archive:
    """Of one home."""

    def __init__(self, home: Path) -> None:
        self._runs = home / "eval"
        self._sets = self._runs / _SETS

    # Data sets.

    def datasets(self) -> list[Known]:
        """Those that come with the program, then the home's own by name."""
        shipped = [Known(name, len(find(name).cases), False, about.ask) for name, about in SHIPPED.items()]
        own = []
        for path in sorted(self._sets.glob("*.jsonl")):
            found = read_cases(path)
            own.append(Known(path.stem, len(found.cases), True, True, len(found.faults)))
        return shipped + own

    def dataset(self, name: str) -> Dataset:
        """To be run. Raises EvalNotFoundError, and EvalError where it has no sound case."""
        if name in SHIPPED:
            return find(name)
        found = self.cases(name)
        if not found.cases:
            raise EvalError(f"数据集“{name}”里还没有案例", "请先加入案例")
        return Dataset(name, found.cases, found.faults)

    def cases(self, name: str) -> CaseFile:
        """Raises EvalNotFoundError."""
        if name in SHIPPED:
            return read_cases(SHIPPED[name].cases)
        path = self._path(name)
        if not path.is_file():
            raise EvalNotFoundError(f"没有名为“{name}”的数据集", "请从现有的数据集里选")
        return read_cases(path)

    def put(self, name: str, case: Case) -> Case:
        """The case, in place of the one of the same id or behind the others; the data set is made where there is none.

        Raises:
            EvalError: It breaks the rules for cases, or the data set may not be called or changed so.
        """
        line = case_line(case)
        sound = parse_cases(line.encode("utf-8", "surrogatepass"), "案例")
        if sound.faults:
            told = "；".join(f"{one.field or '案例'}：{one.found}，应为{one.expected}" for one in sound.faults[:3])
            raise EvalError(f"这个案例还不能用：{told}", "请改正后再保存")
        path = self._path(name)
        with _writing:
            lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
            at = next((at for at, one in enumerate(lines) if _id_of(one) == case.id), None)
            lines = [*lines, line] if at is None else [*lines[:at], line, *lines[at + 1 :]]
            _write(path, lines)
        return case

    def remove(self, name: str, case_id: str) -> Case:
        """Takes the case out, and returns it. Raises EvalNotFoundError."""
        found = next((one for one in self.cases(name).cases if one.id == case_id), None)
        if found is None:
            raise EvalNotFoundError("数据集里没有这个案例", "它可能已被移除")
        path = self._path(name)
        with _writing:
            lines = path.read_text(encoding="utf-8").splitlines()
            _write(path, [one for one in lines if _id_of(one) != case_id])
        return found

    def put_set(self, name: str, cases: Sequence[Case]) -> Known:
        """A whole data set, in place of the one of this name where there is one. Raises EvalError as `put`."""
        path = self._path(name)
        with _writing:
            _write(path, [case_line(case) for case in cases])
        return Known(name, len(cases), True, True)

    def remove_set(self, name: str) -> CaseFile:
        """Takes a data set of the home away, and returns what it held. Raises EvalNotFoundError; EvalError as `put`."""
        path = self._path(name)
        found = self.cases(name)
        with _writing:
            try:
                path.unlink(missing_ok=True)
            except OSError as exc:
                raise EvalError(f"数据集移除不了：{exc.strerror}", "请检查磁盘与权限") from exc
        return found

    def _path(self, name: str) -> Path:
        if name in SHIPPED:
            raise EvalError(f"“{name}”是自带的数据集，不能修改", "请另起一个名称")
        if not _NAME.fullmatch(name):
            raise EvalError("数据集的名称只能用汉字、字母、数字、空格、“-”和“_”，最多 40 字", "请换一个名称")
        return self._sets / f"{name}.jsonl"

    # Runs.

    def runs(self) -> list[RunRecord]:
        """The newest first; folders that hold no run that can be read are passed over."""
        found = []
        for path in self._runs.glob(f"*/{MANIFEST}"):
            try:
                found.append(_record(path.parent))
            except UnreadableFileError:
                continue
        return sorted(found, key=lambda one: one.started, reverse=True)

    def run(self, run_id: str) -> Run:
        """With its cases, as far as it came. Raises EvalNotFoundError, and UnreadableFileError where it is damaged."""
        return load_run(self._folder(run_id))

    def compare(self, first: str, second: str) -> RunComparison:
        """Raises as `run`."""
        return compare_folders(self._folder(first), self._folder(second))

    def report(self, run_id: str) -> Path:
        """The page for people, to be opened from a disk. Raises EvalNotFoundError: it was not finished."""
        path = self._folder(run_id) / _REPORT
        if not path.is_file():
            raise EvalNotFoundError("这次评测没有做完，还没有报告", "可以重新评测一次")
        return path

    def remove_run(self, run_id: str) -> None:
        """A run with its library and its report.

        Raises:
            EvalNotFoundError: There is none.
            EvalBusyError: It is under way.
        """
        remove(self._folder(run_id))

    def is_of_home(self, run_id: str) -> bool:
        """Whether the home's own library was asked: what was quoted can be looked up there."""
        return not (self._folder(run_id) / LIBRARY).is_dir()

    def _folder(self, run_id: str) -> Path:
        folder = self._runs / run_id
        if not _RUN.fullmatch(run_id) or not (folder / MANIFEST).is_file():
            raise EvalNotFoundError("没有这次评测", "它可能已被移除，请从评测记录里选")
        return folder


def _record(folder: Path) -> RunRecord:
    manifest = Manifest.read(folder / MANIFEST)
    figures: Mapping[str, Mapping[str, Any]] = {}
    if manifest.finished is not None and (folder / SUMMARY).is_file():
        try:
            figures = json.loads((folder / SUMMARY).read_bytes())["metrics"]
        except (ValueError, KeyError, TypeError) as exc:
            raise UnreadableFileError("评测汇总读不出来", "请重新运行评测") from exc
    return RunRecord(
        folder.name, manifest.cases.name, manifest.cases.count, manifest.started, manifest.finished, manifest.model,
        manifest.plan.ask, figures,
    )  # fmt: skip


def _id_of(line: str) -> str | None:
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    return fields.get("id") if isinstance(fields, dict) else None


def _write(path: Path, lines: Sequence[str]) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as exc:
        raise EvalError(f"数据集写不进去：{exc.strerror}", "请检查磁盘空间与权限") from exc


__all__ = ["Archive", "Known", "RunRecord"]
