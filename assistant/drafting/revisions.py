"""Drafts changed after they were written: a section written anew, a section as a person wants it.

Both return the draft with the changed section; its version is counted by the store. What a person wrote is kept: a
section written anew keeps every edited sentence where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.drafting.cards import pairs_of
from assistant.drafting.choosing import alike
from assistant.drafting.frame import OPENED
from assistant.drafting.types import Draft, Paragraph, Section, Sentence
from assistant.errors import SpecError
from assistant.types import Citation, Claim, Passage, Source
from assistant.verification.verifier import Verifier
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences

_HEADING = (
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][^。]{1,60}$"),
    re.compile(r"\d{1,2}[.．、](?!\d)[^。]{1,60}$"),
    re.compile(r"[（(]\d{1,2}[)）][^。]{1,60}$"),
)

Find = Callable[[str], Sequence[Passage]]
"""Finds the passages of the library for a sentence, best first."""

Verified = tuple[Claim, Passage | None]
"""What the checks say of a sentence, and the passage that holds it, where one does."""


def section_of(draft: Draft, section_id: str) -> Section:
    """Raises `SpecError` where the draft has no such section."""
    for section in draft.sections:
        if section.id == section_id:
            return section
    known = "、".join(f"{section.id}（{section.heading or '无标题'}）" for section in draft.sections)
    raise SpecError(f"文稿没有章节 {section_id!r}", f"现有章节：{known}")


def with_section(draft: Draft, section: Section, citations: Mapping[str, Citation]) -> Draft:
    """The draft with `section` in place of the one of its id, and with the citations it names; others go.

    Args:
        citations: Those that the new section may name, by key; keys that the draft has already mean the same there.
    """
    sections = tuple(section if one.id == section.id else one for one in draft.sections)
    known = {citation.key: citation for citation in draft.citations} | dict(citations)
    named = dict.fromkeys(key for one in sections for key in keys_of(one))
    named.update(dict.fromkeys(key for task in draft.tasks for keys in task.citations.values() for key in keys))
    kept = sorted((known[key] for key in named if key in known), key=_order)
    return replace(draft, sections=sections, citations=tuple(kept))


def _order(citation: Citation) -> tuple[int, str]:
    return (int(citation.key) if citation.key.isdigit() else 10**9, citation.key)


def keys_of(section: Section) -> list[str]:
    """The keys that a section's sentences and cells name, in reading order."""
    keys = [
        key for paragraph in section.paragraphs for sentence in paragraph.sentences for key in sentence.claim.citations
    ]
    return keys + [key for grid in section.grids for row in grid.rows for cell in row for key in cell.citations]


def renumbered(section: Section, citations: Sequence[Citation], draft: Draft) -> tuple[Section, dict[str, Citation]]:
    """A section of another draft with its keys as this draft has them: the same place the same key, new ones go on."""
    places = {_place(citation): citation.key for citation in draft.citations}
    last = max((int(one.key) for one in draft.citations if one.key.isdigit()), default=0)
    keys: dict[str, str] = {}
    added: dict[str, Citation] = {}
    for citation in citations:
        key = places.get(_place(citation))
        if key is None:
            last += 1
            key = str(last)
            places[_place(citation)] = key
        keys[citation.key] = key
        added[key] = replace(citation, key=key)
    return _rekeyed(section, keys), added


def _place(citation: Citation) -> tuple[str, int, int]:
    return (citation.chunk_id, citation.start, citation.end)


def _rekeyed(section: Section, keys: Mapping[str, str]) -> Section:
    def sentence(one: Sentence) -> Sentence:
        return replace(
            one, claim=replace(one.claim, citations=tuple(keys.get(key, key) for key in one.claim.citations))
        )

    paragraphs = tuple(replace(one, sentences=tuple(map(sentence, one.sentences))) for one in section.paragraphs)
    grids = tuple(
        replace(
            grid,
            rows=tuple(
                tuple(replace(cell, citations=tuple(keys.get(key, key) for key in cell.citations)) for cell in row)
                for row in grid.rows
            ),
        )
        for grid in section.grids
    )
    return replace(section, paragraphs=paragraphs, grids=grids)


def keeping_edits(old: Section, new: Section) -> Section:
    """The new section with every paragraph of the old one that a person touched, in its place; nothing said twice.

    Its tables are the old ones where a person touched one of them.
    """
    if any(grid.edited for grid in old.grids):
        new = replace(new, grids=old.grids)
    kept = [(at, paragraph) for at, paragraph in enumerate(old.paragraphs) if _is_edited(paragraph)]
    if not kept:
        return new
    said = [pairs_of(sentence.text) for _, paragraph in kept for sentence in paragraph.sentences]
    fresh = [left for paragraph in new.paragraphs if (left := _without(paragraph, said)).sentences]
    for at, paragraph in kept:
        fresh.insert(min(at, len(fresh)), paragraph)
    return replace(new, paragraphs=tuple(fresh))


def _is_edited(paragraph: Paragraph) -> bool:
    return any(sentence.edited for sentence in paragraph.sentences)


def _without(paragraph: Paragraph, said: Sequence[frozenset[str]]) -> Paragraph:
    if paragraph.level:
        return paragraph
    left = tuple(one for one in paragraph.sentences if not any(alike(pairs_of(one.text), other) for other in said))
    return replace(paragraph, sentences=left)


def edited(
    section: Section, text: str, verify: Callable[[str], Verified]
) -> tuple[Section, list[tuple[Passage, Claim]]]:
    """The section with the text that a person gives it: line by line a paragraph, headings by their numbers.

    Sentences that stood there before keep what is known of them. What is new is verified.

    Returns:
        The section, and for every new sentence that the library supports, where.
    """
    standing = [one for paragraph in section.paragraphs for one in paragraph.sentences]
    same = {one.text: one for one in standing}
    folded = {fold(one.text).text: one for one in standing}
    found: list[tuple[Passage, Claim]] = []

    def sentence(written: str) -> Sentence:
        known = same.get(written)
        if known is not None:
            return known
        other = folded.get(fold(written).text)
        if other is not None and len(other.text) == len(written):  # its findings' places hold
            return replace(other, claim=replace(other.claim, text=written), edited=True)
        if OPENED.fullmatch(written.strip("。")):
            return Sentence(Claim(written, "unverifiable", ()), "open")
        claim, passage = verify(written)
        if passage is not None:
            found.append((passage, claim))
        return Sentence(claim, "edited", edited=True)

    paragraphs = []
    for line in filter(None, map(str.strip, text.splitlines())):
        level = next((at for at, pattern in enumerate(_HEADING, 2) if pattern.match(line)), 0)
        pieces = [line] if level else [span.of(line) for span in split_sentences(line)]
        paragraphs.append(Paragraph(tuple(map(sentence, pieces)), level))
    return replace(section, paragraphs=tuple(paragraphs)), found


def verified(text: str, find: Find, cited: Mapping[str, Passage], genre: str, day: date) -> Verified:
    """What the checks say of a sentence: beside the passages that its section cites, then what is found.

    Args:
        cited: Key -> passage.
    """
    passages = {passage.chunk.id: passage for passage in (*cited.values(), *find(text))}
    sources = [Source(str(number), passage) for number, passage in enumerate(passages.values(), 1)]
    verification = Verifier().verify(text, sources, genre=genre, day=day)
    findings = tuple(finding for claim in verification.claims for finding in claim.findings)
    verdicts = [claim.verdict for claim in verification.claims] or ["unverifiable"]
    worst = next(
        one for one in ("altered", "wrong_citation", "unsupported", "unverifiable", "supported") if one in verdicts
    )
    places = {place.key: place for place in verification.citations}
    first = next((places[key] for claim in verification.claims for key in claim.citations if key in places), None)
    held = passages.get(first.chunk_id) if first is not None and worst in ("supported", "altered") else None
    claim = Claim(text, worst, (), tuple(replace(one, source=None) for one in findings))
    return claim, held


__all__ = ["Verified", "edited", "keeping_edits", "keys_of", "renumbered", "section_of", "verified", "with_section"]
