"""Formulas of a Word document in one line: (a+b)/2, x^2, √(n)."""

from __future__ import annotations

from lxml import etree

from ingest.readers.docx_archive import M

_PROPERTIES = "Pr"


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
        return f"{_grouped(part.get('num', ''))}/{_grouped(part.get('den', ''))}"
    if name == "rad":
        return f"{part.get('deg', '')}√{_grouped(base)}"
    if name == "d":
        return _delimited(element)
    lower = f"_{_grouped(part['sub'])}" if part.get("sub") else ""
    upper = f"^{_grouped(part['sup'])}" if part.get("sup") else ""
    if name == "nary":
        sign = element.find(f"{M}naryPr/{M}chr")
        return f"{'∫' if sign is None else sign.get(f'{M}val') or ''}{lower}{upper}{base}"
    return f"{base}{lower}{upper}"


def _delimited(element: etree._Element) -> str:
    marks = []
    for name, usual in (("begChr", "("), ("endChr", ")"), ("sepChr", "|")):
        one = element.find(f"{M}dPr/{M}{name}")
        marks.append(usual if one is None else one.get(f"{M}val") or "")
    return marks[0] + marks[2].join(linear(one) for one in element.iterchildren(f"{M}e")) + marks[1]


def _grouped(text: str) -> str:
    """In brackets where it is more than one number or word."""
    return text if text.isalnum() or not text else f"({text})"
