"""Ledgers as data: a new ledger is a new file `ledgers/<name>.yaml`, whose keys are the attributes of `LedgerForm`."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TypeVar, get_args

from prompts.errors import PromptError
from prompts.ledger import Column, LedgerForm, Role, SentenceKind, Stage

FOLDER = Path(__file__).parent / "ledgers"
"""Where the ledgers of the project lie."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NESTED: dict[str, type] = {"columns": Column, "stages": Stage}
_CLOSED: dict[str, tuple[str, ...]] = {"role": get_args(Role), "sentences": get_args(SentenceKind)}
_PATTERNS = ("about", "titled", "foreign", "said")

Stated = TypeVar("Stated")


class UnknownLedgerError(PromptError):
    """There is no ledger of the name that was asked for."""


def load_ledger(name: str, folder: Path = FOLDER) -> LedgerForm:
    """The ledger of this name, English (opinions) or Chinese (意见台账).

    Raises:
        UnknownLedgerError: There is no such ledger.
        PromptError: Its file is malformed.
    """
    wanted = name.strip()
    forms = all_ledgers(folder)
    found = find_ledger(wanted, folder)
    if found is not None:
        return found
    known = {word: form for form in forms for word in (form.name, form.title, *form.names)}
    near = get_close_matches(wanted, list(known), n=1, cutoff=0.5)
    hint = f"是否想写 {near[0]!r}？" if near else ""
    listed = "、".join(f"{form.title}（{form.name}）" for form in forms)
    raise UnknownLedgerError(f"没有台账 {name!r}", f"{hint}可用的台账：{listed}")


def find_ledger(name: str, folder: Path = FOLDER) -> LedgerForm | None:
    """As `load_ledger`; None where there is no such ledger."""
    wanted = name.strip()
    return next((form for form in all_ledgers(folder) if wanted in (form.name, form.title, *form.names)), None)


def all_ledgers(folder: Path = FOLDER) -> tuple[LedgerForm, ...]:
    """Every ledger of the folder, by name. Raises `PromptError` for a malformed file."""
    return tuple(_loaded(path) for path in sorted(folder.glob("*.yaml")))


@cache
def _loaded(path: Path) -> LedgerForm:
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise PromptError(f"台账文件 {path} 无法读取：{exc}", "请确认文件可读，并以 UTF-8 保存") from exc
    return parse_ledger(source, path)


def parse_ledger(source: str, path: Path) -> LedgerForm:
    """The ledger that the text `source` of the file `path` states.

    Raises:
        PromptError: It breaks a rule; the sentence names the file and the place.
    """
    import yaml  # 50 ms that programs without ledgers need not spend

    try:
        stated = yaml.safe_load(source)
    except yaml.YAMLError as exc:
        raise PromptError(f"台账文件 {path} 不是合法的 YAML：{exc}") from exc
    form = _read(LedgerForm, stated, path, "")
    _check(form, path)
    return form


def _read(kind: type[Stated], stated: object, path: Path, place: str) -> Stated:
    if not isinstance(stated, dict):
        raise _fault(path, place, f"应为“键: 值”，实际为 {type(stated).__name__}")
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for key in stated:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"是否想写 {near[0]!r}" if near else f"可用的键：{'、'.join(known)}"
            raise _fault(path, place, f"有不认识的键 {key!r}", hint)
    missing = [name for name, field in known.items() if field.default is MISSING and name not in stated]
    if missing:
        raise _fault(path, place, f"缺少 {'、'.join(map(repr, missing))}")
    values = {key: _value(str(known[key].type), key, value, path, place + key) for key, value in stated.items()}
    return kind(**values)


def _value(annotation: str, key: str, value: object, path: Path, place: str) -> object:
    if annotation.startswith("tuple"):
        if not isinstance(value, list):
            raise _fault(path, place, f"应为列表，实际为 {value!r}")
        if key in _NESTED and annotation != "tuple[str, ...]":
            return tuple(_read(_NESTED[key], one, path, f"{place}[{at}].") for at, one in enumerate(value, 1))
        return tuple(_text(one, key, path, f"{place}[{at}]") for at, one in enumerate(value, 1))
    if annotation in ("int", "bool"):
        if type(value).__name__ != annotation:
            raise _fault(path, place, f"应为 {annotation}，实际为 {value!r}")
        return value
    return _text(value, key, path, place)


def _text(value: object, key: str, path: Path, place: str) -> str:
    if not isinstance(value, str):
        raise _fault(path, place, f"应为文字，实际为 {value!r}", "数字和 yes、no 等请加引号")
    if key in _CLOSED and value not in _CLOSED[key]:
        raise _fault(path, place, f"应为 {'、'.join(_CLOSED[key])} 之一，实际为 {value!r}")
    if key in _PATTERNS:
        try:
            re.compile(value)
        except re.error as exc:
            raise _fault(path, place, f"{value!r} 不是合法的正则表达式：{exc}") from exc
    return value.strip()


def _check(form: LedgerForm, path: Path) -> None:
    if form.name != path.stem or not _NAME.fullmatch(form.name):
        raise _fault(path, "name", f"应与文件名 {path.stem!r} 相同，实际为 {form.name!r}")
    names = [column.name for column in form.columns]
    if len(set(names)) != len(names):
        raise _fault(path, "columns", "有两栏的 name 相同")
    if form.of_role("matter") is None:
        raise _fault(path, "columns", "没有一栏的 role 是 matter")
    for used in (*form.needs, *(name for stage in form.stages for name in stage.columns)):
        if used not in names:
            raise _fault(path, "needs、stages", f"提到了没有的栏 {used!r}", f"已有的栏：{'、'.join(names)}")
    labels = [label for column in form.columns for label in (*column.labels, *column.shared)]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise _fault(path, "columns", f"名称 {twice!r} 指两栏，或者写了两次")
    if (form.sentences == "said") != bool(form.said):
        raise _fault(path, "said", "与 sentences: said 应同时写明")


def _fault(path: Path, place: str, said: str, hint: str = "") -> PromptError:
    at = f"的 {place.rstrip('.')} " if place else " "
    return PromptError(f"台账文件 {path} {at.strip()} {said}".replace("  ", " "), hint)


__all__ = [
    "FOLDER", "Column", "LedgerForm", "Stage", "UnknownLedgerError", "all_ledgers", "find_ledger", "load_ledger",
    "parse_ledger",
]  # fmt: skip
