"""Pages of originals as pictures for showing."""

from __future__ import annotations

from ingest.errors import UnsupportedFormatError
from ingest.types import AS_USUAL, MediaType, ReadOptions


def picture(original: bytes, media_type: MediaType, page: int, options: ReadOptions = AS_USUAL) -> bytes:
    """A page as a JPEG file, turned as the original shows it: what `marking.locate` puts its boxes on.

    Args:
        original: The document's bytes as they were taken in.
        page: From 1.

    Raises:
        UnsupportedFormatError: The format has no fixed pages.
        EncryptedFileError: The original asks for a password that is not among `options`.
        DamagedFileError: The original cannot be opened, or has no such page.
        LimitExceededError: The picture is too large to be drawn.
    """
    from ingest.readers import image, pdf  # readers cost start-up time that asking does not need
    from ingest.readers.pdf_picture import shown

    if media_type == "pdf":
        with pdf.opened(original, "原件", options) as document:
            return image.jpeg(shown(document, page))
    if media_type == "image":
        return image.jpeg(image.shown(original, "原件", page))
    raise UnsupportedFormatError("这种文件没有固定的页面，不能显示为图片", "请看文字，或下载原件")
