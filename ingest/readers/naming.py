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


_PRODUCER_AUTHOR = re.compile(
    r"(?:微软|中国|系统|本地|电脑|办公|管理|注册|匿名|未知|默认|测试|普通)*(?:用户|微软|管理员|作者|未知|匿名)\d*|作者"
    r"|(?:Microsoft|MS|Windows|WPS|Office|Word|Kingsoft|Apache|the|local|PC|system|admin\w*|user|default|unknown|author|POI|[\W\d])+",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·（）()A-Za-z\d]+|[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){1,4}")
_LONGEST_AUTHOR = 60


def stated_author(author: str | None) -> str | None:
    """The author that a format states, unless an account or a program is named: 微软用户, Administrator, zhang01.

    A name in Chinese has two characters or more, one in Latin letters two words or more; several are parted by "、".
    """
    names = [" ".join(one.split()) for one in re.split(r"[;；,，、]", repair(author or "").text)]
    kept = [one for one in names if _PERSON.fullmatch(one) and not _PRODUCER_AUTHOR.fullmatch(one)]
    text = "、".join(dict.fromkeys(kept))
    return text if 0 < len(text) <= _LONGEST_AUTHOR and not is_garbled(text) else None


def numbers(pages: Sequence[int]) -> str:
    """[1, 2, 3, 7] -> "1—3、7"."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return "、".join(f"{first}—{last}" if last > first else str(first) for first, last in spans)
