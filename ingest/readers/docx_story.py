"""Stories of a Word document (its body, a text box, a cell, a note, a header): their paragraphs and tables in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.errors import LimitExceededError
from ingest.layout.joining import is_contents_line, is_heading, is_terminal, join, starts_item
from ingest.readers.assembly import Item
from ingest.readers.docx_archive import MC, W, is_on, value_of
from ingest.readers.docx_fields import Fields
from ingest.readers.docx_inline import Inline, NoteKind, NoteReference, chosen_form, read_inline, shows_placeholder
from ingest.readers.docx_notes import Notes
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_styles import Styles, level_of, style_of
from ingest.readers.docx_tables import WRAPPERS, table_items

MAX_DEPTH = 30
"""Nesting of tables, text boxes and what wraps them."""
_CONTENTS_TITLE = re.compile(r"目[录錄次]|(?:table\s?of\s?)?contents", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all parts of one story have in common, and all but the numbering all stories of one document.

    Attributes:
        name: The file's, for messages.
        of_notes: How the footnotes and endnotes are numbered, which count for themselves.
    """

    name: str
    styles: Styles
    numbering: Numbering
    notes: Notes
    of_notes: Mapping[NoteKind, Numbering]

    def another(self, numbering: Numbering | None = None) -> Shared:
        """The same for a story that counts for itself, or with `numbering`."""
        return replace(self, numbering=numbering or self.numbering.anew())


@dataclass(slots=True)
class Story:
    """One pass over a story.

    Attributes:
        items: What was found, in reading order.
        depth: How deep the story lies in others.
    """

    shared: Shared
    depth: int = 0
    fields: Fields = field(default_factory=Fields)
    items: list[Item] = field(default_factory=list)
    _held: tuple[Inline, etree._Element | None] | None = None
    """A paragraph whose end was deleted, with its properties."""

    def read(self, parent: etree._Element) -> list[Item]:
        """The items under `parent`.

        Raises:
            LimitExceededError: Tables or text boxes are nested deeper than `MAX_DEPTH`.
        """
        self._blocks(parent, self.depth)
        self._release()
        return self.items

    def _blocks(self, parent: etree._Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise LimitExceededError(
                f"Word 文件“{self.shared.name}”的表格或文本框嵌套超过 {MAX_DEPTH} 层，未导入", "请用 Word 打开核对内容"
            )
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._release()
                self.items.extend(table_items(child, self._cell))
            elif child.tag == f"{MC}AlternateContent":
                self._blocks(chosen_form(child), depth + 1)
            elif child.tag == f"{W}sdt" and _is_contents_control(child):
                self._drop_contents_title()
            elif child.tag in WRAPPERS and not shows_placeholder(child):
                self._blocks(child, depth + 1)

    def _cell(self, cell: etree._Element) -> list[Item]:
        return Story(self.shared, self.depth + 1, self.fields).read(cell)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        inline = read_inline(paragraph, style_of(properties, self.shared.styles), self.shared.styles, self.fields)
        if self._held is not None:
            inline = self._held[0].followed_by(inline)
        self._held = (inline, properties)
        if not _runs_on(properties):
            self._release()
        section = None if properties is None else properties.find(f"{W}sectPr")
        if section is not None:
            self.shared.notes.end_section(section)

    def _release(self) -> None:
        if self._held is None:
            return
        (inline, properties), self._held = self._held, None
        self._say(inline, properties)
        for note in inline.notes:
            self._note(note)
        self.shared.notes.page += inline.breaks
        for box in inline.boxes:
            self.items.extend(Story(self.shared.another(), self.depth + 1).read(box))

    def _say(self, inline: Inline, properties: etree._Element | None) -> None:
        style = style_of(properties, self.shared.styles)
        label = self.shared.numbering.label(properties, style)
        lines = [line for raw in inline.text.split("\n") if (line := " ".join(raw.split()))]
        if style.is_contents or any(map(is_contents_line, lines)) or self.fields.met_contents:
            self._drop_contents_title()
        if not lines or style.is_contents or any(map(is_contents_line, lines)):
            return
        text = _joined([label + lines[0], *lines[1:]])
        level = level_of(properties, style)
        if level is not None:
            self.items.append(Item("heading", " ".join(text), max(1, level)))
            return
        self.items.extend(Item("heading" if is_heading(line) else "paragraph", line) for line in text)

    def _note(self, reference: NoteReference) -> None:
        mark, body = self.shared.notes.mark(reference), self.shared.notes.body(reference)
        shared = self.shared.another(self.shared.of_notes[reference.kind])
        found = Story(shared, self.depth + 1).read(body) if body is not None else []
        if text := " ".join(item.text for item in found):
            self.items.append(Item("footnote", f"{mark} {text}".strip()))

    def _drop_contents_title(self) -> None:
        """目录 names nothing once the table of contents after it is left out."""
        self.fields.met_contents = False
        if self.items and _CONTENTS_TITLE.fullmatch(re.sub(r"\s", "", self.items[-1].text)):
            self.items.pop()


def _is_contents_control(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return value_of(gallery) == "Table of Contents"


def _runs_on(properties: etree._Element | None) -> bool:
    """Whether the paragraph's end was deleted, moved away or hidden, so that the next one follows in the same line. A
    style separator (`w:specVanish`) does not count: it sets a heading apart from the text that runs on."""
    mark = None if properties is None else properties.find(f"{W}rPr")
    if mark is None:
        return False
    if mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None:
        return True
    return bool(is_on(mark.find(f"{W}vanish"))) and not is_on(mark.find(f"{W}specVanish"))


def _joined(lines: Iterable[str]) -> list[str]:
    """Lines parted by soft breaks: a sentence over two of them is one line again."""
    found: list[str] = []
    for line in lines:
        if found and not (is_terminal(found[-1]) or starts_item(line) or is_heading(found[-1])):
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
    return found
