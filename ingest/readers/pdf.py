"""PDF: characters and rules with their places and the outline, read by PDFium, laid out into blocks.

PDFium decodes fonts that other libraries turn to mojibake and survives damaged files; it also knows whether a password
is asked for and what the title is. It is not thread-safe: one document is read at a time in a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

import pypdfium2 as pdfium

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError
from ingest.readers.bookmarks import read_bookmarks, with_levels
from ingest.readers.paged import reading
from ingest.readers.pdf_page import read_page
from ingest.types import AS_USUAL, Reading, ReadOptions

MAX_PAGES = 20_000
_PDFIUM = Lock()


def read(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Reading:
    """The pages and blocks of a PDF.

    Raises:
        EncryptedFileError: A password is needed.
        DamagedFileError: PDFium cannot open it.
        LimitExceededError: More than `MAX_PAGES` pages.
        EmptyFileError: No page has text that can be used.
    """
    with opened(data, name, options) as document:
        title = document.get_metadata_value("Title")
        pages = [read_page(document, index) for index in range(len(document))]
        outline = read_bookmarks(document)
    found = reading(pages, title, name)
    return replace(found, blocks=with_levels(found.blocks, outline))


@contextmanager
def opened(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Iterator[Any]:
    """The PDFium document, open and PDFium locked until the block is left. Raises as `read`, but EmptyFileError."""
    with _PDFIUM:
        document = _open(data, name)
        try:
            yield document
        finally:
            document.close()


def _open(data: bytes, name: str) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise EncryptedFileError(
                f"PDF 文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的 PDF，再重新导入"
            ) from exc
        raise DamagedFileError(
            f"PDF 文件“{name}”已损坏，无法打开", "请确认文件下载完整，或从原系统重新导出后再导入"
        ) from exc
    if len(document) > MAX_PAGES:
        pages = len(document)
        document.close()
        raise LimitExceededError(f"PDF 文件“{name}”有 {pages} 页，超过上限 {MAX_PAGES} 页", "请拆分后分别导入")
    return document
