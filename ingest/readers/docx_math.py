"""Formulas of a Word document in one line: (a+b)/2, x^2, √(n)."""

from __future__ import annotations

import re

from lxml import etree

from ingest.readers.docx_archive import M

_PROPERTIES = "Pr"
_BRACKETED = re.compile(r"\([^()]*\)")


def linear(element: etree._Element) -> str:
    """The formula under an element, as UnicodeMath writes it: fractions with a slash, powers with ^, indices with _."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name == "t":
        return element.text or ""
    if name.endswith(_PROPERTIES):
        return ""
    if name in ("f", "sSup", "sSub", "sSubSup", "rad", "nary", "d"):
        return _built(name, element)
    return "".join(map(linear, element))


def _built(name: str, element: etree._Element) -> str:
    part = {etree.QName(one).localname: linear(one) for one in element if isinstance(one.tag, str)}
    base = part.get("e", "")
    if name == "f":
        if _value(element, "fPr", "type") == "noBar":
            return f"({part.get('num', '')}¦{part.get('den', '')})"
        return f"{_grouped(part.get('num', ''))}/{_grouped(part.get('den', ''))}"
    if name == "rad":
        return f"{part.get('deg', '')}√{_grouped(base)}"
    if name == "d":
        return _delimited(element)
    lower = f"_{_grouped(part['sub'])}" if part.get("sub") else ""
    upper = f"^{_grouped(part['sup'])}" if part.get("sup") else ""
    if name == "nary":
        sign = _value(element, "naryPr", "chr")
        return f"{'∫' if sign is None else sign}{lower}{upper}{base}"
    return f"{base}{lower}{upper}"


def _delimited(element: etree._Element) -> str:
    begin, end, between = (_value(element, "dPr", name) for name in ("begChr", "endChr", "sepChr"))
    inside = ("|" if between is None else between).join(linear(one) for one in element.iterchildren(f"{M}e"))
    if begin is None and end is None and _BRACKETED.fullmatch(inside):
        return inside
    return f"{'(' if begin is None else begin}{inside}{')' if end is None else end}"


def _value(element: etree._Element, properties: str, name: str) -> str | None:
    """What a property says; None where it is absent and the usual holds."""
    one = element.find(f"{M}{properties}/{M}{name}")
    return None if one is None else str(one.get(f"{M}val") or "")


def _grouped(text: str) -> str:
    """In brackets where it is more than one number or word."""
    return text if text.isalnum() or not text or _BRACKETED.fullmatch(text) else f"({text})"
