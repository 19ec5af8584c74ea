"""The visible text of one paragraph of a Word document, and what hangs on it: text boxes and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from ingest.readers.docx_archive import MC, M, W
from ingest.readers.docx_fields import Fields, is_contents
from ingest.readers.docx_math import linear
from ingest.readers.docx_styles import Style, Styles, is_hidden
from ingest.readers.docx_symbols import symbol

_SKIPPED = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "rt", "pPr", "rPr", "fldData", "sdtPr", "sdtEndPr", "tbl", "customXmlPr")
}
"""What a reader does not see: deletions, readings above characters, properties."""
_BOX = f"{W}txbxContent"
_DRAWN_TEXT = "{urn:schemas-microsoft-com:vml}textpath"
"""WordArt and watermarks."""

_MARK = "\x00"
"""Stands where a note's mark is counted by Word; XML cannot hold this character."""
_NOTE_MARKS = re.compile(rf"[\[［(（〔【]\s*{_MARK}(?:[\s,，、;；~–—-]*{_MARK})*\s*[\]］)）〕】]")

NoteKind = Literal["footnote", "endnote"]


@dataclass(frozen=True, slots=True)
class NoteReference:
    """Attributes:
    mark: The sign that the author set by hand; "" where Word counts.
    """

    kind: NoteKind
    identifier: str
    mark: str = ""
    breaks: int = 0
    """How many pages have begun in this paragraph before it."""


@dataclass(slots=True)
class Inline:
    """What stands in a paragraph.

    Attributes:
        pieces: Its text; "\\n" is a line break within the paragraph.
        boxes: The contents of the text boxes anchored in it, outermost only.
        breaks: How many pages begin in it, as the program that saved it laid them out.
    """

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[NoteReference] = field(default_factory=list)
    breaks: int = 0

    @property
    def text(self) -> str:
        """The text without the marks of notes, nor the brackets that stand around nothing else: 发展[1] is 发展."""
        return _NOTE_MARKS.sub("", "".join(self.pieces)).replace(_MARK, "")

    def followed_by(self, other: Inline) -> Inline:
        """This paragraph run on into the next, whose border to it was deleted."""
        return Inline(
            self.pieces + other.pieces,
            self.boxes + other.boxes,
            self.notes + other.notes,
            self.breaks + other.breaks,
        )


def read_inline(paragraph: etree._Element, style: Style, styles: Styles, fields: Fields) -> Inline:
    """What a reader sees in a paragraph: insertions taken, deletions, hidden text and field codes left out."""
    found = Inline()
    _Walk(found, style, styles, fields).inside(paragraph)
    return found


@dataclass(slots=True)
class _Walk:
    found: Inline
    style: Style
    styles: Styles
    fields: Fields

    def inside(self, parent: etree._Element) -> None:
        for child in parent:
            self._visit(child)

    def _visit(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            return
        if tag == f"{W}r":
            self._run(element)
        elif tag == f"{W}fldSimple":
            self._simple_field(element)
        elif tag == f"{MC}AlternateContent":
            self.inside(chosen_form(element))
        elif tag == _BOX:
            if not self.fields.hides:
                self.found.boxes.append(element)
        elif tag == f"{W}sdt" and shows_placeholder(element):
            return
        elif tag == _DRAWN_TEXT:
            self._say(f"\n{element.get('string') or ''}\n")
        elif tag == f"{M}oMath":
            self._say(linear(element))
        elif (leaf := _LEAVES.get(tag)) is not None:
            self._say(leaf(element))
        else:
            self.inside(element)

    def _run(self, run: etree._Element) -> None:
        if is_hidden(run, self.style, self.styles):
            for one in run.iter(f"{W}fldChar", f"{W}instrText"):
                self._field(one)
            return
        custom = ""
        for child in run:
            if child.tag in (f"{W}fldChar", f"{W}instrText"):
                self._field(child)
            elif child.tag in _NOTES:
                custom = self._note(child, run)
            elif _begins_page(child):
                self.found.breaks += 1
            elif not (custom and child.tag in (f"{W}t", f"{W}sym")):
                self._visit(child)

    def _field(self, element: etree._Element) -> None:
        if element.tag == f"{W}instrText":
            self.fields.code(element.text or "")
        elif shown := self.fields.mark(element):
            self._say(shown)

    def _simple_field(self, element: etree._Element) -> None:
        if is_contents(element.get(f"{W}instr", "")):
            self.fields.met_contents = True
        else:
            self.inside(element)

    def _note(self, element: etree._Element, run: etree._Element) -> str:
        """Keeps a note that is referred to; returns the mark that follows in the same run."""
        by_hand = element.get(f"{W}customMarkFollows") in ("1", "true", "on")
        mark = "".join(_LEAVES[one.tag](one) for one in run if one.tag in (f"{W}t", f"{W}sym")) if by_hand else ""
        if not self.fields.hides:
            kind = _NOTES[str(element.tag)]
            self.found.notes.append(NoteReference(kind, element.get(f"{W}id", ""), mark.strip(), self.found.breaks))
            self.found.pieces.append(_MARK)
        return mark

    def _say(self, text: str) -> None:
        if text and not self.fields.hides:
            self.fields.result()
            self.found.pieces.append(text)


_NOTES: dict[str, NoteKind] = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


def shows_placeholder(control: etree._Element) -> bool:
    """Whether a content control (`w:sdt`) still says only what is to be filled in."""
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _begins_page(element: etree._Element) -> bool:
    if element.tag == f"{W}br":
        return element.get(f"{W}type") == "page"
    return bool(element.tag == f"{W}lastRenderedPageBreak")


def _break(element: etree._Element) -> str:
    return "" if element.get(f"{W}type") in ("page", "column") else "\n"


def _symbol(element: etree._Element) -> str:
    return symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))


_LEAVES: dict[str, Callable[[etree._Element], str]] = {
    f"{W}t": lambda element: element.text or "",
    f"{W}tab": lambda _: " ",
    f"{W}ptab": lambda _: " ",
    f"{W}br": _break,
    f"{W}cr": lambda _: "\n",
    f"{W}footnoteRef": lambda _: _MARK,
    f"{W}endnoteRef": lambda _: _MARK,
    f"{W}noBreakHyphen": lambda _: "-",
    f"{W}softHyphen": lambda _: "",
    f"{W}sym": _symbol,
}


def chosen_form(element: etree._Element) -> etree._Element:
    """Of several forms of one thing the first that has text; else the first."""
    forms = [one for one in element if one.tag in (f"{MC}Choice", f"{MC}Fallback")]
    return next((one for one in forms if _has_text(one)), forms[0] if forms else element)


def _has_text(element: etree._Element) -> bool:
    return next(_texts(element), None) is not None


def _texts(element: etree._Element) -> Iterator[str]:
    return (one.text for one in element.iter(f"{W}t", f"{M}t") if one.text)
