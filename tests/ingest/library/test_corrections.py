"""Metadata corrected by hand: checked, applied everywhere, kept over new versions, safe against a kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import CorrectionError, DocumentNotFoundError
from ingest.library.catalog import Catalog
from ingest.library.corrections import from_json, to_json
from ingest.library.lexical import LexicalIndex
from ingest.library.library import Library
from ingest.library.vectors import VectorStore
from ingest.library.writing import Writer
from ingest.types import Document, DocumentRecord, Metadata, Scope
from tests.ingest.library.test_recovery import Killed, abandon, die_at

Put = Callable[..., DocumentRecord]


def by_hand(record: DocumentRecord) -> set[str]:
    return {field for field, where in record.metadata.provenance if where == "hand"}


def test_a_correction_changes_the_record_and_says_so(library: Library, put: Put) -> None:
    record = put(library, "第一条 党费")
    found = library.correct(
        record.id,
        {
            "title": "党费 管理办法（试行）",
            "issuer": "某某公司党委",
            "number": "华党发〔2026〕3号",
            "issued": "2026年1月5日",
            "effective": date(2026, 3, 1),
            "status": "试行",
            "period": "2026",
            "label": "内部资料",
            "authors": "张三、李四",
            "journal": "某刊",
        },
    )
    about = found.metadata
    assert (found.title, about.issuer, about.number) == ("党费 管理办法（试行）", "某某公司党委", "华党发〔2026〕3号")
    assert (about.issued, about.effective) == (date(2026, 1, 5), date(2026, 3, 1))
    assert (about.authors, about.journal) == (("张三", "李四"), "某刊")
    assert (about.genre, about.series) == ("管理办法", "党费管理办法")
    assert by_hand(found) >= {"title", "issuer", "issued", "effective", "authors"}
    assert library.check() == []
    assert library.text(record.id) == "第一条 党费"


def test_a_corrected_title_is_searched_and_a_corrected_day_filters(
    library: Library, put: Put, ask: Callable[..., list[str]]
) -> None:
    record = put(library, "第一条 每月公示", effective=date(2026, 1, 1))
    chunk = library.chunks_of(record.id)[0]
    library.correct(record.id, {"title": "党费收缴办法", "effective": "2020-01-01"})
    assert [hit.chunk_id for hit in library.search_lexical("收缴", 5)] == [chunk.id]
    assert ask(library, "每月公示", scope=Scope(as_of=date(2021, 1, 1))) == ["第一条 每月公示"]
    assert ask(library, "每月公示", scope=Scope(as_of=date(2019, 1, 1))) == []
    assert library._catalog.state().unsettled == ()


def test_corrections_outlive_a_new_version_of_the_file(library: Library, put: Put) -> None:
    record = put(library, "旧文")
    library.correct(record.id, {"title": "党费收缴办法", "issuer": "某某公司党委"})
    again = put(library, "新文")
    assert again.id == record.id
    assert (again.title, again.metadata.issuer) == ("党费收缴办法", "某某公司党委")
    assert by_hand(again) == {"title", "issuer"}
    assert len(library.search_lexical("收缴", 5)) == 1
    assert library.check() == []


def test_none_takes_a_correction_back_and_an_empty_string_says_there_is_none(library: Library, put: Put) -> None:
    record = put(library, "第一条", title="原标题", effective=date(2026, 1, 1))
    library.correct(record.id, {"title": "新标题", "effective": ""})
    assert library.document(record.id).metadata.effective is None
    found = library.correct(record.id, {"title": None, "effective": None})
    assert (found.title, found.metadata.effective, by_hand(found)) == ("原标题", date(2026, 1, 1), set())


def test_corrections_one_after_another_add_up(library: Library, put: Put) -> None:
    record = put(library, "第一条")
    for change in ({"title": "甲办法"}, {"issuer": "某党委"}, {"title": "乙办法"}, {"status": "废止"}):
        found = library.correct(record.id, change)
    assert (found.title, found.metadata.issuer, found.metadata.status) == ("乙办法", "某党委", "废止")
    assert [one.id for one in library.documents()] == [record.id]
    assert library.check() == []


def test_removing_a_document_forgets_its_corrections(library: Library, put: Put) -> None:
    record = put(library, "第一条", title="原标题")
    library.correct(record.id, {"title": "新标题"})
    library.remove(record.id)
    assert put(library, "第一条", title="原标题").title == "原标题"


def test_corrections_link_and_part_versions(library: Library, put: Put) -> None:
    old = put(library, "旧", "/1.txt", effective=date(2020, 1, 1))
    new = put(library, "新", "/2.txt", effective=date(2024, 1, 1))
    library.correct(old.id, {"series": "党费管理办法"})
    library.correct(new.id, {"title": "党费管理办法（2024年修订）"})
    assert library.document(old.id).superseded_by == new.id
    library.correct(new.id, {"effective": "2018-01-01"})
    assert (library.document(old.id).superseded_by, library.document(new.id).superseded_by) == (None, old.id)
    library.correct(old.id, {"series": ""})
    assert library.document(new.id).superseded_by is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "红"}, "没有可以更正的字段"),
        ({}, "没有写明"),
        ({"issued": "2026-02-30"}, "不是日期"),
        ({"issued": "去年"}, "不是日期"),
        ({"period": "2026年"}, "不是时段"),
        ({"period": "2026/2021"}, "不是时段"),
        ({"title": "  "}, "标题不能为空"),
        ({"title": "长" * 400}, "上限"),
        ({"authors": 3}, "不是一组文字"),
        ({"issuer": 3}, "不是文字"),
    ],
)
def test_what_does_not_suit_is_a_sentence_and_changes_nothing(
    library: Library, put: Put, changes: dict[str, object], message: str
) -> None:
    record = put(library, "第一条")
    with pytest.raises(CorrectionError, match=message):
        library.correct(record.id, {"label": "内部资料", **changes} if changes else changes)
    assert library.document(record.id) == record


def test_an_unknown_document(library: Library) -> None:
    with pytest.raises(DocumentNotFoundError):
        library.correct("d000000000000", {"title": "甲"})


@pytest.mark.parametrize(
    ("owner", "method", "after"),
    [
        (Catalog, "stage_again", True),
        (VectorStore, "add", True),
        (LexicalIndex, "commit", True),
        (Catalog, "publish", False),
        (Catalog, "publish", True),
        (VectorStore, "remove_versions", True),
        (Catalog, "drop", True),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_killed_correction_is_undone_or_done(
    home: Path, encoder: FakeEncoder, put: Put, owner: object, method: str, after: bool
) -> None:
    library = Library.open(home, encoder, write=True)
    record = put(library, "第一条 党费", title="旧标题")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "_later", lambda self, step: step())
        settle = Writer._settle
        patch.setattr(
            Writer, "_settle", lambda self: settle(self) if library.document(record.id).title == "新标题" else None
        )
        die_at(patch, owner, method, after=after)
        with pytest.raises(Killed):
            library.correct(record.id, {"title": "新标题"})
    abandon(library)
    with Library.open(home, encoder, write=True) as again:
        found = again.document(record.id)
        assert (found.title, by_hand(found)) in (("旧标题", set()), ("新标题", {"title"}))
        assert again._catalog.state().unsettled == ()
        assert again.check() == []
        assert again.correct(record.id, {"title": "新标题"}).title == "新标题"
        assert len(again.search_lexical("党费", 5)) == 1


def test_metadata_survive_the_way_to_json_and_back() -> None:
    about = Metadata(
        "甲", "乙", "丙〔2026〕1号", date(2026, 1, 1), date(2026, 2, 1), "试行", None, "办法", "2026", "内部资料",
        ("张三",), "某刊", ("丁",), "甲", (("title", "hand"), ("issuer", "text")),
    )  # fmt: skip
    assert from_json(to_json(about)) == replace(about, provenance=tuple(sorted(about.provenance)))


def test_pages_keep_notes_sizes_and_lines(library: Library, make: Callable[..., Document]) -> None:
    from ingest.types import Page, PrintedLine

    line = PrintedLine("党费", 10.04, 20.0, (1.0, 5.06, 9.0), 0.91)
    page = Page(1, "党费", "ocr", 0.75, "字迹较淡", 595.0, 842.0, (line,))
    document = replace(make("党费"), pages=(page,), paged=True)
    record = library.store(document, library.encode([document])[0])
    assert record.status == "doubtful"
    assert library.pages(record.id) == [replace(page, lines=(PrintedLine("党费", 10.0, 20.0, (1.0, 5.1, 9.0), 0.91),))]
