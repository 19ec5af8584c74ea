"""Questions that the cited documents answer next, made of their own headings: nothing is guessed, nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.types import in_book_marks
from ingest.headings import unnumbered
from ingest.types import Chunk

MOST = 3
LONGEST, LEAST = 24, 2
"""Characters of a heading that can be spoken of in a question."""
_FRAME = frozenset({"总则", "附则", "附件", "附录", "附表", "其他", "前言", "目录", "结语", "参考文献", "正文"})
"""Headings that name a document's furniture, not a matter."""

Cited = tuple[str, str, str]
"""Of a citation: the document's id, its title, the chunk's id."""


def follow_ups(cited: Iterable[Cited], chunks_of: Callable[[str], Sequence[Chunk]]) -> tuple[str, ...]:
    """Up to `MOST` questions, documents in the order of their first citation, by turns.

    Of each document the headings after the place that is cited come first, then those before it; a heading that is
    cited already is not asked for again.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for document_id, document, chunk_id in cited:
        places.setdefault((document_id, document), []).append(chunk_id)
    told = [_questions(title, chunk_ids, chunks_of(document_id)) for (document_id, title), chunk_ids in places.items()]
    return tuple(_by_turns(told))[:MOST]


def _questions(document: str, cited: Sequence[str], chunks: Sequence[Chunk]) -> list[str]:
    at = [number for number, chunk in enumerate(chunks) if chunk.id in cited]
    if not at:
        return []
    known = {name for number in at for name in _names(chunks[number])}
    ordered = [*chunks[at[0] + 1 :], *chunks[: at[0]]]
    wanted = dict.fromkeys(name for chunk in ordered for name in _names(chunk)[-1:] if name not in known)
    asked = "有哪些规定" if any(chunk.address.article for chunk in chunks) else "写了什么"
    return [f"{in_book_marks(document)}关于“{name}”{asked}？" for name in wanted if _can_be_asked(name, document)]


def _names(chunk: Chunk) -> list[str]:
    """The headings above a chunk, outermost first, without their numbers."""
    return [unnumbered(heading) for heading in chunk.address.section]


def _can_be_asked(name: str, document: str) -> bool:
    return LEAST <= len(name) <= LONGEST and name not in _FRAME and name != document and not set(name) & set("“”：:？?")


def _by_turns(lists: Sequence[Sequence[str]]) -> Iterator[str]:
    for turn in range(max(map(len, lists), default=0)):
        for one in lists:
            if turn < len(one):
                yield one[turn]
