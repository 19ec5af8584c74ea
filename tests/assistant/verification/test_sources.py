"""Texts and files as sources, and files to verify; what cannot be read is named, the rest goes on."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from assistant.checking import Checker
from assistant.config import load_settings
from assistant.errors import DamagedFileError, IngestError, QuestionError, SecretDocumentError
from assistant.verification.proof import MAX_CHARS
from assistant.verification.sources import Given, SourceReader, passages_of
from ingest.guard import Archive, InlineParser
from ingest.guard import Source as ParserSource
from ingest.types import Document

RULE = "党支部应当每月相对固定1天开展主题党日。"


@pytest.fixture
def reader() -> SourceReader:
    return SourceReader(InlineParser())


def written(place: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(place))
    return place


def test_sources_are_numbered_in_their_order(reader: SourceReader, tmp_path: Path) -> None:
    rule = written(tmp_path / "办法.docx", "第一章 总则", f"第一条 {RULE}")
    found, notices = reader.sources(
        [Given(path=rule), Given(text="甲。\n乙。"), Given(text="丙。", key="7", title="丙文")]
    )
    assert notices == ()
    assert [one.key for one in found] == ["1", "2", "7"]
    assert found[0].passage.chunk.address.article == "第一条"
    assert found[1].passage.chunk.text == "甲。\n乙。"
    assert found[2].passage.document == "丙文"


@pytest.mark.parametrize(
    ("data", "here"),
    [("主题党日。".encode(), True), (b"%PDF-1.7 no text", False), ("主题党日。\n".encode() * 400_000, False)],
)
def test_what_is_not_short_plain_text_is_left_to_the_parser_process(tmp_path: Path, data: bytes, here: bool) -> None:
    class Elsewhere(InlineParser):
        def parse(self, source: ParserSource) -> Document | Archive:
            raise DamagedFileError("elsewhere", "")

    place = tmp_path / "文.txt"
    place.write_bytes(data)
    reader = SourceReader(Elsewhere())
    if here:
        assert reader.passages(place)
    else:
        with pytest.raises(DamagedFileError, match="elsewhere"):
            reader.passages(place)


def test_what_cannot_be_read_is_named(reader: SourceReader, tmp_path: Path) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 no archive")
    given = [Given(path=tmp_path / "无.pdf"), Given(path=broken), Given(path=tmp_path), Given(text=RULE)]
    found, notices = reader.sources(given)
    assert [one.key for one in found] == ["4"]
    assert [notice.split("”")[0] for notice in notices] == [
        "来源[1]“无.pdf",
        "来源[2]“坏.docx",
        f"来源[3]“{tmp_path.name}",
    ]
    assert "找不到这个文件" in notices[0]


def test_a_document_of_the_library_needs_the_library(reader: SourceReader) -> None:
    found, (notice,) = reader.sources([Given(document_id="d1")])
    assert found == [] and "没有打开资料库" in notice
    held = [one.passage for one in passages_of(RULE, "1")]
    opened = SourceReader(InlineParser(), passages_of=lambda document_id: held)
    assert [one.passage for one in opened.sources([Given(document_id="d1")])[0]] == held


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_a_blank_text_has_no_passages(text: str) -> None:
    assert passages_of(text, "1") == []


def test_plain_text_is_verified_as_it_stands(reader: SourceReader, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_bytes("一、总则\n\n  每月开会。\n".encode("gb18030"))
    assert reader.text(path)[0] == "一、总则\n\n  每月开会。\n"


def test_a_word_file_is_verified_by_its_text(reader: SourceReader, tmp_path: Path) -> None:
    assert RULE in reader.text(written(tmp_path / "稿.docx", RULE))[0]


def test_what_is_secret_is_refused(reader: SourceReader, tmp_path: Path) -> None:
    secret = tmp_path / "密.txt"
    secret.write_text(f"机密★1年\n关于会议的通知\n{RULE}", encoding="utf-8")
    with pytest.raises(SecretDocumentError):
        reader.text(secret)
    found, (notice,) = reader.sources([Given(path=secret)])
    assert found == [] and "密.txt" in notice


def test_of_a_text_that_is_damaged_throughout_what_was_repaired_is_taken(reader: SourceReader, tmp_path: Path) -> None:
    damaged = tmp_path / "网页.txt"
    line = "黨支部應(yīng)當(dāng)每月開(kāi)展1次主題黨日,黨員應(yīng)當(dāng)按時(shí)參加組織生活。\n"
    damaged.write_text(line * 6, encoding="utf-8")
    text, notices = reader.text(damaged)
    assert "党支部应当每月开展1次主题党日" in text
    assert "修复" in notices[0]


def test_the_checker_reads_in_a_process_of_its_own(tmp_path: Path) -> None:
    draft = written(tmp_path / "稿.docx", "党支部可以每月相对固定1天开展主题党日[1]。")
    source = written(tmp_path / "办法.docx", RULE)
    with Checker(load_settings(tmp_path / "home")) as checker:
        result = checker.verify(draft, [Given(path=source), Given(path=tmp_path / "无.pdf")])
        assert [one.verdict for one in result.claims] == ["altered"]
        assert len(result.notices) == 1
        with pytest.raises(IngestError):
            checker.verify(tmp_path / "没有.docx", [Given(text=RULE)])


def test_a_text_has_its_bounds(tmp_path: Path) -> None:
    with Checker(load_settings(tmp_path / "home")) as checker, pytest.raises(QuestionError, match="一次最多核对"):
        checker.verify("党" * (MAX_CHARS + 1), [Given(text=RULE)])
