"""The demo set's figures are held: no metric significantly worse than the baseline, the same figures every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.baseline import baseline_folder, default_settings
from eval.compare import compare_folders
from eval.datasets import find
from eval.gate import gate
from eval.launch import launch
from eval.metrics import METRICS
from eval.record import digest_of
from eval.scored import load_scored

COMMAND = "from assistant.interfaces.cli import main; main()"


def test_the_baseline_is_of_the_cases_and_metrics_as_they_are() -> None:
    kept = load_scored(baseline_folder("demo")).manifest
    assert kept.cases.sha256 == digest_of(find("demo").cases), "python -m eval.baseline keeps a new one"
    assert kept.metrics == {name: one.version for name, one in METRICS.items() if one.unit != "seconds"}


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_no_figure_fell_and_a_second_run_has_the_same(tmp_path: Path) -> None:
    """One test, for the run is dear: parallel workers would each make a fixture's run of their own."""
    done = launch(find("demo"), default_settings(tmp_path / "home"), tmp_path / "first")
    assert not done.run.summary["errors"]
    held = gate(load_scored(baseline_folder("demo")), load_scored(done.out))
    sentences = "\n".join(one.sentence for one in held.breaches)
    assert held.passed, f"{sentences}\neval/baseline.py says when to keep a new baseline"

    run_from_the_shell(tmp_path / "home", tmp_path / "second")
    found = compare_folders(done.out, tmp_path / "second")
    assert found.compared == len(done.run.results)
    moved = {one.name for one in found.metrics if one.verdict not in {"same", "not_judged", "not_compared"}}
    lost = {one.name for one in found.metrics if one.only_first or one.only_second}
    assert moved | lost == set()


def run_from_the_shell(home: Path, out: Path) -> None:
    """With nothing but what is shipped: no setting of this shell."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBI_")}
    command = [sys.executable, "-c", COMMAND, "--home", str(home), "eval", "run", "demo", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, env=plain)
