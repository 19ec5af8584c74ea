"""By which names documents call a ledger's columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from prompts.ledgers import Column, LedgerForm

_BRACKETED = re.compile(r"[（(〔\[][^）)〕\]]*[）)〕\]]")
_LONG = 3
"""Labels of so many characters also fit names that end in them: 整改责任单位."""

_MARKS = re.compile(r"[\s·*#：:“”\"'　]+")


def column_of(name: str, form: LedgerForm, with_shared: bool) -> Column | None:
    """The column that a document calls `name`.

    Args:
        with_shared: Whether the row speaks of the ledger's matter, so that names of wide use count too.
    """
    plain = _MARKS.sub("", _BRACKETED.sub("", name))
    exact = _exact(form, with_shared).get(plain)
    if exact is not None or not plain:
        return exact
    last = re.split(r"[·/／]", name.strip())[-1].strip()
    if last != name.strip() and last:
        return column_of(last, form, with_shared)
    ending = (label for label in _exact(form, with_shared) if len(label) >= _LONG and plain.endswith(label))
    longest = max(ending, key=len, default="")
    return _exact(form, with_shared).get(longest)


@cache
def _exact(form: LedgerForm, with_shared: bool) -> dict[str, Column]:
    return {label: column for column in form.columns for label in _labels(column, with_shared)}


def _labels(column: Column, with_shared: bool) -> Iterator[str]:
    yield from column.labels
    if with_shared:
        yield from column.shared


@cache
def pattern(form: LedgerForm, with_shared: bool) -> re.Pattern[str]:
    """Finds labels in prose: groups `name`, and `inline` for a number that stands between label and colon."""
    labels = sorted(_exact(form, with_shared), key=len, reverse=True)
    short = _either(label for label in labels if len(label) < _LONG)
    long = _either(label for label in labels if len(label) >= _LONG)
    return re.compile(
        rf"""
        (?:(?<=[。；;！？\n\s（(【，,、　.．）)])|\A)
        (?P<name>(?:[一-龥]{{0,4}}?{long}|{short}))
        (?:[（(][^（）()\n]{{1,12}}[）)])?
        \s?(?P<inline>[A-Za-z]{{0,6}}[-—]?\d[\dA-Za-z\-—－〔〕/]{{0,20}}号?|[一二三四五六七八九十]{{1,3}})?
        \s?(?:[：:]|】[：:]?)
        """,
        re.VERBOSE,
    )


def _either(labels: Iterable[str]) -> str:
    listed = "|".join(map(re.escape, labels))
    return f"(?:{listed})" if listed else r"(?!)"
