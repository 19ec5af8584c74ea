"""文号: the number under which an organ issued a document, "党发〔2026〕3号"."""

from __future__ import annotations

import re

YEAR_AND_SERIAL = r"[〔﹝\[［(（【]\s*(?P<year>(?:19|20)\d{2})\s*[〕﹞\]］)）】]\s*第?\s*(?P<serial>\d{1,5})\s*号"
"""What follows an organ's own word in a 文号: 〔2026〕3号, whatever the brackets. Its named groups allow one use."""
NUMBER = re.compile(rf"(?P<body>[\u4e00-\u9fffA-Za-z]{{1,14}})\s*{YEAR_AND_SERIAL}")


def normal_number(text: str) -> str | None:
    """The first 文号 in `text` as it is written by the standard, whatever brackets it has."""
    return _normal(NUMBER.search(text))


def whole_number(text: str) -> str | None:
    """The same, where `text` is a 文号 and nothing else."""
    return _normal(NUMBER.fullmatch(text.strip()))


def _normal(match: re.Match[str] | None) -> str | None:
    return f"{match['body']}〔{match['year']}〕{int(match['serial'])}号" if match else None
