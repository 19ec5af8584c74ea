"""Footnotes and endnotes of a Word document: their texts, and the marks that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.docx_archive import Parts, R, W, number_of, value_of
from ingest.readers.docx_inline import NoteKind, NoteReference
from ingest.readers.docx_numerals import written

NOTE_KINDS: tuple[NoteKind, ...] = ("footnote", "endnote")
_USUAL_FORM: dict[NoteKind, str] = {"footnote": "decimal", "endnote": "lowerRoman"}
_CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class _Counting:
    """How one section counts its notes of one kind. `restart` is continuous, eachSect or eachPage."""

    form: str
    start: int = 1
    restart: str = _CONTINUOUS


@dataclass(slots=True)
class _Count:
    value: int | None = None
    section: int = 0
    page: int = 0


@dataclass(slots=True)
class Notes:
    """The notes of one document. Ask for every mark once, in document order.

    Attributes:
        section: Which section is being read, from 0.
        page: How many pages have begun before the paragraph that is being read, as far as the file tells.
    """

    section: int = 0
    page: int = 0
    _bodies: dict[NoteKind, dict[str, etree._Element]] = field(default_factory=dict)
    _countings: list[dict[NoteKind, _Counting]] = field(default_factory=list)
    _counts: dict[NoteKind, _Count] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Parts, sections: list[etree._Element]) -> Notes:
        settings = parts.related("settings")
        usual = {kind: _counting(settings, kind, _Counting(_USUAL_FORM[kind])) for kind in NOTE_KINDS}
        countings = [{kind: _counting(section, kind, usual[kind]) for kind in NOTE_KINDS} for section in sections]
        roots = {"footnote": parts.related("footnotes"), "endnote": parts.related("endnotes")}
        bodies = {kind: _by_id(roots[kind], kind) for kind in NOTE_KINDS}
        return cls(_bodies=bodies, _countings=countings or [usual], _counts={kind: _Count() for kind in NOTE_KINDS})

    def end_section(self, section: etree._Element) -> None:
        """The section that these properties (`w:sectPr`) belong to ends here."""
        self.section += 1
        self.page += value_of(section.find(f"{W}type")) != "continuous"

    def body(self, reference: NoteReference) -> etree._Element | None:
        return self._bodies[reference.kind].get(reference.identifier)

    def mark(self, reference: NoteReference) -> str:
        """The mark of the note that is referred to next."""
        if reference.mark:
            return reference.mark
        counting = self._countings[min(self.section, len(self._countings) - 1)][reference.kind]
        count, page = self._counts[reference.kind], self.page + reference.breaks
        is_anew = (counting.restart == "eachSect" and count.section != self.section) or (
            counting.restart == "eachPage" and count.page != page
        )
        count.value = counting.start if count.value is None or is_anew else count.value + 1
        count.section, count.page = self.section, page
        return written(count.value, counting.form)


def sections_of(document: etree._Element) -> list[etree._Element]:
    """The properties of the document's sections in order, without what they were before a tracked change."""
    found = document.iter(f"{W}sectPr")
    return [one for one in found if (parent := one.getparent()) is None or parent.tag != f"{W}sectPrChange"]


def margin_parts(sections: list[etree._Element], parts: Parts) -> list[etree._Element]:
    """The headers and footers of the sections, each once, in order."""
    references = (one for section in sections for one in section.iter(f"{W}headerReference", f"{W}footerReference"))
    identifiers = dict.fromkeys(one.get(f"{R}id", "") for one in references)
    return [root for one in identifiers if (root := parts.by_id(one)) is not None]


def _counting(parent: etree._Element | None, kind: NoteKind, usual: _Counting) -> _Counting:
    properties = None if parent is None else parent.find(f"{W}{kind}Pr")
    if properties is None:
        return usual
    start = number_of(properties.find(f"{W}numStart"))
    return _Counting(
        form=value_of(properties.find(f"{W}numFmt")) or usual.form,
        start=usual.start if start is None else start,
        restart=value_of(properties.find(f"{W}numRestart")) or usual.restart,
    )


def _by_id(root: etree._Element | None, kind: NoteKind) -> dict[str, etree._Element]:
    return {} if root is None else {one.get(f"{W}id", ""): one for one in root.iterchildren(f"{W}{kind}")}
