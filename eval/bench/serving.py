"""A real server of its own process over the demo's documents, for benches that look at it from outside."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DEMO = Path(__file__).resolve().parents[1] / "datasets" / "demo"
ZHIBI = Path(sys.executable).with_name("zhibi")


@contextmanager
def serving_demo(files: Sequence[Path] = (DEMO / "library",)) -> Iterator[str]:
    """The address of a server whose library holds `files`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(ZHIBI), "--home", str(Path(folder) / "home")]
        subprocess.run([*command, "ingest", *map(str, files)], check=True, capture_output=True)
        with serving(command) as url:
            yield url


@contextmanager
def serving(command: Sequence[str], prepare: Callable[[], None] | None = None) -> Iterator[str]:
    """The address of a server of its own process, in which `prepare` is called first."""
    serve = [*command, "serve", "--port", "0", "--json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, preexec_fn=prepare) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()
            process.wait(30)


def questions() -> list[str]:
    """All that the demo's cases ask."""
    return [json.loads(line)["question"] for line in (DEMO / "cases.jsonl").read_text("utf-8").splitlines()]
