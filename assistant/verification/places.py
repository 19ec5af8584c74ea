"""Verbatim places of sources, and the keys by which claims and findings name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.types import Citation, Source
from assistant.verification.index import SourceIndex
from ingest.types import Span


class Places:
    """The citations of one verification, in order of appearance.

    The first place of a source bears the source's key, so that what a text cites as [2] is "2" here too; its further
    places are "2-2", "2-3" …

    Args:
        numbered: Number the places in order of appearance instead: where the text's marks cite none of the sources.
    """

    def __init__(self, *, numbered: bool = False) -> None:
        self._numbered = numbered
        self._known: dict[tuple[str, int, int], Citation] = {}
        self._counts: dict[str, int] = {}

    def cite(self, source: Source, span: Span) -> str:
        """The key of the characters `span` of the source's chunk."""
        chunk = source.passage.chunk
        place = (chunk.id, span.start, span.end)
        if place not in self._known:
            count = self._counts[source.key] = self._counts.get(source.key, 0) + 1
            own = source.key if count == 1 else f"{source.key}-{count}"
            key = str(len(self._known) + 1) if self._numbered else own
            self._known[place] = Citation.of(source.passage, span, key)
        return self._known[place].key

    def of(self, index: SourceIndex, sentences: Sequence[int]) -> tuple[str, ...]:
        """The keys of some sentences in ascending order; neighbours are one place."""
        return tuple(self.cite(index.sources[source], span) for source, span in _runs(index, sentences))

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._known.values())


def _runs(index: SourceIndex, sentences: Sequence[int]) -> Iterator[tuple[int, Span]]:
    """The stretches that ascending sentences make up: (source, characters of its chunk)."""
    runs: list[list[int]] = []
    for at in sentences:
        follows = runs and runs[-1][-1] == at - 1 and index.sentences[at - 1].source == index.sentences[at].source
        if follows:
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in runs:
        first, last = index.sentences[run[0]], index.sentences[run[-1]]
        yield first.source, Span(first.span.start, last.span.end)
