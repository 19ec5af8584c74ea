"""Keys: given out once each, read in whatever way a model writes them, never found where none is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.keys import KeyRing
from assistant.types import Passage

MakePassage = Callable[..., Passage]


@pytest.fixture
def ring(passages: list[Passage]) -> KeyRing:
    return KeyRing(passages)


def written(ring: KeyRing, template: str) -> str:
    return template.format(*(key for key, _ in ring.items()))


def test_keys_are_unique_and_stable(make_passage: MakePassage) -> None:
    many = [make_passage("文", name=f"第{n}份") for n in range(2000)]
    keys = [key for key, _ in KeyRing(many).items()]
    assert len(set(keys)) == 2000
    assert keys == [key for key, _ in KeyRing(many).items()]
    assert {len(key) for key in keys} <= {5, 6, 7}


def test_a_chunk_that_comes_twice_has_one_key(passages: list[Passage]) -> None:
    assert len(KeyRing([*passages, passages[0]]).items()) == 2


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("甲句[{0}]。乙句[{1}]。", [("甲句。", "0"), ("乙句。", "1")]),
        ("甲句。[{0}]乙句。[{1}]", [("甲句。", "0"), ("乙句。", "1")]),
        ("甲句。[{0}]\n乙句。[{1}]", [("甲句。", "0"), ("乙句。", "1")]),
        ("甲句[{0}][{1}]。", [("甲句。", "01")]),
        ("甲句[{0}，{1}]。", [("甲句。", "01")]),
        ("甲句[{0}、{1}、{0}]。", [("甲句。", "01")]),
        ("甲句【{0}】。", [("甲句。", "0")]),
        ("甲句［{0}］（{1}）。", [("甲句。", "01")]),
        ("甲句[[{0}]]。", [("甲句。", "0")]),
        ("甲句[^{0}]。", [("甲句。", "0")]),
        ("甲句（来源：{0}）。", [("甲句。", "0")]),
        ("甲句 [编号 {0}] 。", [("甲句。", "0")]),
        ("支部[{0}]每季度开会。", [("支部每季度开会。", "0")]),
        ("根据[{0}]的规定，甲句。", [("甲句。", "0")]),
        ("甲句，见{0}。", [("甲句，见。", "0")]),
        ("1. 甲句[{0}]\n2. 乙句[{1}]", [("1. 甲句", "0"), ("2. 乙句", "1")]),
        ("甲句。\n[{0}]\n乙句。", [("甲句。", "0"), ("乙句。", "")]),
        ("[{0}] 甲句。", [("甲句。", "0")]),
        ("[{0}]\n甲句。", [("甲句。", "")]),
        ("甲句。", [("甲句。", "")]),
        ("", []),
    ],
)
def test_reading(ring: KeyRing, reply: str, expected: list[tuple[str, str]]) -> None:
    sentences, unknown = ring.read(written(ring, reply))
    keys = [key for key, _ in ring.items()]
    found = [(sentence.text, "".join(str(keys.index(key)) for key in sentence.keys)) for sentence in sentences]
    assert found == expected
    assert unknown == ()


def test_case_and_width_of_a_key_do_not_matter(ring: KeyRing) -> None:
    key = ring.items()[0][0]
    wide = key.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for spelling in (key.upper(), key.lower(), wide):
        assert ring.read(f"甲句[{spelling}]。")[0][0].keys == (key,)


@pytest.mark.parametrize("word", ["A{0}b", "{0}x", "x{0}", "K2024", "KPI", "[KPI]", "[注]", "[1]", "第[三]条", "(K)"])
def test_what_only_looks_like_a_key_stays_in_the_text(ring: KeyRing, word: str) -> None:
    text = written(ring, f"关于{word}的说明。")
    (sentence,), unknown = ring.read(text)
    assert (sentence.text, sentence.keys, unknown) == (text, (), ())


def test_unknown_keys_are_reported_once_and_vanish(ring: KeyRing) -> None:
    sentences, unknown = ring.read("甲句[K1]。乙句【K99】[K1]。")
    assert unknown == ("K1", "K99")
    assert [(sentence.text, sentence.keys) for sentence in sentences] == [("甲句。", ()), ("乙句。", ())]


def test_what_is_shown_while_it_comes_has_no_keys(ring: KeyRing) -> None:
    assert ring.without_keys(written(ring, "根据[{0}]，甲句 [{1}]。\n乙句[K99]。")) == "甲句。\n乙句。"


def test_a_reply_cannot_forge_the_marks_that_stand_for_keys(ring: KeyRing) -> None:
    sentences, _ = ring.read(written(ring, "甲句[{0}]。\U000f0000\U000f0001乙句。"))
    assert [sentence.keys != () for sentence in sentences] == [True, False]
