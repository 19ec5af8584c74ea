"""Characters of symbol fonts (`w:sym`) as the characters that they show."""

from __future__ import annotations


def _circled(zero: int) -> dict[int, str]:
    """The circled numbers 0 to 10 from the code of the zero on."""
    return {zero: "⓪"} | {zero + value: chr(0x245F + value) for value in range(1, 11)}


_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3A: "💻", 0x46: "☞", 0x4A: "☺",
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x73: "◆", 0x74: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA0: "■", 0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□",
    0xAB: "★", 0xAE: "★", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "→", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
} | _circled(0x80) | _circled(0x8B)  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "•", 0x97: "•", 0x98: "●", 0x99: "●",
    0x9F: "■", 0xA0: "■", 0xA1: "■", 0xA2: "■", 0xA3: "□", 0xA4: "□",
} | _circled(0x69) | _circled(0x74)  # fmt: skip
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶", 0x7D: "▶", 0x84: "◀"}
_SYMBOL_TEXT = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL = {0x20 + at: one for at, one in enumerate(_SYMBOL_TEXT)} | {
    0xA1 + at: one for at, one in enumerate("ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑")
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3, "symbol": _SYMBOL}
"""Font name in lower case -> its code -> the character. The fonts' own charts (Microsoft; Adobe for Symbol)."""


def symbol(font: str, code: str) -> str:
    """The character behind a hexadecimal code of a font; "" where nothing is known of it."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF or value < 0x100:
        own = _FONTS.get(font.strip().lower())
        return own.get(value & 0xFF, "") if own is not None else chr(0xF000 | value)
    return chr(value) if value < 0xD800 or 0xE000 <= value <= 0x10FFFF else ""
