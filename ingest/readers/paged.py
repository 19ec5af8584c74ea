"""Pages with places -> a Reading: repaired, judged page by page, laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.errors import EmptyFileError
from ingest.layout import lay_out, page_texts
from ingest.layout.geometry import PageView
from ingest.plausibility import broken_share, is_garbled
from ingest.readers.naming import numbers, stated_title
from ingest.repair import repair_lines, summarise
from ingest.types import Page, PageOrigin, Reading

_UNMAPPED = 0.3
"""Share of characters without a meaning from which on a page cannot be read."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was read.

    Attributes:
        unmapped: Share (0 to 1) of characters whose font does not say what they mean.
        has_image: Whether a page without text shows a picture: it is a scan.
        is_readable: False where the file is damaged at this page.
    """

    view: PageView
    unmapped: float = 0.0
    has_image: bool = False
    is_readable: bool = True


def reading(pages: Sequence[RawPage], title: str | None, name: str) -> Reading:
    """The reading of a file with fixed pages.

    Raises:
        EmptyFileError: No page has text that can be used.
    """
    repaired, warnings = _repaired(pages)
    origins = [_origin(page) for page in repaired]
    blocks = lay_out([page.view for page, origin in zip(repaired, origins, strict=True) if origin == "native"])
    if not blocks:
        raise _nothing(repaired, origins, name)
    texts = page_texts(blocks)
    found = tuple(_page(page, origin, texts) for page, origin in zip(repaired, origins, strict=True))
    return Reading(found, tuple(blocks), True, stated_title(title, name), (*_doubts(repaired, origins), *warnings))


def _repaired(pages: Sequence[RawPage]) -> tuple[list[RawPage], tuple[str, ...]]:
    lines = [fragment.text for page in pages for fragment in page.view.fragments]
    texts, changes = repair_lines(lines)
    remaining = iter(texts)
    found = []
    for page in pages:
        renewed = (replace(fragment, text=next(remaining)) for fragment in page.view.fragments)
        kept = tuple(fragment for fragment in renewed if fragment.text.strip())
        found.append(replace(page, view=replace(page.view, fragments=kept)))
    summary = summarise(changes)
    return found, (summary,) if summary else ()


def _text(page: RawPage) -> str:
    return "\n".join(fragment.text for fragment in page.view.fragments)


def _origin(page: RawPage) -> PageOrigin:
    if not page.view.fragments:
        return "blank"
    return "garbled" if page.unmapped > _UNMAPPED or is_garbled(_text(page)) else "native"


def _page(page: RawPage, origin: PageOrigin, texts: dict[int, str]) -> Page:
    number = page.view.number
    if origin == "blank":
        return Page(number, "", origin, 0.0)
    if origin == "garbled":
        return Page(number, _text(page), origin, 0.0)
    doubt = max(page.unmapped, 2 * broken_share(_text(page)))
    return Page(number, texts.get(number, ""), origin, round(max(0.0, 1 - doubt), 2))


def _doubts(pages: Sequence[RawPage], origins: Sequence[PageOrigin]) -> Iterator[str]:
    """What the user must know of pages whose content is not in the library."""
    if scans := _which(pages, origins, "blank", lambda page: page.has_image):
        yield f"第 {numbers(scans)} 页没有文字层（扫描件），暂未识别，其内容无法检索"
    if broken := _which(pages, origins, "blank", lambda page: not page.is_readable):
        yield f"第 {numbers(broken)} 页已损坏，无法读取，其内容无法检索"
    if garbled := _which(pages, origins, "garbled", lambda page: True):
        yield f"第 {numbers(garbled)} 页的文字层是乱码，未收入资料库，其内容无法检索"


def _which(
    pages: Sequence[RawPage], origins: Sequence[PageOrigin], origin: PageOrigin, test: Callable[[RawPage], bool]
) -> list[int]:
    return [page.view.number for page, one in zip(pages, origins, strict=True) if one == origin and test(page)]


def _nothing(pages: Sequence[RawPage], origins: Sequence[PageOrigin], name: str) -> EmptyFileError:
    count = len(pages)
    if "garbled" in origins:
        return EmptyFileError(
            f"“{name}”共 {count} 页，文字层都是乱码（字体没有给出文字对应关系），未收入资料库",
            "请换用原始的 Word 文件，或重新导出 PDF 后再导入",
        )
    if any(page.has_image for page in pages):
        return EmptyFileError(
            f"“{name}”共 {count} 页，没有文字层，是扫描件，需要文字识别后才能检索",
            "请先用文字识别软件转为可复制文字的 PDF 再导入",
        )
    return EmptyFileError(f"“{name}”共 {count} 页，没有任何文字", "请确认文件内容是否完整")
