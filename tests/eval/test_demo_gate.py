"""The demo set's figures are held: no metric significantly worse than the baseline, the same figures every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.baseline import baseline_folder, default_settings
from eval.datasets import find
from eval.gate import gate
from eval.launch import Launched, launch
from eval.scored import load_scored

ZHIBI = Path(sys.executable).with_name("zhibi")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Launched:
    place = tmp_path_factory.mktemp("gate")
    return launch(find("demo"), default_settings(place / "home"), place / "run")


def test_no_figure_fell_below_the_baseline(done: Launched) -> None:
    found = gate(load_scored(baseline_folder("demo")), load_scored(done.out))
    sentences = "\n".join(one.sentence for one in found.breaches)
    assert found.passed, f"{sentences}\neval/baseline.py says when to keep a new baseline"


def test_the_baseline_is_of_the_cases_as_they_are(done: Launched) -> None:
    kept = load_scored(baseline_folder("demo"))
    assert kept.manifest.cases.sha256 == done.run.manifest.cases.sha256, "python -m eval.baseline keeps a new one"
    assert kept.manifest.metrics.items() <= done.run.manifest.metrics.items()
    assert not done.run.summary["errors"]


@pytest.mark.skipif(not ZHIBI.exists(), reason="the command is not installed beside this Python")
def test_a_second_run_has_the_same_figures(done: Launched, tmp_path: Path) -> None:
    command = [ZHIBI, "--home", tmp_path / "home", "eval", "run", "demo", "--out", tmp_path / "run", "--json"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBI_")}
    made = subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True, encoding="utf-8", env=plain
    )
    again = json.loads(made.stdout)
    assert again["metrics"].keys() == done.run.summary["metrics"].keys()
    differing = {
        name
        for name, figure in again["metrics"].items()
        if name != "latency" and figure != json.loads(json.dumps(done.run.summary["metrics"][name]))
    }
    assert not differing
