"""HTML that is safe by construction: text is escaped unless it is markup made here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, and those that turn the direction of writing."""

_EMPTY = frozenset({"meta", "input"})


class Html(str):
    """Markup: goes into a page as it is."""

    __slots__ = ()


Child = str | None
"""Markup, text that is escaped, or nothing."""


def text(value: str) -> Html:
    return Html(escape(_UNSAFE.sub("�", value)))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` gives class, `data_kind` data-kind; None and False leave an attribute out."""
    inside = "".join(join(children))
    head = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{head}>" if name in _EMPTY else f"<{head}>{inside}</{name}>")


def join(children: Iterable[Child], between: str = "") -> Html:
    """The children in sequence; empty ones are left out."""
    return Html(text(between).join(one if isinstance(one, Html) else text(one) for one in children if one))


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


__all__ = ["Child", "Html", "join", "tag", "text"]
