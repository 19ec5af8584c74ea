"""A run folder -> report.json and report.html in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFileError
from eval.compare import RunComparison, compare_folders
from eval.report.judgement import Verdict, verdict_of
from eval.report.page import page
from eval.report.runs import Run, judge_agreement, load_run


def write(run_dir: Path, baseline_dir: Path | None = None) -> Path:
    """Both reports, written into `run_dir`; the path of the page.

    Args:
        baseline_dir: A run, or a kept baseline, to hold it against on the cases that both scored.

    Raises:
        UnreadableFileError: One of the folders holds no run, or the report cannot be written.
    """
    run = load_run(run_dir)
    held = compare_folders(baseline_dir, run_dir) if baseline_dir is not None else None
    verdicts = {one.case.id: verdict_of(one, run.figures) for one in run.results}
    known = json.dumps(report_record(run, held, verdicts), ensure_ascii=False, allow_nan=False, indent=1)
    _write(run_dir / "report.json", known + "\n")
    return _write(run_dir / "report.html", page(run, held, verdicts))


def report_record(run: Run, held: RunComparison | None, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """The content of report.json; the cases' answers and passages stay in results.jsonl."""
    cases = [
        {
            "id": one.case.id,
            "kind": one.case.kind,
            "question": one.case.question,
            "short": bool(verdicts[one.case.id].weight),
            "lacking": list(verdicts[one.case.id].lacking),
            "error": one.outcome.error,
            "scores": {
                name: {"value": score.value, "status": score.status, "reason": score.reason}
                for name, score in one.scores.items()
            },
        }
        for one in run.results
    ]
    return {
        "manifest": run.manifest.dump(),
        "summary": run.summary,
        "baseline": None if held is None else held.dump(),
        "judge": _judge_record(run),
        "broken_lines": list(run.broken),
        "cases": cases,
    }


def _judge_record(run: Run) -> dict[str, Any] | None:
    found = judge_agreement(run)
    if found is None:
        return None
    counts = [{"human": human, "judge": judge, "cases": n} for (human, judge), n in sorted(found.counts.items())]
    return {"pairs": found.pairs, "same": found.same, "kappa": found.kappa, "reason": found.reason, "counts": counts}


def _write(path: Path, content: str) -> Path:
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(content, encoding="utf-8", errors="replace", newline="\n")
        fresh.replace(path)
    except OSError as exc:
        raise UnreadableFileError(f"报告 {str(path)!r} 写不进去：{exc.strerror}", "请检查磁盘空间与权限") from exc
    return path


__all__ = ["report_record", "write"]
