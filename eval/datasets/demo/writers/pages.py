"""Elements -> HTML for Chromium, as one flow to be measured and as pages of known content to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.datasets.demo.markup import ARTICLE, Element
from eval.datasets.demo.writers.paginate import Frame, Piece

STYLE = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font-family: 'Noto Serif CJK SC', serif; font-size: 14pt; line-height: 26pt; color: #000 }
.page { position: relative; width: 210mm; height: 296.9mm; overflow: hidden; break-after: page }
.page:last-child { break-after: auto }
.body { position: absolute; left: 28mm; top: 32mm; width: 156mm; height: 235mm }
.header { position: absolute; left: 28mm; right: 26mm; top: 15mm; font: 9pt/14pt 'Noto Sans CJK SC'; display: flex;
  justify-content: space-between; border-bottom: 0.6pt solid #444 }
.footer { position: absolute; left: 28mm; right: 26mm; bottom: 14mm; text-align: center; font-size: 10.5pt;
  line-height: 14pt }
.p, .h1, .h2, .right, .centre, .title { margin: 0; overflow-wrap: anywhere }
.p { text-indent: 2em; text-align: justify } .p.continued, .p.flush { text-indent: 0 }
.p.continues { text-align-last: justify }
.h1, .h2 { text-indent: 2em; font-weight: normal; font-size: 14pt; font-family: 'Noto Sans CJK SC' }
.h2 { font-family: 'Noto Serif CJK SC'; font-weight: bold }
.chapter { text-align: center; text-indent: 0; padding-top: 8pt }
.title { text-align: center; font-size: 20pt; line-height: 32pt; font-weight: bold; padding-bottom: 12pt }
.right { text-align: right; padding-right: 2em } .centre { text-align: center }
b.label { font-family: 'Noto Sans CJK SC'; font-weight: normal }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; line-height: 15pt; table-layout: auto }
td, th { border: 0.6pt solid #000; padding: 2pt 3pt; text-align: center; font-weight: normal }
th { font-family: 'Noto Sans CJK SC' }
.two { font-size: 10.5pt; line-height: 18pt }
.two .h1, .two .h2 { font-size: 10.5pt }
.two .h1 { text-indent: 0; padding-top: 6pt }
.masthead { position: absolute; left: 20mm; width: 170mm; top: 22mm }
.masthead .title { font-size: 19pt; line-height: 28pt; padding: 0 0 4pt 0 }
.masthead .centre { font-size: 10.5pt; line-height: 18pt }
.masthead .banner { text-align: center; color: #b00; font: bold 30pt/44pt 'Noto Serif CJK SC'; letter-spacing: .3em;
  border-bottom: 1.5pt solid #b00; margin-bottom: 10pt }
.column { position: absolute; width: 81mm } .column.first { left: 20mm } .column.second { left: 109mm }
"""


def document(body: str, extra: str = "") -> str:
    head = f"<meta charset='utf-8'><style>{STYLE}{extra}</style>"
    return f"<!doctype html><html lang='zh-CN'>{head}<body>{body}</body></html>"


def flow(elements: Sequence[Element], width: str, cls: str = "") -> str:
    """Everything in one column of the given CSS width, to be measured."""
    inner = "".join(render(element) for element in elements)
    return document(f"<div id='flow' class='{cls}' style='width:{width}'>{inner}</div>")


def render(element: Element, piece: Piece | None = None) -> str:
    """HTML of an element, or of the piece of it that a frame holds."""
    match element.kind:
        case "table":
            return _table(element, piece)
        case "title":
            return f"<h1 class='title'>{escape(element.text)}</h1>"
        case "heading":
            chapter = " chapter" if element.text.startswith("第") else ""
            return f"<h2 class='h{element.level}{chapter}'>{escape(element.text)}</h2>"
        case "right" | "centre":
            return f"<p class='{element.kind}'>{escape(element.text)}</p>"
        case _:
            return _paragraph(element, piece)


def piece_text(element: Element, piece: Piece) -> str:
    """The characters of a paragraph that a piece holds."""
    return element.text[piece.start :] if piece.end < 0 else element.text[piece.start : piece.end]


def fill_frame(elements: Sequence[Element], frame: Frame) -> str:
    return "".join(render(elements[piece.index], piece) for piece in frame)


def _paragraph(element: Element, piece: Piece | None) -> str:
    flush = " flush" * element.flush
    if piece is None:
        return f"<p class='p flows{flush}'>{_labelled(element.text)}</p>"
    flags = flush + " continued" * piece.continued + " continues" * piece.continues
    text = piece_text(element, piece)
    return f"<p class='p flows{flags}'>{escape(text) if piece.continued else _labelled(text)}</p>"


def _labelled(text: str) -> str:
    label = ARTICLE.match(text)
    if not label:
        return escape(text)
    return f"<b class='label'>{label.group(1)}</b>{escape(text[len(label.group(1)) :])}"


def _table(element: Element, piece: Piece | None) -> str:
    header, *rows = element.rows
    shown = rows[piece.start : piece.end] if piece else rows
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in shown)
    widths = "".join(f"<col style='width:{share:.1f}%'>" for share in _shares(element.rows))
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Column widths in percent: the same on every page, whatever rows it holds."""
    longest = [1.5 + min(14, max(2, *(len(row[i]) for row in rows))) for i in range(len(rows[0]))]
    return [100 * length / sum(longest) for length in longest]
