"""One module per format: bytes -> Reading. What is read is already repaired and laid out.

>>> media_type = sniff(data, name)
>>> reading = read(data, media_type, name)
"""

from __future__ import annotations

from typing import Protocol

from ingest.readers.sniffing import sniff
from ingest.types import AS_USUAL, MediaType, Reading, ReadOptions

__all__ = ["READERS", "Reader", "read", "sniff"]


class Reader(Protocol):
    """Turns the bytes of one format into a Reading: pages for showing, blocks in reading order for indexing.

    Pure: the same bytes and options give the same Reading. Every failure that the file causes is an `IngestError` with
    a Chinese sentence: `EmptyFileError` when there is no text to index (never an empty Reading), `DamagedFileError`,
    `EncryptedFileError`, `LimitExceededError`, `UnsupportedFormatError`.
    """

    def __call__(self, data: bytes, name: str, options: ReadOptions) -> Reading: ...


def _read_pdf(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import pdf  # PDFium loads a 20 MB library, which a run over Word files does not need

    return pdf.read(data, name, options)


def _read_docx(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import docx  # lxml, likewise

    return docx.read(data, name)


def _read_html(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import html

    return html.read(data, name)


def _read_mhtml(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import mhtml

    return mhtml.read(data, name)


def _read_office(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import office

    return office.read(data, name, options)


def _read_text(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import text

    return text.read(data, name)


def _read_markdown(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import text

    return text.read_markdown(data, name)


def _read_sheet(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import sheet

    return sheet.read(data, name)


def _read_csv(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import sheet

    return sheet.read_csv(data, name)


def _read_slides(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import slides

    return slides.read(data, name)


def _read_image(data: bytes, name: str, options: ReadOptions) -> Reading:
    from ingest.readers import image

    return image.read(data, name, options)


READERS: dict[MediaType, Reader] = {
    "pdf": _read_pdf,
    "docx": _read_docx,
    "html": _read_html,
    "mhtml": _read_mhtml,
    "office": _read_office,
    "text": _read_text,
    "markdown": _read_markdown,
    "xlsx": _read_sheet,
    "csv": _read_csv,
    "pptx": _read_slides,
    "image": _read_image,
}


def read(data: bytes, media_type: MediaType, name: str, options: ReadOptions = AS_USUAL) -> Reading:
    """What the reader of `media_type` makes of `data`. `name` is for messages only. Raises as `Reader` says."""
    return READERS[media_type](data, name, options)
