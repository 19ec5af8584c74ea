"""A genre's file read strictly, and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from prompts.errors import PromptError
from prompts.genre import FIELDS, Form, Genre, GridKind, Group, Nature, Part, Required, Slot
from prompts.stating import NAME, Rules, read_stated

WHAT = "文种文件"
_RULES = Rules(
    what=WHAT,
    nested={"sections": Part, "groups": Group, "slots": Slot, "requires": Required},
    closed={
        "form": get_args(Form),
        "grid": get_args(GridKind),
        "period": ("within", "after", "any"),
        "natures": get_args(Nature),
    },
    patterns=frozenset({"seen"}),
    names=FIELDS,
)


def parse_genre(source: str, path: Path) -> Genre:
    """The genre that the text `source` of the file `path` states.

    Raises:
        PromptError: It breaks a rule; the sentence names the file, the place and the nearest known key.
    """
    genre = read_stated(Genre, source, path, _RULES)
    _check(genre, path)
    return genre


def _check(genre: Genre, path: Path) -> None:
    """What no single value shows. Raises `PromptError`."""
    if path.stem != genre.name or not NAME.fullmatch(genre.name):
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


__all__ = ["WHAT", "parse_genre"]
