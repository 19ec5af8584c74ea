"""PDF: characters and rules with their places and the outline, read by PDFium, laid out into blocks; see also
`pdf_structure` for pypdf's part.

PDFium decodes fonts that other libraries turn to mojibake and survives damaged files; it also knows whether a password
is asked for and what the title is. It is not thread-safe: one document is read at a time in a process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

import pypdfium2 as pdfium

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError
from ingest.readers.bookmarks import read_bookmarks, with_levels
from ingest.readers.naming import stated_author
from ingest.readers.paged import RawPage, judged, reading
from ingest.readers.pdf_page import read_page
from ingest.readers.pdf_picture import sheet_of
from ingest.readers.recognition import with_pictures_read
from ingest.types import AS_USUAL, Reading, ReadOptions

MAX_PAGES = 20_000
_DAMAGED_HINT = "请确认文件下载完整，或从原系统重新导出后再导入"
_PDFIUM = Lock()


def read(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Reading:
    """The pages and blocks of a PDF. Pages without usable text are recognised from their picture, if `options` let it.

    Raises:
        EncryptedFileError: A password is needed, and none of those given opens it.
        DamagedFileError: PDFium cannot open it, or it has no pages.
        LimitExceededError: More than `MAX_PAGES` pages.
        EmptyFileError: No page has text that can be used.
    """
    with opened(data, name, options) as document:
        title, author = document.get_metadata_value("Title"), document.get_metadata_value("Author")
        attached = document.count_attachments()
        raw_pages = [_told(read_page(document, index), document, options) for index in range(len(document))]
        pages, changes = judged(raw_pages)
        if options.ocr:
            pages = with_pictures_read(pages, lambda what: sheet_of(document, what), options)
        outline = read_bookmarks(document)
    found = reading(pages, title, name, changes)
    return replace(
        found,
        blocks=with_levels(found.blocks, outline),
        author=stated_author(author),
        warnings=(*found.warnings, *(_attached(data, attached, options) if attached else ())),
    )


def _attached(data: bytes, count: int, options: ReadOptions) -> Iterator[str]:
    from ingest.readers.pdf_structure import attachments  # pypdf: few files need it

    names = "、".join(attachments(data, options.passwords))
    yield f"内含 {count} 个附件{f'（{names}）' if names else ''}，未收入，请另存后单独导入"


def _told(page: RawPage, document: Any, options: ReadOptions) -> RawPage:
    options.on_page(page.view.number, len(document))
    return page


@contextmanager
def opened(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Iterator[Any]:
    """The PDFium document, open and PDFium locked until the block is left. Raises as `read`, but EmptyFileError."""
    with _PDFIUM:
        document = _open(data, name, options)
        try:
            yield document
        finally:
            document.close()


def _open(data: bytes, name: str, options: ReadOptions) -> Any:
    document = _first_that_opens(data, name, options.passwords)
    pages = len(document)
    if 0 < pages <= MAX_PAGES:
        return document
    document.close()
    if not pages:
        raise DamagedFileError(f"PDF 文件“{name}”没有任何页面", _DAMAGED_HINT)
    raise LimitExceededError(f"PDF 文件“{name}”有 {pages} 页，超过上限 {MAX_PAGES} 页", "请拆分后分别导入")


def _first_that_opens(data: bytes, name: str, passwords: Sequence[str]) -> Any:
    """The document under no password or the first of `passwords`, the user's or the owner's, that it takes"""
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as exc:
            if "password" not in str(exc).lower() or b"/Encrypt" not in data:  # PDFium says so of other faults too
                raise DamagedFileError(f"PDF 文件“{name}”已损坏，无法打开", _DAMAGED_HINT) from exc
            refused = exc
    found = "给出的密码都不对" if passwords else "打开需要密码"
    raise EncryptedFileError(f"PDF 文件“{name}”已加密，{found}", "请用 --password 给出密码后重新导入") from refused
