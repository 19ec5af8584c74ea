"""Words and character bigrams of a text, for the lexical index and for scoring by shared words.

Words are jieba's: its dictionary (with the party-affairs terms of `dictionary.txt` added), its most probable path,
its search mode. Its code is not run, for two measured reasons: it takes 0.6 s to load, or trusts a cache file under
a fixed name in the shared temporary folder (here 0.05 s for a question, and no file); and its guesses at words that
are not in the dictionary cost retrieval more than they bring (CMRC, words alone: MRR@10 .976 with them, .983 without).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from ingest.text.folding import fold, is_cjk
from ingest.text.numerals import chinese_numeral
from ingest.text.segmenter import Segmenter, jieba_dictionary

_CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3040-\u30ff"
_NOT_ORDINAL = _CJK.replace("\u4e00-\u9fff", "\u4e00-\u7b2b\u7b2d-\u9fff")  # all but 第
_UNIT = r"第 (?:[〇零一二三四五六七八九十百千两]{1,9} | [0-9]{1,4}) [编章节条款项]"
_PIECE = re.compile(
    rf"""
    (?P<unit>{_UNIT})
    | (?P<cjk>(?: [{_NOT_ORDINAL}]+ | (?! {_UNIT} ) 第 )+)
    | (?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9,]) (?:\.[0-9]+)? [%‰]? | [0-9]+(?:\.[0-9]+)?[%‰](?![0-9a-z]))
    | (?P<latin>[^\W_{_CJK}]+ (?:[.+\-_/@&':·]+ [^\W_{_CJK}]+)* \+*)
    """,
    re.VERBOSE,
)
_RUN = re.compile(f"[{_CJK}]+|[^{_CJK}]+")
_LATIN_PART = re.compile(r"[0-9]+\.[0-9]+(?![.0-9])|[^\W_]+")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")


def _entries(name: str) -> list[str]:
    """The entries of a word list beside this module; lines that begin with # are remarks."""
    lines = files("ingest.text").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [entry for line in lines if not line.startswith("#") for entry in line.split()]


STOP_WORDS = frozenset(_entries("stop_words.txt"))
"""Words that carry a question's form rather than its matter."""


def words(text: str) -> list[str]:
    """The folded words of `text` in order: jieba's search mode (long words also by their parts), punctuation dropped.

    Latin words and numbers stay whole ("1+n", "iso", "9001", "85%"); what is joined by signs is followed by its parts;
    "第12条" and "第十二条" give the same word.
    """
    found: list[str] = []
    segment = _segmenter().search_words
    for kind, piece in _pieces(text):
        if kind == "cjk":
            found.extend(segment(piece))
        else:
            found.extend(_other(kind, piece))
    return found


def bigrams(text: str) -> list[str]:
    """The folded character pairs of every Chinese run of `text` (a lone character by itself), Latin words, numbers."""
    found: list[str] = []
    for kind, piece in _pieces(text):
        if kind not in ("unit", "cjk"):
            found.extend(_other(kind, piece))
            continue
        run = _chinese_unit(piece) if kind == "unit" else piece
        found.extend(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return found


_LONE = frozenset(
    "算分做用建某占需含提各文出入开办设定发给让使叫写看讲谈走来去说想买卖打拿放收交报批评选推达超近约余多少大小高低新旧"
    "老每第名项件条次篇家人天年月日号版期届级类种份套座"
)
"""Verbs, measure words and adjectives of one character: no part of a name that the dictionary lacks."""


def terms(text: str) -> list[str]:
    """The folded words of `text` in order, each once as it stands; characters outside the dictionary run together.

    "北起院" (a name no dictionary has) is one term, so that it is looked for as a whole.
    """
    found: list[str] = []
    for kind, piece in _pieces(text):
        if kind != "cjk":
            found.extend(_other(kind, piece))
            continue
        unknown = ""
        for word in [*_segmenter().cut(piece), ""]:
            if len(word) == 1 and word not in STOP_WORDS and word not in _LONE:
                unknown += word
                continue
            found.extend(part for part in (unknown, word) if part)
            unknown = ""
    return found


@lru_cache(maxsize=8192)
def cut(text: str) -> tuple[str, ...]:
    """`text` (folded already) in pieces that joined are the text: Chinese words, and what stands between them."""
    pieces: list[str] = []
    for match in _RUN.finditer(text):
        pieces.extend(_segmenter().cut(match.group()) if is_cjk(match.group()[0]) else (match.group(),))
    return tuple(pieces)


@lru_cache(maxsize=8192)
def tag(word: str) -> str:
    """The part of speech of a folded word by jieba's dictionary (ns a place, nt an organ, v a verb); "" for none."""
    return _segmenter().tag(word)


def rarity(word: str) -> float:
    """How rare a folded word is in Chinese at large, 0 (everywhere) to 1 (in no dictionary)."""
    return _segmenter().rarity(word)


def warm() -> None:
    """Opens the dictionary now (about 0.05 s) rather than with the first text."""
    _segmenter()


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_BREAK.split(text):
        for match in _PIECE.finditer(fold(line).text):
            yield match.lastgroup or "", match.group()


def _other(kind: str, piece: str) -> list[str]:
    if kind == "unit":
        return [_chinese_unit(piece)]
    if kind == "number":
        return [piece.replace(",", "")] + ([piece.rstrip("%‰").replace(",", "")] if piece[-1] in "%‰" else [])
    parts = _LATIN_PART.findall(piece)
    return [piece] if parts == [piece] else [piece, *parts]


def _chinese_unit(piece: str) -> str:
    return f"第{chinese_numeral(int(piece[1:-1]))}{piece[-1]}" if piece[1].isdigit() else piece


@cache
def _segmenter() -> Segmenter:
    return Segmenter(jieba_dictionary(), _entries("dictionary.txt"))
