"""Of several versions of one rule, the one in force on the day is shown; others say that they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from assistant.answering.citations import cite, notes
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.retrieval.fusion import Fused
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.versions import asks_for_older, in_force, is_over
from assistant.types import Passage, Query
from ingest.encoder import load_encoder
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.types import Address, Chunk, DocumentRecord, Metadata, PageRun, Scope, Span

TODAY = date(2026, 11, 1)
STARTS = date(2026, 4, 1)


def record(name: str, **about: object) -> DocumentRecord:
    known = {
        "superseded_on": None,
        "superseded_by": None,
        "series": "积分管理办法",
        "since": None,
        "status": None,
        **about,
    }
    metadata = Metadata(
        name,
        effective=known["since"],
        series=known["series"],
        status=known["status"],  # type: ignore[arg-type]
    )
    return DocumentRecord(
        name, name, f"/{name}.docx", "default", name, "docx", 1, False, 1, "ready", metadata, (), "",
        known["superseded_on"], known["superseded_by"],  # type: ignore[arg-type]
    )  # fmt: skip


def passage(document: str, score: float = 1.0) -> Passage:
    text = f"{document}规定每年不超过8万元。"
    chunk = Chunk(f"c{document}{score}", document, 0, 0, len(text), text, Address(), (PageRun(0, 1),))
    return Passage(chunk, document, f"/{document}.docx", False, score)


OLD = record(
    "积分管理办法（试行）", since=date(2024, 6, 1), superseded_on=STARTS, superseded_by="积分管理办法（2026年修订）"
)
NEW = record("积分管理办法（2026年修订）", since=STARTS)
OTHER = record("工作总结", series="")


def shown(
    found: list[Passage],
    *records: DocumentRecord,
    text: str = "每年补助多少？",
    today: date | None = TODAY,
    as_of: date | None = None,
) -> list[Passage]:
    known = {one.id: one for one in records}
    titles = {key: one.title for key, one in known.items()}
    return in_force(Query(text, Scope(as_of=as_of), today=today), found, known, titles)


def test_a_superseded_passage_gives_way_to_its_successor() -> None:
    found = [passage(OLD.id), passage(OTHER.id, 0.9), passage(NEW.id, 0.8)]
    assert [one.document for one in shown(found, OLD, NEW, OTHER)] == [OTHER.id, NEW.id]


def test_it_stays_and_says_so_where_the_successor_has_nothing_on_it() -> None:
    for found, known in (([passage(OLD.id)], (OLD,)), ([passage(OLD.id), passage(NEW.id, 0.05)], (OLD, NEW))):
        first = shown(found, *known)[0]
        assert (first.document, first.is_over, first.superseded_on) == (OLD.id, True, STARTS)
        assert first.note is not None
        assert "自2026年4月1日起" in first.note


def test_on_an_earlier_day_it_is_in_force_and_its_successor_is_not_yet() -> None:
    found = [passage(NEW.id), passage(OLD.id, 0.8)]
    for options in ({"today": date(2026, 3, 31)}, {"as_of": date(2026, 3, 31)}):
        first = shown(found, OLD, NEW, **options)  # type: ignore[arg-type]
        assert [(one.document, one.note) for one in first] == [(OLD.id, None)]
    alone = shown([passage(NEW.id)], NEW, today=date(2026, 3, 31))
    assert [one.note for one in alone] == ["该文件自2026年4月1日起施行，目前尚未生效"]
    assert [one.document for one in shown(found, OLD, NEW, as_of=STARTS)] == [NEW.id]


def test_a_chain_of_versions_gives_way_to_its_last_link() -> None:
    first = record(
        "甲（一）", since=date(2019, 1, 1), superseded_on=date(2022, 1, 1), superseded_by="甲（二）", series="甲"
    )
    second = record("甲（二）", since=date(2022, 1, 1), superseded_on=STARTS, superseded_by="甲（三）", series="甲")
    third = record("甲（三）", since=STARTS, series="甲")
    found = [passage(first.id), passage(second.id), passage(third.id)]
    assert [one.document for one in shown(found, first, second, third)] == [third.id]
    # The link between may lie outside of what was found.
    assert [one.document for one in shown([found[0], found[2]], first, third)] == [third.id]
    assert [one.document for one in shown(found[:2], first, second)] == [first.id, second.id]


@pytest.mark.parametrize(
    "text",
    [
        "2024年版的办法规定每年补助多少？",
        "修订前每年补助多少？",
        "原办法规定补助多少？",
        "旧版规定是多少？",
        "与试行办法相比有何变化？",
        "新旧两版办法有什么不同？",
        "办法修订了哪些内容？",
        "2024年印发的办法对补助怎么规定？",
        "积分管理办法（试行）规定每年补助多少？",
    ],
)
def test_a_question_for_an_older_version_gets_both(text: str) -> None:
    found = [passage(OLD.id), passage(NEW.id, 0.8)]
    assert [(one.document, one.is_over) for one in shown(found, OLD, NEW, text=text)] == [
        (OLD.id, True),
        (NEW.id, False),
    ]


@pytest.mark.parametrize(
    "text",
    ["每年补助多少？", "2025年发展党员多少名？", "平台考核分几个等次？", "项目周期最长多久？", "原则上每年申报几次？"],
)
def test_other_questions_do_not(text: str) -> None:
    assert not asks_for_older(text)


def test_what_is_out_of_force_without_a_day_or_a_successor() -> None:
    repealed = record("丙办法", status="废止")
    assert is_over(repealed, TODAY)
    assert [one.note for one in shown([passage(repealed.id)], repealed)] == ["该文件已失效"]
    unknown = record("丁办法", superseded_by=NEW.id)
    assert is_over(unknown, date(1990, 1, 1))


def test_what_ends_later_is_in_force_today() -> None:
    assert not is_over(record("戊办法", superseded_on=date(2027, 1, 1), superseded_by="己办法"), TODAY)


def test_a_citation_carries_the_note_and_the_notices_name_it() -> None:
    over = shown([passage(OLD.id)], OLD, text="原办法规定多少？")[0]
    two = (cite(over, Span(0, 5), "2"), cite(over, Span(5, 9), "3"), cite(passage(OTHER.id), Span(0, 4), "1"))
    assert [one.note is None for one in two] == [False, False, True]
    assert notes(two) == ("第[2][3]条引文出自《积分管理办法（试行）》，该文件自2026年4月1日起已失效",)


def test_titles_within_titles_are_set_in_single_marks() -> None:
    known = {OLD.id: OLD}
    found = in_force(Query("原办法", today=TODAY), [passage(OLD.id)], known, {NEW.id: "实施《章程》办法"})
    assert found[0].note == "该文件自2026年4月1日起已被《实施〈章程〉办法》取代"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    tmp_path = tmp_path_factory.mktemp("rules")
    folder = tmp_path / "files"
    folder.mkdir()
    texts = {
        "1": "创新平台补助办法（试行）\n第一条 集团级平台每年补助不超过8万元。\n第二条 本办法自2024年6月1日起施行。",
        "2": "创新平台补助办法（2026年修订）\n第一条 集团级平台每年补助不超过12万元。\n"
        "第二条 本办法自2026年4月1日起施行。",
        "3": "2025年工作总结\n全年召开党员大会12次。",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "home", load_encoder("builtin"), write=True) as library:
        ingest(library, [folder])
        yield library


def asked(library: Library, text: str, **scope: date) -> tuple[str, tuple[str, ...]]:
    query = Query(text, Scope(**scope), today=TODAY)  # type: ignore[arg-type]
    answer = ExtractiveAnswerer(library.idf).answer(query, Retriever(library, library.encoder).search(query))
    return answer.text, answer.notices


def test_a_whole_question(rules: Library) -> None:
    text, notices = asked(rules, "集团级平台每年补助不超过多少万元？")
    assert "12万元" in text
    assert "8万元" not in text
    assert notices == ()


def test_a_whole_question_as_of_a_day(rules: Library) -> None:
    text, notices = asked(rules, "集团级平台每年补助不超过多少万元？", as_of=date(2025, 6, 1))
    assert "8万元" in text
    assert "12万元" not in text
    assert notices == ()


def test_a_whole_question_for_the_older_version(rules: Library) -> None:
    text, notices = asked(rules, "试行办法规定集团级平台每年补助不超过多少万元？")
    assert "8万元" in text
    assert any("已被《创新平台补助办法（2026年修订）》取代" in notice for notice in notices)


def test_one_read_of_the_catalog_serves_the_preference(rules: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[object] = []
    records, passages = Library.records, Retriever._passages

    def counted(self: Library, ids: Iterable[str]) -> dict[str, DocumentRecord]:
        reads.append(ids)
        return records(self, ids)

    def begun(self: Retriever, query: Query, ranked: list[Fused]) -> list[Passage]:
        reads.clear()  # the ranking before has its own
        return passages(self, query, ranked)

    monkeypatch.setattr(Library, "records", counted)
    monkeypatch.setattr(Retriever, "_passages", begun)
    asked(rules, "集团级平台每年补助不超过多少万元？")
    assert len(reads) == 1
