"""Word files made part by part, as other programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from ingest.readers.docx import read

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)
ROOTS = {
    "document": "w:document", "styles": "w:styles", "numbering": "w:numbering", "settings": "w:settings",
    "footnotes": "w:footnotes", "endnotes": "w:endnotes", "header1": "w:hdr", "header2": "w:hdr", "footer1": "w:ftr",
}  # fmt: skip
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def word(body: str, **parts: str) -> bytes:
    """A .docx whose body and further parts (by file name) hold this XML; each part is related under its name."""
    inside = {"document": f"<w:body>{body}</w:body>", **{name: xml for name, xml in parts.items() if name in ROOTS}}
    files = {f"word/{name}.xml": f"<{ROOTS[name]} {NAMESPACES}>{xml}</{ROOTS[name]}>" for name, xml in inside.items()}
    files["[Content_Types].xml"] = _content_types(list(inside))
    files["_rels/.rels"] = _relations({"document": "word/document.xml"})
    files["word/_rels/document.xml.rels"] = _relations({name: f"{name}.xml" for name in inside if name != "document"})
    if "core" in parts:
        names = f'xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        files["docProps/core.xml"] = f"<cp:coreProperties {names}>{parts['core']}</cp:coreProperties>"
    return packed(files)


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


def _relations(targets: Mapping[str, str]) -> str:
    kinds = {name: _kind(name).replace("document", "officeDocument") for name in targets}
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}/{kinds[name]}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _content_types(names: Sequence[str]) -> str:
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="{_WORD}.{_kind(name)}{".main" if name == "document" else ""}+xml"/>'
        for name in names
    )
    usual = "application/vnd.openxmlformats-package.relationships+xml"
    return f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{usual}"/>{parts}</Types>'


def packed(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run, or of the runs that are given."""
    inside = text if text.startswith("<") or not text else run(text)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def listed(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def styled(text: str, style: str, more: str = "") -> str:
    return p(text, f'<w:pStyle w:val="{style}"/>{more}')


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    before = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{at}">{before}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(identifier: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def use(number: int, identifier: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{identifier}"/>{overrides}</w:num>'


def style(identifier: str, name: str = "", inside: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name or identifier}"/>{inside}</w:style>'


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a.docx").blocks]


def kinds(data: bytes) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(data, "a.docx").blocks]
