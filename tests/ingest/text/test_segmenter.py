from __future__ import annotations

import pytest

from ingest.text.segmenter import Segmenter, jieba_dictionary

DICTIONARY = (
    "研究 50 v\n研究生 20 n\n生命 50 n\n命 5 n\n起源 20 n\n生 5 n\n党 9 n\n社会主义 90 n\n社会 80 n\n主义 60 n\n"
)


@pytest.mark.parametrize(
    ("run", "words"),
    [("研究生命起源", ["研究", "生命", "起源"]), ("研究生", ["研究生"]), ("未知", ["未", "知"]), ("", [])],
)
def test_the_most_probable_path_is_taken(run: str, words: list[str]) -> None:
    assert Segmenter(DICTIONARY).cut(run) == words


def test_added_terms_stay_whole_however_long() -> None:
    segmenter = Segmenter(DICTIONARY, ["研究生命起源学会", "党课"])
    assert segmenter.cut("党课研究生命起源学会生") == ["党课", "研究生命起源学会", "生"]


def test_long_words_are_preceded_by_their_parts() -> None:
    assert Segmenter(DICTIONARY).search_words("社会主义党") == ["社会", "主义", "社会主义", "党"]


def test_rarity_falls_with_the_count() -> None:
    segmenter = Segmenter(DICTIONARY, ["党课"])
    assert segmenter.rarity("北起院") == segmenter.rarity("党课") == 1.0
    assert 0 < segmenter.rarity("社会主义") < segmenter.rarity("党") < 1


def test_lines_of_one_character_need_not_stand_together() -> None:
    assert Segmenter("研究 50 v\n党 9 n\n研发 40 v\n").cut("研发研究党") == ["研发", "研究", "党"]


def test_jiebas_own_dictionary_is_found() -> None:
    assert Segmenter(jieba_dictionary()).cut("中国共产党党员") == ["中国共产党", "党员"]
