"""One door: a draft as the kind of file that a name's ending asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.drafting.types import Draft
from assistant.errors import ExportError
from assistant.export.edition import USUAL, Edition
from assistant.export.markdown import markdown
from assistant.export.notices import notices
from assistant.export.richtext import html, page
from assistant.export.types import Exported
from assistant.export.word import save, write_docx

SUFFIXES = (".docx", ".md", ".html", ".xlsx")


def write(draft: Draft, path: Path, edition: Edition = USUAL) -> Exported:
    """`draft` written to `path`; errors as in `word.write_docx`.

    Raises:
        ExportError: Also where the name's ending is none of `SUFFIXES`.
    """
    made = rendered(draft, path.suffix or path.name, edition)
    return replace(made, path=save(made.data, path))


def rendered(draft: Draft, suffix: str, edition: Edition = USUAL) -> Exported:
    """As `write`, without a file: `suffix` says what kind of one."""
    kind = suffix.lower()
    if kind == ".docx":
        return write_docx(draft, None, edition)
    if kind == ".md":
        data = markdown(draft, edition).encode()
    elif kind in (".html", ".htm"):
        data = page(draft, html(draft, edition)).encode()
    elif kind == ".xlsx":
        from assistant.export.sheets import sheets, workbook  # openpyxl takes 0.2 s

        data = workbook(sheets(draft, edition.label), draft)
    else:
        raise ExportError(f"不能导出为“{suffix}”", f"文件名请以 {'、'.join(SUFFIXES)} 之一结尾")
    return Exported(data, notices=notices(draft, edition.copy))


__all__ = ["SUFFIXES", "rendered", "write"]
