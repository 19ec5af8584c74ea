"""Genres as data: what a summary, a plan, a case write-up … is made of. A new genre is a new file in `genres/`.

A genre is the file `genres/<name>.yaml`; its keys are the attributes of `Genre`, `Part`, `Group` and `Slot` below.
In headings, slots and sentences stand {unit}, {period}, {next}, {topic} and {audience} for what a specification says.
Sentences of a genre state no facts: they are the frame, and what fills it comes from sources or from the author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from prompts.errors import PromptError

FOLDER = Path(__file__).parent / "genres"
"""Where the genres of the project lie."""

Nature = Literal[
    "aim",
    "goal",
    "background",
    "situation",
    "deed",
    "result",
    "problem",
    "insight",
    "plan",
    "safeguard",
    "rule",
    "decision",
]
"""What a sentence of a source does: sets the aim or the goals, tells how it began, how things stand, what was done, what
came of it, what is wrong, what was learned, what is to be done, what secures it, what the rule is, what was decided."""

Form = Literal["sections", "articles", "minutes"]
"""一、（一）1. ; 第一章 … 第一条 ; a head of labelled lines, then the items."""

GridKind = Literal["none", "tasks", "accounts", "comparison"]
"""tasks: what a plan sets. accounts: what became of the tasks of the period's plan. comparison: figures before, after."""

FIELDS = frozenset({"unit", "period", "next", "topic", "audience"})
"""What may stand in braces."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class UnknownGenreError(PromptError):
    """There is no genre of the name that was asked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact that only the author has, or that a good text of the genre must state.

    Attributes:
        what: What 【待填：…】 says where it is missing.
        names: How an author may call it in a specification.
        seen: Regular expression over a section's text that shows that it is stated; "" where only the author can.
        label: Printed before it, 时间：…, where the genre has labelled lines; "" elsewhere.
        group: Heading of the group that it stands under; "" for the end of the section.
    """

    name: str
    what: str
    names: tuple[str, ...] = ()
    seen: str = ""
    label: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-heading, and what belongs under it.

    Attributes:
        cues: Words that tell that a sentence belongs here.
        required: Whether the text is incomplete without it; an empty one is then shown as an open slot.
    """

    heading: str
    cues: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the skeleton.

    Attributes:
        id: Unique in the genre.
        name: The heading without its number.
        natures: Kinds of sentences that belong here; empty where nothing may be taken from sources.
        headings: Words in the sources' own headings that tell that what stands below belongs here.
        cues: What is looked for in the sources.
        groups: Sub-headings, grammatically parallel; empty where the section has none.
        own_headings: Take sub-headings from the best source that has parallel ones, before `groups`.
        share: Of the text's length, 0 to 1.
        printed: Whether the heading is printed.
        opening, closing: Sentences of the frame; "" for none.
        period: Whether what is taken must be of the period ("within"), later than it ("after"), or of any ("any").
        leading: From so many of the genre's `sources` may be taken wherever it stands in them, from other documents
            only under one of `headings`; 0 lets nothing be taken from elsewhere.
        topical: Whether what is taken must speak of the topic, where the specification names one.
        grid: A table that the section carries.
        long_only: Whether the section is there only in texts longer than the genre's usual length.
    """

    id: str
    name: str
    share: float
    natures: tuple[Nature, ...] = ()
    headings: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    own_headings: bool = False
    printed: bool = True
    opening: str = ""
    closing: str = ""
    period: Literal["within", "after", "any"] = "within"
    topical: bool = False
    leading: int = 99
    grid: GridKind = "none"
    long_only: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """An element without which a text of the genre is not complete, e.g. 资金 in an 实施方案.

    Attributes:
        seen: Words of which one at least must stand in the text.
    """

    what: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of document.

    Attributes:
        name: Of its file.
        title: What its documents are called: 工作总结.
        version: From 1 up.
        names: Other names that users give it.
        heading: The document's title, composed.
        length: Characters, where a specification asks for none.
        sources: Genres of documents (as `ingest.genres` names them) that serve best, best first.
        unsuitable: Genres of documents that are no source for it.
        needs_topic: Whether the text is about one matter, without which nothing can be chosen.
        signed: Whether unit and day stand at the end.
        bans: Phrases that say nothing; no sentence with one is taken or written.
        requires: Elements that must be present.
    """

    name: str
    title: str
    version: int
    purpose: str
    heading: str
    length: int
    sections: tuple[Part, ...]
    names: tuple[str, ...] = ()
    form: Form = "sections"
    sources: tuple[str, ...] = ()
    unsuitable: tuple[str, ...] = ()
    needs_topic: bool = False
    signed: bool = True
    bans: tuple[str, ...] = ()
    requires: tuple[Required, ...] = ()

    @property
    def identity(self) -> str:
        """What is recorded beside a draft, e.g. "work_summary@1"."""
        return f"{self.name}@{self.version}"

    @property
    def slots(self) -> tuple[tuple[Part, Slot], ...]:
        return tuple((part, slot) for part in self.sections for slot in part.slots)


def load_genre(name: str, folder: Path = FOLDER) -> Genre:
    """The genre of this name, English (work_summary) or Chinese (工作总结, 总结).

    Raises:
        UnknownGenreError: There is no such genre.
        PromptError: Its file is malformed.
    """
    wanted = name.strip()
    path = folder / f"{wanted}.yaml"
    if _NAME.fullmatch(wanted) and path.is_file():
        return _loaded(path)
    genres = all_genres(folder)
    for genre in genres:
        if wanted in (genre.title, *genre.names):
            return genre
    known = {word: genre for genre in genres for word in (genre.name, genre.title, *genre.names)}
    near = get_close_matches(wanted, list(known), n=1, cutoff=0.5)
    listed = "、".join(f"{genre.title}（{genre.name}）" for genre in genres)
    raise UnknownGenreError(f"没有文种 {name!r}", (f"是否想写 {near[0]!r}？" if near else "") + f"可用的文种：{listed}")


def all_genres(folder: Path = FOLDER) -> tuple[Genre, ...]:
    """Every genre of the folder, by name. Raises `PromptError` for a malformed file."""
    return tuple(_loaded(path) for path in sorted(folder.glob("*.yaml")))


def parse_genre(source: str, path: Path) -> Genre:
    """The genre that the text `source` of the file `path` states.

    Raises:
        PromptError: It breaks a rule; the sentence names the file, the place and the nearest known key.
    """
    import yaml  # 50 ms, and every program that names an error of ours imports a module of this package

    try:
        stated = yaml.safe_load(source)
    except yaml.YAMLError as exc:
        raise PromptError(f"文种文件 {path} 不是合法的 YAML：{exc}") from exc
    genre = _Reader(path).read(Genre, stated, "")
    _check(genre, path)
    return genre


@cache
def _loaded(path: Path) -> Genre:
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise PromptError(f"文种文件 {path} 无法读取：{exc}", "请确认文件可读，并以 UTF-8 保存") from exc
    return parse_genre(source, path)


Stated = TypeVar("Stated")

_NESTED: Mapping[str, type] = {"sections": Part, "groups": Group, "slots": Slot, "requires": Required}
_CLOSED: Mapping[str, tuple[str, ...]] = {
    "form": get_args(Form),
    "grid": get_args(GridKind),
    "period": ("within", "after", "any"),
    "natures": get_args(Nature),
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes dataclasses of what YAML gave, strictly."""

    path: Path

    def read(self, kind: type[Stated], stated: object, place: str) -> Stated:
        if not isinstance(stated, dict):
            raise self._fault(place, f"应为“键: 值”的列表，实际为 {type(stated).__name__}")
        known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
        for key in stated:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f"是否想写 {near[0]!r}" if near else f"可用的键：{'、'.join(known)}"
                raise self._fault(place, f"有不认识的键 {key!r}", hint)
        missing = [name for name, field in known.items() if field.default is MISSING and name not in stated]
        if missing:
            raise self._fault(place, f"缺少 {'、'.join(map(repr, missing))}")
        return kind(**{key: self._value(str(known[key].type), key, value, place) for key, value in stated.items()})

    def _value(self, annotation: str, key: str, value: object, place: str) -> object:
        where = f"{place}{key}"
        if key in _NESTED:
            return tuple(
                self.read(_NESTED[key], one, f"{where}[{at}].") for at, one in enumerate(self._list(value, where), 1)
            )
        if annotation.startswith("tuple"):
            return tuple(self._text(one, key, f"{where}[{at}]") for at, one in enumerate(self._list(value, where), 1))
        if annotation in _PLAIN:
            fits, said = _PLAIN[annotation]
            if not fits(value):
                raise self._fault(where, f"应为{said}，实际为 {value!r}")
            return float(value) if annotation == "float" else value  # type: ignore[arg-type]
        return self._text(value, key, where)

    def _list(self, value: object, where: str) -> list[Any]:
        if not isinstance(value, list):
            raise self._fault(where, f"应为列表，实际为 {value!r}")
        return value

    def _text(self, value: object, key: str, where: str) -> str:
        if not isinstance(value, str):
            raise self._fault(where, f"应为文字，实际为 {value!r}", "数字和 yes、no 等请加引号")
        if key in _CLOSED and value not in _CLOSED[key]:
            raise self._fault(where, f"应为 {'、'.join(_CLOSED[key])} 之一，实际为 {value!r}")
        unknown = [name for name in _BRACES.findall(value) if name not in FIELDS] if key not in ("seen",) else []
        if unknown:
            raise self._fault(where, f"花括号里的 {unknown[0]!r} 不是可用的名称", f"可用：{'、'.join(sorted(FIELDS))}")
        if key == "seen":
            self._check_pattern(value, where)
        return value.strip()

    def _check_pattern(self, pattern: str, where: str) -> None:
        try:
            re.compile(pattern)
        except re.error as exc:
            raise self._fault(where, f"{pattern!r} 不是合法的正则表达式：{exc}") from exc

    def _fault(self, place: str, said: str, hint: str = "") -> PromptError:
        at = f"的 {place.rstrip('.')} " if place else " "
        return PromptError(f"文种文件 {self.path} {at.strip()} {said}".replace("  ", " "), hint)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_PLAIN: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "int": (lambda value: type(value) is int and value >= 0, "不小于 0 的整数"),
    "float": (lambda value: _is_number(value) and 0 <= float(value) <= 1, "0 到 1 的数"),  # type: ignore[arg-type]
    "bool": (lambda value: type(value) is bool, " true 或 false"),
}


def _check(genre: Genre, path: Path) -> None:
    """What no single value shows. Raises `PromptError`."""
    if path.stem != genre.name or not _NAME.fullmatch(genre.name):
        raise PromptError(
            f"文种文件 {path} 的名称与 name {genre.name!r} 不符", "文件名应为 name 加 .yaml，小写字母与下划线"
        )
    if not genre.sections:
        raise PromptError(f"文种文件 {path} 没有任何章节", "sections 至少一项")
    _check_unique([part.id for part in genre.sections], "章节 id", path)
    _check_unique([slot.name for _, slot in genre.slots], "slots 的 name", path)
    for part, slot in genre.slots:
        if slot.group and slot.group not in [group.heading for group in part.groups]:
            raise PromptError(
                f"文种文件 {path} 的章节 {part.id!r} 没有小标题 {slot.group!r}，slot {slot.name!r} 却放在其下"
            )


def _check_unique(names: Iterable[str], what: str, path: Path) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise PromptError(f"文种文件 {path} 的 {what} {name!r} 重复")
        seen.add(name)


__all__ = [
    "FIELDS",
    "FOLDER",
    "Form",
    "Genre",
    "GridKind",
    "Group",
    "Nature",
    "Part",
    "PromptError",
    "Required",
    "Slot",
    "UnknownGenreError",
    "all_genres",
    "load_genre",
    "parse_genre",
]
