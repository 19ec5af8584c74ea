"""A genre's file read strictly: what is wrong is said with the file, the place and the nearest known key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from prompts.errors import PromptError
from prompts.genre import FIELDS, Form, Genre, GridKind, Group, Nature, Part, Required, Slot

NAME = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = re.compile(r"\{([^{}]*)\}")


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


__all__ = ["NAME", "parse_genre"]
