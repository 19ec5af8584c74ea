"""Runs and paragraphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from assistant.export.manuscript import Mark, Run
from assistant.export.ooxml.styles import NOTE_MARK, fonts
from assistant.export.ooxml.xml import Element, on, text, w
from assistant.export.template import Face, Template

FAULTY = "FFC7CE"
"""The ground of what differs from its source."""

_LOOKS: Mapping[Mark, tuple[str, Mapping[str, str]] | None] = {
    "plain": None,
    "pending": ("highlight", {"val": "yellow"}),
    "faulty": ("shd", {"val": "clear", "color": "auto", "fill": FAULTY}),
}


def paragraph(style: str, *content: Element, properties: Sequence[Element] = ()) -> Element:
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


def plain(written: str, face: Face, *looks: Element) -> list[Element]:
    """The runs of `written`: one a line, line breaks between them. The font is stated on each."""
    runs: list[Element] = []
    for at, line in enumerate(written.split("\n")):
        content = ([w("br")] if at else []) + ([text(line)] if line else [])
        if content:
            runs.append(w("r", w("rPr", fonts(face), *_bold(face), *map(deepcopy, looks)), *content))
    return runs


def runs(written: Sequence[Run], face: Face, template: Template) -> list[Element]:
    """The runs of a manuscript's line, notes referred to where it has them."""
    elements: list[Element] = []
    for run in written:
        look = _LOOKS[run.mark]
        looks = [w(look[0], **look[1])] if look else []
        elements.extend(plain(run.text, face, *looks))
        if run.note is not None:
            elements.extend(_repeated(run.note, template) if run.again else _referred(run.note, template))
    return elements


def _referred(number: int, template: Template) -> list[Element]:
    """The place of a note, under a name by which other places refer to it."""
    mark = note_mark(w("footnoteReference", id=number), template)
    return [w("bookmarkStart", id=number, name=f"_RefNote{number}"), mark, w("bookmarkEnd", id=number)]


def _repeated(number: int, template: Template) -> list[Element]:
    """A mark that Word keeps equal to that of the note it repeats."""
    face = template.faces["footnote"]
    return field(f"NOTEREF _RefNote{number} \\f \\h", str(number), face, w("rStyle", val=NOTE_MARK))


def note_mark(content: Element, template: Template) -> Element:
    """A run in the style of note marks."""
    return w("r", w("rPr", w("rStyle", val=NOTE_MARK), fonts(template.faces["footnote"])), content)


def field(instruction: str, shown: str, face: Face, *looks: Element) -> list[Element]:
    """A field whose value Word keeps; `shown` stands there until it does."""
    pieces = [
        w("fldChar", fldCharType="begin"),
        _instruction(instruction),
        w("fldChar", fldCharType="separate"),
        text(shown),
        w("fldChar", fldCharType="end"),
    ]
    return [w("r", w("rPr", fonts(face), *_bold(face), *map(deepcopy, looks)), piece) for piece in pieces]


def _instruction(instruction: str) -> Element:
    element = w("instrText")
    element.text = f" {instruction} "
    return element


def _bold(face: Face) -> list[Element]:
    return [on("b"), on("bCs")] if face.bold else []


__all__ = ["FAULTY", "field", "note_mark", "paragraph", "plain", "runs"]
