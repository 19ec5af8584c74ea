"""Lines of plain text -> paragraphs: text without geometry, where only line ends, blanks and words tell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.joining import continues, is_contents_line, is_heading, is_terminal, join, starts_item
from ingest.types import PageRun


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it stands in the file. `page` counts form feeds from 1."""

    text: str
    page: int = 1

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def is_indented(self) -> bool:
        return self.text.startswith(("\u3000", "  ", "\t"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines joined. The first run starts at 0."""

    text: str
    runs: tuple[PageRun, ...]

    def followed_by(self, text: str, page: int) -> Paragraph:
        """The paragraph that goes on with `text` on `page`."""
        joined = join(self.text, text)
        start = len(joined) - len(text.lstrip())
        runs = self.runs if page == self.runs[-1].page else (*self.runs, PageRun(start, page))
        return Paragraph(joined, runs)


def paragraphs(lines: Sequence[TextLine]) -> list[Paragraph]:
    """The paragraphs of `lines`: hard line breaks inside them joined, cuts in mid-sentence mended, headings, items
    and short lines kept apart."""
    width = _wrap_width(lines)
    found: list[Paragraph] = []
    previous: TextLine | None = None
    for line in lines:
        if line.is_blank:
            previous = None
            continue
        text = line.text.strip()
        if found and (_wraps(previous, line, width) or continues(found[-1].text, text)):
            found[-1] = found[-1].followed_by(text, line.page)
        else:
            found.append(Paragraph(text, (PageRun(0, line.page),)))
        previous = line
    return found


def _wraps(previous: TextLine | None, line: TextLine, width: int) -> bool:
    """Whether the writer's editor broke the line at its width."""
    if not width or previous is None or line.is_indented or _columns(previous.text) < width * 0.88:
        return False
    if is_heading(previous.text.strip()) or is_contents_line(previous.text):
        return False
    return not (is_terminal(previous.text) and starts_item(line.text.strip()))


_FEWEST, _NARROWEST, _SPREAD = 2, 30, 0.12


def _wrap_width(lines: Sequence[TextLine]) -> int:
    """The width in columns (a Chinese character has two) at which lines were broken by hand, or 0."""
    inside = [line.text for line, follower in pairwise(lines) if not line.is_blank and not follower.is_blank]
    cut = sorted(_columns(text) for text in inside if not is_terminal(text) and not is_heading(text.strip()))
    if len(cut) < _FEWEST:
        return 0
    width = cut[int(len(cut) * 0.95)] if len(cut) >= 20 else cut[-1]
    near = sum(width * (1 - _SPREAD) <= columns <= width * (1 + _SPREAD) for columns in cut)
    longest = max(_columns(line.text) for line in lines)
    regular = near >= len(cut) * 0.7 and longest <= width * 1.5
    return width if width >= _NARROWEST and regular else 0


def _columns(text: str) -> int:
    text = text.rstrip()
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """Columns of a character, worked out as it is met."""

    def __missing__(self, character: str) -> int:
        self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return self[character]


_WIDTHS = _Widths()
