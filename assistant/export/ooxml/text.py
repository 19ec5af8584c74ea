"""Runs and paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.manuscript import Run
from assistant.export.ooxml.styles import NOTE_MARK, fonts
from assistant.export.ooxml.xml import Element, on, text, w
from assistant.export.template import Face, Template

_PENDING = ("highlight", {"val": "yellow"})
_FAULTY = ("shd", {"val": "clear", "color": "auto", "fill": "FFC7CE"})
_LOOKS = {"plain": (), "pending": (_PENDING,), "faulty": (_FAULTY,)}


def paragraph(style: str, *content: Element, properties: Sequence[Element] = ()) -> Element:
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


def plain(written: str, face: Face, *looks: Element) -> list[Element]:
    """The runs of `written`: one a line, line breaks between them. The font is stated on each."""
    runs: list[Element] = []
    for at, line in enumerate(written.split("\n")):
        content = ([w("br")] if at else []) + ([text(line)] if line else [])
        if content:
            runs.append(w("r", w("rPr", fonts(face), *_bold(face), *looks), *content))
    return runs


def runs(written: Sequence[Run], face: Face, template: Template) -> list[Element]:
    """The runs of a manuscript's line, notes referred to where it has them."""
    elements: list[Element] = []
    for run in written:
        looks = [w(name, **attributes) for name, attributes in _LOOKS[run.mark]]
        elements.extend(plain(run.text, face, *looks))
        if run.note is not None:
            elements.append(note_mark(w("footnoteReference", id=run.note), template))
    return elements


def note_mark(content: Element, template: Template) -> Element:
    """A run in the style of note marks."""
    return w("r", w("rPr", w("rStyle", val=NOTE_MARK), fonts(template.faces["footnote"])), content)


def field(instruction: str, shown: str, face: Face) -> list[Element]:
    """A field whose value Word keeps; `shown` stands there until it does."""
    pieces = [
        w("fldChar", fldCharType="begin"),
        _instruction(instruction),
        w("fldChar", fldCharType="separate"),
        text(shown),
        w("fldChar", fldCharType="end"),
    ]
    return [w("r", w("rPr", fonts(face), *_bold(face)), piece) for piece in pieces]


def _instruction(instruction: str) -> Element:
    element = w("instrText")
    element.text = f" {instruction} "
    return element


def _bold(face: Face) -> list[Element]:
    return [on("b"), on("bCs")] if face.bold else []


__all__ = ["field", "note_mark", "paragraph", "plain", "runs"]
