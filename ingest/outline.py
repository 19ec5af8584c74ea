"""The headings that are open at a place in a document, and which of them a new one ends."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.headings import DECIMAL_RANK, PART_RANK
from ingest.types import Address


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was found.

    Attributes:
        rank: By its number (see `ingest.headings`), None without one.
        level: As the format states it, None where it does not.
        values: The number's parts, (3, 2) for 3.2.
        leaf: Known by name alone (引言): any heading after it ends it, unless the format says that it lies inside.
        run_in: The block goes on with body text after the heading.
    """

    title: str
    rank: int | None = None
    level: int | None = None
    values: tuple[int, ...] = ()
    leaf: bool = False
    run_in: bool = False


@dataclass(slots=True)
class Outline:
    """Follows a document from block to block.

    Attributes:
        headings: The open ones, outermost first.
        article: Label of the article inside them, with the level its line has in the format.
        decimal: The last decimal number (1., 2.3) that headed a section since the last heading further out.
        counted: The last single number (1.) that headed one; some documents count on through their sections.
    """

    headings: list[Heading] = field(default_factory=list)
    article: str | None = None
    article_level: int | None = None
    decimal: tuple[int, ...] = ()
    counted: int = 0
    _address: Address | None = None

    def address(self) -> Address:
        if self._address is None:
            self._address = Address(tuple(heading.title for heading in self.headings), self.article)
        return self._address

    def begin_article(self, label: str, level: int | None) -> None:
        while self.headings and self.headings[-1].leaf and self.headings[-1].level is None:
            self.headings.pop()
        self.article, self.article_level, self._address = label, level, None

    def open(self, heading: Heading) -> None:
        while self.headings and _ends(self.headings[-1], heading):
            self.headings.pop()
        self.headings.append(heading)
        self.article, self._address = None, None
        if heading.rank is not None and heading.rank < DECIMAL_RANK:
            self.decimal = ()
        elif heading.values and _is_decimal(heading):
            self.decimal = heading.values
            self.counted = heading.values[0]

    def close_last(self) -> None:
        self.headings.pop()
        self._address = None

    def pass_item(self, rank: int, value: int) -> None:
        """A paragraph numbered as the next sibling of an open heading ends that heading without being one."""
        if self.article is not None:
            return
        for depth, heading in enumerate(self.headings):
            if heading.rank == rank and heading.values == (value - 1,):
                del self.headings[depth:]
                self._address = None
                return

    def expects(self, values: tuple[int, ...]) -> bool:
        """Whether a decimal number continues the count: 2.3 after 2.2 or 2.2.4, 2.1 after 2, 1 at the beginning."""
        if not self.decimal:
            return values[-1] == 1 or values in ((0,), (self.counted + 1,))
        depth = len(values) - 1
        if len(values) > len(self.decimal):
            return values == (*self.decimal, *(1,) * (len(values) - len(self.decimal)))
        return values[:depth] == self.decimal[:depth] and 0 < values[depth] - self.decimal[depth] <= _SKIPPED


_SKIPPED = 2
"""How far a count may run ahead: a heading between may have been lost in a picture."""


def _is_decimal(heading: Heading) -> bool:
    return heading.rank is not None and DECIMAL_RANK <= heading.rank < DECIMAL_RANK + 10


def _ends(before: Heading, new: Heading) -> bool:
    """Whether `new` ends the section that `before` opened."""
    if new.rank == PART_RANK:
        return True
    if before.leaf:
        return before.level is None or new.level is None or new.level <= before.level
    if before.rank is not None and new.rank is not None:
        strays = _is_decimal(before) and len(new.values) > 1 and before.values != new.values[: len(before.values)]
        return new.rank <= before.rank or strays
    if before.level is not None and new.level is not None:
        return new.level <= before.level
    return (new.leaf or new.level is not None) and before.rank != PART_RANK
