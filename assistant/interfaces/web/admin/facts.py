"""Facts, one a line: what it is, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.interfaces.web.elements import Text, box

Fact = tuple[str, str]


def facts(told: Iterable[Fact]) -> None:
    with box("zb-admin-facts", tag="dl"):
        for name, value in told:
            with box("zb-admin-fact"):
                Text(name, tag="dt")
                Text(value, tag="dd")


def megabytes(size: int) -> str:
    """In the unit that fits: 640 KB, 12.3 MB, 1.8 GB."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB"
