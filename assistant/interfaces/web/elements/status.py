"""Chips, verdicts and lights: a colour never stands alone, an icon and a word say the same."""

from __future__ import annotations

from typing import Literal

from nicegui import ui

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.web.elements.basics import Text, box, icon

Tone = Literal["plain", "good", "warn", "bad", "stray", "mute", "red", "yellow", "blue"]

VERDICT_TONES: dict[str, Tone] = {
    "supported": "good",
    "altered": "warn",
    "wrong_citation": "stray",
    "unsupported": "bad",
    "unverifiable": "mute",
}
VERDICT_ICONS = {
    "supported": "check",
    "altered": "differs",
    "wrong_citation": "strayed",
    "unsupported": "cross",
    "unverifiable": "question",
}
VERDICT_WORDS = {"supported": "有依据", **VERDICTS}

LIGHT_WORDS = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯"}


def chip(text: str, tone: Tone = "plain", icon_name: str = "") -> ui.element:
    """A word in a frame."""
    with box(f"zb-chip zb-tone-{tone}", tag="span") as made:
        if icon_name:
            icon(icon_name)
        Text(text)
    return made


def verdict_badge(verdict: str, text: str = "") -> ui.element:
    """A finding's verdict: supported, altered, wrong_citation, unsupported, unverifiable; `text` in place of its word.

    Spans of text get the classes `zb-says zb-says-{verdict}` to be underlined in the same colour.
    """
    return chip(text or VERDICT_WORDS[verdict], VERDICT_TONES[verdict], VERDICT_ICONS[verdict])


def light_chip(light: Literal["red", "yellow", "blue"], text: str = "") -> ui.element:
    """红黄蓝 of a task."""
    return chip(text or LIGHT_WORDS[light], light, f"light-{light}")
