"""What is to be minded about an answer, by its kind: each is shown in a form of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.answering.disagreement import DISAGREE
from assistant.answering.premise.correction import SET_RIGHT
from assistant.interfaces.wire.answers import Answer

Kind = Literal["correction", "conflict", "superseded", "other"]

HEADS: dict[Kind, str] = {
    "correction": "问题里的说法需要更正",
    "conflict": "资料说法不一",
    "superseded": "引用的文件已不是现行规定",
    "other": "",
}
ICONS: dict[Kind, str] = {"correction": "differs", "conflict": "strayed", "superseded": "history", "other": "info"}


@dataclass(frozen=True, slots=True)
class Notice:
    """Attributes: text: Without what its head says already."""

    kind: Kind
    text: str


def notices(answer: Answer) -> list[Notice]:
    """The answer's notices in order, what corrects the question first."""
    notes = {one.note for one in answer.citations if one.note}
    found = [Notice(kind, _said(text, kind)) for text in answer.notices for kind in [_kind(text, notes)]]
    return sorted(found, key=lambda one: list(HEADS).index(one.kind))


def _kind(text: str, notes: Iterable[str]) -> Kind:
    if text.startswith(SET_RIGHT):
        return "correction"
    if text.startswith(DISAGREE):
        return "conflict"
    return "superseded" if any(text.endswith(note) for note in notes) else "other"


def _said(text: str, kind: Kind) -> str:
    said = {"correction": SET_RIGHT, "conflict": DISAGREE}.get(kind, "")
    return text.removeprefix(said).lstrip("：")
