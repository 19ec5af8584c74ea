"""Files as replies."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""Ending -> what it is."""

_LONGEST_NAME = 80


def attachment(data: bytes, title: str, ending: str) -> Response:
    """A file to be kept, named after its title. The page's own origin shows nothing of it, HTML neither."""
    name = "".join("_" if char in '\\/:*?"<>|' or not char.isprintable() else char for char in title)
    named = quote(f"{name[:_LONGEST_NAME] or '文稿'}.{ending}")
    headers = {
        "Content-Disposition": f"attachment; filename=\"draft.{ending}\"; filename*=UTF-8''{named}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=MEDIA_TYPES[ending], headers=headers)
