"""Cold starts from the shell, against importing sentence_transformers on the same machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

DEMO = Path(__file__).resolve().parents[1] / "datasets" / "demo" / "library"
ZHIBI = Path(sys.executable).with_name("zhibi")
RUNS = 3


def measure(shared: Path) -> dict[str, Any]:
    """Median wall seconds of three interleaved runs each; `shared` is not needed."""
    with tempfile.TemporaryDirectory() as home:
        _run([str(ZHIBI), "--home", home, "ingest", str(DEMO)])
        commands = {
            "ask": [str(ZHIBI), "--home", home, "ask", "党员先锋创新平台的项目经费由谁审批？"],
            "search": [str(ZHIBI), "--home", home, "search", "第一议题"],
            "library_list": [str(ZHIBI), "--home", home, "library", "list"],
            "import_sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                taken[name].append(_run(command))
    seconds = {name: round(median(times), 3) for name, times in taken.items()}
    return {"seconds": seconds, "ask_to_import": round(seconds["ask"] / seconds["import_sentence_transformers"], 3)}


def _run(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started
