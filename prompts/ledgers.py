"""Ledgers as data: a new ledger is a new file `ledgers/<name>.yaml`, whose keys are the attributes of `LedgerForm`."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import get_args

from prompts.errors import PromptError
from prompts.files import read_text
from prompts.ledger import Column, LedgerForm, Role, SentenceKind, Stage
from prompts.stating import NAME, Rules, fault, read_stated

FOLDER = Path(__file__).parent / "ledgers"
"""Where the ledgers of the project lie."""

_RULES = Rules(
    what="台账文件",
    nested={"columns": Column, "stages": Stage},
    closed={"role": get_args(Role), "sentences": get_args(SentenceKind)},
    patterns=frozenset({"about", "titled", "foreign", "said"}),
)


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
    return parse_ledger(read_text(path, _RULES.what), path)


def parse_ledger(source: str, path: Path) -> LedgerForm:
    """The ledger that the text `source` of the file `path` states.

    Raises:
        PromptError: It breaks a rule; the sentence names the file and the place.
    """
    form = read_stated(LedgerForm, source, path, _RULES)
    _check(form, path)
    return form


def _check(form: LedgerForm, path: Path) -> None:
    if form.name != path.stem or not NAME.fullmatch(form.name):
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
    return fault(_RULES.what, path, place, said, hint)


__all__ = [
    "FOLDER", "Column", "LedgerForm", "Stage", "UnknownLedgerError", "all_ledgers", "find_ledger", "load_ledger",
    "parse_ledger",
]  # fmt: skip
