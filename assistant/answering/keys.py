"""Opaque citation keys: what a model writes instead of titles and pages, and what it made of them.

A key is "K" and the first hexadecimal digits of a hash of the chunk's id: nothing to infer from it, and no document
can name the key of another passage.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.types import Passage
from ingest.text.sentences import split_sentences

SHORTEST, LONGEST = 4, 64
"""Hexadecimal digits of a key; more than `SHORTEST` only where two passages of one prompt would share a key."""

_KEY = r"[KkＫｋ][0-9a-fA-F０-９ａ-ｆＡ-Ｆ]{1,64}"
_LEAD = r"(?:来源|出处|引用|依据|参见|资料|编号|段落|见)?[ 　]?[:：]?[ 　]?"
_GROUP = re.compile(
    rf"""
      [\[【［〔(（{{]{{1,2}} [ ]?\^?{_LEAD}{_KEY} (?:(?:[ ]?[,，、;；/|&和与及][ ]?|[ ]){_LEAD}{_KEY})* [ ]?
      [\]】］〕)）}}]{{1,2}}
    | (?P<bare>(?<![0-9A-Za-z])[Kk][0-9a-fA-F]{{4,64}}(?![0-9A-Za-z]))
    """,
    re.VERBOSE,
)
_KEY_IN_GROUP = re.compile(_KEY)

_FIRST_MARK, _MOST_MARKS = 0xF0000, 0xFFFD
_MARK = "[\U000f0000-\U000ffffd]"
"""A character of a private-use plane stands for each group of keys while sentences are split."""

_MARKS_AHEAD = re.compile(rf"(?:{_MARK}\s*)+")
_POINTER = re.compile(
    rf"(?:根据|依据|按照|参照|参见|据)(?:资料|材料|段落|文件)?[ ]?(?P<marks>{_MARK}+)"
    r"[ ]?(?:的?(?:规定|要求|内容|记载|所述|显示))?[ ]?[，,：:][ ]?"
)
_WORD = re.compile(r"[^\W_]")
_SPACE_BEFORE_STOP = re.compile(r"[ \t]+(?=[，。；：！？、,.;:!?\n]|$)")


@dataclass(frozen=True, slots=True)
class KeyedSentence:
    """A sentence of a reply.

    Attributes:
        text: Its wording without keys.
        keys: The keys it cites that were given out, in order, each once.
        gap: The white space between it and the sentence before.
    """

    text: str
    keys: tuple[str, ...]
    gap: str

    def citing(self, keys: Iterable[str]) -> KeyedSentence:
        return replace(self, keys=tuple(dict.fromkeys((*self.keys, *keys))))


class KeyRing:
    """The keys of one prompt's passages; a chunk that comes twice has one key."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages: dict[str, Passage] = {}
        for passage in passages:
            if all(passage.chunk.id != other.chunk.id for other in self._passages.values()):
                self._passages[self._fresh(passage.chunk.id)] = passage

    def items(self) -> list[tuple[str, Passage]]:
        """Keys and passages in the order of the passages."""
        return list(self._passages.items())

    def passage(self, key: str) -> Passage:
        """The passage that a key of `KeyedSentence.keys` stands for."""
        return self._passages[key]

    def without_keys(self, text: str) -> str:
        """`text` without its groups of keys, for showing a reply as it comes."""
        marked, _ = self._marked(text)
        return _SPACE_BEFORE_STOP.sub("", re.sub(_MARK, "", _POINTER.sub("", marked)))

    def read(self, text: str) -> tuple[list[KeyedSentence], tuple[str, ...]]:
        """The sentences of a reply with the keys that each cites, and the distinct keys that were not given out.

        Keys behind a full stop belong to the sentence before it. Order and wording are the reply's.
        """
        marked, groups = self._marked(text)
        sentences: list[KeyedSentence] = []
        done = 0
        marked = _POINTER.sub(lambda match: match["marks"], marked)
        for span in split_sentences(marked):
            piece, gap = span.of(marked), marked[done : span.start]
            done = span.end
            ahead = _MARKS_AHEAD.match(piece)
            if ahead and sentences and "\n" not in gap:
                sentences[-1] = sentences[-1].citing(self._known(ahead.group(), groups))
                piece = piece[ahead.end() :]
            wording = _SPACE_BEFORE_STOP.sub("", re.sub(_MARK, "", piece)).strip()
            if _WORD.search(wording):
                sentences.append(KeyedSentence(wording, (), gap).citing(self._known(piece, groups)))
            elif sentences:
                sentences[-1] = sentences[-1].citing(self._known(piece, groups))
        unknown = dict.fromkeys(key for group in groups for key in group if key not in self._passages)
        return sentences, tuple(unknown)

    def _marked(self, text: str) -> tuple[str, list[list[str]]]:
        """`text` with each group of keys replaced by its mark, and the groups."""
        groups: list[list[str]] = []

        def mark(match: re.Match[str]) -> str:
            keys = [_plain(key) for key in _KEY_IN_GROUP.findall(match.group())]
            if len(groups) == _MOST_MARKS or (match["bare"] and keys[0] not in self._passages):
                return match.group()
            groups.append(keys)
            return chr(_FIRST_MARK + len(groups) - 1)

        return _GROUP.sub(mark, re.sub(_MARK, "", text)), groups

    def _known(self, piece: str, groups: Sequence[Sequence[str]]) -> list[str]:
        cited = (key for mark in re.findall(_MARK, piece) for key in groups[ord(mark) - _FIRST_MARK])
        return [key for key in cited if key in self._passages]

    def _fresh(self, chunk_id: str) -> str:
        digest = hashlib.sha256(chunk_id.encode()).hexdigest()
        lengths = range(SHORTEST, LONGEST + 1)
        return next(key for length in lengths if (key := f"K{digest[:length]}") not in self._passages)


def _plain(key: str) -> str:
    return "K" + unicodedata.normalize("NFKC", key)[1:].lower()
