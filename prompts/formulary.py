"""Fixed formulations (提法) as data: what the files of `prompts/formulations` say.

Every entry names where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["certain", "doubtful", "silent"]
"""How sure a departure from a formulation is a mistake, where no source tells: 必错, 疑似, or not to be spoken of."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a formulation comes from.

    Attributes:
        day: When the document was issued, or the meeting held.
    """

    document: str
    day: date


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing out the members of an enumeration.

    Attributes:
        members: In their fixed order, without marks and signs between them.
        suffix: What must follow for the words to be this formulation; "" where they tell by themselves.
        until: The last day on which it was the valid form; None while it is.
    """

    members: tuple[str, ...]
    suffix: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A formulation with members in a fixed order.

    Attributes:
        names: What it is called, the usual name first.
        forms: The valid form first, then others as good, then older ones.
        within: So many characters may stand between two members (增强“四个意识”、坚定“四个自信”); 0 for none but
            signs and 和.
        bound: Whether it stays together where commas stand between the members; elsewhere such members are clauses,
            which a text may leave out or put in another order.
        missing, moved: How sure it is a mistake that a member is missing, or stands at another place.
    """

    names: tuple[str, ...]
    forms: tuple[Form, ...]
    origin: Origin
    since: date
    within: int = 0
    bound: bool = False
    missing: Level = "doubtful"
    moved: Level = "certain"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed wording.

    Attributes:
        wrong: Ways of miswriting it that are known.
        near: Whether what differs in one character is it, miswritten.
        level: How sure that is.
    """

    text: str
    origin: Origin
    since: date
    wrong: tuple[str, ...] = ()
    near: bool = True
    level: Level = "certain"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A name or wording that another one took the place of.

    Attributes:
        old: The names that are over.
        new: What is said since.
        since: From when on.
        beside: One of these words must stand in the same sentence for the old name to be out of place; empty: none.
        unless: With one of these words in the sentence it is not.
    """

    old: tuple[str, ...]
    new: str
    since: date
    origin: Origin
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    level: Level = "doubtful"


@dataclass(frozen=True, slots=True)
class Usage:
    """A word that a genre does not have.

    Attributes:
        barred: Genres (names of `prompts/genres`, and "news") that do not use it.
        unless: Wordings that hold the word and are right.
    """

    word: str
    barred: tuple[str, ...]
    note: str
    unless: tuple[str, ...] = ()
    level: Level = "doubtful"


@dataclass(frozen=True, slots=True)
class Formulary:
    """All that is known of fixed formulations.

    Attributes:
        versions: "file@version" of what it was read from.
    """

    enumerations: tuple[Enumeration, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    usages: tuple[Usage, ...] = ()
    versions: tuple[str, ...] = ()

    def __add__(self, other: Formulary) -> Formulary:
        return Formulary(
            self.enumerations + other.enumerations,
            self.phrases + other.phrases,
            self.replacements + other.replacements,
            self.usages + other.usages,
            self.versions + other.versions,
        )


__all__ = ["Enumeration", "Form", "Formulary", "Level", "Origin", "Phrase", "Replacement", "Usage"]
