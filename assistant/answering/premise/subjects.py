"""Whom a question says something of, where the sources say it of somebody else: 甲公司提出的…流程, which is 乙公司's.

A name that opens a statement is wrong where the sentence that says all the rest has another name in its place; or
where it stands in a document that never has the name, while another document has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.types import in_book_marks
from ingest.text.folding import fold
from ingest.text.likeness import may_be_one
from ingest.text.tokens import bigrams
from ingest.types import Span

LOOKED_AT = 12
LONGEST = 16
"""Characters of a name; it has three at least."""
REST = 0.7
"""Share of the character pairs of all but the name that the sentence must hold."""
LEAST_PAIRS = 6
RUN = 3
"""Characters that show that the sentence goes on as the statement does."""

_ORGAN = re.compile(
    r"(?:公司|集团|局|院|厂|所|部|处|委|党委|支部|社区|街道|学校|大学|银行|中心|协会|工会|车间|班组|[省市县区镇乡村])$"
)
_VERB = re.compile(
    r"(?:首先|首次|率先|全面|大力|积极)?(?:提出|推行|实施|开展|建立|创建|打造|探索|制定|构建|采用|运用|坚持|通过|形成|推出|实行|设立|组建)?了?的?[“《]?$"
)
_NAME = re.compile(r"(?![本该此这各在由对从当经])[一-鿿A-Za-z]{2,15}[一-鿿A-Za-z](?<![的和与及是在])")
_LEADS = re.compile(r"^(?:例?如|比如|其中|以|由|在|对|当|经|据|并|而|[，、：；])+")
_MARK = re.compile(r"\^?\[\d+\]")


def other_subject(statement: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The name that opens a statement, where the sources say the rest of another, or None."""
    for item in evidence[:LOOKED_AT]:
        name, rest = _parted(statement, item)
        if name is None or not any(name in one.passage.chunk.text for one in evidence):
            continue
        pairs = {pair for pair in bigrams(rest) if len(pair) > 1}
        if len(pairs) < LEAST_PAIRS or len(pairs & set(bigrams(item.text))) < REST * len(pairs):
            continue
        if any(name in fold(text).text for text in (*item.passage.headings, item.passage.chunk.text)):
            return None
        return _in_its_place(name, rest, item) or _elsewhere(name, item, evidence)
    return None


def _parted(statement: str, item: Evidence) -> tuple[str | None, str]:
    """What opens the statement before the first words that stand in the sentence, without the verb that follows it; and
    those words with all that follows them."""
    starts = range(1, min(len(statement) - RUN, LONGEST + 6))
    at = next((at for at in starts if statement[at : at + RUN] in item.text), 0)
    name = _VERB.sub("", statement[:at])
    return (name if _NAME.fullmatch(name) else None), statement[at:]


def _in_its_place(name: str, rest: str, item: Evidence) -> Correction | None:
    """The name that stands in the sentence before the first words of the rest."""
    at = item.text.find(rest[:4])
    start = max((item.text.rfind(stop, 0, max(at, 0)) for stop in "，。；：\n"), default=-1) + 1
    start += len(led.group()) if (led := _LEADS.match(item.text[start : max(at, start)])) else 0
    other = _MARK.sub("", item.text[start : max(at, start)])
    if at < 0 or not 2 <= len(other) <= LONGEST or not _ORGAN.search(other) or "第" in other or may_be_one(name, other):
        return None
    return Correction(name, other, Span(start, at), item)


def _elsewhere(name: str, item: Evidence, evidence: Sequence[Evidence]) -> Correction | None:
    """The document, where it never has the name and another one has."""
    own = item.passage.chunk.document_id
    having = {one.passage.chunk.document_id for one in evidence if name in one.passage.chunk.text}
    if not having or own in having or not _ORGAN.search(name):
        return None
    line = f"资料中没有说这是{name}的：这一内容出自{in_book_marks(item.passage.document)}，其中没有提到{name}。"
    return Correction(name, item.text, Span(0, len(item.text)), item, line)


__all__ = ["other_subject"]
