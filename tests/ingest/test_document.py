from __future__ import annotations

from hashlib import sha256

import pytest

import ingest.document
from ingest.document import build_document
from ingest.errors import EmptyFileError
from ingest.types import Block, Page, PageRun, Reading, SourceFile


def source(data: bytes) -> SourceFile:
    return SourceFile("/资料/积分办法.txt", sha256(data).hexdigest(), len(data), "text")


def test_a_text_file_becomes_an_addressed_document() -> None:
    data = (
        "党员积分管理办法\n第一章 总则\n第一条 为加强管理，制定本办法。\n第二条 本办法自2026年3月1日起施行。\n".encode()
    )
    document = build_document(source(data), data, "default", "d1")
    assert (document.title, document.id, document.collection) == ("党员积分管理办法", "d1", "default")
    assert [one.address.article for one in document.chunks] == [None, "第一条", "第二条"]
    assert document.chunks[1].address.section == ("第一章 总则",)
    assert all(one.text == document.text[one.start : one.end] for one in document.chunks)
    assert document == build_document(source(data), data, "default", "d1")


def test_a_file_without_text_is_refused_with_what_the_reader_found(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = Reading((Page(1, "", "blank", 0.0),), (), paged=True, warnings=("第 1 页没有文字",))
    monkeypatch.setattr(ingest.document, "read", lambda *_: blank)
    with pytest.raises(EmptyFileError, match="没有可读的文字") as raised:
        build_document(source(b"x"), b"x", "default", "d1")
    assert "第 1 页没有文字" in raised.value.hint


def test_warnings_and_pages_are_carried_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (Page(1, "正文。", "native", 1.0), Page(2, "", "blank", 0.0))
    reading = Reading(pages, (Block("paragraph", "正文。", (PageRun(0, 1),)),), paged=True, warnings=("第 2 页空白",))
    monkeypatch.setattr(ingest.document, "read", lambda *_: reading)
    document = build_document(source(b"x"), b"x", "default", "d1")
    assert (document.pages, document.paged, document.warnings) == (pages, True, ("第 2 页空白",))
