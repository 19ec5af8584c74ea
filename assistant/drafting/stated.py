"""What stands in a mapping that a person wrote: keys known under several names, values of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from assistant.errors import SpecError

Names = Mapping[str, tuple[str, ...]]
"""Key -> what else it may be called, its usual name first."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What stands in a mapping under known keys."""

    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
            raise SpecError(f"写作要求中的 {key} 应为文字，实际为 {shown(value)}")
        return " ".join(str(value).split())


def keyed(stated: object, names: Names, what: str) -> Stated:
    """The values under their keys.

    Args:
        what: What the mapping is, for messages.

    Raises:
        SpecError: It is no mapping, or has a key that is unknown or given twice.
    """
    if not isinstance(stated, Mapping):
        raise SpecError(f"{what}应由“键: 值”组成，实际为 {shown(stated)}", f"可用的键：{_listed(names)}")
    words = {word: key for key, others in names.items() for word in (key, *others)}
    found: dict[str, Any] = {}
    for written, value in stated.items():
        key = words.get(str(written).strip().lower())
        if key is None:
            near = _nearest(str(written), words)
            hint = f"是否想写 {near!r}？" if near else ""
            raise SpecError(f"{what}中有不认识的键 {str(written)!r}", f"{hint}可用的键：{_listed(names)}")
        if key in found:
            raise SpecError(f"{what}中的 {key} 写了两次（{str(written)!r} 是它的另一个名称）", "请保留一处")
        found[key] = value
    return Stated(found)


def _nearest(written: str, words: Iterable[str]) -> str:
    """The known word most like what was written; of two-character words the one that begins alike. "" for none."""
    near = get_close_matches(written, list(words), n=5, cutoff=0.5)
    return next((word for word in near if word[0] == written[:1]), near[0] if near else "")


def _listed(names: Names) -> str:
    return "、".join(f"{key}（{others[0]}）" for key, others in names.items())


def shown(value: object) -> str:
    """A value as messages quote it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
