"""Genres as data: what a summary, a plan, a case write-up … is made of. A new genre is a new file in `genres/`.

A genre is the file `genres/<name>.yaml`; its keys are the attributes of `Genre`, `Part`, `Group` and `Slot` in `genre`.
In headings, slots and sentences stand {unit}, {period}, {next}, {topic} and {audience} for what a specification says.
Sentences of a genre state no facts: they are the frame, and what fills it comes from sources or from the author.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from prompts.errors import PromptError
from prompts.files import read_text
from prompts.genre import FIELDS, Form, Genre, GridKind, Group, Nature, Part, Required, Slot
from prompts.genre_reading import WHAT, parse_genre
from prompts.stating import NAME

FOLDER = Path(__file__).parent / "genres"
"""Where the genres of the project lie."""


class UnknownGenreError(PromptError):
    """There is no genre of the name that was asked for."""


def load_genre(name: str, folder: Path = FOLDER) -> Genre:
    """The genre of this name, English (work_summary) or Chinese (工作总结, 总结).

    Raises:
        UnknownGenreError: There is no such genre.
        PromptError: Its file is malformed.
    """
    wanted = name.strip()
    path = folder / f"{wanted}.yaml"
    if NAME.fullmatch(wanted) and path.is_file():
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


@cache
def _loaded(path: Path) -> Genre:
    return parse_genre(read_text(path, WHAT), path)


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
