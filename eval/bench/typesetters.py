"""Works -> PDF files: by Chromium from HTML, and by LibreOffice, which knows footnotes, from flat OpenDocument text."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from eval.bench.works import Cell, Element, Figure, Grid, Heading, Paragraph, Work

Layout = Literal["one_column", "two_columns", "journal"]
"""journal: two columns with figures, footnotes and tables."""

CHROMIUM = shutil.which("chromium")
OFFICE = shutil.which("soffice")

_STYLE = """
@page { size: A4; margin: 28mm 26mm 25mm 28mm; @bottom-center { content: "— " counter(page) " —"; font-size: 10pt } }
@page :left { @top-left { content: "%s"; font-size: 9pt } @bottom-left { content: "%s"; font-size: 9pt } }
@page :right { @top-right { content: "%s"; font-size: 9pt } @bottom-right { content: "%s"; font-size: 9pt } }
body { font: 11pt/1.6 "Noto Serif CJK SC"; margin: 0 }
h1 { font: bold 18pt/1.4 "Noto Sans CJK SC"; text-align: center; margin: 0 0 6mm }
h2 { font: bold 12pt/1.6 "Noto Sans CJK SC"; margin: 2mm 0 }
p { text-indent: 2em; margin: 0; text-align: justify } .abstract { font-size: 10pt; margin: 0 2em 5mm }
.columns { column-count: 2; column-gap: 8mm; font-size: 10pt; line-height: 1.5 }
.figure { break-inside: avoid; margin: 2mm 0; text-align: center } .figure div { border: .5pt solid; height: 30mm }
.caption { text-align: center; text-indent: 0; font-size: 9pt; break-after: avoid }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; font-size: 9.5pt; margin: 1mm 0 4mm }
td, th { padding: 1mm 1.5mm; font-weight: normal; text-align: left; overflow-wrap: anywhere } th { font-weight: bold }
tr { break-inside: avoid } .ruled td, .ruled th { border: .5pt solid black }
.three_line { border-top: 1pt solid; border-bottom: 1pt solid } .three_line thead { border-bottom: .5pt solid }
.apart { break-before: page }
"""


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def print_html(work: Work, layout: Layout, by: Browser) -> bytes:
    odd, even, foot = work.running
    body = "".join(map(_html, work.elements))
    if layout != "one_column":
        body = f"<div class=columns>{body}</div>"
    head = f"<h1>{escape(work.title)}</h1><div class=abstract>{_html(work.abstract)}</div>"
    style = _STYLE % (even, foot, odd, foot)
    page = by.new_page()
    page.set_content(f"<html lang=zh><meta charset=utf-8><style>{style}</style>{head}{body}")
    data: bytes = page.pdf(prefer_css_page_size=True)
    page.close()
    return data


def _html(element: Element) -> str:
    match element:
        case Paragraph():
            return f"<p>{escape(''.join(element.sentences))}</p>"
        case Heading():
            return f"<h2>{escape(element.text)}</h2>"
        case Figure():
            return f"<div class=figure><div></div><p class=caption>{escape(element.caption)}</p></div>"
        case Grid():
            return f"<p class=caption>{escape(element.caption)}</p>{_html_table(element)}"


def _html_table(grid: Grid) -> str:
    total = sum(grid.widths)
    columns = "".join(f"<col style='width:{100 * width / total:.1f}%'>" for width in grid.widths)
    rows = [
        f"<tr>{''.join(_html_cell(cell, at < grid.header_rows) for cell in row)}" for at, row in enumerate(grid.rows)
    ]
    head, body = "".join(rows[: grid.header_rows]), "".join(rows[grid.header_rows :])
    return f"<table class={grid.style}>{columns}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _html_cell(cell: Cell, is_header: bool) -> str:
    name = "th" if is_header else "td"
    return f"<{name} colspan={cell.across} rowspan={cell.down}>{escape(cell.text)}</{name}>"


# LibreOffice

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
_FONT = 'style:font-name="S" style:font-name-asian="S"'
_TEXT = 'fo:font-size="{0}pt" style:font-size-asian="{0}pt" ' + _FONT
_WRAP = ' style:punctuation-wrap="simple"'
"""Otherwise LibreOffice leaves a comma out that would hang over the edge."""
_PROSE = 'fo:text-indent="{}pt" fo:text-align="justify" fo:line-height="150%"'
_BOLD = ' fo:font-weight="bold" style:font-weight-asian="bold"'


def print_office(works: Sequence[tuple[Work, Layout]]) -> list[bytes]:
    """By one run of LibreOffice with a profile of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sources = [folder / f"{at}.fodt" for at in range(len(works))]
        for source, (work, layout) in zip(sources, works, strict=True):
            source.write_text(_flat(work, layout), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", place, *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [source.with_suffix(".pdf").read_bytes() for source in sources]


def _paragraph_style(name: str, paragraph: str, text: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _flat(work: Work, layout: Layout) -> str:
    size = 12 if layout == "one_column" else 10
    notes = iter(range(1, 1000))
    body = "".join(_flat_element(element, notes) for element in work.elements)
    columns = 1 if layout == "one_column" else 2
    head = (
        f'<text:p text:style-name="T">{escape(work.title)}</text:p>'
        f'<text:p text:style-name="A">{escape("".join(work.abstract.sentences))}</text:p>'
    )
    odd, even, foot = work.running
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="S" svg:font-family="'Noto Serif CJK SC'"/></office:font-face-decls>
<office:styles>
<style:style style:name="Standard" style:family="paragraph"><style:text-properties {_TEXT.format(size)}/></style:style>
<style:style style:name="Footnote" style:family="paragraph"><style:text-properties {_TEXT.format(8)}/></style:style>
</office:styles>
<office:automatic-styles>
{_paragraph_style("T", 'fo:text-align="center" fo:margin-bottom="0.4cm"', _TEXT.format(18) + _BOLD)}
{_paragraph_style("A", 'fo:margin-left="1cm" fo:margin-right="1cm" fo:margin-bottom="0.6cm"' + _WRAP, _TEXT.format(9))}
{_paragraph_style("H", 'fo:margin-top="0.2cm" fo:keep-with-next="always"', _TEXT.format(size + 1) + _BOLD)}
{_paragraph_style("P", _PROSE.format(2 * size) + _WRAP, _TEXT.format(size))}
{_paragraph_style("C", 'fo:text-align="center" fo:keep-with-next="always"', _TEXT.format(9))}
{_paragraph_style("R", 'fo:text-align="center"', _TEXT.format(9))}
{_paragraph_style("D", _WRAP, _TEXT.format(9))}
<style:style style:name="F" style:family="paragraph"><style:paragraph-properties fo:border="0.5pt solid #000000"
 fo:padding-top="1.5cm" fo:keep-with-next="always"/></style:style>
<style:style style:name="ruled" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"
 fo:padding="0.1cm"/></style:style>
<style:style style:name="bare" style:family="table-cell"><style:table-cell-properties fo:border="none"
 fo:padding="0.1cm"/></style:style>
<style:style style:name="first" style:family="table-cell"><style:table-cell-properties
 fo:border-top="1pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="last" style:family="table-cell"><style:table-cell-properties
 fo:border-bottom="1pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="under" style:family="table-cell"><style:table-cell-properties
 fo:border-bottom="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="both" style:family="table-cell"><style:table-cell-properties
 fo:border-top="1pt solid #000000" fo:border-bottom="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="row" style:family="table-row"><style:table-row-properties
 fo:keep-together="always"/></style:style>
{"".join(_column_style(width) for width in range(1, 10))}
<style:style style:name="S1" style:family="section"><style:section-properties text:dont-balance-text-columns="true">
<style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:page-layout style:name="L" style:page-usage="mirrored"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.8cm" fo:margin-right="2.6cm"/>
<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.4cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.4cm"/></style:footer-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p text:style-name="R">{odd}</text:p></style:header>
<style:header-left><text:p text:style-name="R">{even}</text:p></style:header-left>
<style:footer><text:p text:style-name="R">{foot} — <text:page-number/> —</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{head}<text:section text:style-name="S1" text:name="S1">{body}</text:section>
</office:text></office:body></office:document>"""


def _column_style(width: int) -> str:
    return (
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:rel-column-width="{width}*"/></style:style>'
    )


def _flat_element(element: Element, notes: Iterator[int]) -> str:
    match element:
        case Paragraph():
            return f'<text:p text:style-name="P">{escape("".join(element.sentences))}{_note(element, notes)}</text:p>'
        case Heading():
            return f'<text:h text:style-name="H" text:outline-level="1">{escape(element.text)}</text:h>'
        case Figure():
            return f'<text:p text:style-name="F"/><text:p text:style-name="R">{escape(element.caption)}</text:p>'
        case Grid():
            return f'<text:p text:style-name="C">{escape(element.caption)}</text:p>{_flat_table(element)}<text:p/>'


def _note(paragraph: Paragraph, notes: Iterator[int]) -> str:
    if not paragraph.note:
        return ""
    number = next(notes)
    return (
        f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation>'
        f'<text:note-body><text:p text:style-name="Footnote">{escape(paragraph.note)}</text:p>'
        f"</text:note-body></text:note>"
    )


def _flat_table(grid: Grid) -> str:
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in grid.widths)
    rows = [_flat_row(grid, at) for at in range(len(grid.rows))]
    head, body = "".join(rows[: grid.header_rows]), "".join(rows[grid.header_rows :])
    return f"<table:table>{columns}<table:table-header-rows>{head}</table:table-header-rows>{body}</table:table>"


def _flat_row(grid: Grid, at: int) -> str:
    found, covered = "", _covered(grid)
    cells = iter(grid.rows[at])
    for column in range(len(grid.widths)):
        if (at, column) in covered:
            found += "<table:covered-table-cell/>"
            continue
        cell = next(cells)
        spans = f'table:number-columns-spanned="{cell.across}" table:number-rows-spanned="{cell.down}"'
        style = _cell_style(grid, at, cell)
        text = f'<text:p text:style-name="D">{escape(cell.text)}</text:p>'
        found += f'<table:table-cell table:style-name="{style}" {spans}>{text}</table:table-cell>'
    return f'<table:table-row table:style-name="row">{found}</table:table-row>'


def _cell_style(grid: Grid, at: int, cell: Cell) -> str:
    if grid.style != "three_line":
        return grid.style
    is_under = at + cell.down == grid.header_rows
    if at == 0:
        return "both" if is_under else "first"
    if is_under:
        return "under"
    return "last" if at + cell.down == len(grid.rows) else "bare"


def _covered(grid: Grid) -> set[tuple[int, int]]:
    taken: set[tuple[int, int]] = set()
    covered: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            places = {(at + down, column + across) for down in range(cell.down) for across in range(cell.across)}
            taken |= places
            covered |= places - {(at, column)}
    return covered
