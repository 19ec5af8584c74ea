"""Elements of WordprocessingML, and their parts as bytes."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMESPACES = {"w": MAIN, "r": RELATIONS}

_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind contextualSpacing jc textAlignment "
    "outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs snapToGrid color spacing w kern position sz szCs highlight u shd vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar pgNumType cols docGrid",
}
"""The schema's order of the properties that are used; Word takes a file with another order for damaged."""


def w(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """The element `w:name`; its attributes are in the same namespace."""
    element = etree.Element(f"{{{MAIN}}}{name}", nsmap=_NAMESPACES)
    for key, value in attributes.items():
        element.set(f"{{{MAIN}}}{key}", str(value))
    order = _ORDER.get(name, "").split()
    element.extend(sorted(children, key=lambda child: order.index(local(child))) if order else children)
    return element


def relation(element: Element, identity: str) -> Element:
    """`element` with the relationship `identity`."""
    element.set(f"{{{RELATIONS}}}id", identity)
    return element


def text(value: str) -> Element:
    """`w:t` that keeps its white space. `value` is cleaned text (see `cleaning`)."""
    element = w("t")
    element.set(_SPACE, "preserve")
    element.text = value
    return element


def on(name: str, switched: bool = True) -> Element:
    """A property that is on or off."""
    return w(name) if switched else w(name, val=0)


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def part(root: Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


__all__ = ["MAIN", "RELATIONS", "Element", "local", "on", "part", "relation", "text", "w"]
