"""Candidate cases made from the documents of a library, each for a person to confirm, mend or throw away.

Articles, headings, definitions and figures are where questions come from. The evidence is verbatim; the question is
made by rule and often needs another wording. Nothing is drawn at random: the same library gives the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path, PurePath

from assistant.errors import UnreadableFileError
from assistant.service import Service
from assistant.verification.values import BARE, COUNT, ORDINAL, RATIO, Value, values
from eval.case_lines import CaseLine, read_line
from eval.cases import Case, Evidence, Kind, case_line
from ingest.text.sentences import split_sentences
from ingest.types import Chunk, DocumentRecord

NOTE = "待人工确认"

_LONGEST_QUOTE = 120
_SHORTEST_QUOTE = 8
_LONGEST_CLAUSE = 50
_DEFINITION = re.compile(
    r"(?:本[办细制规方][法则度定案])?(?:所称的?|中的)?[“‘「]?(?P<term>[^，。；：、“”‘’「」（）\s]{2,16})[”’」]?"
    r"(?:（[^（）]*）)?[，,]?(?:是指|指的是)"
)
_ARTICLE_HEAD = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?\s*")
_NUMBERING = re.compile(r"^(?:第[一二三四五六七八九十百\d]+[编章节]\s*|[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)+")
_CLAUSE_END = re.compile(r"[，,；;。！？!?：:]")
_TELLING = frozenset({COUNT, RATIO})
_QUOTED = re.compile(r"[“‘「《][^”’」》]*$")
_NAMED = re.compile(r"届|张皮|个(?:意识|维护|确立|自信)")
"""Numbers that are part of a name."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a chunk, verbatim."""

    chunk: Chunk
    text: str


def propose(service: Service, n: int) -> tuple[Case, ...]:
    """At most `n` candidates, spread evenly over the documents and over the kinds of question."""
    records = sorted(service.documents(), key=lambda one: (PurePath(one.path).name, one.collection, one.id))
    by_document = [_of_document(record, service.chunks_of(record.id)) for record in records]
    found: dict[str, Case] = {}
    for row in zip_longest(*by_document):
        for case in row:
            if case is not None and len(found) < n:
                found.setdefault(case.id, case)
    return tuple(found.values())


def write_cases(cases: Sequence[Case], path: Path) -> None:
    """As .xlsx for a person to go through, else as JSON Lines. Raises ZhibiError when the file cannot be written."""
    if path.suffix.lower() == ".xlsx":
        from eval.importers.spreadsheet import export_cases  # openpyxl takes 0.3 s that JSON Lines need not pay

        export_cases(cases, path)
        return
    try:
        path.write_text("".join(case_line(case) + "\n" for case in cases), encoding="utf-8", newline="\n")
    except OSError as exc:
        raise UnreadableFileError(f"{str(path)!r} 写不进去：{exc.strerror}", "请检查路径与权限") from exc


def _of_document(record: DocumentRecord, chunks: Sequence[Chunk]) -> list[Case]:
    """The candidates of one document: one of each kind of question in turn."""
    sentences = [_Sentence(chunk, text) for chunk in chunks for text in _sentences(chunk)]
    kinds = (
        _definitions(record, sentences),
        _figures(record, sentences),
        _articles(record, sentences),
        _headings(record, sentences),
    )
    return [case for row in zip_longest(*kinds) for case in row if case is not None and _is_sound(case)]


def _sentences(chunk: Chunk) -> Iterator[str]:
    """The sentences that can be quoted, without headings and scraps."""
    headings = set(chunk.address.section)
    for span in split_sentences(chunk.text):
        text = span.of(chunk.text).strip()
        if len(text) >= _SHORTEST_QUOTE and text.rstrip("。") not in headings:
            yield text


def _definitions(record: DocumentRecord, sentences: Sequence[_Sentence]) -> Iterator[Case]:
    seen: set[str] = set()
    for one in sentences:
        match = _DEFINITION.match(_ARTICLE_HEAD.sub("", one.text))
        if match is None or match["term"] in seen:
            continue
        seen.add(match["term"])
        yield _case(record, one, "definition", f"什么是{match['term']}？", answer=one.text)


def _figures(record: DocumentRecord, sentences: Sequence[_Sentence]) -> Iterator[Case]:
    """Sentences with one telling figure in a clause: the figure is asked for."""
    for one in sentences:
        for clause in _clauses(one.text):
            found = [value for value in values(clause) if value.kind not in (BARE, ORDINAL)]
            if len(found) == 1 and found[0].kind in _TELLING and (question := _asked(clause, found[0])):
                figure = found[0].text.strip()
                told = f"根据《{record.title}》，{question}"
                yield _case(record, one, "figure", told, answer=clause, points=((figure,),))
                break


def _articles(record: DocumentRecord, sentences: Sequence[_Sentence]) -> Iterator[Case]:
    seen: set[str] = set()
    for one in sentences:
        article = one.chunk.address.article
        if article is None or article in seen:
            continue
        seen.add(article)
        question = f"《{record.title}》{article}是怎样规定的？"
        yield _case(record, one, "factoid", question, answer=_ARTICLE_HEAD.sub("", one.text))


def _headings(record: DocumentRecord, sentences: Sequence[_Sentence]) -> Iterator[Case]:
    seen: set[tuple[str, ...]] = set()
    for one in sentences:
        section = one.chunk.address.section
        heading = _NUMBERING.sub("", section[-1]) if section else ""
        if not heading or section in seen or one.chunk.address.article is not None:
            continue
        seen.add(section)
        question = f"《{record.title}》关于“{heading}”讲了哪些内容？"
        yield _case(record, one, "list", question, answer="")


def _case(
    record: DocumentRecord,
    sentence: _Sentence,
    kind: Kind,
    question: str,
    *,
    answer: str,
    points: tuple[tuple[str, ...], ...] = (),
) -> Case:
    address = sentence.chunk.address
    name = PurePath(record.path).name
    quote = sentence.text[:_LONGEST_QUOTE]
    digest = sha256("\0".join((record.id, kind, question, quote)).encode("utf-8", "surrogatepass")).hexdigest()
    evidence = Evidence(name, quote, address.article, address.section[-1] if address.section else None)
    return Case(
        f"new-{digest[:10]}", kind, question, True, answer=answer, points=points, evidence=(evidence,), note=NOTE
    )


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE_END.split(_ARTICLE_HEAD.sub("", text)):
        if _SHORTEST_QUOTE <= len(clause.strip()) <= _LONGEST_CLAUSE:
            yield clause.strip()


def _asked(clause: str, value: Value) -> str:
    """The clause with its figure asked for: 发展党员32名 -> 发展党员多少名？; "" where that makes no question."""
    unit = re.sub(r"^[\d０-９,，.．\s〇零一二两三四五六七八九十百千万亿点余多]+", "", value.text).strip()
    before, after = _NUMBERING.sub("", clause[: value.start]), clause[value.end :]
    if (value.kind == COUNT and not unit) or not before.strip() or _QUOTED.search(before) or _NAMED.match(unit + after):
        return ""
    wanted = "百分之多少" if value.kind == RATIO else f"多少{unit}"
    return f"{before}{wanted}{after}？"


def _is_sound(case: Case) -> bool:
    """Whether the rules for cases hold; a quotation of signs alone, for one, tells nothing."""
    return isinstance(read_line(case_line(case).encode("utf-8", "surrogatepass")), CaseLine)


__all__ = ["NOTE", "propose", "write_cases"]
