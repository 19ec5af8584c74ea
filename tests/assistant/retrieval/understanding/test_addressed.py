"""Addressed articles: fetched from a real library, never guessed, never another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.retrieval.understanding.names import shortened
from assistant.retrieval.understanding.references import asks_for_text, references_in
from assistant.service import Service
from assistant.types import Turn

OLD = (
    "# 党员先锋平台管理办法（试行）\n\n（2023年3月1日印发）\n\n第一条 平台由党群部管理。\n\n"
    "第二条 每个平台每年补助不超过8万元。\n\n"
    "第三条 本办法自2023年4月1日起施行。\n"
)
NEW = (
    "# 党员先锋平台管理办法（2025年修订）\n\n澜川党发〔2025〕9号\n\n（2025年3月1日印发）\n\n"
    "第一条 平台由党委组织部管理。\n\n"
    "第二条 每个平台每年补助不超过12万元。\n\n第三条 平台项目期满应当验收。\n\n第三条之一 验收不合格的，限期整改。\n\n"
    "第四条 本办法自2025年4月1日起施行，《党员先锋平台管理办法（试行）》同时废止。\n"
)
MEETINGS = (
    "# “三会一课”制度\n\n第一条 为规范组织生活，制定本制度。\n\n第二条 党支部党员大会一般每季度召开1次。\n\n"
    "第三条 党小组会一般每月召开1次。\n"
)
LAW = "# 中华人民共和国示例合同法\n\n第一条 为了保护当事人的合法权益，制定本法。\n\n第二条 本法所称合同是协议。\n"
LOCAL = (
    "# 东江省实施《中华人民共和国示例合同法》办法\n\n第一条 根据本省实际，制定本办法。\n\n"
    "第二条 县级以上部门负责本办法的实施。\n"
)
SUMMARY = "# 2025年党建工作总结\n\n全年根据《党费管理办法》第九条收缴党费，发展党员12名。\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("addressed")
    texts = {"旧": OLD, "新": NEW, "三会": MEETINGS, "法": LAW, "省": LOCAL, "总结": SUMMARY}
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    settings = Settings.model_construct(None, home=folder / "home")
    with Service.open(settings, write=True) as opened:
        report = opened.ingest([folder / f"{name}.md" for name in texts])
        assert not report.failed
        opened._clock = lambda: date(2026, 5, 12)
        yield opened


FETCHED = [
    ("《党员先锋平台管理办法》第二条怎么规定？", "新", "第二条"),
    ("党员先锋平台管理办法第三条之一是什么内容", "新", "第三条之一"),
    ("先锋平台办法的第二条怎么规定的", "新", "第二条"),
    ("请问澜川党发〔2025〕9号第一条", "新", "第一条"),
    ("党员先锋平台管理办法（试行）第二条怎么规定", "旧", "第二条"),
    ("修订前的党员先锋平台管理办法第二条是什么", "旧", "第二条"),
    ("三会一课制度第3条说了什么？", "三会", "第三条"),
    ("第三条怎么规定，我说的是三会一课制度", "三会", "第三条"),
    ("《示例合同法》第二条", "法", "第二条"),
    ("东江省实施《示例合同法》办法第二条的内容", "省", "第二条"),
    ("东江省实施示例合同法办法第二条的内容", "省", "第二条"),
]


@pytest.mark.parametrize(("question", "name", "article"), FETCHED, ids=[one[0] for one in FETCHED])
def test_the_article_comes_first_and_is_the_answer(service: Service, question: str, name: str, article: str) -> None:
    first, *_ = service.search(service.query(question))
    assert (Path(first.path).stem, first.chunk.address.article) == (name, article)
    answer = service.ask(service.query(question))
    assert not answer.refused
    assert {(Path(one.path).stem, one.address.article) for one in answer.citations} == {(name, article)}
    assert all(one.quote in first.chunk.text for one in answer.citations)
    assert answer.text.startswith(article)


def test_an_article_asked_into_answers_from_itself_alone(service: Service) -> None:
    answer = service.ask(service.query("《党员先锋平台管理办法》第二条规定每年补助多少？"))
    assert "12万元" in answer.text
    assert {one.address.article for one in answer.citations} == {"第二条"}


def test_an_article_that_does_not_say_it_is_shown_whole_and_said_to_be(service: Service) -> None:
    answer = service.ask(service.query("三会一课制度第三条规定党课一次多少分钟？"))
    assert {one.address.article for one in answer.citations} <= {"第三条"}
    assert answer.refused or any("全文" in one for one in answer.notices)


MISSING = [
    ("《党费管理办法》第九条怎么规定？", "《党费管理办法》", "第九条"),
    (
        "《党员先锋平台管理办法》第一百条怎么规定",
        "《党员先锋平台管理办法（2025年修订）》没有第一百条",
        "第一条至第四条",
    ),
    ("三会一课制度第八条", "没有第八条", "第三条"),
    ("党发〔2011〕77号第二条怎么说", "党发〔2011〕77号", "第二条"),
    ("《合同法》第二条", "《合同法》", "第二条"),
    ("《2025年党建工作总结》第二条", "没有分条", "第二条"),
]


@pytest.mark.parametrize(("question", "names", "also"), MISSING, ids=[one[0] for one in MISSING])
def test_what_is_not_there_is_named_and_nothing_else_is_quoted(
    service: Service, question: str, names: str, also: str
) -> None:
    answer = service.ask(service.query(question))
    assert answer.refused
    assert answer.citations == ()
    assert names in (answer.reason or "")
    assert also in (answer.reason or "")


def test_one_of_two_articles_missing_is_a_notice(service: Service) -> None:
    answer = service.ask(service.query("《党员先锋平台管理办法》第二条和第九十条怎么规定"))
    assert {one.address.article for one in answer.citations} == {"第二条"}
    assert any("没有第九十条" in one for one in answer.notices)


def test_a_range_of_articles_comes_in_order(service: Service) -> None:
    found = service.search(service.query("三会一课制度第一条至第三条的内容"))
    assert [one.chunk.address.article for one in found[:3]] == ["第一条", "第二条", "第三条"]


def test_an_older_version_says_that_it_is_superseded(service: Service) -> None:
    answer = service.ask(service.query("党员先锋平台管理办法（试行）第二条怎么规定"))
    assert "8万元" in answer.text
    assert all(one.note and "取代" in one.note for one in answer.citations)


def test_on_an_earlier_day_the_older_version_speaks(service: Service) -> None:
    answer = service.ask(service.query("《党员先锋平台管理办法》第二条怎么规定", as_of=date(2024, 1, 1)))
    assert "8万元" in answer.text


def test_what_a_user_may_not_see_is_not_there(service: Service) -> None:
    answer = service.ask(service.query("三会一课制度第二条", collections=["没有这个库"]))
    assert answer.refused
    assert answer.citations == ()


def test_a_follow_up_asks_on_in_the_same_document(service: Service) -> None:
    turns = [Turn("“三会一课”制度第二条怎么规定？", "每季度召开1次。[1]", ("“三会一课”制度",))]
    answer = service.ask(service.query("那第三条呢？", history=turns))
    assert answer.standalone == "“三会一课”制度第三条怎么规定？"
    assert "党小组会一般每月召开1次" in answer.text


def test_a_question_that_was_taken_as_it_stood_tells_no_other(service: Service) -> None:
    assert service.ask(service.query("党小组会多久召开一次？")).standalone is None


def test_an_unknown_name_without_book_marks_addresses_nothing() -> None:
    titles = {"三会一课制度": "三会一课制度", "党费管理办法": "党费管理办法", "经费管理办法": "经费管理办法"}
    assert shortened(("管理办法",), titles) == set()
    assert shortened(("三会制度",), titles) == {"三会一课制度"}
    assert shortened(("合同法",), {"劳动合同法": "劳动合同法"}) == set()
    assert shortened(("考核细则",), {"党支部考核细则": "a", "平台考核细则": "b"}) == set()


ADDRESSES = [
    ("《甲办法》第三条与《乙办法》第五条", [("甲办法", ("第三条",)), ("乙办法", ("第五条",))]),
    ("《甲办法》第三条、第五条", [("甲办法", ("第三条", "第五条"))]),
    ("第三条讲什么（《甲办法》）", [("甲办法", ("第三条",))]),
    ("什么是三会一课", []),
    ("《关于修改第三条的决定》是谁发的", []),
]


@pytest.mark.parametrize(("question", "expected"), ADDRESSES)
def test_each_article_goes_with_its_own_document(question: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(one.title, one.articles) for one in references_in(question)] == expected


def test_asking_for_an_article_is_told_from_asking_into_it() -> None:
    assert asks_for_text("《甲办法》第三条第二款怎么规定的？")
    assert asks_for_text("请列出《甲办法》第三条的内容")
    assert not asks_for_text("《甲办法》第三条规定的补助上限是多少？")


def test_passages_keep_falling_scores(service: Service) -> None:
    found = service.search(replace(service.query("三会一课制度第三条"), k=6))
    assert found[0].score == 1.0
    assert len(found) == len({one.chunk.id for one in found})
