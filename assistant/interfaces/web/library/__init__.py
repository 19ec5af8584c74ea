"""资料库: what answers and drafts are taken from."""

from __future__ import annotations

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import page_header
from assistant.interfaces.web.library.panel import LibraryPanel
from assistant.interfaces.web.visit import Visit


async def build(visit: Visit, _: Place) -> None:
    """One visitor's library."""
    with page_header("资料库", "回答和文稿只取自这里的文件。"):
        pass
    await LibraryPanel(visit).refresh()
