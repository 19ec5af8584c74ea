"""What a person has corrected in a document's metadata: checking it, keeping it, laying it over what was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from ingest.errors import CorrectionError
from ingest.genres import genre_of
from ingest.periods import is_period
from ingest.series import series_key, title_key
from ingest.text.dates import find_dates
from ingest.types import Metadata, Provenance

Corrections = Mapping[str, Any]
"""Field -> the corrected value as it is stored: a string, a list of strings, or None for "there is none"."""

FIELDS = (
    "title", "issuer", "number", "issued", "effective", "repealed",
    "status", "genre", "period", "label", "authors", "journal", "series",
)  # fmt: skip
"""What may be corrected."""

DATES = frozenset({"issued", "effective", "repealed"})
LONGEST = 300
"""Characters of a corrected value."""

_SEPARATORS = re.compile(r"[、，,;；/]\s*")


def checked(changes: Mapping[str, object]) -> dict[str, Any]:
    """The changes as they are stored; a value of None, which takes a correction back, stays out.

    Raises:
        CorrectionError: A field that cannot be corrected, or a value that does not suit it.
    """
    unknown = [field for field in changes if field not in FIELDS]
    if unknown:
        raise CorrectionError(f"没有可以更正的字段 {unknown[0]!r}", f"可以更正的字段：{'、'.join(FIELDS)}")
    if not changes:
        raise CorrectionError("没有写明要更正什么", "写法：字段=值，例如 issued=2026-03-01")
    return {field: _checked(field, value) for field, value in changes.items() if value is not None}


def _checked(field: str, value: object) -> str | list[str] | None:
    if field == "authors":
        names = _SEPARATORS.split(value) if isinstance(value, str) else list(_strings(field, value))
        return [_line(field, name) for name in names if name.strip()]
    if isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise CorrectionError(f"字段 {field} 的值 {value!r} 不是文字")
    text = _line(field, value)
    if not text:
        if field == "title":
            raise CorrectionError("标题不能为空", "请给出标题")
        return "" if field == "series" else None
    return _CHECKS[field](text) if field in _CHECKS else text


def _strings(field: str, value: object) -> Iterable[str]:
    if not isinstance(value, Iterable):
        raise CorrectionError(f"字段 {field} 的值 {value!r} 不是一组文字")
    for item in value:
        if not isinstance(item, str):
            raise CorrectionError(f"字段 {field} 的值 {item!r} 不是文字")
        yield item


def _line(field: str, value: str) -> str:
    text = " ".join("".join(char if char.isprintable() else " " for char in value).split())
    if len(text) > LONGEST:
        raise CorrectionError(f"字段 {field} 的值有 {len(text)} 字，上限是 {LONGEST} 字", "请缩短")
    return text


def _date(text: str) -> str:
    found = [found for found in find_dates(text) if len(found.span) == len(text)]
    if not found:
        raise CorrectionError(f"{text!r} 不是日期", "写法：2026-03-01 或 2026年3月1日")
    return found[0].value.isoformat()


def _period(text: str) -> str:
    if not is_period(text):
        raise CorrectionError(f"{text!r} 不是时段", "写法：2026、2026H1、2026Q2、2026-05 或 2021/2025")
    return text


_CHECKS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(DATES, _date),
    "period": _period,
    "series": title_key,
}


def corrected(read: Metadata, corrections: Corrections) -> Metadata:
    """`read` with the corrections laid over it; genre and series follow a corrected title unless they are corrected."""
    if not corrections:
        return read
    values = {field: _value(field, stored) for field, stored in corrections.items()}
    about = replace(read, **values)
    if "title" in corrections and "genre" not in corrections and (genre := genre_of(about.title)):
        about = replace(about, genre=genre.name)
    if corrections.keys() & {"title", "issuer"} and "series" not in corrections:
        about = replace(about, series=series_key(about.title, about.issuer))
    return replace(about, provenance=_provenance(read, corrections))


def _value(field: str, stored: Any) -> Any:
    if field == "authors":
        return tuple(stored or ())
    if field in DATES and stored is not None:
        return date.fromisoformat(stored)
    return stored


def _provenance(read: Metadata, corrections: Corrections) -> tuple[tuple[str, Provenance], ...]:
    by_hand: dict[str, Provenance] = dict.fromkeys(corrections, "hand")
    return tuple(sorted({**dict(read.provenance), **by_hand}.items()))


def to_json(about: Metadata) -> dict[str, Any]:
    """`about` as a JSON object; `from_json` is the way back."""
    return {
        "title": about.title,
        "issuer": about.issuer,
        "number": about.number,
        "issued": _iso(about.issued),
        "effective": _iso(about.effective),
        "status": about.status,
        "repealed": _iso(about.repealed),
        "genre": about.genre,
        "period": about.period,
        "label": about.label,
        "authors": list(about.authors),
        "journal": about.journal,
        "repeals": list(about.repeals),
        "series": about.series,
        "provenance": dict(about.provenance),
    }


def from_json(stored: Mapping[str, Any]) -> Metadata:
    values = {field: _value(field, value) for field, value in stored.items()}
    return Metadata(
        **{**values, "repeals": tuple(stored["repeals"]), "provenance": to_provenance(stored["provenance"])}
    )


def to_provenance(stored: Mapping[str, str] | None) -> tuple[tuple[str, Provenance], ...]:
    known = get_args(Provenance)
    return tuple(sorted((field, where) for field, where in (stored or {}).items() if where in known))  # type: ignore[misc]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
