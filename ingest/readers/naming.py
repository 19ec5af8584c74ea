"""How readers speak of files and pages to the user, and which stated titles they believe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.plausibility import is_garbled
from ingest.repair import repair

_PRODUCER_TITLE = re.compile(
    r"(?:Microsoft\s+(?:Word|PowerPoint|Excel)\s*[-–]\s*.*|untitled|无标题|未命名.*|新建.*文档.*|文档\s?\d*|document\s?\d*|幻灯片\s?\d+"
    r"|.*\.(?:docx?|wps|pdf|xlsx?|pptx?|html?|txt|indd|rtf)|about:blank|https?://.*|[\W\d_]*)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 120


def stated_title(title: str | None, name: str) -> str | None:
    """The title that a format states, unless a program wrote it: a file's name, "Microsoft Word - …", nothing."""
    text = " ".join(repair(title or "").text.split())
    if not text or len(text) > _LONGEST_TITLE or _PRODUCER_TITLE.fullmatch(text) or is_garbled(text):
        return None
    return None if text == PurePath(name).stem else text


def numbers(pages: Sequence[int]) -> str:
    """[1, 2, 3, 7] -> "1—3、7"."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return "、".join(f"{first}—{last}" if last > first else str(first) for first, last in spans)
