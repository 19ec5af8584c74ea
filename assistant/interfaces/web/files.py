"""The page's own files: style sheets, scripts, drawings."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from nicegui import __version__
from nicegui.dependencies import js_components
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

WEB = Path(__file__).resolve().parent
STATIC = WEB / "static"

REFERRER = '<meta name="referrer" content="same-origin">'
"""With the reply's "no-referrer" a browser would send our own forms as from nowhere, and they would be refused."""

KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def address(name: str) -> str:
    """Of a static file, changed with its content: a browser never shows an old one."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def modules() -> list[str]:
    """Addresses of our own components' scripts, for a browser to have before they are first needed."""
    own = [one for one in js_components.values() if WEB in one.path.resolve().parents]
    return [f"/_nicegui/{__version__}/components/{one.key}" for one in own]


class PageFiles(StaticFiles):
    """`STATIC`; what is asked for by its whole `address` need never be asked for again."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        reply = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).relative_to(STATIC).as_posix()
        if address(name).endswith("?" + scope["query_string"].decode("latin-1")):
            reply.headers.update(KEPT)
        return reply
