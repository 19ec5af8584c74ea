"""PDF files through Debian's Chromium, page by page; and the same pages as a scan without a text layer."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, create_string_object

from eval.datasets.demo.markup import Element, Source
from eval.datasets.demo.truth import PageTruth, TableTruth
from eval.datasets.demo.writers import pages
from eval.datasets.demo.writers.pack import pack
from eval.datasets.demo.writers.paginate import Frame, Piece, measure, paginate

MM = 96 / 25.4
BODY_WIDTH, BODY_HEIGHT = "156mm", 235 * MM
COLUMN_WIDTH, COLUMN_TOP, COLUMN_BOTTOM = "81mm", 22, 270
OVERFLOW = """() => [...document.querySelectorAll('.body,.column')]
  .filter(frame => frame.scrollHeight > frame.clientHeight + 1).length"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def pages_of(source: Source, browser: Browser) -> tuple[list[str], list[PageTruth]]:
    """The HTML of every page and what stands on it."""
    laid_out = _two_columns(source, browser) if source.meta.get("columns") == "2" else _one_column(source, browser)
    bodies, frames, elements = laid_out
    html, truths = [], []
    for number, (body, page_frames) in enumerate(zip(bodies, frames, strict=True), 1):
        html.append(f"<div class='page'>{_running(source, number, len(bodies))}{body}</div>")
        truths.append(_truth(number, elements, page_frames))
    return html, truths


def write_pdf(source: Source, browser: Browser) -> tuple[bytes, list[PageTruth]]:
    """A PDF whose pages hold exactly what the returned truth says."""
    html, truths = pages_of(source, browser)
    page = browser.new_page()
    page.set_content(pages.document("".join(html)))
    if overflowing := page.evaluate(OVERFLOW):
        raise ValueError(f"{source.name}: {overflowing} frames overflow")
    data = page.pdf(prefer_css_page_size=True, print_background=True, tagged=False)
    page.close()
    return _settle(data, source, len(truths)), truths


def running_lines(source: Source, count: int) -> tuple[str, ...]:
    """Headers and footers, which must not reach a chunk; the page number as it is printed on each page."""
    header = [part for part in source.meta.get("header", "").split("|") if part]
    return (*header, *(_footer(source, number, count) for number in range(1, count + 1)))


def _footer(source: Source, number: int, count: int) -> str:
    return source.meta.get("footer", "— N —").replace("N", str(number)).replace("M", str(count))


def _running(source: Source, number: int, count: int) -> str:
    header = source.meta.get("header", "")
    parts = "".join(f"<span>{escape(part)}</span>" for part in header.split("|")) if header else ""
    top = f"<div class='header'>{parts}</div>" if parts else ""
    return f"{top}<div class='footer'>{escape(_footer(source, number, count))}</div>"


def _lay_out(elements: Sequence[Element], browser: Browser, html: str, capacities: Sequence[float]) -> list[Frame]:
    page = browser.new_page()
    page.set_content(html)
    measures = measure(page)
    page.close()
    return paginate(measures, [element.kind in ("heading", "title") for element in elements], capacities)


Laid = tuple[list[str], list[list[Frame]], Sequence[Element]]


def _one_column(source: Source, browser: Browser) -> Laid:
    elements = source.elements
    frames = _lay_out(elements, browser, pages.flow(elements, BODY_WIDTH), [BODY_HEIGHT])
    bodies = [f"<div class='body'>{pages.fill_frame(elements, frame)}</div>" for frame in frames]
    return bodies, [[frame] for frame in frames], elements


def _two_columns(source: Source, browser: Browser) -> Laid:
    """A masthead over both columns of the first page, then columns filled left, right, next page."""
    split = 1 + max(i for i, e in enumerate(source.elements) if e.kind in ("title", "centre") and i < 6)
    top, elements = source.elements[:split], source.elements
    banner = f"<div class='banner'>{escape(source.meta['banner'])}</div>" if "banner" in source.meta else ""
    masthead = f"<div class='masthead two'>{banner}{''.join(map(pages.render, top))}</div>"
    height = _height(browser, masthead)
    full = (COLUMN_BOTTOM - COLUMN_TOP) * MM
    capacities = [full - height, full - height, full]
    rest = elements[split:]
    frames = _lay_out(rest, browser, pages.flow(rest, COLUMN_WIDTH, "two"), capacities)
    shifted = [[_shift(piece, split) for piece in frame] for frame in frames]
    head = [Piece(i, 0, -1, False, False) for i in range(split)]
    bodies, by_page = [], []
    for first in range(0, len(shifted), 2):
        pair = shifted[first : first + 2]
        offset = height if first == 0 else 0.0
        columns = "".join(
            _column(elements, frame, side, offset) for frame, side in zip(pair, ("first", "second"), strict=False)
        )
        bodies.append((masthead if first == 0 else "") + columns)
        by_page.append([head, *pair] if first == 0 else pair)
    return bodies, by_page, elements


def _column(elements: Sequence[Element], frame: Frame, side: str, offset: float) -> str:
    top = COLUMN_TOP * MM + offset
    height = COLUMN_BOTTOM * MM - top
    inner = pages.fill_frame(elements, frame)
    return f"<div class='column two {side}' style='top:{top:.1f}px;height:{height:.1f}px'>{inner}</div>"


def _height(browser: Browser, html: str) -> float:
    page = browser.new_page()
    page.set_content(pages.document(html))
    height = float(page.evaluate("() => document.querySelector('.masthead').getBoundingClientRect().height"))
    page.close()
    return height + 8


def _shift(piece: Piece, by: int) -> Piece:
    return Piece(piece.index + by, piece.start, piece.end, piece.continued, piece.continues)


def _truth(number: int, elements: Sequence[Element], frames: list[Frame]) -> PageTruth:
    pieces = _merged([piece for frame in frames for piece in frame])
    paragraphs = [_text(elements[p.index], p) for p in pieces if elements[p.index].kind != "table"]
    tables = [
        TableTruth(header=element.rows[0], rows=element.rows[1:][p.start : p.end])
        for p in pieces
        if (element := elements[p.index]).kind == "table"
    ]
    last = pieces[-1]
    runs_on = last.continues and elements[last.index].kind == "paragraph"
    return PageTruth(number=number, paragraphs=tuple(paragraphs), tables=tuple(tables), runs_on=runs_on)


def _text(element: Element, piece: Piece) -> str:
    return pages.piece_text(element, piece) if element.kind == "paragraph" else element.text


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one element in two columns of one page count as one."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].index == piece.index:
            first = merged.pop()
            piece = Piece(piece.index, first.start, piece.end, first.continued, piece.continues)
        merged.append(piece)
    return merged


def _settle(data: bytes, source: Source, count: int) -> bytes:
    """The same PDF with the clock and the browser's version taken out of it."""
    reader = PdfReader(io.BytesIO(data))
    if len(reader.pages) != count:
        raise ValueError(f"{source.name}: {len(reader.pages)} pages printed, {count} planned")
    writer = PdfWriter(clone_from=reader)
    stamp = "D:" + source.meta["issued"].replace("-", "") + "090000+08'00'"
    writer.metadata = {
        "/Title": source.meta["title"],
        "/Author": source.meta["issuer"],
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    writer.root_object[NameObject("/Lang")] = create_string_object("zh-CN")
    return pack(writer)
