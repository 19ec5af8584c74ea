"""A text that is verified again and again while it is changed: what stays as it was is not judged again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from assistant.errors import QuestionError
from assistant.types import Citation, Claim, Passage, Source, Verification
from assistant.verification.claims import Statement, split_claims
from assistant.verification.verifier import Find, Run

MAX_CHARS = 1_000_000
"""Characters that are verified at once: some 50 seconds' work."""

_MOST_KEPT = 50_000
"""Judged statements that are kept beside those of the text at hand: what is undone is known at once."""

Going = Callable[[int, int], bool]
"""Told how many statements of how many are judged; False ends the work there."""


def _on(_done: int, _all: int) -> bool:
    return True


class Proof:
    """The checks of one text under work; threads that use it wait for each other.

    Its citations bear their keys for as long as it lives: they are not numbered anew when the text changes.

    Args:
        sources, genre, day, find: As of `Verifier.verify`.
        notices: What is to be said with every result, in Chinese: sources that cannot be read.
    """

    def __init__(
        self,
        sources: Sequence[Source] = (),
        *,
        genre: str | None = None,
        day: date | None = None,
        find: Find | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        self._run = Run(sources, genre, day, find)
        self._passages = {source.passage.chunk.id: source.passage for source in sources}
        self._notices = tuple(notices)
        self._judged: dict[Statement, Claim] = {}
        self._at_work = Lock()

    def verify(self, text: str, going: Going = _on) -> Verification:
        """What the checks say of the text as it stands now, claim by claim.

        Args:
            going: Ends the work early; the result then holds the claims so far and says so in its notices. What was
                judged is not judged again when the work is taken up anew.

        Raises:
            QuestionError: The text has more than `MAX_CHARS` characters.
        """
        bounded(text)
        with self._at_work:
            return self._verified(text, going)

    def _verified(self, text: str, going: Going) -> Verification:
        started = time.perf_counter()
        statements = split_claims(text)
        claims: list[Claim] = []
        for statement in statements:
            if not going(len(claims), len(statements)):
                break
            claims.append(self._claim(statement))
        self._forget(statements)
        seconds = time.perf_counter() - started
        return Verification(tuple(claims), self._cited(claims), self._told(statements, len(claims)), seconds)

    def passage(self, chunk_id: str) -> Passage | None:
        """A passage of the sources that were given; None for those that were found in a library."""
        return self._passages.get(chunk_id)

    def _claim(self, statement: Statement) -> Claim:
        as_said = replace(statement, start=0, end=0)
        if as_said not in self._judged:
            self._judged[as_said] = self._run.claim(statement)
        return replace(self._judged[as_said], start=statement.start, end=statement.end)

    def _forget(self, statements: Collection[Statement]) -> None:
        if len(self._judged) <= _MOST_KEPT + len(statements):
            return
        held = {replace(one, start=0, end=0) for one in statements}
        self._judged = {one: claim for one, claim in self._judged.items() if one in held}

    def _cited(self, claims: Sequence[Claim]) -> tuple[Citation, ...]:
        keys = {key for claim in claims for key in claim.citations}
        keys |= {one.source for claim in claims for one in claim.findings if one.source is not None}
        return tuple(citation for citation in self._run.places.citations if citation.key in keys)

    def _told(self, statements: Sequence[Statement], judged: int) -> tuple[str, ...]:
        if judged == len(statements):
            return (*self._notices, *self._run.notices(statements))
        ended = f"核对没有做完：全文 {len(statements)} 句，只核对了前 {judged} 句"
        return (*self._notices, ended)


def bounded(text: str) -> str:
    """`text`. Raises QuestionError: it has more than `MAX_CHARS` characters."""
    if len(text) > MAX_CHARS:
        raise QuestionError(f"文本有 {len(text)} 字，一次最多核对 {MAX_CHARS} 字", "请分成几份核对")
    return text
