"""Blocks to chunks: the pieces that are stored, searched and cited.

A chunk is a slice of the document's text and together they cover it. It never holds parts of two articles or two
sections, except that headings go with the text that follows them; paragraphs of one section share a chunk while they
are short; a paragraph that is too long is cut between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from ingest.text.sentences import split_sentences
from ingest.types import Address, AddressedBlock, Chunk, PageRun, Span, clip_runs

TARGET_LENGTH = 350
"""Characters that a chunk of several paragraphs aims at: what one vector still stands for."""

MAX_LENGTH = 700
"""Characters no chunk of paragraphs exceeds, the headings before them not counted."""

ROW_LENGTH = 1400
"""Characters up to which a table row stays whole."""

OVERLAP = 60
"""Characters repeated where a single sentence longer than a chunk had to be cut."""

_WHOLE = 500
"""Characters up to which all paragraphs of a section share one chunk."""

_SMALL = 120
"""Characters below which what is left of a section does not stand alone."""

_INTRODUCTION = 40
"""Most characters of a paragraph that does nothing but announce the next."""

_COUNTED = re.compile(
    r"[一二三四五六七八九十]{1,4}[是、]|第[一二三四五六七八九十]{1,4}[，、]|[（(]?[一二三四五六七八九十\d]{1,4}[)）、.．]"
)
_PAUSE = re.compile(r"[；;，,、：:]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of a long one, with its place in the document's text."""

    span: Span
    address: Address
    heading: bool


def chunk(addressed: Sequence[AddressedBlock], document_id: str, version: str) -> tuple[str, tuple[Chunk, ...]]:
    """The document's text (blocks joined by newlines) and its chunks in order.

    `version` is the SHA-256 of the source's bytes. A chunk's id depends on the document, the version, its ordinal and
    its text alone, so that the same file always gives the same ids.
    """
    text = "\n".join(one.block.text for one in addressed)
    runs = _page_runs(addressed)
    chunks: list[Chunk] = []
    for group in _groups(_pieces(addressed, text), text):
        span = Span(group[0].span.start, group[-1].span.end)
        body = span.of(text)
        ordinal = len(chunks)
        identity = chunk_id(document_id, version, ordinal, body)
        address = group[-1].address
        chunks.append(Chunk(identity, document_id, ordinal, span.start, span.end, body, address, clip_runs(runs, span)))
    return text, tuple(chunks)


def chunk_id(document_id: str, version: str, ordinal: int, text: str) -> str:
    """The id of a chunk: the letter c and 16 hexadecimal digits."""
    key = "\0".join((document_id, version, str(ordinal), text))
    return "c" + sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _page_runs(addressed: Sequence[AddressedBlock]) -> tuple[PageRun, ...]:
    runs: list[PageRun] = []
    start = 0
    for one in addressed:
        for run in one.block.runs:
            if not runs or runs[-1].page != run.page:
                runs.append(PageRun(start + run.start, run.page))
        start += len(one.block.text) + 1
    return tuple(runs)


def _pieces(addressed: Sequence[AddressedBlock], text: str) -> Iterator[_Piece]:
    start = 0
    for one in addressed:
        span = Span(start, start + len(one.block.text))
        start = span.end + 1
        if not one.block.text.strip():
            continue
        longest = ROW_LENGTH if one.block.kind == "table_row" else MAX_LENGTH
        if len(span) <= longest:
            yield _Piece(span, one.address, one.block.kind == "heading")
        else:
            yield from (_Piece(part, one.address, heading=False) for part in _cut(text, span))


def _cut(text: str, span: Span) -> list[Span]:
    """A long block in about equal parts near the target length, cut between sentences."""
    aim = len(span) / -(-len(span) // TARGET_LENGTH)
    parts: list[Span] = []
    start = end = span.start
    for sentence in split_sentences(span.of(text)):
        stop = span.start + sentence.end
        if end > start and (stop - start) - aim > aim - (end - start):
            parts.append(Span(start, end))
            start = span.start + sentence.start
        end = stop
        while end - start > MAX_LENGTH:
            pause = _pause(text, start)
            parts.append(Span(start, pause))
            start = pause - OVERLAP
    return [*parts, Span(start, span.end)]


def _pause(text: str, start: int) -> int:
    """Where a sentence that is too long is cut: at the last pause before the limit, if there is one past the target."""
    pauses = [found.end() for found in _PAUSE.finditer(text, start + TARGET_LENGTH, start + MAX_LENGTH)]
    return pauses[-1] if pauses else start + MAX_LENGTH


def _groups(pieces: Iterable[_Piece], text: str) -> Iterator[list[_Piece]]:
    """The pieces of each chunk."""
    headings: list[_Piece] = []
    for (heading, _), run in groupby(pieces, key=lambda piece: (piece.heading, piece.address)):
        if not heading:
            yield from _pack([*headings, *run], len(headings), text)
            headings = []
            continue
        for piece in run:
            if headings and piece.span.end - headings[0].span.start > TARGET_LENGTH:
                yield headings
                headings = []
            headings.append(piece)
    if headings:
        yield headings


def _pack(pieces: list[_Piece], headings: int, text: str) -> Iterator[list[_Piece]]:
    """The chunks of one section or article, the first of which begins with its headings."""
    end = pieces[-1].span.end
    length = end - pieces[headings].span.start
    whole = length <= (MAX_LENGTH if pieces[-1].address.article else _WHOLE)
    limit = MAX_LENGTH if whole else TARGET_LENGTH
    chunk = pieces[: headings + 1]
    for piece in pieces[headings + 1 :]:
        grown = piece.span.end - chunk[0].span.start
        leads_in = text[chunk[-1].span.end - 1] in "：:"
        rest_is_small = end - piece.span.start < _SMALL
        if grown <= limit or (grown <= MAX_LENGTH and (leads_in or rest_is_small or _length(chunk) < _SMALL)):
            chunk.append(piece)
            continue
        kept = len(chunk) - (len(chunk) > headings + 1 and _introduces(chunk[-1], piece, text))
        yield chunk[:kept]
        chunk, headings = [*chunk[kept:], piece], 0
    yield chunk


def _introduces(piece: _Piece, following: _Piece, text: str) -> bool:
    """Whether a short numbered paragraph (“二是业务驱动。”) announces the longer one after it."""
    is_short = len(piece.span) <= _INTRODUCTION < len(following.span)
    return is_short and bool(_COUNTED.match(text, piece.span.start)) and not _COUNTED.match(text, following.span.start)


def _length(pieces: Sequence[_Piece]) -> int:
    return pieces[-1].span.end - pieces[0].span.start
