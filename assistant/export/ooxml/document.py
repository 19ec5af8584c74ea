"""document.xml: a manuscript on the pages of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.export.evidence import COLUMNS, TITLE, EvidenceRow
from assistant.export.manuscript import Line, Manuscript, Run, Table
from assistant.export.ooxml import styles as style
from assistant.export.ooxml.tables import SMALL, Merge, TableCell, table
from assistant.export.ooxml.text import paragraph, plain, runs
from assistant.export.ooxml.xml import Element, part, relation, w
from assistant.export.signing import SignatureLine, width
from assistant.export.template import HEADINGS, PAPER, POINT, Template, twips
from assistant.export.titling import title_lines

FOOTERS = {"default": "rIdOdd", "even": "rIdEven"}
"""Relationships of the footers, by the pages that bear them."""

_KEPT = 12
"""Lines of a paragraph, at most, that goes to the next page as a whole with the signature."""


def document(manuscript: Manuscript, template: Template) -> bytes:
    """The whole part."""
    content = [*_front(manuscript, template), *_body(manuscript, template), *_back(manuscript, template)]
    if manuscript.evidence or manuscript.left_to_do:
        content.extend(_evidence(manuscript, template))
    return part(w("document", w("body", *content, _section(template))))


def _front(manuscript: Manuscript, template: Template) -> Iterator[Element]:
    """Red head and 文号, title, subtitle, 主送机关."""
    body, pitch = template.faces["body"], template.line_pitch
    if template.red_head:
        yield from _red_head(manuscript, template)
    elif manuscript.number:
        flush = [w("jc", val="right"), w("spacing", after=pitch)]
        yield paragraph(style.NUMBER, *plain(manuscript.number, body), properties=flush)
    if manuscript.title:
        yield _title(manuscript, template)
    if manuscript.subtitle:
        yield paragraph(style.SUBTITLE, *plain(manuscript.subtitle, template.faces["subtitle"]))
    if manuscript.addressee:
        yield paragraph(style.ADDRESSEE, *plain(manuscript.addressee, body))


def _red_head(manuscript: Manuscript, template: Template) -> Iterator[Element]:
    """发文机关标志 35 mm below the text area's edge, on one line; 文号 two lines below, 红色分隔线 4 mm below that
    (GB/T 9704-2012, 7.2.4, 7.2.5, 7.2.7); the title two lines below the rule."""
    face, pitch = template.faces["red_head"], template.line_pitch
    size = min(face.size, template.width / POINT / (width(template.red_head) + 0.5))
    sized = [w("color", val=style.RED), *(w(name, val=style.half_points(size)) for name in ("sz", "szCs"))]
    space = w("spacing", before=twips(35), after=2 * pitch, line=round(size * 1.2 * POINT), lineRule="exact")
    yield paragraph(style.RED_HEAD, *plain(template.red_head, face, *sized), properties=[space])
    rule = w("pBdr", w("bottom", val="single", sz=12, space=11, color=style.RED))
    number = plain(manuscript.number, template.faces["body"])
    yield paragraph(style.NUMBER, *number, properties=[rule, w("spacing", after=2 * pitch)])


_CHAPTER = re.compile(r"第[一二三四五六七八九十百]+[编章]")
_CENTRED: dict[str, dict[str, Any]] = {"ind": {"firstLineChars": 0, "firstLine": 0}, "jc": {"val": "center"}}
"""A rule's chapters stand in the middle, as rules are printed."""


def _title(manuscript: Manuscript, template: Template) -> Element:
    """On whole lines of the grid, turned between words."""
    face, pitch = template.faces["title"], template.line_pitch
    lines = title_lines(manuscript.title, int(template.width / POINT / face.size))
    line = pitch * -(-round(face.size * POINT) // pitch)
    spacing = w("spacing", before=0, after=0 if manuscript.subtitle else pitch, line=line, lineRule="exact")
    return paragraph(style.TITLE, *plain("\n".join(lines), face), properties=[spacing])


def _body(manuscript: Manuscript, template: Template) -> Iterator[Element]:
    last = manuscript.blocks[-1] if manuscript.blocks and manuscript.signature else None
    for block in manuscript.blocks:
        if isinstance(block, Table):
            rows = [[TableCell(cell) for cell in row] for row in block.rows]
            yield from table(block.columns, rows, template, block.caption, keeps=block is last)
        elif block.level:
            face = template.faces[HEADINGS[block.level - 1]]
            centred = _CENTRED if block.level == 1 and _CHAPTER.match(block.text) else {}
            properties = [w(name, **values) for name, values in centred.items()]
            yield paragraph(style.HEADINGS[block.level - 1], *runs(block.runs, face, template), properties=properties)
        else:
            yield _text(block, template, keeps=block is last and width(block.text) <= _KEPT * template.characters)


def _text(line: Line, template: Template, keeps: bool = False) -> Element:
    """Body text; the last of it keeps with the signature, which may not stand on a page alone (7.3.5.4)."""
    properties = [w("keepNext")] if keeps else []
    return paragraph(style.BODY, *runs(line.runs, template.faces["body"], template), properties=properties)


def _back(manuscript: Manuscript, template: Template) -> Iterator[Element]:
    """附件说明, 署名 and 成文日期, 附注."""
    yield from _attachments(manuscript.attachments, template, keeps=bool(manuscript.signature))
    for at, line in enumerate(manuscript.signature):
        yield _signature(line, template, first=at == 0)
    if manuscript.remark:
        yield paragraph(style.REMARK, *plain(manuscript.remark, template.faces["body"]))


def _attachments(names: Sequence[str], template: Template, keeps: bool) -> Iterator[Element]:
    """One line below the text, two characters in; names stand below one another (7.3.4)."""
    numbers = [f"{at}. " for at in range(1, len(names) + 1)] if len(names) > 1 else [""] * len(names)
    for at, (number, name) in enumerate(zip(numbers, names, strict=True)):
        lead = f"附件：{number}" if at == 0 else number
        left = style.characters(template, 2 + width(f"附件：{number}"))
        properties = [w("ind", left=left, hanging=style.characters(template, width(lead)))]
        if at == 0:
            properties.append(w("spacing", before=template.line_pitch))
        if keeps:
            properties.append(w("keepNext"))
        yield paragraph(style.ATTACHMENT, *plain(lead + name, template.faces["body"]), properties=properties)


def _signature(line: SignatureLine, template: Template, first: bool) -> Element:
    """Two lines below the text, where a seal finds its place."""
    right = w("ind", rightChars=round(line.right * 100), right=style.characters(template, line.right))
    properties = [right, *([w("spacing", before=2 * template.line_pitch)] if first else [])]
    kind = style.DAY if line.is_date else style.SIGNATURE
    return paragraph(kind, *plain(line.text, template.faces["body"]), properties=properties)


def _evidence(manuscript: Manuscript, template: Template) -> Iterator[Element]:
    """From a page of its own on: the table, then what is still to be done."""
    head = template.faces["heading1"]
    properties = [w("pageBreakBefore"), w("spacing", after=template.line_pitch // 2)]
    yield paragraph(style.HEADINGS[0], *plain(TITLE, head), properties=properties)
    if manuscript.evidence:
        yield from table(COLUMNS, evidence_cells(manuscript.evidence), template, look=SMALL)
    for title, items in manuscript.left_to_do:
        yield paragraph(style.HEADINGS[0], *plain(title, head))
        yield from (_text(Line((Run(item),)), template) for item in items)


def evidence_cells(rows: Sequence[EvidenceRow]) -> list[list[TableCell]]:
    """The table's rows; number, claim and verdict of a claim with several sources are one cell each."""
    cells = []
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        merge: Merge = "continue" if row.goes_on else "restart" if below is not None and below.goes_on else "none"
        cells.append(
            [
                TableCell((Run(written),), merge if column in _SHARED else "none", row.is_faulty)
                for column, written in zip(COLUMNS, row.cells, strict=True)
            ]
        )
    return cells


_SHARED = {COLUMNS[0], COLUMNS[1], COLUMNS[4]}


def _section(template: Template) -> Element:
    margins = template.margins
    references = [] if template.number_place == "none" else _footer_references()
    return w(
        "sectPr",
        *references,
        w("pgSz", w=PAPER[0], h=PAPER[1]),
        w(
            "pgMar",
            top=twips(margins.top),
            right=twips(margins.right),
            bottom=twips(margins.bottom),
            left=twips(margins.left),
            header=twips(15),
            footer=footer_distance(template),
            gutter=0,
        ),
        w("pgNumType", start=1),
        w("docGrid", type="linesAndChars", linePitch=template.line_pitch, charSpace=template.character_space),
    )


def _footer_references() -> list[Element]:
    return [relation(w("footerReference", type=pages), identity) for pages, identity in FOOTERS.items()]


def footer_distance(template: Template) -> int:
    """Twips from the paper's lower edge to the footer's: its dash, at half its line, is `number_gap` below the text."""
    below = twips(template.number_gap) + round(footer_line(template) / 2)
    return max(0, twips(template.margins.bottom) - below)


def footer_line(template: Template) -> int:
    """Twips of the footer's line."""
    return round(template.faces["page_number"].size * 18 / 14 * POINT)


__all__ = ["FOOTERS", "document", "footer_distance"]
