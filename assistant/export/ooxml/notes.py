"""footnotes.xml: the two separators that Word asks for, then the notes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.ooxml.styles import NOTE_TEXT
from assistant.export.ooxml.text import note_mark, paragraph, plain
from assistant.export.ooxml.xml import Element, on, part, w
from assistant.export.template import Template

SEPARATORS = {-1: "separator", 0: "continuationSeparator"}
"""Ids of the separators; settings.xml names them too."""


def footnotes(notes: Sequence[str], template: Template) -> bytes:
    """The whole part. Note 1 has the id 1."""
    separators = [_separator(identity, kind) for identity, kind in SEPARATORS.items()]
    return part(w("footnotes", *separators, *(_note(at, note, template) for at, note in enumerate(notes, 1))))


def _separator(identity: int, kind: str) -> Element:
    spacing = w("spacing", before=0, after=0, line=240, lineRule="auto")
    content = w("p", w("pPr", on("snapToGrid", False), spacing), w("r", w(kind)))
    return w("footnote", content, type=kind, id=identity)


def _note(number: int, note: str, template: Template) -> Element:
    face = template.faces["footnote"]
    mark = note_mark(w("footnoteRef"), template)
    return w("footnote", paragraph(NOTE_TEXT, mark, *plain(f" {note}", face)), id=number)


__all__ = ["SEPARATORS", "footnotes"]
