"""YAML read strictly into dataclasses: what is wrong is said with the file, the place and the nearest known key.

A key is an attribute of the dataclass, a value is of the attribute's type: a text, a whole number, a share, a switch, a
list of texts, or a list of mappings that are dataclasses again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from prompts.errors import PromptError
from prompts.files import read_yaml

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""What a file of data is called, and says itself that it is called."""

_BRACES = re.compile(r"\{([^{}]*)\}")

Stated = TypeVar("Stated")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the values of a kind of file may be.

    Attributes:
        what: What messages call such a file, e.g. 文种文件.
        nested: Key -> what its list of mappings is made into.
        closed: Key -> the words that it may be.
        patterns: Keys whose text is a regular expression.
        names: What may stand in braces in any other text; None where braces mean nothing.
    """

    what: str
    nested: Mapping[str, type]
    closed: Mapping[str, tuple[str, ...]]
    patterns: frozenset[str] = field(default=frozenset())
    names: frozenset[str] | None = None


def read_stated(kind: type[Stated], source: str, path: Path, rules: Rules) -> Stated:
    """The `kind` that the text `source` of the file `path` states.

    Raises:
        PromptError: It breaks a rule; the sentence names the file, the place and the nearest known key.
    """
    return _Reader(path, rules).read(kind, read_yaml(source, f"{rules.what} {path}"), "")


def fault(what: str, path: Path, place: str, said: str, hint: str = "") -> PromptError:
    """What is wrong at a place of a file, as one sentence."""
    at = f"的 {place.rstrip('.')} " if place else " "
    return PromptError(f"{what} {path} {at.strip()} {said}".replace("  ", " "), hint)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes dataclasses of what YAML gave."""

    path: Path
    rules: Rules

    def read(self, kind: type[Stated], stated: object, place: str) -> Stated:
        if not isinstance(stated, dict):
            raise self._fault(place, f"应为“键: 值”，实际为 {type(stated).__name__}")
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
        if annotation.startswith("tuple"):
            listed = enumerate(self._list(value, where), 1)
            if key in self.rules.nested and annotation != "tuple[str, ...]":
                return tuple(self.read(self.rules.nested[key], one, f"{where}[{at}].") for at, one in listed)
            return tuple(self._text(one, key, f"{where}[{at}]") for at, one in listed)
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
        closed = self.rules.closed.get(key)
        if closed is not None and value not in closed:
            raise self._fault(where, f"应为 {'、'.join(closed)} 之一，实际为 {value!r}")
        if key in self.rules.patterns:
            self._check_pattern(value, where)
        elif self.rules.names is not None:
            self._check_braces(value, where, self.rules.names)
        return value.strip()

    def _check_pattern(self, pattern: str, where: str) -> None:
        try:
            re.compile(pattern)
        except re.error as exc:
            raise self._fault(where, f"{pattern!r} 不是合法的正则表达式：{exc}") from exc

    def _check_braces(self, text: str, where: str, names: frozenset[str]) -> None:
        unknown = next((name for name in _BRACES.findall(text) if name not in names), None)
        if unknown is not None:
            raise self._fault(where, f"花括号里的 {unknown!r} 不是可用的名称", f"可用：{'、'.join(sorted(names))}")

    def _fault(self, place: str, said: str, hint: str = "") -> PromptError:
        return fault(self.rules.what, self.path, place, said, hint)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_PLAIN: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "int": (lambda value: type(value) is int and value >= 0, "不小于 0 的整数"),
    "float": (lambda value: _is_number(value) and 0 <= float(value) <= 1, "0 到 1 的数"),  # type: ignore[arg-type]
    "bool": (lambda value: type(value) is bool, " true 或 false"),
}


__all__ = ["NAME", "Rules", "fault", "read_stated"]
