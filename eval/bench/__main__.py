"""Every measured figure that needs no reviewer, in one run: `make bench`.

Each line names the figure, what it was, and what it was compared with in the same run. Figures on the
development data are left out, and said to be, where the data is not beside the checkout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval.bench import growth, passages, questions, speed, startup, tutorial

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
OUT = ROOT / "artifacts" / "bench"

BENCHES: dict[str, tuple[Callable[[Path], dict[str, Any]], bool]] = {
    "startup": (startup.measure, False),
    "speed": (speed.measure, False),
    "tutorial": (tutorial.measure, False),
    "growth": (growth.measure, False),
    "seed_qa": (questions.measure, True),
    "cmrc2018": (lambda shared: passages.measure(shared / "data" / "cmrc2018"), True),
    "drcd": (lambda shared: passages.measure(shared / "data" / "drcd"), True),
}
"""Name -> what measures it, and whether it needs the development data."""


def main(names: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name in names or list(BENCHES):
        measure, needs_data = BENCHES[name]
        if needs_data and not SHARED.is_dir():
            print(f"{name}: left out, {SHARED.name} is not beside the checkout")
            continue
        figures = measure(SHARED)
        (OUT / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        shown = {key: value for key, value in figures.items() if not isinstance(value, list)}
        print(f"{name}: {json.dumps(shown, ensure_ascii=False)}")


if __name__ == "__main__":
    main(sys.argv[1:])
