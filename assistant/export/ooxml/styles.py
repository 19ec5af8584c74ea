"""styles.xml: the parts of a page as real styles, so that Word's outline, its notes and its style list know them."""

from __future__ import annotations

from dataclasses import replace

from assistant.export.ooxml.xml import Element, on, part, w
from assistant.export.template import POINT, Face, Role, Template

NORMAL, BODY, TITLE, SUBTITLE = "Normal", "BodyText", "Title", "Subtitle"
ADDRESSEE, ATTACHMENT, SIGNATURE, DAY, REMARK = "Addressee", "Attachment", "Signature", "Date", "Remark"
RED_HEAD, NUMBER, CAPTION, TABLE_TEXT, TABLE_HEAD, TABLE = (
    "RedHead", "DocumentNumber", "Caption", "TableText", "TableHead", "TableGrid",
)  # fmt: skip
FOOTER, NOTE_TEXT, NOTE_MARK = "Footer", "FootnoteText", "FootnoteReference"
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")

_ON_GRID: frozenset[Role] = frozenset({"body", "heading1", "heading2", "heading3", "heading4", "subtitle"})

RED = "FF0000"
SMALL_TEXT, SMALL_SIZE = "SmallTableText", 10.5
"""5号, for tables of many columns and the table of an evidence copy, which is long."""

_NOTE_LINE = 1.4
"""Line height of notes, over their size."""
_TABLE_LINE = 1.5


def fonts(face: Face) -> Element:
    """rFonts with all four scripts; the hint gives quotation marks and dashes the Chinese font."""
    return w("rFonts", hint="eastAsia", ascii=face.latin, hAnsi=face.latin, eastAsia=face.font, cs=face.latin)


def half_points(size: float) -> int:
    return round(size * 2)


def characters(template: Template, count: float) -> int:
    """Twips of `count` cells of the grid."""
    return round(count * template.character_pitch * POINT)


def first_line(template: Template, count: float) -> Element:
    return w("ind", firstLineChars=round(count * 100), firstLine=characters(template, count))


def styles(template: Template) -> bytes:
    """The whole part."""
    body = template.faces["body"]
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts(body), *_sizes(body), w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))),
        w("pPrDefault"),
    )
    return part(w("styles", defaults, *_paragraph_styles(template), *_character_styles(template), _table_style()))


def _paragraph_styles(template: Template) -> list[Element]:
    indent = first_line(template, template.body_indent)
    flush = w("ind", firstLineChars=0, firstLine=0)
    pitch = template.line_pitch
    return [
        _normal(template),
        _style(BODY, "Body Text", template, "body", indent),
        _style(TITLE, "Title", template, "title", w("jc", val="center"), _exact(pitch, after=pitch), w("keepNext")),
        _style(SUBTITLE, "Subtitle", template, "subtitle", w("jc", val="center"), _after(pitch), w("keepNext")),
        *(_heading(template, level) for level in range(1, 5)),
        _style(ADDRESSEE, "主送机关", template, "body", flush),
        _style(ATTACHMENT, "附件说明", template, "body"),
        _style(SIGNATURE, "Signature", template, "body", w("jc", val="right"), w("keepNext")),
        _style(DAY, "Date", template, "body", w("jc", val="right")),
        _style(REMARK, "附注", template, "body", first_line(template, 2)),
        _style(RED_HEAD, "发文机关标志", template, "red_head", w("jc", val="center"), red=True),
        _style(NUMBER, "文号", template, "body", w("jc", val="center")),
        _style(CAPTION, "caption", template, "table_head", w("jc", val="center"), w("keepNext")),
        _compact(TABLE_TEXT, "表格文字", template, "table", _TABLE_LINE),
        _compact(SMALL_TEXT, "表格文字（小）", template, "table", _TABLE_LINE, size=SMALL_SIZE),
        _compact(TABLE_HEAD, "表头", template, "table_head", _TABLE_LINE, w("jc", val="center")),
        _compact(NOTE_TEXT, "footnote text", template, "footnote", _NOTE_LINE),
        _compact(FOOTER, "footer", template, "page_number", 18 / 14),
    ]


def _normal(template: Template) -> Element:
    """What every other style is based on. Lines and characters have the grid's pitch by themselves, not by snapping to
    it: LibreOffice gives a character that is wider than its cell two cells, and a font taller than a line two lines.

    As in Chinese Word: no widow control, so that a full page bears all its lines; punctuation may end in the margin
    (LibreOffice reads this switch the other way round). No space between Chinese and figures, which would change the
    count of characters.
    """
    properties = w(
        "pPr",
        on("widowControl", False),
        on("kinsoku"),
        on("overflowPunct"),
        on("autoSpaceDE", False),
        on("autoSpaceDN", False),
        on("adjustRightInd", False),
        on("snapToGrid", False),
        _exact(template.line_pitch),
        w("jc", val="both"),
    )
    body = template.faces["body"]
    apart = w("spacing", val=template.letter_space)
    look = w("rPr", fonts(body), *_bold(body), on("snapToGrid", False), apart, *_sizes(body))
    style = w("style", w("name", val="Normal"), w("qFormat"), properties, look, type="paragraph", default=1)
    return _numbered(style, NORMAL)


def _style(
    identity: str,
    name: str,
    template: Template,
    role: Role,
    *properties: Element,
    red: bool = False,
    face: Face | None = None,
) -> Element:
    face = face or template.faces[role]
    colour = [w("color", val=RED)] if red else []
    apart = [] if role in _ON_GRID else [w("spacing", val=0)]
    style = w(
        "style",
        w("name", val=name),
        w("basedOn", val=NORMAL),
        *([w("next", val=BODY)] if identity in (TITLE, SUBTITLE, ADDRESSEE, *HEADINGS) else []),
        w("qFormat"),
        w("pPr", *properties),
        w("rPr", fonts(face), *_bold(face), *colour, *apart, *_sizes(face)),
        type="paragraph",
        **({} if name.isascii() else {"customStyle": 1}),
    )
    return _numbered(style, identity)


def _heading(template: Template, level: int) -> Element:
    role: Role = ("heading1", "heading2", "heading3", "heading4")[level - 1]
    return _style(
        HEADINGS[level - 1],
        f"heading {level}",
        template,
        role,
        w("keepNext"),
        first_line(template, template.body_indent),
        w("outlineLvl", val=level - 1),
    )


def _compact(
    identity: str, name: str, template: Template, role: Role, line: float, *more: Element, size: float = 0.0
) -> Element:
    """With a line height of its own, whatever font is there; `size` makes it another than the role's."""
    face = template.faces[role]
    face = replace(face, size=size or face.size)
    return _style(identity, name, template, role, _exact(round(face.size * line * POINT)), *more, face=face)


def _exact(height: int, after: int = 0) -> Element:
    return w("spacing", before=0, after=after, line=height, lineRule="exact")


def _after(height: int) -> Element:
    return w("spacing", before=0, after=height)


def _character_styles(template: Template) -> list[Element]:
    plain = _numbered(
        w("style", w("name", val="Default Paragraph Font"), w("uiPriority", val=1), w("semiHidden"), type="character",
          default=1),
        "DefaultParagraphFont",
    )  # fmt: skip
    mark = w(
        "style",
        w("name", val="footnote reference"),
        w("basedOn", val="DefaultParagraphFont"),
        w("qFormat"),
        w("rPr", fonts(template.faces["footnote"]), w("vertAlign", val="superscript")),
        type="character",
    )
    return [plain, _numbered(mark, NOTE_MARK)]


def _table_style() -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides))
    inner = {"top": 30, "left": 85, "bottom": 30, "right": 85}
    padding = w("tblCellMar", *(w(side, w=wide, type="dxa") for side, wide in inner.items()))
    grid = w("style", w("name", val="Table Grid"), w("tblPr", borders, padding), type="table")
    return _numbered(grid, TABLE)


def _bold(face: Face) -> list[Element]:
    return [on("b"), on("bCs")] if face.bold else []


def _sizes(face: Face) -> list[Element]:
    return [w("sz", val=half_points(face.size)), w("szCs", val=half_points(face.size))]


def _numbered(style: Element, identity: str) -> Element:
    style.set(f"{style.tag[: style.tag.rindex('}') + 1]}styleId", identity)
    return style


__all__ = [
    "ADDRESSEE", "ATTACHMENT", "BODY", "CAPTION", "DAY", "FOOTER", "HEADINGS", "NORMAL", "NOTE_MARK", "NOTE_TEXT",
    "NUMBER", "RED", "RED_HEAD", "REMARK", "SIGNATURE", "SMALL_SIZE", "SMALL_TEXT", "SUBTITLE", "TABLE", "TABLE_HEAD",
    "TABLE_TEXT", "TITLE", "characters", "first_line", "fonts", "half_points", "styles",
]  # fmt: skip
