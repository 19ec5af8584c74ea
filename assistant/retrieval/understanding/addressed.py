"""The articles that a question addresses, fetched from the library's catalog: never guessed, never another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from assistant.retrieval.understanding.fetched import NOTHING, Addressed
from assistant.retrieval.understanding.names import endings, keys_of, parts, shortened
from assistant.retrieval.understanding.references import Reference, asks_for_text, references_in
from assistant.retrieval.versions import asks_for_older, is_ahead, is_over, marked, names_version
from assistant.types import Passage, Query, in_book_marks
from ingest.numbers import NUMBER, normal_number
from ingest.series import title_key
from ingest.types import Chunk, DocumentRecord, Scope


class Catalogue(Protocol):
    """What knows documents by title, 文号 and article: `ingest.library.library.Library`."""

    def named(self, keys: Sequence[str], numbers: Sequence[str], scope: Scope) -> list[DocumentRecord]: ...

    def title_keys(self, ending: str, scope: Scope) -> dict[str, str]: ...

    def records(self, document_ids: Iterable[str]) -> dict[str, DocumentRecord]: ...

    def at_articles(self, document_ids: Sequence[str], articles: Sequence[str]) -> list[Chunk]: ...

    def articles_of(self, document_id: str) -> list[str]: ...


def fetch(query: Query, catalogue: Catalogue) -> Addressed:
    """The articles that `query` addresses. A question without an address costs no reading.

    Of several versions of a rule the one in force on the query's day speaks, the newest of them; others where the
    question asks for them. A name without 《》 that means no document, or several, addresses nothing.
    """
    references = references_in(query.text)
    if not references:
        return NOTHING
    passages: list[Passage] = []
    missing: list[str] = []
    for one in references:
        records = _documents(one, query, catalogue)
        if records:
            found, lacking = _articles(one, records, query, catalogue)
            passages += found
            missing += lacking
        elif records is not None:
            missing.append(_unknown(one))
    unique = {passage.chunk.id: passage for passage in passages}
    return Addressed(tuple(unique.values()), tuple(missing), asks_for_text(query.text))


def _documents(reference: Reference, query: Query, catalogue: Catalogue) -> list[DocumentRecord] | None:
    """The documents meant; an empty list where the question names one that is not there, None where it names none."""
    scope = query.scope
    if reference.number is not None:
        return catalogue.named((), _numbers(reference.number), scope)
    if (found := _by_phrases(reference, scope, catalogue)) or reference.title is None:
        only = scope.documents if scope.documents is not None and len(scope.documents) == 1 else ()
        return found or list(catalogue.records(only).values()) or None
    key = title_key(reference.title)
    return _by_keys((key,), scope, catalogue) or _by_short((key,), scope, catalogue)


def _by_phrases(reference: Reference, scope: Scope, catalogue: Catalogue) -> list[DocumentRecord]:
    """By words without 《》: whole titles first, the longest that ends before the article; then shortened ones."""
    ahead = [endings(phrase) for phrase in reference.before]
    names = [*ahead, *(parts(phrase) for phrase in reference.after)]
    least = 0 if reference.title is None else len(title_key(reference.title)) + 1
    for find, wanted in ((_by_keys, names), (_by_short, ahead)):
        for one in wanted:
            longer = tuple(name for name in one if len(name) >= least)
            if longer and (found := find(longer, scope, catalogue)):
                return found
    return []


def _numbers(written: str) -> tuple[str, ...]:
    """文号 that what stands before 〔…〕 may be: 请问党发〔2026〕3号 -> 党发〔2026〕3号, 发〔2026〕3号 …"""
    match = NUMBER.search(written)
    if match is None:
        return ()
    tails = [match["body"][at:] + written[match.end("body") :] for at in range(len(match["body"]))]
    return tuple(number for tail in tails if (number := normal_number(tail)))


def _by_keys(names: Sequence[str], scope: Scope, catalogue: Catalogue) -> list[DocumentRecord]:
    """The documents with the longest of these whole titles."""
    wanted = {key: name for name in reversed(names) for key in keys_of(name)}
    records = catalogue.named(tuple(wanted), (), scope)
    if not records:
        return []
    lengths = {record.id: len(wanted.get(title_key(record.title), "")) for record in records}
    longest = max(lengths.values())
    return [record for record in records if lengths[record.id] == longest]


def _by_short(names: Sequence[str], scope: Scope, catalogue: Catalogue) -> list[DocumentRecord]:
    if not names or len(names[0]) < 3:
        return []
    meant = shortened(names, catalogue.title_keys(names[0][-2:], scope))
    return catalogue.named(tuple(sorted(meant)), (), scope) if meant else []


def _articles(
    reference: Reference, records: Sequence[DocumentRecord], query: Query, catalogue: Catalogue
) -> tuple[list[Passage], list[str]]:
    chunks = catalogue.at_articles([record.id for record in records], reference.articles)
    holders = {chunk.document_id for chunk in chunks}
    meant = _versions(records, holders, query)
    if not any(one.id in holders for one in meant):
        meant = [one for one in records if one.id in holders and _is_part(one, meant, catalogue)] or meant
    titles = {record.id: record.title for record in records}
    passages: list[Passage] = []
    missing = []
    for label in reference.articles:
        here = [chunk for chunk in chunks if chunk.address.article == label]
        speaking = _versions([one for one in meant if any(chunk.document_id == one.id for chunk in here)], None, query)
        if not speaking:
            missing.append(_lacking(meant[0], label, catalogue))
        passages += [
            _passage(chunk, record, query.day, titles)
            for record in speaking
            for chunk in here
            if chunk.document_id == record.id
        ]
    return passages, missing


def _versions(records: Sequence[DocumentRecord], holders: set[str] | None, query: Query) -> list[DocumentRecord]:
    """The versions that a question means, newest first; those without the article only where none that is meant has it.

    Args:
        holders: Ids of the documents that have any of the articles; None where all have.
    """
    newest = sorted(records, key=lambda one: one.metadata.since or date.min, reverse=True)
    if holders is None:
        return newest
    named = [one for one in newest if names_version(query.text, one)]
    current = [one for one in newest if not is_over(one, query.day) and not is_ahead(one, query.day)]
    older = [one for one in newest if is_over(one, query.day)]
    if named:
        meant = named
    elif asks_for_older(query.text):
        meant = newest if _compares(query.text) or not older else older[:1]
    else:
        meant = current or newest[:1]
    holding = [one for one in meant if one.id in holders]
    if len(holding) > 1 and not _compares(query.text) and len({one.metadata.series or one.id for one in holding}) == 1:
        holding = _newest(holding)
    return holding or meant


def _is_part(record: DocumentRecord, others: Sequence[DocumentRecord], catalogue: Catalogue) -> bool:
    """Whether a document is another part of the rule, and no older version: it shares no article with the others."""
    own = set(catalogue.articles_of(record.id))
    return all(own.isdisjoint(catalogue.articles_of(other.id)) for other in others)


def _newest(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """Of versions of one rule that all seem to be in force, the newest; all where no day tells them apart."""
    latest = max((one.metadata.since or date.min for one in records), default=date.min)
    return [one for one in records if (one.metadata.since or date.min) == latest]


def _compares(text: str) -> bool:
    return any(word in text for word in ("相比", "对比", "比较", "新旧", "变化", "不同", "区别", "修改了", "差异"))


def _passage(chunk: Chunk, record: DocumentRecord, day: date | None, titles: Mapping[str, str]) -> Passage:
    passage = Passage(chunk, record.title, record.path, record.paged, score=1.0, lexical=1.0, dense=1.0)
    return marked(passage, record, day, titles) if is_over(record, day) or is_ahead(record, day) else passage


def _unknown(reference: Reference) -> str:
    what = in_book_marks(reference.title) if reference.title is not None else f"文号为{reference.number}的文件"
    return f"资料库中没有{what}，无从查到它的{'、'.join(reference.articles)}"


def _lacking(record: DocumentRecord, label: str, catalogue: Catalogue) -> str:
    known = catalogue.articles_of(record.id)
    if not known:
        return f"{in_book_marks(record.title)}没有分条，查不到{label}"
    return f"{in_book_marks(record.title)}没有{label}（现有{known[0]}至{known[-1]}）"
