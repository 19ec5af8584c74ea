"""Questions that follow from an answer are made of the cited documents' own headings."""

from __future__ import annotations

from assistant.follow_ups import MOST, follow_ups
from ingest.types import Address, Chunk


def chunks(document: str, *headings: str, article: str | None = "第一条") -> list[Chunk]:
    return [
        Chunk(f"{document}-{number}", document, number, 0, 1, "文", Address((heading,) if heading else (), article), ())
        for number, heading in enumerate(headings)
    ]


RULE = chunks(
    "d1", "第一章 总则", "第二章 党员大会", "第三章 主题党日", "第三章 主题党日", "第四章 记录和检查", "第五章 附则"
)
SUMMARY = chunks("d2", "", "一、主要做法", "（一）抓学习", "三、“三个一”", article=None)
KNOWN = {"d1": RULE, "d2": SUMMARY, "d3": chunks("d3", "")}


def asked(*cited: tuple[str, str, str]) -> tuple[str, ...]:
    return follow_ups(cited, KNOWN.__getitem__)


def test_what_comes_after_the_cited_place_is_asked_first_and_furniture_never() -> None:
    assert asked(("d1", "制度", "d1-2")) == (
        "《制度》关于“记录和检查”有哪些规定？",
        "《制度》关于“党员大会”有哪些规定？",
    )


def test_documents_take_turns() -> None:
    found = asked(("d1", "制度", "d1-2"), ("d2", "总结《甲》", "d2-0"), ("d1", "制度", "d1-3"))
    assert found == (
        "《制度》关于“记录和检查”有哪些规定？",
        "《总结〈甲〉》关于“主要做法”写了什么？",
        "《制度》关于“党员大会”有哪些规定？",
    )
    assert len(found) == MOST


def test_nothing_is_asked_of_what_has_no_headings_or_is_gone() -> None:
    assert asked(("d3", "便条", "d3-0")) == ()
    assert asked(("d1", "制度", "d1-99")) == ()
    assert asked() == ()
