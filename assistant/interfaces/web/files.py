"""The page's own files: style sheets, scripts, drawings."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"

REFERRER = '<meta name="referrer" content="same-origin">'
"""With the reply's "no-referrer" a browser would send our own forms as from nowhere, and they would be refused."""


@cache
def address(name: str) -> str:
    """Of a static file, changed with its content: a browser never shows an old one."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
