"""Taking in at length: pages a second from file to committed library, beside pypdf and the tutorial's stack; memory.

The PDF files are printed here from text of our own (`eval.bench.works`), so that there are enough of them. pypdf reads
them in one process, and again in as many as there are cores, since ours uses them all. Memory is that of the whole
family of processes while laws go in as text files, until the library holds `CHUNKS` chunks.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import pypdf

from assistant.config import load_settings
from assistant.service import Service
from eval.bench import tutorial, typesetters
from eval.bench.material import ratio, timed
from eval.bench.works import Author
from ingest.guard import available_cores

FILES, SECTIONS = 48, 10
RUNS = 3
CHUNKS = 50_000
SAMPLING_SECONDS = 0.2


def measure(shared: Path) -> dict[str, Any]:
    """`shared` gives the text for the figure of memory; without it that figure is left out."""
    found: dict[str, Any] = {"cores": available_cores()}
    with tempfile.TemporaryDirectory() as place:
        laws = shared / "data" / "laws" / "corpus.jsonl.gz"
        if laws.is_file():  # first: the tutorial's stack stays in memory once it is loaded
            found["memory"] = memory(laws, Path(place))
        if typesetters.CHROMIUM is None:
            found["speed"] = {"left_out": "chromium is not installed"}
        else:
            found["speed"] = speed(printed(Path(place, "files")), Path(place))
    return found


def printed(folder: Path) -> list[Path]:
    """PDF files of some ten pages each, of text alone."""
    folder.mkdir(parents=True)
    paths = []
    with typesetters.browser() as browser:
        for number in range(FILES):
            path = folder / f"{number:03}.pdf"
            work = Author(number).work(number, SECTIONS, rich=False)
            path.write_bytes(typesetters.print_html(work, "one_column", browser))
            paths.append(path)
    return paths


def speed(files: Sequence[Path], place: Path) -> dict[str, Any]:
    """Median pages a second of `RUNS` libraries, by turns with pypdf."""
    ours, alone, together = [], [], []
    pages = 0
    with ProcessPoolExecutor(available_cores(), get_context("spawn")) as readers:
        list(readers.map(_extract, files))  # started and warm before any clock runs
        for number in range(RUNS):
            with Service.open(load_settings(place / f"home{number}"), write=True) as service:
                report = service.ingest(files)
            pages = sum(record.pages for record in report.documents)
            ours.append(report.seconds)
            alone.append(timed(lambda: [_extract(path) for path in files])[1])
            together.append(timed(lambda: list(readers.map(_extract, files)))[1])
    return {
        "files": len(files),
        "pages": pages,
        "ours_pages_per_second": round(pages / median(ours), 1),
        "pypdf_pages_per_second": round(pages / median(alone), 1),
        "ours_to_pypdf": ratio(median(alone), median(ours)),
        "ours_to_pypdf_on_all_cores": ratio(median(together), median(ours)),
        "ours_to_tutorial": _beside_tutorial(files, median(ours)),
    }


def _extract(path: Path) -> int:
    return sum(len(page.extract_text()) for page in pypdf.PdfReader(path).pages)


def _beside_tutorial(files: Sequence[Path], ours: float) -> float | str | None:
    lacking = tutorial.missing()
    if lacking:
        return f"not installed: {', '.join(lacking)}"
    embeddings = tutorial.minilm()
    with tempfile.TemporaryDirectory() as place:
        _, seconds = timed(lambda: tutorial.take_in(files, embeddings, place))
    return ratio(seconds, ours)


def memory(laws: Path, place: Path, chunks: int = CHUNKS) -> dict[str, Any]:
    """The most memory that the program and its parsers had together while a library grew to `chunks` chunks."""
    folder = place / "laws"
    folder.mkdir()
    texts = list(_texts(laws))
    with Service.open(load_settings(place / "home"), write=True) as service, Watch() as watch:
        held, taken = 0, 0
        while held < chunks and taken < len(texts):
            paths = list(_written(folder, islice(texts, taken, taken + 200), taken))
            taken += len(paths)
            held += sum(record.chunks for record in service.ingest(paths).documents)
        peak = watch.peak
    return {"documents": taken, "chunks": held, "peak_mb": round(peak / 1024**2)}


def _texts(laws: Path) -> Iterator[str]:
    with gzip.open(laws, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)


def _written(folder: Path, texts: Iterable[str], first: int) -> Iterator[Path]:
    for number, text in enumerate(texts, first):
        path = folder / f"{number:05}.txt"
        path.write_text(text, encoding="utf-8")
        yield path


class Watch:
    """Looks now and then at the memory of this process and its children.

    Attributes:
        peak: Bytes; what processes share is divided among them.
    """

    def __init__(self) -> None:
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(SAMPLING_SECONDS):
            self.peak = max(self.peak, sum(map(_resident, [os.getpid(), *_children()])))


def _children() -> list[int]:
    """Ids of the processes that any thread of this one started; none where the system does not tell."""
    found: list[int] = []
    for place in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            found.extend(int(number) for number in place.read_text().split())
    return found


def _resident(process: int) -> int:
    """Bytes that are the process's own plus its share of what it shares, as Linux tells it; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
