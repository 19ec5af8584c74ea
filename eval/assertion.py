"""Whether a text asserts something, or names it only to deny it or to tell of the past.

Told by cue words, clause by clause: 不是5次，而是3次 asserts 3次; 由5次改为3次 asserts 3次; 旧办法规定，每年5次 asserts
neither. Where no cue is found, what is named is asserted.
"""

from __future__ import annotations

import re

from eval.normalise import mentions
from ingest.text.sentences import split_sentences

_TAKEN_BACK = re.compile(
    r"不是|并非|并不|而非|没有规定|未规定|误为|误作|误以为|"
    r"(?<!按)原[为是定来规办本]|旧|此前|以前|以往|修订前|修改前|曾"
)
"""In the clause that names it: denied, or past."""

_TAKEN_BACK_AFTER = re.compile(
    r"不对|不实|有误|错误|不准确|不正确|不符|不一致|不成立|不属实|没有依据|已废止|已被|失效|不再"
)
"""In the clause that names it or a later one of the sentence: 每年5次的说法，与文件不符."""

_SET_RIGHT = (
    r"而是|应为|应是|实为|实际|现为|现行|现在|改为|调整[为至到]|修订为|变更为|增至|降至|"
    r"(?:提高|提升|增加|降低|减少|缩短|延长)[为至到]"
)
"""Begins what holds; what stands before it is set aside."""

_LEADS_ON = re.compile(r"(?:规定|要求|明确|提出|写明|中|为|是)$")
_CLAUSE = re.compile(rf"[，,；;：:]|(?={_SET_RIGHT})")
_SETS_RIGHT = re.compile(_SET_RIGHT)


def asserts(text: str, phrase: str) -> bool:
    """Whether some sentence of `text` says `phrase` as a fact; ways of writing figures are set aside."""
    return any(_sentence_asserts(span.of(text), phrase) for span in split_sentences(text))


def _sentence_asserts(sentence: str, phrase: str) -> bool:
    if not mentions(sentence, phrase):
        return False
    clauses = _CLAUSE.split(sentence)
    named = [at for at, clause in enumerate(clauses) if mentions(clause, phrase)]
    if not named:  # it runs over a clause's end
        return not (_TAKEN_BACK.search(sentence) or _TAKEN_BACK_AFTER.search(sentence))
    return any(not _is_taken_back(clauses, at) for at in named)


def _is_taken_back(clauses: list[str], at: int) -> bool:
    if any(_TAKEN_BACK_AFTER.search(clause) for clause in clauses[at:]):
        return True
    if _SETS_RIGHT.match(clauses[at]):
        return False
    followed = at + 1 < len(clauses) and _SETS_RIGHT.match(clauses[at + 1])
    led_to = at > 0 and _LEADS_ON.search(clauses[at - 1]) and _TAKEN_BACK.search(clauses[at - 1])
    return bool(followed or led_to or _TAKEN_BACK.search(clauses[at]))


__all__ = ["asserts"]
