"""An answer cut into what the page shows differently: plain text, sentences to mind, marks to click."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.wire.answers import Answer

TO_CHECK = "【待核实】"
"""What an answerer writes behind a sentence it could not place; shown as part of that sentence."""

_MARK = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the answer.

    Attributes:
        verdict: What to say of the sentence, in Chinese; "" when its evidence holds.
        key: Citation key when this is a mark, else None; `text` is then "[key]".
    """

    text: str
    verdict: str = ""
    key: str | None = None


def cut(answer: Answer) -> list[Piece]:
    """The whole answer in order, nothing lost: the pieces' texts joined are its text.

    A claim that cannot be found in the text marks nothing; a mark without a citation stays plain text.
    """
    keys = {citation.key for citation in answer.citations}
    pieces: list[Piece] = []
    at = 0
    for start, end, verdict in _doubtful(answer):
        pieces += _marks(answer.answer[at:start], keys, "")
        pieces += _marks(answer.answer[start:end], keys, verdict)
        at = end
    return pieces + _marks(answer.answer[at:], keys, "")


def _doubtful(answer: Answer) -> list[tuple[int, int, str]]:
    """Where the claims stand that are not supported: start, end, verdict."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    for claim in answer.claims:
        start = answer.answer.find(claim.text, at)
        if start < 0 or not claim.text:
            continue
        at = start + len(claim.text)
        if answer.answer.startswith(TO_CHECK, at):
            at += len(TO_CHECK)
        if claim.verdict in VERDICTS:
            spans.append((start, at, VERDICTS[claim.verdict]))
    return spans


def _marks(text: str, keys: set[str], verdict: str) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for match in _MARK.finditer(text):
        if match[1] not in keys:
            continue
        if match.start() > at:
            pieces.append(Piece(text[at : match.start()], verdict))
        pieces.append(Piece(match[0], key=match[1]))
        at = match.end()
    if at < len(text):
        pieces.append(Piece(text[at:], verdict))
    return pieces
