"""Everyday words and what official texts say instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.retrieval.ranking.synonyms import official_words, read_synonyms, shipped_synonyms

KNOWN = {"加班": ("延长工作时间",), "加班费": ("工资报酬",), "单据": ("凭证", "票据")}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("报销要附哪些单据？", ["凭证", "票据"]),
        ("加班费怎么算", ["工资报酬"]),
        ("單據和凭证", ["票据"]),
        ("党员大会多久开一次", []),
        ("", []),
    ],
    ids=["both words", "the longer word only", "folded, what is said is not added", "nothing known", "empty"],
)
def test_official_words_are_found(question: str, expected: list[str]) -> None:
    assert official_words(question, KNOWN) == expected


def test_the_shipped_file_can_be_read_and_maps_no_word_to_itself() -> None:
    shipped = shipped_synonyms()
    assert len(shipped) > 100
    assert not [word for word, official in shipped.items() if word in official]


@pytest.mark.parametrize("text", ["单据 = 凭证", '"单据" = "凭证"', '"单据" = []', '"单据" = [1]', '"单据" = [""]'])
def test_a_wrong_line_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "synonyms.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_synonyms(file)
    assert "近义词文件" in str(caught.value)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_synonyms(tmp_path / "none.toml")
