"""Parts as one file: content types, relationships, a zip whose bytes depend on nothing but its parts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_KINDS = {
    "word/document.xml": (f"{_WORD}.document.main+xml", "officeDocument"),
    "word/styles.xml": (f"{_WORD}.styles+xml", "styles"),
    "word/settings.xml": (f"{_WORD}.settings+xml", "settings"),
    "word/fontTable.xml": (f"{_WORD}.fontTable+xml", "fontTable"),
    "word/footnotes.xml": (f"{_WORD}.footnotes+xml", "footnotes"),
    "word/footer1.xml": (f"{_WORD}.footer+xml", "footer"),
    "word/footer2.xml": (f"{_WORD}.footer+xml", "footer"),
    "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", "core-properties"),
    "docProps/app.xml": (f"{_OFFICE}.extended-properties+xml", "extended-properties"),
    "docProps/custom.xml": (f"{_OFFICE}.custom-properties+xml", "custom-properties"),
}
"""Part -> its content type and the last word of its relationship's type."""

_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = (1980, 1, 1, 0, 0, 0)


def package(parts: Mapping[str, bytes], identities: Mapping[str, str]) -> bytes:
    """The file.

    Args:
        parts: By name; the names are those of this module.
        identities: Part -> id of its relationship, where the text refers to it.
    """
    inner = [name for name in parts if name.startswith("word/") and name != "word/document.xml"]
    outer = [name for name in parts if name not in inner]
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations(outer, "", {}),
        "word/_rels/document.xml.rels": _relations(inner, "word/", identities),
        **parts,
    }
    return zipped(members)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of `members` in their order, without the clock, the user or the system in it."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = ZipInfo(name, _MOMENT)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            archive.writestr(entry, data)
    return buffer.getvalue()


def _content_types(parts: Mapping[str, bytes]) -> bytes:
    overrides = "".join(f'<Override PartName="/{name}" ContentType={quoteattr(_KINDS[name][0])}/>' for name in parts)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'.encode()


def _relations(names: list[str], folder: str, identities: Mapping[str, str]) -> bytes:
    relations = "".join(
        f'<Relationship Id="{identities.get(name, f"rId{at}")}" Type="{_type(name)}" '
        f'Target="{name.removeprefix(folder)}"/>'
        for at, name in enumerate(names, 1)
    )
    return f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'.encode()


def _type(name: str) -> str:
    kind = _KINDS[name][1]
    return f"{_PACKAGE}/relationships/metadata/{kind}" if kind == "core-properties" else f"{_RELATIONS}/{kind}"


__all__ = ["package", "zipped"]
