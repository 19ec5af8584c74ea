"""Fixed formulations (提法) as data: the files of `prompts/formulations`, loaded strictly.

What a file may say stands in its head, in Chinese, for those who keep it. Every entry names where it comes from. A
slip in a file is one sentence that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

from prompts.errors import PromptError

FOLDER = Path(__file__).parent / "formulations"
"""Where the formulations of the project lie."""

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
        missing, moved: How sure it is a mistake that a member is missing, or stands at another place.
    """

    names: tuple[str, ...]
    forms: tuple[Form, ...]
    origin: Origin
    since: date
    within: int = 0
    missing: Level = "doubtful"
    moved: Level = "certain"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed wording.

    Attributes:
        wrong: Ways of miswriting it that are known.
        near: Whether what differs in one character is it, miswritten.
    """

    text: str
    origin: Origin
    since: date
    wrong: tuple[str, ...] = ()
    near: bool = True


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


def load_formulary(folder: Path = FOLDER) -> Formulary:
    """What all files `*.yaml` of the folder say, in the order of their names.

    Raises:
        PromptError: When the folder has none, a file cannot be read or breaks a rule; the sentence names file and line.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise PromptError(f"{folder} 中没有提法文件（*.yaml）", "请恢复随程序附带的提法文件")
    whole = Formulary()
    for path in paths:
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise PromptError(f"提法文件 {path} 无法读取：{exc}", "请确认文件可读，并以 UTF-8 保存") from exc
        whole += parse_formulary(source, path)
    _refuse_twice(whole)
    return whole


def parse_formulary(source: str, path: Path) -> Formulary:
    """What the text `source` of the file `path` says.

    Raises:
        PromptError: When it is no YAML, or breaks a rule of its head; the sentence names file and line.
    """
    return _Reader(path).read(_nodes(source, path))
