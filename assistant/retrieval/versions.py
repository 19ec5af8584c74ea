"""Which passages of several versions of one rule a query gets to see.

The version in force on the query's day is preferred: a passage of a superseded one gives way where a later version
speaks to the question too, and says of itself that it is superseded where it stays; so does a version that takes effect
later. A question that asks for an older version, or how versions differ, gets them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.types import Passage, Query
from ingest.text.folding import fold
from ingest.types import DocumentRecord

WINDOW = 3
"""So many times the passages asked for are looked at: where versions give way, others take their places."""

OFFERED = 0.3
"""A later version speaks to a question if one of its passages scores this share of the older one's."""

OUT_OF_FORCE = frozenset({"废止", "失效"})

_RULE = r"(?:办法|规定|制度|细则|条例|规则|章程|准则|标准|方案|文件|版本|版|条文|要求|做法|说法|政策)"
_ASKS_FOR_OLD = re.compile(
    rf"(?:旧|老|原|原来的?|原有的?|过去的?|以前的?|先前的?|之前的?|早先的?|上一?|前一?){_RULE}|(?:修订|修改|修正|废止|变更|调整)(?:之?前|以前)"
    rf"|(?:19|20)\d\d年?(?:版|修订|修正|印发|发布|出台|制定|颁布|实行|施行|(?:的|那[一]?[版份个])\S{{0,12}}{_RULE})"
    rf"|试行(?:版|稿|办法|规定|制度|细则|期间|时期)|[（(]试行[)）]|暂行(?:办法|规定)|旧版|新旧|历次|沿革|历史(?:版本|规定|上)"
    r"|相比|相较|对比|比较|有(?:何|什么|哪些|没有|无)(?:变化|不同|区别|改动|调整|修改|差异)|(?:作|做)了?(?:哪些|什么|何)(?:修改|修订|调整|改动)"
    r"|(?:修改|修订|调整|变化|改动)了?(?:哪些|什么|哪里|多少)|区别|异同"
)


def asks_for_older(text: str) -> bool:
    """Whether a question asks for an older version, or for what has changed."""
    return _ASKS_FOR_OLD.search(text) is not None


def is_over(record: DocumentRecord, day: date | None) -> bool:
    """Whether the document is superseded or out of force on `day`; None counts whatever is known."""
    if record.superseded_on is not None:
        return day is None or record.superseded_on <= day
    return record.superseded_by is not None or record.metadata.status in OUT_OF_FORCE


def is_ahead(record: DocumentRecord, day: date | None) -> bool:
    """Whether the document is a rule that takes effect after `day`."""
    starts = record.metadata.effective
    return day is not None and starts is not None and starts > day and record.metadata.series != ""


def in_force(
    query: Query, passages: Sequence[Passage], records: Mapping[str, DocumentRecord], titles: Mapping[str, str]
) -> list[Passage]:
    """`passages` in their order, without those of versions not in force that the one in force stands in for.

    Args:
        records: The documents of all the passages.
        titles: Titles of documents by id, for naming what superseded one; unknown ones are not named.
    """
    day = query.day
    off = {key: record for key, record in records.items() if is_over(record, day) or is_ahead(record, day)}
    keep = asks_for_older(query.text)
    kept = []
    for passage in passages:
        record = off.get(passage.chunk.document_id)
        if record is None:
            kept.append(passage)
        elif keep or names_version(query.text, record) or not _stood_in(passage, record, passages, records, off):
            kept.append(marked(passage, record, day, titles))
    return kept


def successors_to_name(passages: Sequence[Passage], records: Mapping[str, DocumentRecord]) -> set[str]:
    """Ids of the documents that superseded those of the passages and are not among `records`."""
    named = {records[passage.chunk.document_id].superseded_by for passage in passages}
    return {key for key in named if key is not None and key not in records}


def _stood_in(
    passage: Passage,
    record: DocumentRecord,
    passages: Iterable[Passage],
    records: Mapping[str, DocumentRecord],
    off: Mapping[str, DocumentRecord],
) -> bool:
    """Whether a version in force speaks to the question: a later one, or the one before a version still to come."""
    on = {
        key
        for key, other in records.items()
        if key not in off and (_succeeds(other, record, records) or _succeeds(record, other, records))
    }
    offered = max((other.score for other in passages if other.chunk.document_id in on), default=0.0)
    return bool(on) and offered > 0 and offered >= OFFERED * passage.score


def _succeeds(other: DocumentRecord, record: DocumentRecord, records: Mapping[str, DocumentRecord]) -> bool:
    """Whether `other` took the place of `record`, directly, by way of others, or as a later version of one series."""
    seen, step = {record.id}, record.superseded_by
    while step is not None and step not in seen:
        if step == other.id:
            return True
        seen.add(step)
        step = records[step].superseded_by if step in records else None
    ours, theirs = record.metadata, other.metadata
    if not ours.series or (ours.series, record.collection) != (theirs.series, other.collection):
        return False
    return bool(ours.since and theirs.since and ours.since < theirs.since)


def names_version(question: str, record: DocumentRecord) -> bool:
    """Whether the question names this very version: its whole title with what tells it apart, or its 文号."""
    asked, number = fold(question).text, record.metadata.number
    told_apart = re.search(r"[（(].*[)）]|(?:19|20)\d\d|暂行|试行", record.title) is not None
    return (told_apart and fold(record.title).text in asked) or (number is not None and fold(number).text in asked)


def marked(passage: Passage, record: DocumentRecord, day: date | None, titles: Mapping[str, str]) -> Passage:
    """The passage of a version not in force on `day`, saying since when, or from when on, and by what."""
    if not is_over(record, day):
        return replace(passage, starts_on=record.metadata.effective)
    title = titles.get(record.superseded_by or "")
    return replace(passage, is_over=True, superseded_on=record.superseded_on, superseded_by=title)
