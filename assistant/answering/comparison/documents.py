"""Which documents a question sets beside one another: 申报问答和管理办法, 现行办法, 要点, 实施方案."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from ingest.text.folding import fold
from ingest.text.likeness import shortens

_GENRE = (
    "(?:办法|细则|规定|制度|条例|方案|要点|总结|计划|纪要|通知|意见|报告|简报|台账|清单|问答|解答|说明|标准|章程|手册|指南|案例|材料"
    "|汇报|公告|决定|规划)"
)
_NAME = re.compile(
    r"《(?P<title>[^《》]+)》|(?P<name>(?:(?![和与跟及里中按对在的是比把说写])[一-鿿A-Za-z\d]){0,12}?" + _GENRE + ")"
)
_NEW = re.compile(r"^(?:现行|新|修订后?|现在|目前|最新)的?")
_OLD = re.compile(r"^(?:旧|老|原来?|试行|原有|过去|暂行|修订前)的?")


def documents_named(question: str, evidence: Sequence[Evidence]) -> list[tuple[str, frozenset[str]]]:
    """The documents that the question names and the passages have: the name and ids, each id under one name only."""
    titles = {item.passage.chunk.document_id: fold(item.passage.document).text for item in evidence}
    over = {item.passage.chunk.document_id for item in evidence if item.passage.is_over}
    found: list[tuple[str, frozenset[str]]] = []
    for match in _NAME.finditer(question):
        name = match["title"] or match["name"]
        meant = _meant(name, titles, over) - frozenset().union(*(ids for _, ids in found))
        if meant and all(name != other for other, _ in found):
            found.append((name, meant))
    return found


def _meant(name: str, titles: dict[str, str], over: set[str]) -> frozenset[str]:
    bare = fold(_OLD.sub("", _NEW.sub("", name))).text
    found = {key for key, title in titles.items() if _shortens(bare, title)}
    if _OLD.match(name):
        return frozenset(found & over or found)
    return frozenset(found - over or found)


def _shortens(name: str, title: str) -> bool:
    """Whether a title holds the name, or its characters in their order with the last two or the first two together."""
    if name in title:
        return True
    return len(name) > 2 and shortens(name, title) and (name[:2] in title or name[-2:] in title)


__all__ = ["documents_named"]
