"""Which documents a text names in title marks (《…》), in a form in which two namings of one document are the same."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.text.folding import fold

MENTION = "《"
"""Begins the index token of a mention; no word begins with it. Alone it is a token that no text has."""

_TITLE = re.compile(r"《([^《》]{2,80})》")
_ADDED = re.compile(r"\([^()]{0,20}\)|^中华人民共和国")
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?$")


@lru_cache(maxsize=16_384)
def title_key(title: str) -> str:
    """A title in search form without the country before it, editions in brackets, or an article label at its end."""
    folded = fold(title).text.strip("《》〈〉<>")
    bare = _ARTICLE.sub("", _ADDED.sub("", folded))
    return bare or folded


def mention(title: str) -> str:
    """The index token of a document's title."""
    return MENTION + title_key(title).replace(" ", "")


def mentions(text: str) -> list[str]:
    """The tokens of the titles that `text` names, each once, in order."""
    return list(dict.fromkeys(mention(title) for title in _TITLE.findall(text)))
