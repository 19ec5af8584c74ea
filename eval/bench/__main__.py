"""Every measured figure that needs no reviewer, in one run: `make bench`.

Each line names the figure, what it was, and what it was compared with in the same run. Figures on the
development data are left out, and said to be, where the data is not beside the checkout.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from eval.bench import (
    answer_sentence,
    articles,
    growth,
    intake,
    layouts,
    load,
    passages,
    questions,
    reading,
    repair,
    scale,
    scans,
    speed,
    startup,
    tutorial,
    versions,
)

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
OUT = ROOT / "artifacts" / "bench"

BENCHES: dict[str, tuple[Callable[[Path], dict[str, Any]], bool]] = {
    "startup": (startup.measure, False),
    "speed": (speed.measure, False),
    "layouts": (layouts.measure, False),
    "reading": (reading.measure, False),
    "tutorial": (tutorial.measure, False),
    "intake": (intake.measure, False),
    "growth": (growth.measure, False),
    "load": (load.measure, False),
    "marked": (lambda shared: import_module("eval.bench.marked").measure(shared), False),
    "page": (lambda shared: import_module("eval.bench.page").measure(shared), False),
    "scans": (scans.measure, True),
    "repair": (repair.measure, True),
    "articles": (articles.measure, True),
    "seed_qa": (questions.measure, True),
    "cmrc2018": (lambda shared: passages.measure(shared / "data" / "cmrc2018"), True),
    "drcd": (lambda shared: passages.measure(shared / "data" / "drcd"), True),
    "answer_sentence": (lambda shared: answer_sentence.measure(shared / "data" / "cmrc2018"), True),
    "versions": (versions.measure, True),
    "scale": (scale.measure, True),
    "verifying": (lambda shared: import_module("eval.bench.verifying").measure(shared), True),
    "premises": (lambda shared: import_module("eval.bench.premises").measure(shared), True),
    "injections": (lambda shared: import_module("eval.bench.injections").measure(shared), True),
    "drafts": (lambda shared: import_module("eval.bench.drafts").measure(shared), True),
}
"""Name -> what measures it, and whether it needs the development data."""


STACK = Path(sys.prefix) / "bench"
"""Where `make bench` puts the tutorial's packages: apart, as some of their versions differ from the product's."""

BESIDE_TUTORIAL = {"tutorial", "intake"}

LONG = {"scale"}
"""Takes the better part of an hour: left out where no bench is named."""

HERE = "--here"


def main(names: list[str]) -> None:
    """Each figure is measured in a process of its own, so that none finds another's memory and modules."""
    if names[:1] == [HERE]:
        measured(names[1])
        return
    for name in names or [name for name in BENCHES if name not in LONG]:
        if BENCHES[name][1] and not SHARED.is_dir():
            print(f"{name}: left out, {SHARED.name} is not beside the checkout")
            continue
        ahead = {"PYTHONPATH": str(STACK)} if name in BESIDE_TUTORIAL and STACK.is_dir() else {}
        subprocess.run([sys.executable, "-m", "eval.bench", HERE, name], check=True, env=os.environ | ahead)


def measured(name: str) -> None:
    """Measures one figure in this process, writes it to `OUT` and prints what is not a list."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of each crooked object of a file, on every reading
    OUT.mkdir(parents=True, exist_ok=True)
    figures = BENCHES[name][0](SHARED)
    (OUT / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    shown = {key: value for key, value in figures.items() if not isinstance(value, list)}
    print(f"{name}: {json.dumps(shown, ensure_ascii=False)}")


if __name__ == "__main__":
    main(sys.argv[1:])
