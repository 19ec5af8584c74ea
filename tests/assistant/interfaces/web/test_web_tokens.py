"""The page's colours, read from its style sheet: everything that is text can be read on what it stands on."""

from __future__ import annotations

import re

import pytest

from assistant.interfaces.web.files import STATIC

LEAST = 4.5
"""WCAG 2.2, 1.4.3 at level AA, for text of any size."""

GROUNDS = ("paper", "sheet", "rail")
PAIRS = [
    *((text, ground) for text in ("ink", "faded", "red", "bad") for ground in GROUNDS),
    ("on-red", "red"),
    ("on-red", "red-deep"),
    ("paper", "ink"),
    ("ink", "red-wash"),
    ("red", "red-wash"),
    ("ink", "bad-wash"),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "stray", "bad", "mute")),
    *((f"light-{light}", f"light-{light}-wash") for light in ("red", "yellow", "blue")),
]


def tokens(scheme: str) -> dict[str, str]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"(:root(?:\[data-theme=\"dark\"\])?) \{(.*?)\n\}", text, re.S)[:2])
    named = {selector: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", body)) for selector, body in blocks.items()}
    return named[':root[data-theme="dark"]' if scheme == "dark" else ":root"]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=lambda name: str(name))
def test_text_stands_out(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= LEAST


def test_both_schemes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_ask_nobody_else(path: object) -> None:
    assert not re.search(r"url\(|@import|https?:", path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
