"""Scans made from known text, read as image-only PDFs: character error rate by wear, and seconds a page.

60 pages of laws and government reports of the development data, in several fonts and sizes of type, 200 dpi.

Error rates are Levenshtein distances to the text set, divided by its length, white space removed on both sides:
`cer` compares the characters as they are, `cer_folded` takes half-width and full-width forms of a mark for the same.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unicodedata import category

from rapidfuzz.distance import Levenshtein

from eval.bench.material import timed
from eval.bench.prints import Pixels, Print, Style, fonts, image_pdf, set_pages, skewed, soiled
from ingest.readers import read
from ingest.types import Page, ReadOptions

PAGES, PER_DOCUMENT = 60, 3
DPI = 200
_TIMED = 12
"""Pages that are read with one thread and with two."""
_LEAST = 3_000
"""Characters of a document that is taken."""

WEAR: dict[str, Callable[[Pixels, int], Pixels]] = {
    "plain": lambda pixels, seed: pixels,
    "skewed": lambda pixels, seed: skewed(pixels, 2.0 if seed % 2 else -2.0),
    "noisy": lambda pixels, seed: soiled(pixels, seed),
}
WANTED = {"plain": 0.01, "skewed": 0.02, "noisy": 0.05}
_WIDTHS = str.maketrans("（），：；？！％“”‘’．［］～", "(),:;?!%\"\"''.[]~")


def measure(shared: Path) -> dict[str, Any]:
    prints = list(islice(pages(shared), PAGES))
    found: dict[str, Any] = {"pages": len(prints), "characters": sum(len(squeezed(one.text)) for one in prints)}
    found["fonts"] = ", ".join(fonts())
    for name, wear in WEAR.items():
        data = image_pdf([wear(one.pixels, seed) for seed, one in enumerate(prints)], DPI)
        read_pages, seconds = timed(partial(recognised, data, 2))
        found[name] = {"wanted": WANTED[name], **rates(prints, read_pages), "seconds": round(seconds, 1)}
    few = prints[:_TIMED]
    data = image_pdf([one.pixels for one in few], DPI)
    for threads in (1, 2):
        _, seconds = timed(partial(recognised, data, threads))
        found[f"seconds_a_page_{threads}_threads"] = round(seconds / len(few), 2)
    return found


def recognised(data: bytes, threads: int) -> tuple[Page, ...]:
    return read(data, "pdf", "scan.pdf", ReadOptions(threads=threads)).pages


def rates(prints: Sequence[Print], found: Sequence[Page]) -> dict[str, Any]:
    """Error rates over all pages, the worst page's, and how confident the reader was."""
    pairs = [(one.text, page.text) for one, page in zip(prints, found, strict=True)]
    return {
        "cer": round(error_rate(pairs), 5),
        "cer_folded": round(error_rate([(folded(a), folded(b)) for a, b in pairs]), 5),
        "worst_page": round(max(error_rate([pair]) for pair in pairs), 5),
        "confidence": round(sum(page.confidence for page in found) / len(found), 3),
    }


def error_rate(pairs: Sequence[tuple[str, str]]) -> float:
    """Edits by characters of the first of each pair, white space aside."""
    squeezes = [(squeezed(a), squeezed(b)) for a, b in pairs]
    return sum(Levenshtein.distance(a, b) for a, b in squeezes) / max(1, sum(len(a) for a, _ in squeezes))


def squeezed(text: str) -> str:
    return "".join(text.split())


def folded(text: str) -> str:
    return text.translate(_WIDTHS)


def pages(shared: Path) -> Iterator[Print]:
    """Pages of the development data's documents, a few of each, in turns of style."""
    for paragraphs, style in zip(documents(shared), cycle(styles()), strict=False):
        yield from islice(set_pages(paragraphs, style, DPI), PER_DOCUMENT)


def styles() -> list[Style]:
    """GB/T 9704's 16 points on 29, and the smaller sizes of collections and reports, in every font installed."""
    found = fonts()
    heads = found.get("song bold", next(iter(found.values())))
    texts = [face for name, face in found.items() if name != "song bold"]
    sizes = ((16.0, 29.0), (14.0, 24.0), (12.0, 20.0), (10.5, 16.5))
    return [Style(face, heads, size, pitch) for size, pitch in sizes for face in texts]


def documents(shared: Path) -> Iterator[list[str]]:
    """Paragraphs, the title first, of long documents, laws and reports in turn."""
    sources = [_records(shared / "data" / name / "corpus.jsonl.gz") for name in ("laws", "political")]
    for pair in zip(*sources, strict=False):
        for record in pair:
            plain = "".join(one for one in record["text"] if category(one) != "Cf")  # what no printer shows
            lines = (line.strip("# \u3000") for line in plain.split("\n"))
            yield [record["title"], *filter(None, lines)][:400]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if len(record["text"]) >= _LEAST:
                yield record
