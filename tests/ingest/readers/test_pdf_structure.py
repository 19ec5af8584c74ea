"""pypdf's part: attached files are named."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from ingest.readers.pdf import read
from ingest.readers.pdf_structure import attachments

DEMO = next((Path(__file__).resolve().parents[3] / "eval/datasets/demo/library").glob("12-*.pdf"))


def with_attachments(**files: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(DEMO))
    for name, data in files.items():
        writer.add_attachment(f"{name}.txt", data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_attached_files_are_named_and_not_taken_in() -> None:
    data = with_attachments(名单="张三".encode(), 台账=b"1")
    names = attachments(data)
    assert set(names) == {"名单.txt", "台账.txt"}
    assert f"内含 2 个附件（{'、'.join(names)}），未收入，请另存后单独导入" in read(data, "通报.pdf").warnings


def test_a_document_without_attachments_says_nothing_of_them() -> None:
    assert not any("附件" in warning for warning in read(DEMO.read_bytes(), "通报.pdf").warnings)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 rubbish", DEMO.read_bytes()[:20_000]])
def test_a_broken_file_tells_nothing_and_raises_nothing(data: bytes) -> None:
    assert attachments(data) == ()
