"""The outline of a PDF gives its headings their levels."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from eval.datasets.demo.truth import LIBRARY
from ingest.errors import DamagedFileError
from ingest.readers.bookmarks import Bookmark, read_bookmarks, with_levels
from ingest.readers.pdf import opened, read
from ingest.types import Block, PageRun

RULES = next(LIBRARY.glob("02-*.pdf"))


def outlined() -> bytes:
    """A rule of the demo library with an outline of two levels put in."""
    writer = PdfWriter(clone_from=PdfReader(RULES))
    first = writer.add_outline_item(title="第一章 总则", page_number=0)
    writer.add_outline_item(title="第二章 职责分工", page_number=1)
    writer.add_outline_item(title="党员先锋创新平台管理办法", page_number=0, parent=first)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_entries_come_with_page_and_level() -> None:
    with opened(outlined(), "办法.pdf") as document:
        found = read_bookmarks(document)
    assert found == (
        Bookmark("第一章总则", 1, 1),
        Bookmark("党员先锋创新平台管理办法", 1, 2),
        Bookmark("第二章职责分工", 2, 1),
    )


def test_blocks_that_the_outline_names_become_headings_of_its_level() -> None:
    blocks = read(outlined(), "办法.pdf").blocks
    levels = {block.text.replace(" ", ""): block.level for block in blocks if block.kind == "heading"}
    assert levels["第二章职责分工"] == 1
    assert levels["党员先锋创新平台管理办法"] == 2


@pytest.mark.parametrize(
    ("page", "kind", "expected"),
    [(1, "paragraph", ("heading", 3)), (2, "paragraph", ("paragraph", None)), (1, "table_row", ("table_row", None))],
)
def test_only_text_on_the_page_that_the_entry_leads_to(page: int, kind: str, expected: tuple[str, int | None]) -> None:
    block = Block(kind, "一、 总体要求", (PageRun(0, page),))  # type: ignore[arg-type]
    (found,) = with_levels([block], [Bookmark("一、总体要求", 1, 3)])
    assert (found.kind, found.level) == expected


def circular() -> bytes:
    """An outline whose last entry names its first as the next, and whose first is its own child."""
    writer = PdfWriter(clone_from=io.BytesIO(outlined()))
    root = writer.get_outline_root()
    first = root["/First"].get_object()
    first[NameObject("/First")] = root.raw_get("/First")
    root["/Last"].get_object()[NameObject("/Next")] = root.raw_get("/First")  # type: ignore[index]
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("data", [circular(), RULES.read_bytes()[:4000], outlined()[:-2000]])
def test_a_broken_outline_ends_nothing(data: bytes) -> None:
    try:
        with opened(data, "办法.pdf") as document:
            assert len(read_bookmarks(document)) <= 4
    except DamagedFileError:
        assert data != circular()
