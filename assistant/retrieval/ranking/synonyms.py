"""Everyday words and what official texts say instead: `synonyms.toml`, which staff may edit."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from assistant.errors import SettingsError
from ingest.text.folding import fold

SYNONYMS = Path(__file__).with_name("synonyms.toml")

Synonyms = dict[str, tuple[str, ...]]
"""Everyday word -> official words, all in search form."""


def read_synonyms(path: Path) -> Synonyms:
    """The file at `path`: TOML, each line an everyday word and a list of official ones.

    Raises:
        SettingsError: The file is missing, no TOML, or holds something else than lists of words.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise SettingsError(f"近义词文件 {path} 无法读取：{exc}", '每行应为："单据" = ["凭证", "票据"]') from exc
    for word, official in entries.items():
        if not (isinstance(official, list) and official and all(isinstance(one, str) and one for one in official)):
            raise SettingsError(f"近义词文件 {path} 中“{word}”的右边不是一组词语", '应为："单据" = ["凭证", "票据"]')
    return {fold(word).text: tuple(fold(one).text for one in official) for word, official in entries.items()}


@cache
def shipped_synonyms() -> Synonyms:
    return read_synonyms(SYNONYMS)


def official_words(question: str, synonyms: Synonyms) -> list[str]:
    """What official texts would say for the everyday words of a question, without what it says itself.

    A word inside a longer one that is known (加班 in 加班费) does not count.
    """
    folded = fold(question).text
    found = [word for word in synonyms if word in folded]
    longest = [word for word in found if not any(word != other and word in other for other in found)]
    return list(dict.fromkeys(one for word in longest for one in synonyms[word] if one not in folded))
