"""The laws of the development data as documents of a library, copies of them, and questions about them."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from eval.bench.growth import exchanged, varied
from ingest.document import build_document
from ingest.errors import IngestError
from ingest.library.library import Library
from ingest.readers import sniff
from ingest.types import Document, SourceFile

PARSERS = 2
"""Processes that parse; the machine is often shared."""

SEED = 5
LAY, ADDRESSED, MADE = 150, 100, 100
"""How many questions of each kind: STARD's, "what does article n of 《title》 say", and made of an article's words."""

_CLAUSE = re.compile(r"[\u4e00-\u9fff]{8,30}")


def laws(shared: Path) -> list[dict[str, Any]]:
    """Those that have articles."""
    with gzip.open(shared / "data" / "laws" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [law for law in found if law["n_articles"]]


def documents(given: Sequence[dict[str, Any]]) -> Iterator[Document]:
    """The laws as a reader of Markdown files gives them, each in the collection of its category."""
    with ProcessPoolExecutor(PARSERS, get_context("spawn")) as parsers:
        for document in parsers.map(_document, given, chunksize=16):
            if document is not None:
                yield document


def copied(document: Document, number: int) -> Document:
    """The copy of that number: see `growth.varied`; a law of its own, no version of the first."""
    if number == 0:
        return document
    about = document.metadata
    title = exchanged(about.title, f"{document.id}.{number}")
    about = replace(about, title=title, number=None, series="", repeals=())
    return replace(varied(document, number), metadata=about)


def questions(shared: Path, given: Sequence[dict[str, Any]]) -> list[str]:
    """The same ones each time, the kinds in turn mixed."""
    pick = random.Random(SEED)
    lay = (shared / "data" / "stard_dev" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [str(json.loads(line)["text"]) for line in pick.sample(lay, LAY)]
    for law in pick.sample(given, ADDRESSED):
        number = pick.randint(1, min(law["n_articles"], 99))
        asked += [f"《{law['title']}》第{number}条规定了什么？"]
    for law in pick.sample(given, MADE):
        asked += [f"关于{pick.choice(_CLAUSE.findall(law['text']))}有哪些要求？"]
    pick.shuffle(asked)
    return asked


def _document(law: dict[str, Any]) -> Document | None:
    data = str(law["text"]).encode()
    name = f"{law['title'].replace('/', '／')}.md"
    path = f"/laws/{law['id']}/{name}"
    source = SourceFile(path, hashlib.sha256(data).hexdigest(), len(data), sniff(data, name))
    collection = str(law["category"])
    try:
        return build_document(source, data, collection, Library.document_id(collection, path))
    except IngestError:
        return None
