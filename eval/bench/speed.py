"""Taking in, searching, asking, verifying and starting, each beside a plain way to do it, in one run.

Taking in stands beside reading the same files with pypdf and nothing else, asking beside searching, verifying beside
difflib's longest common stretch of each sentence and each passage, starting beside an import of
sentence_transformers. Searching stands beside others in `eval.bench.tutorial`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypdf

from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Passage, Source
from assistant.verification.verifier import Verifier
from eval.bench import startup
from eval.bench.material import DEMO, each, pdfs, questions, ratio, spread, timed
from ingest.text.sentences import split_sentences

CLAIM_CHARS = 3000
PASSAGES = 50


def measure(shared: Path) -> dict[str, Any]:
    return run(pdfs(shared), DEMO / "library", questions()) | {"startup": startup.measure(shared)}


def run(files: Sequence[Path], library: Path, asked: Sequence[str]) -> dict[str, Any]:
    """The figures that need no process of their own, in a library made for them.

    Args:
        files: PDF files, for the rate of taking in.
        library: Folder that is searched, asked and verified against.
    """
    with tempfile.TemporaryDirectory() as place:
        taken = ingest(files, Path(place))
        with Service.open(load_settings(Path(place, "library")), write=True) as service:
            service.ingest([library])
            passages = [
                Passage(chunk, about.title, about.path, about.paged, 1.0)
                for about in service.documents()
                for chunk in service.chunks_of(about.id)
            ]
            return {"ingest": taken, **answering(service, asked), "verification": verification(passages)}


def ingest(files: Sequence[Path], place: Path) -> dict[str, Any]:
    """Pages and characters in a second, of the files that can be taken in.

    They are taken in twice, into two libraries: the first time loads what is loaded once, and is not counted.
    """
    with Service.open(load_settings(place / "first"), write=True) as service:
        first = service.ingest(files)
        read = [Path(record.path) for record in first.documents]
        characters = sum(len(service.text(record.id)) for record in first.documents)
    with Service.open(load_settings(place / "second"), write=True) as service:
        report = service.ingest(read)
    _, bare = timed(lambda: [page.extract_text() for path in read for page in pypdf.PdfReader(path).pages])
    pages = sum(record.pages for record in report.documents)
    return {
        "files": len(read),
        "failed": [f"{Path(failure.path).name}: {failure.reason}" for failure in first.failed],
        "pages": pages,
        "characters": characters,
        "pages_per_second": round(pages / report.seconds, 1),
        "characters_per_second": round(characters / report.seconds),
        "seconds": round(report.seconds, 3),
        "first_seconds": round(first.seconds, 3),
        "pypdf_seconds": round(bare, 3),
        "seconds_to_pypdf": ratio(report.seconds, bare),
    }


def answering(service: Service, asked: Sequence[str]) -> dict[str, Any]:
    """Searching and asking, question by question; the first of each is not counted, it loads what both need."""
    queries = [service.query(text) for text in asked]
    service.ask(queries[0])
    searched, answered = each(service.search, queries), each(service.ask, queries)
    search, ask = spread(searched), spread(answered)
    return {
        "questions": len(queries),
        "search": search,
        "ask": ask,
        "ask_p50_to_search": ratio(ask["p50_ms"], search["p50_ms"]),
    }


def verification(passages: Sequence[Passage]) -> dict[str, Any]:
    """A draft of `CLAIM_CHARS` characters, against `PASSAGES` passages, each sentence with all checks."""
    draft = "\n".join(one.chunk.text for one in passages)[:CLAIM_CHARS]
    held = [Source(str(number), passage) for number, passage in enumerate(passages[-PASSAGES:], 1)]
    verifier = Verifier()
    verifier.verify(draft[: CLAIM_CHARS // 10], held)  # loads what is loaded once
    done, seconds = timed(lambda: verifier.verify(draft, held))
    claims = [draft[span.start : span.end] for span in split_sentences(draft)]
    _, plain = timed(lambda: [_longest(claim, one.passage.chunk.text) for claim in claims for one in held])
    return {
        "claims": len(done.claims),
        "characters": len(draft),
        "passages": len(held),
        "supported": done.counts["supported"],
        "seconds": round(seconds, 3),
        "characters_per_second": round(len(draft) / seconds),
        "difflib_seconds": round(plain, 3),
        "seconds_to_difflib": ratio(seconds, plain),
    }


def _longest(claim: str, passage: str) -> int:
    return SequenceMatcher(None, claim, passage, autojunk=False).find_longest_match().size
