"""How fast text PDFs are read, laid out and repaired, beside pypdf doing nothing but extract their text, in one run.

Read are made documents of more than two hundred pages (by Chromium and LibreOffice where they are installed), and the
PDF files of the demo library and of the development data where it is present; files without a text layer are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdf

from eval.bench import typesetters
from eval.bench.material import pdfs, ratio, timed
from eval.bench.works import Author
from ingest.errors import EmptyFileError
from ingest.readers import read
from ingest.types import ReadOptions

WORKS, SECTIONS = 12, 10
_NO_OCR = ReadOptions(ocr=False)


def measure(shared: Path) -> dict[str, Any]:
    """Pages in a second of both, over all files and file by file."""
    files = [figures for name, data in _files(shared) if (figures := _compared(name, data))]
    pages, ours, plain = (sum(one[key] for one in files) for key in ("pages", "seconds", "pypdf_seconds"))
    return {
        "files": len(files),
        "pages": pages,
        "pages_per_second": round(pages / ours, 1),
        "pypdf_pages_per_second": round(pages / plain, 1),
        "times_pypdf": ratio(plain, ours),
        "by_file": files,
    }


def _files(shared: Path) -> Iterator[tuple[str, bytes]]:
    author = Author(7)
    works = [author.work(number, SECTIONS, rich=bool(number % 2)) for number in range(1, 2 * WORKS + 1)]
    if typesetters.CHROMIUM is not None:
        with typesetters.browser() as browser:
            for work in works:
                yield f"chromium {work.title}", typesetters.print_html(work, "one_column", browser)
    if typesetters.OFFICE is not None:
        made = typesetters.print_office([(work, "journal") for work in works])
        yield from ((f"office {work.title}", data) for work, data in zip(works, made, strict=True))
    yield from ((path.name, path.read_bytes()) for path in pdfs(shared))


def _compared(name: str, data: bytes) -> dict[str, Any] | None:
    """Both on one file, the first reading of each not counted; None where there is no text."""
    try:
        read(data, "pdf", name, _NO_OCR)
    except EmptyFileError:
        return None
    reading, ours = timed(lambda: read(data, "pdf", name, _NO_OCR))
    _extracted(data)
    texts, plain = timed(lambda: _extracted(data))
    return {
        "name": name,
        "pages": len(reading.pages),
        "characters": sum(map(len, texts)),
        "seconds": round(ours, 4),
        "pypdf_seconds": round(plain, 4),
        "times_pypdf": ratio(plain, ours),
    }


def _extracted(data: bytes) -> Sequence[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
