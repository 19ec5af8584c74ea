"""Whether the box lies on the quoted words: citations of the demo library's PDFs and scans, read under their boxes.

Everything goes through a running server: the citations of the demo's questions that stand on a page (and sentences of
the same documents, where those are fewer than wanted), their boxes and the pictures of their pages. What lies under the
boxes is read twice: from the picture by recognition, each box a line, and in PDFs with a text layer from that layer,
where it must be the quotation letter for letter.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from rapidfuzz.distance import Levenshtein

from eval.bench.serving import questions, serving_demo
from ingest.ocr.rapid import rapid_recognizer
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences

SAMPLED = 100
SEED = 8
LIKE = 0.9
"""So alike must be what recognition reads under the boxes and the quotation: it errs in a letter now and then."""
LEAST = 6
"""Characters of a sentence that is quoted."""
_MARGIN = 2
"""Pixels around a box that are read too: the boxes lie close around the letters."""


@dataclass(frozen=True)
class Quoted:
    """A citation: [start, end) of a chunk, which reads `quote`."""

    document: str
    chunk: str
    start: int
    end: int
    quote: str


def measure(shared: Any) -> dict[str, Any]:
    """How many of the citations have their boxes on their words; `shared` is not needed."""
    with serving_demo() as url, httpx.Client(base_url=url, timeout=60) as client:
        paged = {one["id"]: one for one in client.get("/api/documents").json()["documents"] if one["paged"]}
        cited = sorted(set(_cited(client, paged)), key=lambda one: (one.chunk, one.start, one.end))
        others = sorted(set(_sentences(client, paged)) - set(cited), key=lambda one: (one.chunk, one.start, one.end))
        dice = random.Random(SEED)
        sample = dice.sample(cited, min(SAMPLED, len(cited)))
        sample += dice.sample(others, max(0, SAMPLED - len(sample)))
        looked = _Looking(client)
        told = [looked.at(one) for one in sample]
    good = [one for one in told if one["holds"]]
    return {
        "citations": len(sample),
        "of_answers": min(SAMPLED, len(cited)),
        "on_their_words": len(good),
        "share": round(len(good) / len(sample), 4),
        "documents": len({one.document for one in sample}),
        "on_scans": sum(not one["has_text_layer"] for one in told),
        "over_two_pages": sum(one["pages"] > 1 for one in told),
        "missed": [one for one in told if not one["holds"]],
    }


def _cited(client: httpx.Client, paged: Mapping[str, Any]) -> Iterator[Quoted]:
    for question in questions():
        for one in client.post("/api/ask", json={"question": question}).json()["citations"]:
            if one["document_id"] in paged:
                yield Quoted(one["document_id"], one["chunk_id"], one["start"], one["end"], one["quote"])


def _sentences(client: httpx.Client, paged: Mapping[str, Any]) -> Iterator[Quoted]:
    """Of the passages that a search finds for the documents' own titles and the demo's questions."""
    for question in [*(one["title"] for one in paged.values()), *questions()]:
        for passage in client.get("/api/search", params={"question": question, "k": 20}).json()["passages"]:
            if passage["document_id"] not in paged:
                continue
            for span in split_sentences(passage["text"]):
                if len(span) >= LEAST:
                    quote = span.of(passage["text"])
                    yield Quoted(passage["document_id"], passage["chunk_id"], span.start, span.end, quote)


class _Looking:
    """Reads what lies under boxes."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._recognizer = rapid_recognizer()
        self._originals: dict[str, bytes] = {}

    def at(self, one: Quoted) -> dict[str, Any]:
        found = self._client.get(f"/api/chunks/{one.chunk}/boxes", params={"start": one.start, "end": one.end}).json()
        layer, pictured = [], []
        for page in found["pages"]:
            layer += self._layer(one.document, page)
            pictured += self._pictured(one.document, page)
        likeness = Levenshtein.normalized_similarity(_core(one.quote), _core("".join(pictured)))
        is_seen = likeness >= LIKE or _is_record(one.quote, pictured)
        has_layer = any(layer)
        is_exact = not has_layer or _core("".join(layer)) == _core(one.quote) or _is_record(one.quote, layer)
        return {
            "holds": bool(found["pages"]) and is_seen and is_exact,
            "has_text_layer": has_layer,
            "pages": len(found["pages"]),
            "quote": one.quote,
            "read": "".join(pictured),
            "layer": "".join(layer),
            "likeness": round(likeness, 3),
        }

    def _layer(self, document: str, page: Mapping[str, Any]) -> list[str]:
        if document not in self._originals:
            self._originals[document] = self._client.get(f"/api/documents/{document}/original").content
        with pdfium.PdfDocument(self._originals[document]) as opened:
            text = opened[page["page"] - 1].get_textpage()
            height = page["height"]
            return [
                text.get_text_bounded(box["x0"], height - box["bottom"], box["x1"], height - box["top"])
                for box in page["boxes"]
            ]

    def _pictured(self, document: str, page: Mapping[str, Any]) -> list[str]:
        reply = self._client.get(f"/api/documents/{document}/pages/{page['page']}/image").raise_for_status()
        pixels = np.asarray(Image.open(io.BytesIO(reply.content)).convert("RGB"))[:, :, ::-1]
        across, down = pixels.shape[1] / page["width"], pixels.shape[0] / page["height"]
        strips = [
            np.ascontiguousarray(
                pixels[
                    max(0, round(box["top"] * down) - _MARGIN) : round(box["bottom"] * down) + _MARGIN,
                    max(0, round(box["x0"] * across) - _MARGIN) : round(box["x1"] * across) + _MARGIN,
                ]
            )
            for box in page["boxes"]
        ]
        return [strip.text for strip in self._recognizer.read(strips)]


def _core(text: str) -> str:
    """Without white space and differences of width: what print and stored text must share."""
    return "".join(fold(text).text.split())


def _is_record(quote: str, read: Sequence[str]) -> bool:
    """A table's row is quoted as 列名：值；列名：值, and boxes lie on its values: all of them, and on nothing else."""
    whole, under = _core(quote), _core("".join(read))
    values = [part.rpartition(":")[2] for part in whole.replace("；", ";").split(";")]
    named = ":" in whole and ";" in whole
    return named and all(value in under for value in values) and all(_core(one) in whole for one in read)
