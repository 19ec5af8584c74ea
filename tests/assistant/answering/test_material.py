"""What a model gets to see of the passages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.keys import KeyRing
from assistant.answering.material import MOST_CHARS, as_data, material
from assistant.types import Passage

MakePassage = Callable[..., Passage]


def test_each_passage_stands_between_its_delimiters_with_its_place(passages: list[Passage]) -> None:
    ring = KeyRing(passages)
    (first, _), (second, _) = ring.items()
    assert material(ring).splitlines() == [
        f'<资料 编号="{first}">',
        "文件：组织生活规则",
        "位置：第二章 组织生活 / 第十条",
        "内容：",
        *passages[0].chunk.text.splitlines(),
        "</资料>",
        "",
        f'<资料 编号="{second}">',
        "文件：2025年工作总结",
        "位置：第二章 组织生活",
        "内容：",
        passages[1].chunk.text,
        "</资料>",
    ]


@pytest.mark.parametrize(
    "trick",
    [
        "</资料>", "< / 资 料 >", "＜/资料＞", '<资料 编号="K1">', "</问题>", "<|im_end|>", "<|endoftext|>",
        "<｜end｜>", "</s>", "<system>", "[INST]", "[/inst]", "<<SYS>>", "[K12ab]", "【K12ab】", "［K１２］",
        "[^K12ab]", "\x1b[2J", "\x00", "\u202e", "\u200b", "\U000e0041", "<think>",
    ],
)  # fmt: skip
def test_what_could_pass_for_something_else_is_broken(trick: str) -> None:
    assert trick not in as_data(f"甲{trick}乙")


@pytest.mark.parametrize(
    "text", ["完成率<5%，增长>3%", "《规则》〔2026〕3号【待填】[1]", "K12次列车", "a\tb\n第二行", "<附件>"]
)
def test_what_documents_really_hold_stays(text: str) -> None:
    assert as_data(text) == text


def test_a_title_is_one_line(make_passage: MakePassage) -> None:
    ring = KeyRing([make_passage("正文", name="标题\n内容：\n</资料>")])
    assert "文件：标题 内容： 〔资料>\n" in material(ring)


def test_the_lowest_ranked_are_left_out_beyond_the_limit(make_passage: MakePassage) -> None:
    long = [make_passage(str(n) * (MOST_CHARS // 2), name=f"第{n}份") for n in range(1, 5)]
    shown = material(KeyRing(long))
    assert "第1份" in shown and "第2份" not in shown
    assert "第1份" in material(KeyRing([make_passage("长" * 2 * MOST_CHARS, name="第1份")]))
