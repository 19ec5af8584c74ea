"""A draft as a Word file that needs no re-formatting (GB/T 9704-2012, as DOMAIN.md sums it up)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from assistant.drafting.types import Draft
from assistant.errors import ExportError
from assistant.export import gate
from assistant.export.edition import USUAL, Edition
from assistant.export.fonts import substitutions
from assistant.export.manuscript import Manuscript, manuscript
from assistant.export.notices import notices
from assistant.export.ooxml.document import FOOTERS, document
from assistant.export.ooxml.furniture import (
    core_properties,
    custom_properties,
    extended_properties,
    font_table,
    footer,
    settings,
)
from assistant.export.ooxml.notes import footnotes
from assistant.export.ooxml.package import package
from assistant.export.ooxml.styles import styles
from assistant.export.template import Template
from assistant.export.types import Exported


def write_docx(draft: Draft, path: Path | None, edition: Edition = USUAL) -> Exported:
    """`draft` as a .docx. The same arguments give the same bytes, on any day and machine.

    Args:
        path: Where to write it, over what is there; None only makes the bytes.

    Raises:
        ExportBlockedError: A clean copy of a draft with such sentences that nobody has acknowledged.
        TemplateError: As `load_template` says.
        ExportError: The file cannot be written.
    """
    gate.check(draft, edition.copy, edition.acknowledged)
    page = edition.page()
    written = manuscript(draft, edition.copy, edition.label, page.signature_indent)
    data = _file(draft, written, page, edition.label)
    missing = substitutions(page.fonts)
    exported = Exported(data, None, missing or (), page.deviations, notices(draft, edition.copy, missing, page))
    return exported if path is None else replace(exported, path=save(data, path))


def _file(draft: Draft, written: Manuscript, page: Template, label: bool) -> bytes:
    footers = {"word/footer1.xml": FOOTERS["default"], "word/footer2.xml": FOOTERS["even"]}
    parts = {
        "word/document.xml": document(written, page),
        "word/styles.xml": styles(page),
        "word/settings.xml": settings(bool(written.notes)),
        "word/fontTable.xml": font_table(page),
        "docProps/core.xml": core_properties(draft, label),
        "docProps/app.xml": extended_properties(draft),
    }
    if written.notes:
        parts["word/footnotes.xml"] = footnotes(written.notes, page)
    if page.number_place != "none":
        parts |= {"word/footer1.xml": footer(page, "odd"), "word/footer2.xml": footer(page, "even")}
    if label:
        parts["docProps/custom.xml"] = custom_properties(draft)
    return package(parts, footers)


def save(data: bytes, path: Path) -> Path:
    """Writes `data` whole or not at all.

    Raises:
        ExportError: The folder is missing, full, or may not be written to.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(data)
                file.close()
                temporary.chmod(_usual_mode())
                temporary.replace(path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as exc:
        raise ExportError(
            f"文件 {path} 无法写入：{exc.strerror or type(exc).__name__}",
            "请确认文件夹存在、可写，且该文件没有在 Word 或 WPS 中打开",
        ) from exc
    return path


def _usual_mode() -> int:
    """What a new file may be read by here; a temporary one only its owner may read."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


__all__ = ["save", "write_docx"]
