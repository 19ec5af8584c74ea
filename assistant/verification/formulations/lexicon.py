"""The formulary compiled into one automaton: a text is read once, whatever the formulary holds.

Aho and Corasick, Efficient string matching (1975). A phrase is also looked for by its pieces: where a wording differs
from it in fewer places than it has pieces, one piece at least stands whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import ahocorasick

from assistant.verification.formulations.skeleton import skeleton
from prompts.formulary import Enumeration, Form, Formulary, Phrase, Replacement, Usage
from prompts.formulary_files import FOLDER, load_formulary


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a form of an enumeration."""

    enumeration: int
    form: int
    index: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a phrase: `offset` characters of the phrase stand before it. All of it is its only whole piece."""

    phrase: int
    offset: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """A known way of miswriting a phrase."""

    phrase: int


@dataclass(frozen=True, slots=True)
class Old:
    """A name that is over."""

    replacement: int


@dataclass(frozen=True, slots=True)
class Barred:
    """A word that some genres do not use."""

    usage: int


Role = Member | Piece | Wrong | Old | Barred


@dataclass(frozen=True, slots=True)
class Hit:
    """Where the skeleton has what plays a role: at [start, end)."""

    start: int
    end: int
    role: Role


def slips(phrase: str) -> int:
    """In how many characters a wording may differ from the phrase (a skeleton) and be that phrase, miswritten."""
    return 1 if len(phrase) >= 6 else 0


class Lexicon:
    """A formulary, ready to be looked for."""

    def __init__(self, formulary: Formulary) -> None:
        self.formulary = formulary
        self.wordings = (*formulary.phrases, *_pairs(formulary))
        self.phrases = tuple(skeleton(phrase.text).text for phrase in self.wordings)
        self._automaton = ahocorasick.Automaton()
        for key, roles in self._keys().items():
            self._automaton.add_word(key, (len(key), tuple(roles)))
        self._automaton.make_automaton()

    def hits(self, text: str) -> Iterator[Hit]:
        """All that plays a role in the skeleton `text`, by where it ends."""
        for last, (size, roles) in self._automaton.iter(text):
            for role in roles:
                yield Hit(last + 1 - size, last + 1, role)

    def enumeration(self, role: Member) -> Enumeration:
        return self.formulary.enumerations[role.enumeration]

    def form(self, role: Member) -> Form:
        return self.enumeration(role).forms[role.form]

    def phrase(self, role: Piece | Wrong) -> Phrase:
        return self.wordings[role.phrase]

    def replacement(self, role: Old) -> Replacement:
        return self.formulary.replacements[role.replacement]

    def usage(self, role: Barred) -> Usage:
        return self.formulary.usages[role.usage]

    def _keys(self) -> dict[str, list[Role]]:
        keys: dict[str, list[Role]] = {}
        for text, role in self._roles():
            keys.setdefault(skeleton(text).text, []).append(role)
        return {key: roles for key, roles in keys.items() if key}

    def _roles(self) -> Iterator[tuple[str, Role]]:
        for at, enumeration in enumerate(self.formulary.enumerations):
            for number, form in enumerate(enumeration.forms):
                for index, member in enumerate(form.members):
                    yield member, Member(at, number, index)
        for at, phrase in enumerate(self.wordings):
            if phrase.near:
                yield from ((piece, Piece(at, offset)) for offset, piece in _pieces(self.phrases[at]))
            yield from ((wrong, Wrong(at)) for wrong in phrase.wrong)
        for at, replacement in enumerate(self.formulary.replacements):
            yield from ((old, Old(at)) for old in replacement.old)
        for at, usage in enumerate(self.formulary.usages):
            yield usage.word, Barred(at)


def _pairs(formulary: Formulary) -> Iterator[Phrase]:
    """Enumerations of two as phrases: with one of the two miswritten no run is left that tells."""
    for enumeration in formulary.enumerations:
        members = enumeration.forms[0].members
        if len(members) == 2 and not enumeration.within:
            yield Phrase("、".join(members), enumeration.origin, enumeration.since)


def _pieces(phrase: str) -> Iterator[tuple[int, str]]:
    parts = slips(phrase) + 1
    if parts == 1:
        return
    cuts = [len(phrase) * at // parts for at in range(parts + 1)]
    for start, end in pairwise(cuts):
        yield start, phrase[start:end]


@cache
def lexicon(folder: Path = FOLDER) -> Lexicon:
    """The lexicon of the formulations in `folder`.

    Raises:
        PromptError: When a file there is malformed.
    """
    return Lexicon(load_formulary(folder))
