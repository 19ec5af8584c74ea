"""Makes the demo library: `python -m eval.datasets.demo.make` writes `library/` and `truth.json` anew.

Needs Debian's /usr/bin/chromium with fonts-noto-cjk (for the PDFs) and the development dependencies.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from playwright.sync_api import Browser

from eval.datasets.demo.facts import fill
from eval.datasets.demo.markup import Source, parse
from eval.datasets.demo.truth import LIBRARY, TRUTH, Conflict, FileTruth, PageTruth, TableTruth, Truth
from eval.datasets.demo.writers.office import write_docx, write_xlsx
from eval.datasets.demo.writers.pdf import chromium, running_lines, write_pdf
from eval.datasets.demo.writers.plain import html_running, write_html, write_md, write_txt
from eval.datasets.demo.writers.scan import write_scan

SOURCES = Path(__file__).parent / "source"
STATED = ("title", "issuer", "number", "issued", "effective", "status", "replaced_by", "encoding", "columns")
WRITERS = {".docx": write_docx, ".xlsx": write_xlsx, ".txt": write_txt, ".md": write_md, ".html": write_html}


def main() -> None:
    LIBRARY.mkdir(exist_ok=True)
    for stale in LIBRARY.iterdir():
        stale.unlink()
    truth = build(LIBRARY)
    payload = truth.model_dump(mode="json", exclude_defaults=True)
    TRUTH.write_text(json.dumps(payload, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in LIBRARY.iterdir())
    print(f"{len(truth.files)} files, {size / 1e6:.2f} MB in {LIBRARY}")


def build(folder: Path) -> Truth:
    """Write every file of the library into `folder` and say what stands in them."""
    with chromium() as browser:
        files = tuple(make(source, folder, browser) for source in sources())
    return Truth(files=files, conflicts=conflicts())


def sources() -> list[Source]:
    return [parse(path) for path in sorted(SOURCES.glob("*.md"))]


def make(source: Source, folder: Path, browser: Browser) -> FileTruth:
    """Write one file and say what stands in it."""
    if source.suffix == ".pdf":
        write = write_scan if source.meta.get("scan") else write_pdf
        data, pages = write(source, browser)
    else:
        data, pages = WRITERS[source.suffix](source), [single_page(source)]
    (folder / source.name).write_bytes(data)
    return describe(source, tuple(pages))


def describe(source: Source, pages: tuple[PageTruth, ...]) -> FileTruth:
    meta = source.meta
    running = html_running() if source.suffix == ".html" else ()
    return FileTruth.model_validate(
        {key: meta[key] for key in STATED if key in meta}
        | {
            "file": source.name,
            "format": source.suffix[1:],
            "paged": source.suffix == ".pdf",
            "text_layer": "scan" not in meta,
            "pages": pages,
            "running": running_lines(source, len(pages)) if source.suffix == ".pdf" else running,
            "articles": source.articles(),
        }
    )


def conflicts() -> tuple[Conflict, ...]:
    """The disagreements planted on purpose, from `source/conflicts.yaml`."""
    listed = yaml.safe_load(fill((SOURCES / "conflicts.yaml").read_text(encoding="utf-8")))
    return tuple(Conflict.model_validate(item) for item in listed)


def single_page(source: Source) -> PageTruth:
    """All of a flowing format, which has no pages of its own."""
    tables = tuple(TableTruth(header=e.rows[0], rows=e.rows[1:]) for e in source.elements if e.rows)
    return PageTruth(number=1, paragraphs=tuple(e.text for e in source.elements if not e.rows), tables=tables)


if __name__ == "__main__":
    main()
