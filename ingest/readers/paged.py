"""Pages with places -> a Reading: repaired, judged page by page, laid out.

RawPage -> judged (repaired, its origin known) -> completed by recognition (readers.scanned) -> reading
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.errors import EmptyFileError
from ingest.layout import lay_out, page_texts
from ingest.layout.geometry import PageView
from ingest.plausibility import broken_share, is_garbled
from ingest.readers.naming import numbers, stated_title
from ingest.repair import Change, repair_lines, summarise
from ingest.types import DOUBTFUL_BELOW, Page, PageOrigin, PrintedLine, Reading

_UNMAPPED = 0.3
"""Share of characters without a meaning from which on a page cannot be read."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, as the page is read."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was read.

    Attributes:
        unmapped: Share (0 to 1) of characters whose font does not say what they mean.
        pictures: Where it shows pictures; with no text beside them it is a scan.
        is_readable: False where the file is damaged at this page.
    """

    view: PageView
    unmapped: float = 0.0
    pictures: tuple[Box, ...] = ()
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page whose text is repaired and whose origin is known.

    Attributes:
        origin: As `Page.origin`; "blank" for a scan that was not recognised.
        confidence, note, lines, turned: As `Page`.
    """

    view: PageView
    origin: PageOrigin
    confidence: float = 0.0
    note: str = ""
    lines: tuple[PrintedLine, ...] = ()
    turned: float = 0.0
    pictures: tuple[Box, ...] = ()
    is_readable: bool = True

    @property
    def number(self) -> int:
        return self.view.number

    @property
    def text(self) -> str:
        return "\n".join(fragment.text for fragment in self.view.fragments)


def judged(pages: Sequence[RawPage]) -> tuple[list[JudgedPage], tuple[Change, ...]]:
    """The pages of a document by what their own text is worth, and what was repaired in it."""
    views, changes = repaired([page.view for page in pages])
    return [_judged(page, view) for page, view in zip(pages, views, strict=True)], changes


def repaired(views: Sequence[PageView]) -> tuple[list[PageView], tuple[Change, ...]]:
    """The pages of a document with their fragments' text repaired; what is left without text is gone."""
    texts, changes = repair_lines([fragment.text for view in views for fragment in view.fragments])
    remaining = iter(texts)
    found = []
    for view in views:
        renewed = (replace(fragment, text=next(remaining)) for fragment in view.fragments)
        found.append(replace(view, fragments=tuple(fragment for fragment in renewed if fragment.text.strip())))
    return found, changes


def _judged(page: RawPage, view: PageView) -> JudgedPage:
    found = JudgedPage(view, "blank", pictures=page.pictures, is_readable=page.is_readable)
    if not view.fragments:
        return found
    if page.unmapped > _UNMAPPED or is_garbled(found.text):
        return replace(found, origin="garbled", note="文字层是乱码")
    doubt = max(page.unmapped, 2 * broken_share(found.text))
    confidence = round(max(0.0, 1 - doubt), 2)
    return replace(found, origin="native", confidence=confidence, note="有些字没有对应的文字" if doubt else "")


def reading(pages: Sequence[JudgedPage], title: str | None, name: str, changes: tuple[Change, ...] = ()) -> Reading:
    """The reading of a file with fixed pages.

    Raises:
        EmptyFileError: No page has text that can be used.
    """
    laid = lay_out([page.view for page in pages if page.origin in ("native", "ocr")])
    if not laid.blocks:
        raise _nothing(pages, name)
    texts = page_texts(laid.blocks)
    found = tuple(_page(page, texts) for page in pages)
    summary = summarise(changes)
    warnings = (*_doubts(pages), summary) if summary else tuple(_doubts(pages))
    return Reading(found, laid.blocks, True, stated_title(title, name), warnings, margins=laid.margins)


def _page(page: JudgedPage, texts: dict[int, str]) -> Page:
    text = page.text if page.origin == "garbled" else texts.get(page.number, "")
    width, height = round(page.view.width, 2), round(page.view.height, 2)
    return Page(page.number, text, page.origin, page.confidence, page.note, width, height, page.lines, page.turned)


def _doubts(pages: Sequence[JudgedPage]) -> Iterator[str]:
    """What the user must know of pages whose content is not in the library, or may be wrong there."""
    if scans := _which(pages, "blank", lambda page: bool(page.pictures) and not page.note):
        yield f"第 {numbers(scans)} 页没有文字层（扫描件），暂未识别，其内容无法检索"
    if empty := _which(pages, "blank", lambda page: bool(page.note)):
        yield f"第 {numbers(empty)} 页是图片，没有识别出文字"
    if broken := _which(pages, "blank", lambda page: not page.is_readable):
        yield f"第 {numbers(broken)} 页已损坏，无法读取，其内容无法检索"
    if garbled := _which(pages, "garbled", lambda page: True):
        yield f"第 {numbers(garbled)} 页的文字层是乱码，未收入资料库，其内容无法检索"
    if unsure := _which(pages, "ocr", lambda page: page.confidence < DOUBTFUL_BELOW):
        yield f"第 {numbers(unsure)} 页由图像识别，把握不大，引用前请核对原件"


def _which(pages: Sequence[JudgedPage], origin: PageOrigin, test: Callable[[JudgedPage], bool]) -> list[int]:
    return [page.number for page in pages if page.origin == origin and test(page)]


def _nothing(pages: Sequence[JudgedPage], name: str) -> EmptyFileError:
    count = len(pages)
    if any(page.origin == "garbled" for page in pages):
        return EmptyFileError(
            f"“{name}”共 {count} 页，文字层都是乱码（字体没有给出文字对应关系），未收入资料库",
            "请换用原始的 Word 文件，或重新导出 PDF 后再导入",
        )
    if any(page.note for page in pages):
        return EmptyFileError(
            f"“{name}”共 {count} 页，都是图片，没有识别出文字", "请确认图片中有文字，或以更高的清晰度重新扫描"
        )
    if any(page.pictures for page in pages):
        return EmptyFileError(
            f"“{name}”共 {count} 页，没有文字层，是扫描件，需要文字识别后才能检索",
            "请打开文字识别后重新导入，或先转为可复制文字的 PDF",
        )
    return EmptyFileError(f"“{name}”共 {count} 页，没有任何文字", "请确认文件内容是否完整")
