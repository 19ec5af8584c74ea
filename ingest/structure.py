"""Headings, chapters and articles: every block gets its address.

Formats disagree about headings: Word states levels that contradict the numbers beside them, plain text states none.
So a number outranks a stated level, a stated level outranks a guess, and within an article numbers are items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.articles import article_starts
from ingest.headings import (
    DECIMAL_RANK,
    GUESSED_RANK,
    HAN_BRACKET_RANK,
    PART_RANK,
    Numbering,
    is_keywords,
    is_line,
    is_named,
    numbering,
    part,
    plain,
    run_in,
    title,
    unit,
)
from ingest.outline import Heading, Outline
from ingest.types import AddressedBlock, Block

_STATED_LENGTH, _OUTER_LENGTH, _LINE_LENGTH = 100, 60, 45
"""Most characters of a heading on its own line: stated by the format, after 一、 or （一）, others."""

_RUN_IN_LENGTH, _ITEM_LENGTH, _FULL_STOP_LENGTH = 40, 18, 24
"""Most characters of a heading run in, run in after 1. or （1）, ending in 。"""

_BODY_LENGTH = 12
"""Least characters of the text that a heading runs into."""

_MARKDOWN = re.compile(r"\s*(#{1,6})\s+\S")
_FIELD = re.compile(r"[^：:《“]{1,6}[：:]\s*\S")
"""A label and its value (专业：…), which a cover sets in large type."""

_ENTRY_TAIL = re.compile(r"[\s.…·—-]*\d+\s*$")
_LIST_OF_PARTS = re.compile(r"\s*(?:\d{1,2}[.．、]|[《])")


def address(blocks: Sequence[Block]) -> list[AddressedBlock]:
    """The blocks in order, each with the section path and the article it stands in.

    A heading bears itself in its path and comes back with the kind "heading", whether or not the format said so; what
    the format calls a heading and is none (a whole paragraph, an article) comes back as a paragraph. The document's own
    title is no section.
    """
    return _Addressing(blocks).run()


@dataclass(slots=True, init=False)
class _Addressing:
    """One pass over the blocks.

    Attributes:
        lines: The blocks' plain text; empty for table rows and footnotes.
        contents: Indexes of the lines of a table of contents.
        items: Whether the block is numbered and not a heading.
        opened: Where the innermost open heading stands.
        first_heading: Where the first block stands that the reader took for a heading.
        part_titles: Lines that name an attachment on the line after 附件1.
    """

    blocks: Sequence[Block]
    lines: list[str]
    numbers: list[Numbering | None]
    levels: list[int | None]
    title: int | None
    contents: range
    outline: Outline
    items: list[bool]
    opened: int
    first_heading: int
    part_titles: set[int]

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.lines = ["" if block.kind in ("table_row", "footnote") else plain(block.text) for block in blocks]
        self.numbers = [numbering(line) for line in self.lines]
        self.levels = [_stated_level(block) for block in blocks]
        self.title = self._find_title()
        self.contents = self._find_contents()
        self.outline = Outline()
        self.items = [False] * len(blocks)
        self.opened = -1
        self.first_heading = next((at for at, block in enumerate(blocks) if block.kind == "heading"), len(blocks))
        self.part_titles = set()

    def run(self) -> list[AddressedBlock]:
        starts = article_starts(["" if at in self.contents else line for at, line in enumerate(self.lines)])
        addressed = []
        for at, block in enumerate(self.blocks):
            heading = None
            if at in starts:
                self.outline.begin_article(starts[at], self.levels[at])
            elif self.lines[at] and at != self.title and at not in self.contents and at not in self.part_titles:
                heading = self._heading(at)
                self._follow(at, heading)
            is_heading = at == self.title or at in self.part_titles or (heading is not None and not heading.run_in)
            addressed.append(AddressedBlock(_of_kind(block, is_heading), self.outline.address()))
        return addressed

    def _follow(self, at: int, heading: Heading | None) -> None:
        if heading is not None:
            self.outline.open(heading)
            self.opened = at
            return
        if self.outline.headings and is_keywords(self.outline.headings[-1].title) and at > self.opened + 1:
            self.outline.close_last()
        number = self.numbers[at]
        self.items[at] = number is not None
        if number is not None and len(number.values) == 1:
            self.outline.pass_item(number.rank, number.values[0])

    def _heading(self, at: int) -> Heading | None:
        """The heading that the block is or begins with, None for body text."""
        line, level, number = self.lines[at], self.levels[at], self.numbers[at]
        if (name := self._part_name(at)) is not None:
            return Heading(name, PART_RANK)
        if (rank := unit(line)) is not None:
            return Heading(title(line), rank, level)
        if level is not None and is_line(line, _STATED_LENGTH):
            return self._stated(at, level)
        if is_named(line):
            return Heading(title(line.strip("【】[]")), leaf=True)
        if self.outline.article is not None or (number is not None and self._is_item(at, number)):
            return None
        return self._numbered(at, number) if number is not None else self._guessed(at)

    def _guessed(self, at: int) -> Heading | None:
        """A line without number that the reader took for a heading by its type (bold, alone), inside all numbered ones.

        The first such line is rather the title, and one without a paragraph after it a name or a date.
        """
        line, following = self.lines[at], self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if self.blocks[at].kind != "heading" or not is_line(line, _LINE_LENGTH):
            return None
        later = self.first_heading < at
        has_body = self._body_follows(at) and len(following) > _LINE_LENGTH
        return Heading(title(line), GUESSED_RANK) if later and has_body else None

    def _stated(self, at: int, level: int) -> Heading | None:
        article_level, number = self.outline.article_level, self.numbers[at]
        if self.outline.article is not None and article_level is not None and level > article_level:
            return None
        if number is None and _FIELD.match(self.lines[at]):
            return None
        if number is None:
            return Heading(title(self.lines[at]), level=level, leaf=is_named(self.lines[at]))
        return Heading(title(self.lines[at]), number.rank, level, number.values)

    def _numbered(self, at: int, number: Numbering) -> Heading | None:
        """A heading that only its number tells."""
        line, outer = self.lines[at], number.rank <= HAN_BRACKET_RANK
        text = line[number.end :]
        if number.rank >= DECIMAL_RANK and not self._expected(number):
            return None
        if is_line(text, _OUTER_LENGTH if outer else _LINE_LENGTH) and (outer or "：" not in text.rstrip("：")):
            return Heading(title(line), number.rank, values=number.values)
        if outer and text.endswith("。") and is_line(text[:-1], _FULL_STOP_LENGTH) and self._goes_deeper(at, number):
            return Heading(title(line), number.rank, values=number.values)
        deep = number.rank > HAN_BRACKET_RANK and len(number.values) == 1
        end = run_in(text, _ITEM_LENGTH if deep else _RUN_IN_LENGTH)
        if end is None or len(text) - end <= _BODY_LENGTH or (deep and "：" in text[:end]):
            return None
        return Heading(title(line[: number.end + end]), number.rank, values=number.values, run_in=True)

    def _expected(self, number: Numbering) -> bool:
        decimal = DECIMAL_RANK <= number.rank < DECIMAL_RANK + 10
        return not decimal or self.outline.expects(number.values)

    def _is_item(self, at: int, number: Numbering) -> bool:
        """Whether the block is one of several items in a row, rather than a heading with a body."""
        before = self.numbers[at - 1] if at else None
        if before is not None and self.items[at - 1] and _is_next(before, number):
            return True
        after = self.numbers[at + 1] if at + 1 < len(self.numbers) else None
        return after is not None and _is_next(number, after) and is_line(self.lines[at], _STATED_LENGTH)

    def _goes_deeper(self, at: int, number: Numbering) -> bool:
        after = self.numbers[at + 1] if at + 1 < len(self.numbers) else None
        return self._body_follows(at) or (after is not None and after.rank > number.rank)

    def _body_follows(self, at: int) -> bool:
        following = at + 1
        return following < len(self.blocks) and self.numbers[following] is None and self.levels[following] is None

    def _part_name(self, at: int) -> str | None:
        """The name of the attachment that begins at the block; a list of attachments (附件：1.…) begins none."""
        match = part(self.lines[at])
        if match is None or self._lists_parts(at, match):
            return None
        name = title(self.lines[at])
        following = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if not match["rest"] and self._body_follows(at) and following and is_line(following, 40):
            self.part_titles.add(at + 1)
            return f"{name} {title(following)}"
        return name

    def _lists_parts(self, at: int, match: re.Match[str]) -> bool:
        if not match["colon"] or self.levels[at] is not None:
            return False
        after = self.numbers[at + 1] if at + 1 < len(self.numbers) else None
        return bool(_LIST_OF_PARTS.match(match["rest"])) or (match["number"] is None and after is not None)

    def _find_title(self) -> int | None:
        """The heading that names the whole document: the first, outermost, alone at its level or at once outdone."""
        stated = [at for at, level in enumerate(self.levels) if level is not None]
        if not stated or sum(len(line) for line in self.lines[: stated[0]]) > 300:
            return None
        first, line = stated[0], self.lines[stated[0]]
        level = self.levels[first] or 0
        if self.numbers[first] or unit(line) is not None or is_named(line) or not is_line(line, _STATED_LENGTH):
            return None
        peers = [at for at in stated[1:] if self.levels[at] == level]
        alone = all(self.numbers[at] is not None or unit(self.lines[at]) is not None for at in peers)
        outdone = len(stated) > 1 and stated[1] == first + 1 and self.levels[first + 1] == level
        outermost = all((self.levels[at] or 0) >= level for at in stated)
        return first if outermost and (alone or outdone) else None

    def _find_contents(self) -> range:
        """The lines of the table of contents after a line 目录: until one comes again, or one is no entry."""
        for at, line in enumerate(self.lines[:200]):
            if len(line) < 12 and re.sub(r"\s", "", line).lower() in ("目录", "目次", "contents"):
                return range(at + 1, self._contents_end(at + 1))
        return range(0)

    def _contents_end(self, start: int) -> int:
        seen: set[str] = set()
        for at in range(start, len(self.lines)):
            line = _ENTRY_TAIL.sub("", self.lines[at])
            name = re.sub(r"\s", "", line)
            entry = unit(line) is not None or self.numbers[at] is not None or line != self.lines[at] or is_named(line)
            if not entry or name in seen or not is_line(line, 60):
                return at
            seen.add(name)
        return start


def _stated_level(block: Block) -> int | None:
    """The heading level that the format states: Word's or HTML's, or the #'s of Markdown kept in plain text."""
    if block.kind == "heading":
        return block.level
    marks = _MARKDOWN.match(block.text) if block.kind == "paragraph" else None
    return len(marks[1]) if marks else None


def _is_next(number: Numbering, following: Numbering) -> bool:
    return (
        number.rank == following.rank
        and number.values[:-1] == following.values[:-1]
        and number.values[-1] + 1 == following.values[-1]
    )


def _of_kind(block: Block, heading: bool) -> Block:
    if heading and block.kind != "heading":
        return replace(block, kind="heading")
    if not heading and block.kind == "heading":
        return replace(block, kind="paragraph", level=None)
    return block
