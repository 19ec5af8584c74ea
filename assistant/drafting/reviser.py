"""What a person makes of a section: new sentences and cells verified beside its sources, and cited."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from assistant.answering.citations import cite
from assistant.answering.quoting import best_quotes
from assistant.drafting.cells import Tables, with_tables
from assistant.drafting.revisions import (
    Verified,
    edited,
    keys_of,
    renumbered,
    section_of,
    verified,
    with_section,
)
from assistant.drafting.tasks.listing import listed, lists
from assistant.drafting.types import Draft, Section, Spec
from assistant.types import Citation, Claim, Passage, Query
from ingest.types import Chunk

FOUND = 4
"""Passages that a sentence of a person's is held against, besides those that its section cites."""

Known = MutableMapping[str, Verified]
"""Sentences as they were written -> what was found of them."""


class Reviser:
    """Changes sections; keeps nothing.

    Args:
        chunk: The chunk of an id, or None.
    """

    def __init__(
        self,
        search: Callable[[Query], Sequence[Passage]],
        chunk: Callable[[str], Chunk | None],
        today: Callable[[], date],
    ) -> None:
        self._search = search
        self._chunk = chunk
        self._today = today

    def checked(
        self, draft: Draft, section_id: str, text: str | None, tables: Tables | None, known: Known | None
    ) -> Draft:
        """See `Studio.checked`."""
        old = section_of(draft, section_id)
        find, genre, day = self._find(draft.spec), draft.spec.genre, self._today()
        cited = cache(lambda: self._cited(draft, old))  # not looked up where all is known
        held = {} if known is None else known

        def verify(written: str) -> Verified:
            if written not in held:
                held[written] = verified(written, find, cited(), genre, day)
            return held[written]

        section, citations = old, list[Citation]()
        if text is not None:
            section, found = edited(section, text, verify)
            section, citations = _with_citations(section, found)
        if tables is not None:
            section, more = with_tables(section, tables, {one.key: one for one in draft.citations}, verify)
            citations += more
        section, added = renumbered(section, citations, draft)
        changed = with_section(draft, section, added)
        return changed if tables is None else _with_tasks(changed, old, section, tables)

    def _find(self, spec: Spec) -> Callable[[str], Sequence[Passage]]:
        return lambda text: self._search(Query(text[:500], spec.scope, FOUND, self._today()))

    def _cited(self, draft: Draft, section: Section) -> dict[str, Passage]:
        """The passages that a section cites, by key; those that have left the library are missing."""
        known = {citation.key: citation for citation in draft.citations}
        chunk = cache(self._chunk)
        found = {}
        for key in keys_of(section):
            citation = known.get(key)
            held = chunk(citation.chunk_id) if citation is not None else None
            if citation is not None and held is not None:
                found[key] = Passage(held, citation.document, citation.path, citation.page is not None, 0.0)
        return found


def _with_citations(section: Section, found: Sequence[tuple[Passage, Claim]]) -> tuple[Section, list[Citation]]:
    """The section whose new sentences cite where the library says what they say."""
    citations: list[Citation] = []
    keys: dict[str, tuple[str, ...]] = {}
    for passage, claim in found:
        quotes = [
            cite(passage, span, f"new{len(citations) + at}")
            for at, span in enumerate(best_quotes(claim.text, passage.chunk.text))
        ]
        citations += quotes
        keys[claim.text] = tuple(quote.key for quote in quotes)
    paragraphs = tuple(
        replace(
            paragraph,
            sentences=tuple(
                replace(one, claim=replace(one.claim, citations=keys[one.text]))
                if one.edited and one.text in keys
                else one
                for one in paragraph.sentences
            ),
        )
        for paragraph in section.paragraphs
    )
    return replace(section, paragraphs=paragraphs), citations


def _with_tasks(draft: Draft, old: Section, new: Section, tables: Tables) -> Draft:
    """The draft, whose tasks follow the table that lists them."""
    for before, after, rows in zip(old.grids, new.grids, tables, strict=True):
        if before != after and lists(before, draft.tasks):
            return with_section(replace(draft, tasks=listed(draft, before, after, rows)), new, {})
    return draft
