"""What a chat client shows: the answer with its marks and sources, and nothing that renders as anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import types as domain
from assistant.interfaces.api.openai.content import body, content, marks, pieces, without_sources
from assistant.interfaces.wire.answers import Answer
from ingest.types import Address

CITATION = domain.Citation(
    "1",
    "c1",
    "d1",
    "关于印发《办法》的通知",
    "/a.docx",
    Address(("第二章",), "第五条"),
    3,
    "每季度",
    0,
    3,
    "该文件已失效",
)
ANSWER = domain.Answer(
    text="每季度1次。[1]每月1次。[2]",
    refused=False,
    reason=None,
    claims=(),
    citations=(CITATION, replace(CITATION, key="2", document="规则", note=None)),
    passages=(),
    model="extractive",
    seconds=0.1,
)


def told(**changes: object) -> Answer:
    return Answer.of(replace(ANSWER, **changes))  # type: ignore[arg-type]


def test_the_sources_follow_the_answer() -> None:
    assert content(told(notices=("语言模型无法连接",))).split("\n\n") == [
        "每季度1次。[1]每月1次。[2]",
        "注意：语言模型无法连接",
        "出处：\n[1] 《关于印发〈办法〉的通知》 第五条 第3页（该文件已失效）\n[2] 《规则》 第五条 第3页",
    ]


def test_every_mark_is_annotated_where_it_stands() -> None:
    answer = told(text="甲[1]乙[2]丙[1]丁[9]")
    found = marks(answer, lambda one: f"http://x/{one.document_id}")
    shown = content(answer)
    spans = [(one.url_citation.start_index, one.url_citation.end_index) for one in found]
    assert [shown[start:end] for start, end in spans] == ["[1]", "[2]", "[1]"]
    assert [one.url_citation.title for one in found] == ["关于印发《办法》的通知", "规则", "关于印发《办法》的通知"]
    assert found[0].url_citation.url == "http://x/d1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![图](http://evil/x.png)正文。[1]", "图正文。[1]"),
        ("<img src=x onerror=alert(1)>正文。[1]", "正文。[1]"),
        ("正文。[1](http://evil)", "正文。[1] (http://evil)"),
        ("正文。[1][说明]", "正文。[1] [说明]"),
        ("正文。[1][2]", "正文。[1][2]"),
        ("[1]: http://evil", "[1] : http://evil"),
    ],
)
def test_nothing_that_a_document_says_renders(text: str, shown: str) -> None:
    assert body(told(text=text)) == shown


def test_a_hostile_title_stays_text_on_one_line() -> None:
    hostile = replace(CITATION, document="甲\n![x](http://evil/?q=1)<b>", note=None)
    assert content(told(citations=(hostile,))).splitlines()[-1] == "[1] 《甲 x》 第五条 第3页"


def test_an_answer_sent_back_gives_its_text_and_its_documents() -> None:
    assert without_sources(content(told())) == (ANSWER.text, ("关于印发《办法》的通知", "规则"))
    assert without_sources("没有出处的话") == ("没有出处的话", ())


def test_pieces_put_together_are_the_whole() -> None:
    assert pieces("一二三四五", 2) == ["一二", "三四", "五"]
    assert pieces("", 2) == []
