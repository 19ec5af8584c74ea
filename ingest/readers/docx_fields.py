"""Fields of a Word document (page references, contents, dates): what a reader sees is the result that was stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.docx_archive import W, is_on

_CONTENTS = ("TOC", "INDEX", "TOA", "BIBLIOGRAPHYINDEX")
_UNMATCHED = "unmatched"
_DELETED = (f"{W}del", f"{W}moveFrom")
_ENCLOSED = re.compile(r"\\o\s*(?:\\a[cdlr]\s*)?\(\s*([○□△◇〇])\s*[,，;；]\s*(\w{1,3})\s*\)", re.IGNORECASE)
_ANNOTATED = re.compile(r"\\o\s*\\a[dclr]\s*\(\s*\\s\s*\\up[^()]*\([^()]*\)\s*[,，;；]\s*([^()]+)\)", re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False
    has_result: bool = False
    check_box: str = ""

    @property
    def is_contents(self) -> bool:
        return self.code.split(maxsplit=1)[:1] != [] and self.code.split(maxsplit=1)[0].upper() in _CONTENTS


@dataclass(slots=True)
class Fields:
    """The fields that are open at a place of a text.

    Attributes:
        met_contents: Whether a table of contents or an index was passed since this was last set to False.
    """

    met_contents: bool = False
    _open: list[_Field] = field(default_factory=list)

    @property
    def hides(self) -> bool:
        """Whether what stands here is no text: a field's code, or a table of contents."""
        return any(not one.in_result or one.is_contents for one in self._open)

    def mark(self, element: etree._Element) -> str:
        """Passes a `w:fldChar`. Returns the text of a field that shows something without having a result."""
        kind = element.get(f"{W}fldCharType")
        if element.get(_UNMATCHED):
            return ""
        if kind == "begin":
            self._open.append(_Field(check_box=_check_box(element)))
        elif self._open and kind == "separate":
            self._open[-1].in_result = True
            self.met_contents = self.met_contents or self._open[-1].is_contents
        elif self._open and kind == "end":
            done = self._open.pop()
            return "" if self.hides else done.check_box or ("" if done.has_result else _shown(done.code))
        return ""

    def code(self, text: str) -> None:
        if self._open and not self._open[-1].in_result:
            self._open[-1].code += text

    def result(self) -> None:
        """Something visible was met."""
        for one in self._open:
            one.has_result = True


def is_contents(code: str) -> bool:
    """Whether a field's code makes a table of contents or an index."""
    return _Field(code=code).is_contents


def match_fields(story: etree._Element) -> None:
    """Marks the field characters that have no counterpart, or only a deleted one: a field that never ends would swallow
    all that follows."""
    open_: list[list[etree._Element]] = []
    seen = [one for one in story.iter(f"{W}fldChar") if next(one.iterancestors(*_DELETED), None) is None]
    for one in seen:
        kind = one.get(f"{W}fldCharType")
        if kind == "begin":
            open_.append([one])
        elif not open_:
            one.set(_UNMATCHED, "1")
        elif kind == "end":
            open_.pop()
        else:
            open_[-1].append(one)
    for one in (each for group in open_ for each in group):
        one.set(_UNMATCHED, "1")


def _check_box(element: etree._Element) -> str:
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    state = is_on(box.find(f"{W}checked"))
    return "☑" if (is_on(box.find(f"{W}default")) if state is None else state) else "□"


def _shown(code: str) -> str:
    """What a formula field (EQ) draws: a number in a circle, or a character without the reading above it."""
    if not code.strip().upper().startswith("EQ"):
        return ""
    if match := _ENCLOSED.search(code):
        sign, inside = match.groups()
        circled = inside.isdigit() and 1 <= int(inside) <= 20 and sign in "○〇"
        return chr(0x2460 + int(inside) - 1) if circled else inside
    return match.group(1).strip() if (match := _ANNOTATED.search(code)) else ""
