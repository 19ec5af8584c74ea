"""What became of a case, and what of the library is needed to judge it: metrics see nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from assistant.types import Answer, Passage
from eval.normalise import compact
from ingest.types import Chunk, DocumentRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service did with a case.

    Attributes:
        answer: None when the run did not ask, or asking failed (`error` then says why).
        passages: The ranking for the question, best first; None when the run did not search, or searching failed.
        depth: How many passages the search was asked for; fewer come back from a small library.
        error: What went wrong, in Chinese; None when all that was tried succeeded.
        seconds: Wall time of the answer, or of the search where nothing was asked.
        repeats: Answers to the same question asked again, for `determinism`.
    """

    case_id: str
    answer: Answer | None
    passages: tuple[Passage, ...] | None
    depth: int
    error: str | None
    seconds: float
    repeats: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Context:
    """The stored truth that answers are held against.

    Attributes:
        chunks: By id: at least every chunk that an answer of the run cites.
        documents: By id: every visible document of the library.
    """

    chunks: Mapping[str, Chunk]
    documents: Mapping[str, DocumentRecord]

    def resolve(self, name: str) -> frozenset[str]:
        """The ids of the documents that a case means by `name`; empty when the library has none.

        A file name with its suffix goes before one without, that before a title. Several documents may share a name
        (one file in two collections, two versions of one title): all of them are meant.
        """
        if name not in self._resolved:
            wanted = compact(PurePath(name).name)
            self._resolved[name] = next((index[wanted] for index in self._names if wanted in index), frozenset())
        return self._resolved[name]

    @cached_property
    def _resolved(self) -> dict[str, frozenset[str]]:
        """Names looked up so far: every metric asks for the same few."""
        return {}

    @cached_property
    def _names(self) -> tuple[dict[str, frozenset[str]], ...]:
        full = {key: PurePath(record.path).name for key, record in self.documents.items()}
        stems = {key: PurePath(record.path).stem for key, record in self.documents.items()}
        titles = {key: record.title for key, record in self.documents.items()}
        return tuple(_by_name(names) for names in (full, stems, titles))


def _by_name(names: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for key, name in names.items():
        found[compact(name)] = found.get(compact(name), frozenset()) | {key}
    return found


__all__ = ["Context", "Outcome"]
