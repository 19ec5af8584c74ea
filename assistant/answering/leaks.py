"""Keeps a model from repeating its own instructions: sentences with a long run of the prompt's words are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.text.sentences import split_sentences

RUN = 12
"""Letters and characters in a row that nobody writes by chance."""

_LETTER = re.compile(r"[^\W_]")


def secret_runs(secret: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Every run of `RUN` letters of the secret texts that no known text holds; punctuation and space do not count."""
    allowed = {run for text in known for run in _runs(text)}
    return frozenset(run for text in secret for run in _runs(text) if run not in allowed)


def without_leaks(text: str, secret: frozenset[str]) -> tuple[str, int]:
    """`text` without the sentences that hold a secret run, and how many those were."""
    kept, done, gone = [], 0, 0
    for span in split_sentences(text):
        if secret.isdisjoint(_runs(span.of(text))):
            kept.append(text[done : span.end])
        else:
            gone += 1
        done = span.end
    return ("".join([*kept, text[done:]]), gone) if gone else (text, 0)


class LeakSieve:
    """Holds secret runs back from text that comes piece by piece; what stood before a run was complete stays shown."""

    def __init__(self, secret: frozenset[str]) -> None:
        self._secret = secret
        self._tail = ""

    def feed(self, piece: str) -> str:
        """The piece, or its sentences without secret runs; nothing where a run ends that began before it."""
        letters = "".join(_LETTER.findall(piece))
        reaching = self._tail + letters[: RUN - 1]
        self._tail = (self._tail + letters)[-(RUN - 1) :]
        if not self._secret.isdisjoint(_runs(reaching)):
            return ""
        return without_leaks(piece, self._secret)[0]


def _runs(text: str) -> Iterable[str]:
    letters = "".join(_LETTER.findall(text))
    return (letters[at : at + RUN] for at in range(len(letters) - RUN + 1))
