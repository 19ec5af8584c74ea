"""The figures behind a chart (DrawingML), as records: “类别：一季度；收入：10”."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.readers.number_format import plain, shown
from ingest.types import BlockKind

MAX_POINTS = 2_000
"""Categories of one chart that are taken; more are a curve, not a table."""


def chart_lines(root: etree._Element) -> Iterator[tuple[BlockKind, str]]:
    """The title of a chart and, for each category, the value of every series as the file last saved them."""
    title = "".join(one.text or "" for one in root.iterfind(".//{*}chart/{*}title//{*}t")).strip()
    series = [(_name(one), _points(one.find("./{*}cat")), _points(one.find("./{*}val"))) for one in root.iter("{*}ser")]
    categories: dict[int, str] = {}
    for _, names, _ in series:
        categories = names | categories
    places = sorted({place for _, _, values in series for place in values})
    if title and places:
        yield "paragraph", f"图：{title}"
    if len(places) > MAX_POINTS:
        return
    for place in places:
        parts = [f"类别：{categories[place]}"] if categories.get(place) else []
        parts += [
            f"{name}：{values[place]}" if name else values[place] for name, _, values in series if place in values
        ]
        yield "table_row", "；".join(parts)


def _name(series: etree._Element) -> str:
    return "".join(one.text or "" for one in series.iterfind("./{*}tx//{*}v")).strip()


def _points(element: etree._Element | None) -> dict[int, str]:
    """Place -> what is saved there; of categories on several levels the innermost."""
    if element is None:
        return {}
    levels = element.findall(".//{*}lvl")
    holder = levels[0] if levels else element
    code = element.findtext(".//{*}formatCode") or "General"
    found = {}
    for point in holder.iter("{*}pt"):
        place, written = point.get("idx", ""), (point.findtext("./{*}v") or "").strip()
        if place.isascii() and place.isdigit() and len(place) < 8 and written:
            is_number = element.find(".//{*}numCache") is not None or element.find(".//{*}numLit") is not None
            found[int(place)] = _figure(written, code) if is_number else " ".join(written.split())
    return found


def _figure(written: str, code: str) -> str:
    try:
        value = float(written)
    except ValueError:
        return written
    return plain(value) if code == "General" and abs(value) < 1e300 else shown(value, code)
