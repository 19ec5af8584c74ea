"""The lexical index: one folder with a tantivy index over words and character bigrams, ranked by BM25.

Words and bigrams together rank best (MRR@10 on CMRC 2018, body text alone: words .970, bigrams .973, both .979; both
without the question's form words .984, with the title at its boost .988). tantivy's own k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from ingest.library.entries import Entry, Match, Sieve
from ingest.library.faults import storage_error
from ingest.text.citing import mentions
from ingest.text.tokens import STOP_WORDS, bigrams, words

TITLE_BOOST = 0.3
SECTION_BOOST = 0.3
"""Against 1 for the body. Higher title boosts gain on encyclopaedia passages and lose on statutes."""

ALSO_BOOST = 0.4
"""For the words that official texts use for a question's everyday ones. At 0.7 CMRC begins to lose."""

MOST_COUNTS = 200_000
"""So many counts of words within collections are remembered."""

MOST_TERMS = 512
"""A longer question is cut to its first distinct words, and to as many bigrams."""

_WRITER_BYTES = 32_000_000

Tokenizer = Callable[[str], list[str]]


class LexicalIndex:
    """Entries by key, filtered by version, document, collection and effective day. Safe for several threads.

    Opened, it shows what was committed by then; what this object commits itself it shows at once.
    Raises `LibraryDamagedError` or `DiskFullError` instead of tantivy's own errors.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._idf: dict[str, float] = {}
        self._counts: dict[tuple[Sieve, str, str], int] = {}
        with self._translated():
            if create:
                folder.mkdir(parents=True)
                self._index = tantivy.Index(_schema(), path=str(folder))
            else:
                self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")
            self._index.reload()
            self._schema = self._index.schema

    def close(self) -> None:
        """Waits for merges in the background, if this object wrote."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with self._translated():
                writer.wait_merging_threads()

    def add(self, entries: Iterable[Entry]) -> None:
        """Takes entries in; they are found after `commit`."""
        with self._writing() as writer:
            for entry in entries:
                writer.add_document(_document(entry))

    def remove_versions(self, versions: Iterable[str]) -> None:
        """Forgets all entries of these versions after `commit`; unknown ones are no error."""
        with self._writing() as writer:
            for version in versions:
                writer.delete_documents_by_term("version", version)

    def remove_keys(self, keys: Iterable[str]) -> None:
        with self._writing() as writer:
            for key in keys:
                writer.delete_documents_by_term("key", key)

    def commit(self) -> None:
        with self._writing() as writer:
            writer.commit()
            self._index.reload()
            self._idf, self._counts = {}, {}

    def search(self, question: str, k: int, sieve: Sieve, also: str = "", *, apart: bool = False) -> list[Match]:
        """The `k` best entries that share a word or a bigram with the question and pass the sieve, best first.

        Args:
            also: Further words that count less, and only in the text.
            apart: A word tells as much as it does within the sieve's collections: nobody who sees these alone can tell
                from the ranking how a word is used in others.
        """
        wanted = _wanted(question)
        wanted += [(field, token, ALSO_BOOST) for field, token in _further(question, also)] if wanted else []
        terms = [self._term(*one) for one in (self._weighed(wanted, sieve) if apart else wanted)]
        if k < 1 or not terms:
            return []
        query = Query.boolean_query([(Occur.Should, term) for term in terms])
        if not sieve.is_open:
            query = Query.boolean_query([(Occur.Must, query), *self._filters(sieve)])
        with self._translated():
            searcher = self._index.searcher()
            hits = searcher.search(query, k, count=False).hits
            matches = [Match(_key(searcher, place), score) for score, place in hits]
        return sorted(matches, key=lambda match: (-match.score, match.key))

    def idf(self, token: str) -> float:
        """BM25's inverse document frequency of a word (or bigram) over all entries; highest for one never seen."""
        if token not in self._idf:
            with self._translated():
                searcher = self._index.searcher()
                seen = searcher.doc_freq("words", token) or searcher.doc_freq("bigrams", token)
                self._idf[token] = _idf(searcher.num_docs, seen)
        return self._idf[token]

    def idf_within(self, token: str, sieve: Sieve) -> float:
        """As `idf`, over the entries of the sieve's collections."""
        if sieve.collections is None:
            return self.idf(token)
        apart = _collections_of(sieve)
        seen = self._count(apart, "words", token) or self._count(apart, "bigrams", token)
        return _idf(self._count(apart), seen)

    def count(self) -> int:
        with self._translated():
            return self._index.searcher().num_docs

    def keys(self) -> set[str]:
        with self._translated():
            searcher = self._index.searcher()
            hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
            return {_key(searcher, place) for _, place in hits}

    def _weighed(self, wanted: Sequence[tuple[str, str, float]], sieve: Sieve) -> list[tuple[str, str, float]]:
        """The terms with boosts that make tantivy, which counts over the whole index, weigh them by the collections."""
        if sieve.collections is None:
            return list(wanted)
        apart, weighed = _collections_of(sieve), []
        with self._translated():
            held, searcher = self._count(apart), self._index.searcher()
            for field, token, boost in wanted:
                if seen := self._count(apart, field, token):
                    everywhere = _idf(searcher.num_docs, searcher.doc_freq(field, token))
                    weighed.append((field, token, boost * _idf(held, seen) / everywhere))
        return weighed

    def _count(self, apart: Sieve, field: str = "", token: str = "") -> int:
        """How many entries pass the sieve, and hold the token in the field where one is given."""
        key = (apart, field, token)
        if key not in self._counts:
            if len(self._counts) >= MOST_COUNTS:
                self._counts = {}
            query = Query.term_query(self._schema, field, token, "basic") if field else Query.all_query()
            query = Query.boolean_query([(Occur.Must, query), *self._filters(apart)])
            with self._translated():
                found = self._index.searcher().search(query, 1, count=True)
            self._counts[key] = found.count or 0  # type: ignore[attr-defined]  # tantivy's stub leaves it out
        return self._counts[key]

    def _term(self, field: str, token: str, boost: float) -> Query:
        term = Query.term_query(self._schema, field, token, "freq")
        return term if boost == 1.0 else Query.boost_query(term, boost)

    def _filters(self, sieve: Sieve) -> list[tuple[Occur, Query]]:
        filters = [
            (Occur.Must, Query.const_score_query(Query.term_set_query(self._schema, field, list(allowed)), 0.0))
            for field, allowed in (("collection", sieve.collections), ("document", sieve.documents))
            if allowed is not None
        ]
        if sieve.until is not None:
            day = Query.range_query(
                self._schema, "effective", tantivy.FieldType.Integer, upper_bound=sieve.until, include_upper=True
            )
            filters.append((Occur.Must, Query.const_score_query(day, 0.0)))
        if sieve.unsettled:
            filters.append((Occur.MustNot, Query.term_set_query(self._schema, "version", list(sieve.unsettled))))
        return filters

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """The writer; thrown away with all it has not committed when anything fails, as tantivy requires."""
        with self._translated():
            if self._writer is None:
                self._writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                yield self._writer
            except BaseException:
                self._writer = None
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError, RuntimeError, SystemError) as exc:
            raise storage_error(exc, self._folder, "词语索引") from exc


def _idf(held: int, seen: int) -> float:
    """BM25's, of a word that `seen` of `held` entries hold; entries that were deleted may still be counted as seen."""
    return math.log(1 + (max(held, seen) - seen + 0.5) / (seen + 0.5))


def _collections_of(sieve: Sieve) -> Sieve:
    """What decides how often a word is used: neither the day nor the documents of one question."""
    return Sieve(unsettled=sieve.unsettled, collections=sieve.collections)


def _wanted(question: str) -> list[tuple[str, str, float]]:
    """What a question is searched by: field, token and boost."""
    plain = _distinct(words(question))
    # A question made of form words alone ("是什么") still means something by them.
    telling = [word for word in plain if word not in STOP_WORDS] or plain
    pairs = _distinct(bigrams(question))
    fields = (
        ("words", telling, 1.0),
        ("bigrams", pairs, 1.0),
        ("title", telling + pairs, TITLE_BOOST),
        ("section", telling + pairs, SECTION_BOOST),
    )
    return [(field, token, boost) for field, tokens, boost in fields for token in _distinct(tokens)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("version", "document", "collection"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("effective", indexed=True, fast=True)
    for name in ("title", "section", "words", "bigrams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in (
        ("key", entry.key),
        ("version", entry.version),
        ("document", entry.document_id),
        ("collection", entry.collection),
        ("title", _both(entry.title)),
        ("section", _both(entry.section)),
        ("words", " ".join([*words(entry.text), *mentions(entry.text)])),
        ("bigrams", " ".join(bigrams(entry.text))),
    ):
        document.add_text(name, value)
    document.add_integer("effective", entry.effective)
    return document


@lru_cache(maxsize=1024)
def _both(text: str) -> str:
    """Titles and sections repeat from chunk to chunk."""
    return " ".join([*words(text), *bigrams(text)])


def _further(question: str, also: str) -> list[tuple[str, str]]:
    """The words and bigrams of `also` that the question lacks, each with its field."""
    found = []
    for field, cut in (("words", words), ("bigrams", bigrams)):
        asked = set(cut(question)) if also else set()
        found += [(field, token) for token in _distinct(cut(also)) if token not in asked]
    return found


def _distinct(tokens: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tokens))[:MOST_TERMS]


def _key(searcher: tantivy.Searcher, place: Any) -> str:
    return str(searcher.doc(place).get_first("key"))
