from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("抓学习。促工作！行不行？行", ["抓学习。", "促工作！", "行不行？", "行"]),
        ("他说：“要抓实。”会后落实。", ["他说：“要抓实。”", "会后落实。"]),
        ("（见附件。）另行通知。", ["（见附件。）", "另行通知。"]),
        (
            "他强调“一切为了人民群众的根本利益而奋斗。”，并作部署。",
            ["他强调“一切为了人民群众的根本利益而奋斗。”，并作部署。"],
        ),
        ("一是学习；二是落实；三是总结。", ["一是学习；二是落实；三是总结。"]),
        ("增长3.5%。达到1.2万人。", ["增长3.5%。", "达到1.2万人。"]),
        ("学习《入党为什么？》一书。", ["学习《入党为什么？》一书。"]),
        ("开展“入党为什么？”大讨论。", ["开展“入党为什么？”大讨论。"]),
        ("（一）正式党员\n（二）预备党员；\n\n附则", ["（一）正式党员", "（二）预备党员；", "附则"]),
        ("见 http://a.cn/?id=1 网页。", ["见 http://a.cn/?id=1 网页。"]),
        ("It works. We use it at Ltd. Co. today.", ["It works.", "We use it at Ltd. Co. today."]),
        ("真的吗？！好。", ["真的吗？！", "好。"]),
        ("  \n ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("党建ab1.。！？!?；，“”《》（）)\n \t\u3000:"), max_size=80))
def test_every_visible_character_lies_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    covered = [index for span in spans for index in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    assert {index for index, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
