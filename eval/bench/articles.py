"""How many articles of real laws become exactly one addressed article, with the right number and in the right law.

The laws' texts are plain: an article begins a line with its number, parted from its text by white space. That counts
as the truth here; the program is given the same text as a file and must find it through headings, tables of contents,
amendments that quote other articles, and cross-references. What it addresses beyond that is an article that is none.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ingest.document import build_document
from ingest.guard import available_cores
from ingest.readers import sniff
from ingest.types import SourceFile

_NUMERAL = "[一二三四五六七八九十百千零〇]+"
_BEGINS = re.compile(rf"^[#*\s]*(第{_NUMERAL}(?:条(?:之[一二三四五六七八九十]+)?(?=[*]*\s)|\s条))", re.MULTILINE)
"""White space follows the number, or by a slip of the pen stands before 条."""


def measure(shared: Path) -> dict[str, Any]:
    """Counts over all laws of the development data."""
    with gzip.open(shared / "data" / "laws" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    laws = [law for law in laws if law["n_articles"]]
    with ProcessPoolExecutor(available_cores(), get_context("spawn")) as workers:
        counts = list(workers.map(_counted, [(law["title"], law["text"]) for law in laws], chunksize=16))
    total: Counter[str] = sum(counts, Counter())
    return {
        "laws": len(laws),
        "articles": total["articles"],
        "rightly_addressed": total["right"],
        "share": round(total["right"] / total["articles"], 5),
        "addressed_that_are_none": total["none"],
    }


def _counted(law: tuple[str, str]) -> Counter[str]:
    title, text = law
    data = text.encode()
    name = f"{title.replace('/', '／')}.md"
    source = SourceFile(f"/laws/{name}", hashlib.sha256(data).hexdigest(), len(data), sniff(data, name))
    document = build_document(source, data, "laws", "d000000000000")
    truth = Counter(re.sub(r"\s", "", match[1]) for match in _BEGINS.finditer(text))
    found = Counter(_articles((chunk.address.article, chunk.text) for chunk in document.chunks))
    right = sum(min(count, found[label]) for label, count in truth.items())
    return Counter(articles=sum(truth.values()), right=right, none=sum((found - truth).values()))


def _articles(chunks: Iterator[tuple[str | None, str]]) -> Iterator[str]:
    """The article of each run of chunks, where its text begins as that article; a run may hold an article's parts."""
    for label, run in groupby(chunks, key=lambda chunk: chunk[0]):
        texts = [text for _, text in run]
        if label is not None:
            begun = sum(len(re.findall(rf"(?m)^{label[:-1]}\s?{label[-1]}(?![之条款项])", text)) for text in texts)
            yield from [label] * max(1, begun)
