"""A run folder read back: manifest.json, results.jsonl, summary.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFileError
from eval.evaluator import Score
from eval.folder import MANIFEST, RESULTS, SUMMARY
from eval.judge import Agreement, Judge, agreement
from eval.manifest import Manifest
from eval.metrics import METRICS
from eval.outcome import Context
from eval.record import Result, read_result
from eval.summary import summary_of
from ingest.types import DocumentRecord, Metadata

Figures = Mapping[str, Mapping[str, Any]]
"""Metric name -> its row of summary.json."""


@dataclass(frozen=True)
class Run:
    """A run as it lies on disk.

    Attributes:
        results: In the order of the case file, as far as the run came.
        broken: Lines of results.jsonl that are no result: numbers from 1 up.
        summary: As `eval.summary.summary_of` makes it.
    """

    folder: Path
    manifest: Manifest
    results: Sequence[Result]
    broken: Sequence[int]
    summary: Mapping[str, Any]

    @property
    def figures(self) -> Figures:
        found: Figures = self.summary["metrics"]
        return found

    def scores(self, metric: str) -> dict[str, Score]:
        """Every case's score of one metric, by case id."""
        return {one.case.id: one.scores[metric] for one in self.results if metric in one.scores}

    @cached_property
    def context(self) -> Context:
        """The chunks and documents that the run itself shows: all that was found or cited."""
        chunks, documents = {}, {}
        for result in self.results:
            for passage in result.outcome.passages or ():
                chunks[passage.chunk.id] = passage.chunk
                documents[passage.chunk.document_id] = (passage.document, passage.path, passage.paged)
            for cited in result.outcome.answer.citations if result.outcome.answer else ():
                documents.setdefault(cited.document_id, (cited.document, cited.path, cited.page is not None))
        return Context(chunks, {key: _record(key, *about) for key, about in documents.items()})


def load_run(folder: Path) -> Run:
    """The run in `folder`; one that was interrupted is read as far as it came.

    Raises:
        UnreadableFileError: Manifest, results or summary are missing or no such thing.
    """
    manifest = Manifest.read(folder / MANIFEST)
    results, broken = _results(folder / RESULTS)
    return Run(folder, manifest, results, broken, _summary(folder / SUMMARY, manifest, results))


def judge_agreement(run: Run) -> Agreement | None:
    """How far the model judge agrees with people; None where no judge was asked."""
    if Judge.name not in run.figures:
        return None
    return agreement((one.case, one.scores[Judge.name]) for one in run.results if Judge.name in one.scores)


def _results(path: Path) -> tuple[list[Result], list[int]]:
    found: dict[str, Result] = {}
    broken: list[int] = []
    for number, line in enumerate(_read(path).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            result = read_result(line)
        except UnreadableFileError:
            broken.append(number)
        else:
            found[result.case.id] = result
    return list(found.values()), broken


def _summary(path: Path, manifest: Manifest, results: Sequence[Result]) -> Mapping[str, Any]:
    if manifest.finished is None or not path.is_file():
        known = {name: METRICS[name] for name in manifest.metrics if name in METRICS}
        return summary_of([one for one in results if known.keys() <= one.scores.keys()], known)
    try:
        summary: dict[str, Any] = json.loads(_read(path))
        if not summary["metrics"].keys() <= manifest.metrics.keys() or "kinds" not in summary:
            raise ValueError("other metrics than in the manifest")
    except (ValueError, KeyError, AttributeError, TypeError) as exc:
        message = f"{str(path)!r} 不是评测汇总（{type(exc).__name__}：{exc}）"
        raise UnreadableFileError(message, "请重新运行评测") from exc
    return summary


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise UnreadableFileError(f"{str(path)!r} 读不出来：{exc.strerror}", "请指定一次评测的结果文件夹") from exc


def _record(key: str, title: str, path: str, paged: bool) -> DocumentRecord:
    """As much of a document as its name tells."""
    return DocumentRecord(key, title, path, "", "", "", 1, paged, 0, "ready", Metadata(title), (), "")


__all__ = ["Figures", "Run", "judge_agreement", "load_run"]
