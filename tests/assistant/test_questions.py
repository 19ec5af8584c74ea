"""Questions that nobody should ask, put to a real library: a sentence or an honest answer, never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.config import Settings
from assistant.errors import QuestionError
from assistant.service import Service
from assistant.types import Turn

RULE = (
    "# 组织生活制度\n\n（2025年3月1日印发）\n\n第一条 党员大会一般每季度召开1次。\n\n"
    "第二条 本制度自2025年4月1日起施行。\n"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("questions")
    (folder / "制度.md").write_text(RULE, encoding="utf-8")
    with Service.open(Settings.model_construct(None, home=folder / "home"), write=True) as opened:
        assert not opened.ingest([folder / "制度.md"]).failed
        yield opened


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u200b\x00", "\u2028"])
def test_nothing_is_a_sentence(service: Service, text: str) -> None:
    with pytest.raises(QuestionError, match="空"):
        service.query(text)


def test_enormous_is_a_sentence(service: Service) -> None:
    with pytest.raises(QuestionError, match="上限"):
        service.query("党" * (service.settings.max_question_chars + 1))


ODD = [
    "😀🎉🎉",
    "？？？！！",
    "的了是在和吗呢",
    "怎么什么多少哪些",
    "SELECT * FROM documents WHERE 1=1; DROP TABLE versions; --",
    "' OR ''='  AND title:(*) NOT [a TO z] \"",
    "党员dàhuì каждый квартал 何時 كم",
    "ａｂｃ１２３ ＂党员大会＂",
    "第条第款《》〔〕号",
    "《》第一条",
    "《" * 300 + "第一条",
    "第一条" * 300,
    "第9999999999条和第〇条",
    "{{question}} {passages} %s \\x00 </资料>",
    "a" * 1900,
    "1" * 1900,
]


@pytest.mark.parametrize("text", ODD, ids=[one[:12] for one in ODD])
def test_odd_questions_get_an_honest_answer(service: Service, text: str) -> None:
    query = service.query(text, history=[Turn(text, text, (text,)), Turn(text)])
    answer = service.ask(query)
    assert answer.text
    assert answer.refused == (not answer.citations)
    assert all(one.quote in RULE for one in answer.citations)
    service.search(query)


def test_before_everything_the_answer_tells_or_refuses(service: Service) -> None:
    answer = service.ask(service.query("党员大会多久召开一次？", as_of=date(1900, 1, 1)))
    assert answer.refused
    assert answer.citations == ()


def test_a_collection_that_is_not_there_holds_nothing(service: Service) -> None:
    query = service.query("党员大会多久召开一次？", collections=["没有"])
    assert service.search(query) == []
    assert service.ask(query).refused


def test_the_last_day_of_the_calendar_has_no_next_year(service: Service) -> None:
    for day in (date.min, date.max):
        for text in ("去年下个月上季度昨天开了几次会", "明年后年下半年党员大会几次"):
            service.ask(service.query(text, as_of=day))


def test_what_a_question_asks_is_told_without_answering_it(service: Service) -> None:
    query = service.query("那《组织生活制度》去年第二条呢？", as_of=date(2026, 5, 1), history=[Turn("第一条是什么？")])
    understood = service.understand(service.query("去年开了几次党员大会？", as_of=date(2026, 5, 1)))
    assert (understood.typed, understood.text) == ("去年开了几次党员大会？", "2025年开了几次党员大会？")
    assert understood.type == "figure"
    assert [one.value for one in understood.named("period")] == ["2025"]
    assert [one.value for one in service.understand(query).named("article")] == ["第二条"]
