"""The scores of a run by metric and case: from a run's folder, or from a baseline, which keeps nothing else.

A baseline is a folder with manifest.json and scores.jsonl, one line a case:

    {"id", "kind", "digest", "values": {metric: value}, "failed": {metric: reason}}

A metric named in neither does not apply to the case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFileError
from eval.evaluator import Score
from eval.folder import MANIFEST, SUMMARY, read_results
from eval.manifest import Manifest
from eval.metrics import METRICS
from eval.record import Result, case_digest

SCORES = "scores.jsonl"

ABSENT = "基线中没有计分"
"""Why there is no value, where a baseline kept no reason."""


@dataclass(frozen=True, slots=True)
class CaseScored:
    """What a comparison needs of a case; `question` is "" in a baseline."""

    digest: str
    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class MetricFacts:
    label: str
    higher_is_better: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A run's scores.

    Attributes:
        metrics: What is known of each metric, in the order of the report.
        scores: Metric -> case id -> score.
    """

    path: Path
    manifest: Manifest
    cases: Mapping[str, CaseScored]
    metrics: Mapping[str, MetricFacts]
    scores: Mapping[str, Mapping[str, Score]]


def load_scored(folder: Path) -> Scored:
    """Raises UnreadableFileError when the folder holds neither a run nor a baseline."""
    if (folder / SCORES).is_file():
        return _of_baseline(folder)
    manifest, results = read_results(folder)
    cases = {one.case.id: CaseScored(case_digest(one.case), one.case.kind, one.case.question) for one in results}
    scores = {
        name: {one.case.id: one.scores[name] for one in results if name in one.scores} for name in manifest.metrics
    }
    return Scored(folder, manifest, cases, _facts(manifest, folder), scores)


def write_baseline(folder: Path, manifest: Manifest, results: Iterable[Result], keep: Callable[[str], bool]) -> None:
    """Keep the scores of the metrics that `keep` wants; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(_baseline_fields(one, keep), ensure_ascii=False, allow_nan=False) for one in results]
    (folder / SCORES).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    kept = manifest.dump() | {"metrics": {name: version for name, version in manifest.metrics.items() if keep(name)}}
    text = json.dumps(kept, ensure_ascii=False, allow_nan=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def _baseline_fields(result: Result, keep: Callable[[str], bool]) -> dict[str, Any]:
    kept = {name: score for name, score in result.scores.items() if keep(name)}
    return {
        "id": result.case.id,
        "kind": result.case.kind,
        "digest": case_digest(result.case),
        "values": {name: score.value for name, score in kept.items() if score.status == "scored"},
        "failed": {name: score.reason for name, score in kept.items() if score.status == "failed"},
    }


def _of_baseline(folder: Path) -> Scored:
    manifest = Manifest.read(folder / MANIFEST)
    cases: dict[str, CaseScored] = {}
    scores: dict[str, dict[str, Score]] = {name: {} for name in manifest.metrics}
    for number, line in enumerate((folder / SCORES).read_bytes().splitlines(), 1):
        try:
            fields = json.loads(line)
            cases[fields["id"]] = CaseScored(fields["digest"], fields["kind"], "")
            for name in manifest.metrics:
                scores[name][fields["id"]] = _kept_score(fields, name)
        except (ValueError, KeyError, TypeError) as exc:
            message = f"{str(folder / SCORES)!r} 第 {number} 行不是计分（{type(exc).__name__}：{exc}）"
            raise UnreadableFileError(message, "请重新保存基线") from exc
    return Scored(folder, manifest, cases, _facts(manifest, folder), scores)


def _kept_score(fields: Mapping[str, Any], name: str) -> Score:
    if name in fields["values"]:
        return Score.of(fields["values"][name])
    if name in fields["failed"]:
        return Score.failed(fields["failed"][name])
    return Score.not_applicable(ABSENT)


def _facts(manifest: Manifest, folder: Path) -> dict[str, MetricFacts]:
    """From the run's summary, for metrics that are not ours; an interrupted run has none yet."""
    told: dict[str, Any] = {}
    if (folder / SUMMARY).is_file():
        told = json.loads((folder / SUMMARY).read_bytes())["metrics"]
    return {name: _fact(name, told) for name in manifest.metrics}


def _fact(name: str, told: Mapping[str, Any]) -> MetricFacts:
    if name in told:
        return MetricFacts(told[name]["label"], told[name]["higher_is_better"], told[name]["unit"])
    if name in METRICS:
        return MetricFacts(METRICS[name].label, METRICS[name].higher_is_better, METRICS[name].unit)
    return MetricFacts(name, True, "share")


__all__ = ["SCORES", "CaseScored", "MetricFacts", "Scored", "load_scored", "write_baseline"]
