"""A model's complete reply made into claims with verbatim citations; what cannot be one is refused as nonsense.

Pure: nothing here waits, asks or knows LangChain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.citations import CitationBook, with_marks
from assistant.answering.extractive import NO_EVIDENCE
from assistant.answering.keys import KeyedSentence, KeyRing
from assistant.answering.leaks import without_leaks
from assistant.answering.markup import inert, without_thinking
from assistant.answering.quoting import best_quotes
from assistant.errors import ModelReplyError
from assistant.types import Citation, Claim, Finding
from assistant.verification.checks import context_of
from assistant.verification.cited import check_claim
from ingest.text.folding import is_cjk

UNVERIFIED = "【待核实】"
"""Stands in an answer's text behind every sentence that its sources do not carry."""

LEAKED = "模型复述了给它的说明，已去除 {count} 句"

_SAYS_NONE = re.compile(
    r"(?:资料|材料|文段|段落|文件)[^。；]{0,12}(?:没有|未|不)[^。；]{0,4}(?:找到|提及|提到|提供|说明|包含|涉及|记载|给出|足以)"
    r"|(?:无法|不能)[^。；]{0,12}(?:回答|作答|确定)|(?:没有|未)找到[^。；]{0,8}(?:依据|资料|内容|信息)"
)
"""Ways in which models say that the passages carry no answer, when they do not use the phrase they were given."""

_LONGEST_REFUSAL = 120
"""Characters; what is longer answers something, if without sources."""

_UNFINISHED = re.compile(r"[^。！？!?\n]*\Z")
_LOOP = re.compile(r"(.{2,40}?)\1{9,}", re.DOTALL)
_MOST_REPEATS = 3
_LEAST_CHINESE = 0.3
_LETTERS_TO_JUDGE = 20


@dataclass(frozen=True, slots=True)
class Composed:
    """What a reply amounts to.

    Attributes:
        text: With [1] marks, and `UNVERIFIED` where a sentence is not carried.
        refused: The reply says that the passages carry no answer; nothing else is then set but notices.
    """

    text: str
    refused: bool
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    notices: tuple[str, ...]


def compose(
    reply: str, ring: KeyRing, question: str, *, cut: bool = False, secret: frozenset[str] = frozenset()
) -> Composed:
    """The claims and citations of a complete reply.

    Args:
        reply: As it came, thinking and markup included.
        cut: The reply ended at a length limit; its last, unfinished sentence is dropped.
        secret: Runs of letters that no sentence may repeat (see `leaks`); sentences that do are dropped.

    Raises:
        ModelReplyError: The reply is empty, repeats itself without end, is not in the question's language, or no
            sentence of it has anything to do with a passage it cites.
    """
    plain = inert(without_thinking(reply)).strip()
    plain = (_UNFINISHED.sub("", plain) or plain) if cut else plain
    if not plain:
        raise ModelReplyError("模型的回复是空的", "请稍后再试，或换用其他模型")
    plain, leaked = without_leaks(plain, secret)
    if not plain.strip():
        raise ModelReplyError("模型只复述了给它的说明", "请换一种问法，或换用其他模型")
    sentences, unknown = ring.read(plain)
    notices = [f"模型引用了不存在的编号，已去除：{'、'.join(unknown)}"] if unknown else []
    notices += [LEAKED.format(count=leaked)] if leaked else []
    if _is_refusal(sentences):
        return Composed("", True, (), (), tuple(notices))
    _check_sense(plain, sentences, question)
    book = CitationBook()
    claims = tuple(_claim(sentence, ring, book) for sentence in sentences)
    if not book.citations:
        raise ModelReplyError("模型的回复与它引用的资料无关", "请换用能力更强的模型")
    notices += ["模型的回复超过长度上限，后面的部分已舍去"] if cut else []
    notices += _unverified_notice(claims)
    return Composed(_text(sentences, claims), False, claims, book.citations, tuple(notices))


def _is_refusal(sentences: Sequence[KeyedSentence]) -> bool:
    if any(sentence.keys and NO_EVIDENCE not in sentence.text for sentence in sentences):
        return False
    said = "".join(sentence.text for sentence in sentences)
    return NO_EVIDENCE in said or (len(said) <= _LONGEST_REFUSAL and _SAYS_NONE.search(said) is not None)


def _check_sense(plain: str, sentences: Sequence[KeyedSentence], question: str) -> None:
    if repeats(plain) or any(
        count > _MOST_REPEATS for text, count in Counter(one.text for one in sentences).items() if len(text) > 5
    ):
        raise ModelReplyError("模型的回复不断重复同样的话", "请换用其他模型，或调整 ZHIBI_TEMPERATURE")
    if not any(sentence.keys for sentence in sentences):
        raise ModelReplyError("模型的回复没有注明任何出处", "请换用能力更强的模型")
    if any(map(is_cjk, question)) and not _is_chinese(" ".join(one.text for one in sentences)):
        raise ModelReplyError("模型没有用中文回答", "请换用中文能力更强的模型")


def repeats(text: str) -> bool:
    """Whether some stretch of 2 to 40 characters comes ten times running."""
    return _LOOP.search(text) is not None


def _is_chinese(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    chinese = sum(map(is_cjk, letters))
    return len(letters) < _LETTERS_TO_JUDGE or chinese >= _LEAST_CHINESE * len(letters)


def _claim(sentence: KeyedSentence, ring: KeyRing, book: CitationBook) -> Claim:
    text = sentence.text
    if NO_EVIDENCE in text:
        return Claim(text, "unverifiable", ())
    passages = [ring.passage(key) for key in sentence.keys]
    cited = [book.cite(passage, span) for passage in passages for span in best_quotes(text, passage.chunk.text)]
    if not cited:
        return Claim(text, "unsupported", (), (Finding("citation", "unsupported", 0, len(text), text),))
    verdict, findings = check_claim(text, [citation.quote for citation in cited], context_of(passages))
    return Claim(text, verdict, tuple(dict.fromkeys(citation.key for citation in cited)), findings)


def _text(sentences: Sequence[KeyedSentence], claims: Sequence[Claim]) -> str:
    pieces = (
        sentence.gap + with_marks(claim.text, claim.citations) + (UNVERIFIED if _is_doubtful(claim) else "")
        for sentence, claim in zip(sentences, claims, strict=True)
    )
    return "".join(pieces).strip()


def _is_doubtful(claim: Claim) -> bool:
    return claim.verdict not in ("supported", "unverifiable")


def _unverified_notice(claims: Sequence[Claim]) -> list[str]:
    doubtful = sum(map(_is_doubtful, claims))
    return [f"有 {doubtful} 句未能在所引资料中核实，已标注{UNVERIFIED}"] if doubtful else []
