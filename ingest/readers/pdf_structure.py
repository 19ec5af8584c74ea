"""What pypdf tells of a PDF's own structure: the files attached to it.

It is asked only where PDFium counts attachments, for it takes its time. It reads no text (PDFium is faster and decodes
more fonts), and it cannot save a file that PDFium does not open: of 229 such files, made from the demo library by
cutting and flipping, it could follow three and found text in none.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable

import pypdf

_MOST_NAMES = 20
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each crooked object


def attachments(data: bytes, passwords: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of files attached to a PDF, in its order; none where they cannot be told."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not any(reader.decrypt(password) for password in ("", *passwords)):
            return ()
        return tuple(list(reader.attachments)[:_MOST_NAMES])
    except Exception:  # noqa: BLE001 (pypdf raises nearly anything on a file that breaks the rules: it tells nothing)
        return ()
