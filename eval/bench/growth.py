"""How storing, searching, asking and memory grow with the library: 1, 10 and 100 times the demo library.

The copies are the demo documents with one Chinese character in ten exchanged for another of the same text and the
digits turned, so that no two chunks are alike and the vocabulary grows as it does with real files. Each step adds to
the same library. Memory is that of the one process that stores, searches and asks.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.retrieval.retriever import Retriever
from assistant.service import Service
from eval.bench.curves import Panel, draw
from eval.bench.material import DEMO, each, questions, spread, timed
from ingest.chunking import chunk_id
from ingest.document import build_document
from ingest.encoder import load_encoder
from ingest.errors import IngestError
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.readers import sniff
from ingest.shelving import GROUP_FILES
from ingest.types import Document, SourceFile

SCALES = (1, 10, 100)
PLOT = Path(__file__).resolve().parents[2] / "artifacts" / "bench" / "growth.svg"

_EXCHANGED = 0.1
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one size. Times in milliseconds; `store_rate` in chunks a second, encoding included.

    Attributes:
        memory_mb: Resident memory; None where the system does not tell.
        disk_mb: The home folder.
    """

    scale: int
    chunks: int
    store_rate: float
    search_p50_ms: float | None
    search_p95_ms: float | None
    ask_p50_ms: float | None
    ask_p95_ms: float | None
    memory_mb: float | None
    disk_mb: float


def measure(shared: Path) -> dict[str, Any]:
    """The curves over `SCALES`, and their plot at `PLOT`; `shared` is not needed."""
    points = run(DEMO / "library", questions(), SCALES)
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(plot(points), encoding="utf-8")
    return {"growth": grown(points), "points": [asdict(point) for point in points]}


def run(folder: Path, asked: Sequence[str], scales: Sequence[int]) -> list[Point]:
    """One point for each of the rising `scales`."""
    originals = documents(folder)
    points, made = [], 0
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(Path(place))
        encoder = load_encoder(settings.encoder)
        with Library.open(settings.home, encoder, write=True) as library:
            library.check_encoder()
            service = Service(settings, library, Retriever(library, encoder))
            for scale in scales:
                copies = [varied(document, copy) for copy in range(made, scale) for document in originals]
                _, seconds = timed(lambda some=copies: _store(library, some))  # type: ignore[misc]
                made = scale
                added = sum(len(document.chunks) for document in copies)
                total = scale * sum(len(document.chunks) for document in originals)
                points.append(_point(service, asked, scale, total, added / seconds))
    return points


def documents(folder: Path) -> list[Document]:
    """The files of a folder that can be read, read once."""
    found = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        try:
            source = SourceFile(str(path), hashlib.sha256(data).hexdigest(), len(data), sniff(data, path.name))
            found.append(build_document(source, data, "default", Library.document_id("default", str(path))))
        except IngestError as error:
            print(f"{path.name}: left out, {error}", file=sys.stderr)
    return found


def varied(document: Document, copy: int) -> Document:
    """The copy of that number: another document of the same length and structure; number 0 is the document itself."""
    if copy == 0:
        return document
    path = f"{document.source.path}.{copy}"
    identity = Library.document_id(document.collection, path)
    text = exchanged(document.text, path)
    version = hashlib.sha256(text.encode()).hexdigest()
    chunks = []
    for chunk in document.chunks:
        body = text[chunk.start : chunk.end]
        name = chunk_id(identity, version, chunk.ordinal, body)
        chunks.append(replace(chunk, id=name, document_id=identity, text=body))
    source = replace(document.source, path=path, sha256=version)
    return replace(document, id=identity, source=source, text=text, chunks=tuple(chunks))


def grown(points: Sequence[Point]) -> dict[str, float | None]:
    """Each figure at the largest size, as a multiple of what it is at the smallest."""
    first, last = asdict(points[0]), asdict(points[-1])
    return {name: round(last[name] / first[name], 3) if first[name] and last[name] else None for name in first}


def plot(points: Sequence[Point]) -> str:
    """An SVG file: rate, search, ask and memory over the number of chunks."""
    at = [float(point.chunks) for point in points]

    def line(get: Callable[[Point], float | None]) -> list[tuple[float, float]]:
        values = map(get, points)
        return [(x, value) for x, value in zip(at, values, strict=True) if value is not None]

    return draw(
        "chunks in the library",
        [
            Panel("stored, chunks a second", {"": line(lambda point: point.store_rate)}),
            Panel("search, ms", {"p50": line(lambda p: p.search_p50_ms), "p95": line(lambda p: p.search_p95_ms)}),
            Panel("ask, ms", {"p50": line(lambda p: p.ask_p50_ms), "p95": line(lambda p: p.ask_p95_ms)}),
            Panel("memory, MB", {"": line(lambda point: point.memory_mb)}),
        ],
    )


def _store(library: Library, copies: Sequence[Document]) -> None:
    for first in range(0, len(copies), GROUP_FILES):
        group = copies[first : first + GROUP_FILES]
        vectors = library.encode(group)
        library.store_many([Prepared(document, rows) for document, rows in zip(group, vectors, strict=True)])


def _point(service: Service, asked: Sequence[str], scale: int, chunks: int, rate: float) -> Point:
    queries = [service.query(text) for text in asked]
    service.ask(queries[0])
    search, ask = spread(each(service.search, queries)), spread(each(service.ask, queries))
    home = service.settings.home
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    return Point(
        scale,
        chunks,
        round(rate, 1),
        search["p50_ms"],
        search["p95_ms"],
        ask["p50_ms"],
        ask["p95_ms"],
        memory(),
        round(disk / 1e6, 1),
    )


def exchanged(text: str, seed: str) -> str:
    """The text with one Chinese character in ten exchanged for another of the same text, and its digits turned."""
    rng = random.Random(seed)
    turn = rng.randrange(1, 10)
    digits = str.maketrans(_DIGITS, _DIGITS[turn:] + _DIGITS[:turn])
    pool = [char for char in text if _is_chinese(char)] or ["文"]
    return "".join(
        rng.choice(pool) if _is_chinese(char) and rng.random() < _EXCHANGED else char for char in text.translate(digits)
    )


def _is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿"


def memory() -> float | None:
    """Resident memory in MB, as Linux tells it; None elsewhere."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)
