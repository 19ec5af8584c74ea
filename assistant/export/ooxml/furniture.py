"""What belongs to a file but not to its text: footers, settings, the font table, the properties."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Literal

from lxml import etree

from assistant.drafting.types import Draft
from assistant.export.cleaning import one_line
from assistant.export.ooxml.notes import SEPARATORS
from assistant.export.ooxml.styles import FOOTER
from assistant.export.ooxml.text import field, paragraph, plain
from assistant.export.ooxml.xml import on, part, w
from assistant.export.template import NumberPlace, Template

Pages = Literal["odd", "even"]

PROGRAM = "执笔"

_SIDES: dict[tuple[NumberPlace, Pages], str] = {("outside", "odd"): "right", ("outside", "even"): "left"}


def footer(template: Template, pages: Pages) -> bytes:
    """“— 1 —”, one character in from the outer edge (GB/T 9704-2012, 7.5)."""
    face = template.faces["page_number"]
    side = _SIDES.get((template.number_place, pages), "center")
    indent = [] if side == "center" else [w("ind", **{f"{side}Chars": 100, side: round(face.size * 20)})]
    content = [*plain("— ", face), *field("PAGE", "1" if pages == "odd" else "2", face), *plain(" —", face)]
    return part(w("ftr", paragraph(FOOTER, *content, properties=[w("jc", val=side), *indent])))


def settings(noted: bool) -> bytes:
    """Odd and even pages differ; punctuation is not squeezed, so that it keeps to the grid. `noted`: has footnotes."""
    separators = [w("footnotePr", *(w("footnote", id=identity) for identity in SEPARATORS))] if noted else []
    compatibility = [
        on("spaceForUL"), on("balanceSingleByteDoubleByteWidth"), on("doNotLeaveBackslashAlone"), on("ulTrailSpace"),
        on("doNotExpandShiftReturn"), on("adjustLineHeightInTable"), on("useFELayout"),
        w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15),
    ]  # fmt: skip
    return part(
        w(
            "settings",
            w("zoom", percent=100),
            w("defaultTabStop", val=420),
            on("evenAndOddHeaders"),
            w("characterSpacingControl", val="doNotCompress"),
            *separators,
            w("compat", *compatibility),
            w("themeFontLang", val="en-US", eastAsia="zh-CN"),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        )
    )


_KIN = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "roman"),
    "方正小标宋_GBK": ("FZXiaoBiaoSong-B05", "roman"),
    "仿宋_GB2312": ("仿宋", "modern"),
    "仿宋": ("FangSong", "modern"),
    "楷体_GB2312": ("楷体", "modern"),
    "楷体": ("KaiTi", "modern"),
    "黑体": ("SimHei", "modern"),
    "宋体": ("SimSun", "auto"),
}
"""Another name of a font, or its successor in today's Windows, and its family: what a program takes where it is
missing (ISO/IEC 29500-1, 17.8.3.1)."""


def font_table(template: Template) -> bytes:
    fonts = []
    for name in template.fonts:
        other, family = _KIN.get(name, ("", "auto"))
        chinese = not name.isascii()
        details = [w("altName", val=other)] if other else []
        details += [w("charset", val="86" if chinese else "00"), w("family", val=family), w("pitch", val="variable")]
        fonts.append(w("font", *details, name=name))
    return part(w("fonts", *fonts))


_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The format id of custom properties (ISO/IEC 29500-1, 22.3.2.1)."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def written_at(draft: Draft) -> datetime:
    """When the draft was written, never when it was exported; a fixed moment where that is not known."""
    try:
        moment = datetime.fromisoformat(draft.written_at)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return _EPOCH


def core_properties(draft: Draft, label: bool) -> bytes:
    """docProps/core.xml: title, the unit as author, and nothing of the machine or its user."""
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI})
    unit, moment = one_line(draft.spec.unit) or PROGRAM, written_at(draft).strftime("%Y-%m-%dT%H:%M:%SZ")
    _add(root, f"{{{_DC}}}title", one_line(draft.title))
    _add(root, f"{{{_DC}}}creator", unit)
    if label:
        _add(root, f"{{{_DC}}}description", "本文由人工智能辅助生成")
    _add(root, f"{{{_CORE}}}lastModifiedBy", unit)
    for name in ("created", "modified"):
        _add(root, f"{{{_TERMS}}}{name}", moment).set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
    _add(root, f"{{{_DC}}}language", "zh-CN")
    _add(root, f"{{{_CORE}}}revision", str(draft.version))
    return _part(root)


def extended_properties(draft: Draft) -> bytes:
    """docProps/app.xml."""
    root = etree.Element(f"{{{_EXTENDED}}}Properties", nsmap={None: _EXTENDED})  # type: ignore[dict-item]
    _add(root, f"{{{_EXTENDED}}}Application", PROGRAM)
    if unit := one_line(draft.spec.unit):
        _add(root, f"{{{_EXTENDED}}}Company", unit)
    return _part(root)


def custom_properties(draft: Draft) -> bytes:
    """docProps/custom.xml: the label in the file's metadata.

    One property named AIGC whose value is a JSON object (人工智能生成合成内容标识办法, 第五条; GB 45438-2025):
    Label 1 says that the content is generated, ContentProducer by what, ProduceID which content it is.
    """
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={None: _CUSTOM, "vt": _VARIANT})  # type: ignore[dict-item]
    holder = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FORMAT, pid="2", name="AIGC")
    _add(holder, f"{{{_VARIANT}}}lpwstr", json.dumps(_implicit_label(draft), ensure_ascii=False))
    return _part(root)


def _implicit_label(draft: Draft) -> dict[str, str]:
    identity = f"{one_line(draft.id)}@{draft.version}" if draft.id else ""
    return {
        "Label": "1",
        "ContentProducer": PROGRAM,
        "ProduceID": identity,
        "ReservedCode1": "",
        "ContentPropagator": one_line(draft.spec.unit),
        "PropagateID": identity,
        "ReservedCode2": "",
    }


def _add(parent: etree._Element, name: str, value: str) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = value
    return child


def _part(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


__all__ = [
    "PROGRAM", "core_properties", "custom_properties", "extended_properties", "font_table", "footer", "settings",
    "written_at",
]  # fmt: skip
