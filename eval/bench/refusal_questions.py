"""Questions that a library answers and questions that it does not, as the refusal sees them.

The seeds' and the demo's own, each put to the other's library as well, where there is no answer ("crossed"); those with
quotations also without the passages that hold them ("removed"). The demo's in other words are in two halves: "reworded"
and "reworded-held"; `plain_questions.jsonl` beside this module has more that are asked as colleagues do, with and
without an answer ("plain"); laymen's questions of law ("lay") have no answer in either library. Those of published sets
come with the right document and without it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.answerability import LOOKED_AT, signs
from assistant.answering.evidence import weigh
from assistant.config import load_settings
from assistant.retrieval.question import analyse
from assistant.service import Service
from assistant.types import Passage
from eval.bench import reworded
from eval.bench.passages import first, relevant, rows, written_out
from eval.cases import Case
from eval.datasets import DEMO_DAY, find, take_in
from eval.normalise import compact

PLAIN = Path(__file__).with_name("plain_questions.jsonl")
"""Lines of id, library ("demo" or "seeds"), question, answerable."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the signs of its best sentences (at least one).

    Attributes:
        group: Questions of one group are learned from together or not at all: those about one document.
        names: Of the signs.
        signs: Shape (sentences, names).
    """

    id: str
    group: str
    source: str
    answerable: bool
    names: tuple[str, ...]
    signs: Floats


@dataclass(frozen=True, slots=True)
class Posed:
    """A question put to a library.

    Attributes:
        quotes: What answers it, verbatim; empty where nothing does.
    """

    id: str
    group: str
    text: str
    answerable: bool
    quotes: tuple[str, ...] = ()


def seen(
    posed: Posed, source: str, answerable: bool, passages: Sequence[Passage], idf: Callable[[str], float]
) -> Iterator[Asked]:
    """The question as the refusal sees it; nothing where no sentence was found."""
    question = analyse(posed.text, idf)
    best = [signs(question, item) for item in weigh(question, passages, idf)[:LOOKED_AT]]
    if best:
        table = np.array([list(one.values()) for one in best])
        yield Asked(posed.id, posed.group, source, answerable, tuple(best[0]), table)


def of_passages(folder: Path, most: int) -> Iterator[Asked]:
    """The questions of a BEIR folder, with the right document and without it."""
    gold = relevant(folder)
    queries = [row for row in rows(first(folder, "queries")) if row["id"] in gold and row["text"].strip()]
    with tempfile.TemporaryDirectory() as place:
        source = written_out(folder, Path(place, "source"))
        with Service.open(load_settings(Path(place, "home")), write=True) as service:
            service.ingest([source])
            for row in queries[:: -(-len(queries) // most)]:
                is_dev = folder.name == "cmrc2018" and row["id"].startswith("dev")
                name = f"{folder.name}-dev" if is_dev else folder.name
                found = service.sought_in(service.query(row["text"]))
                others = rescored(found, [one for one in found if Path(one.path).stem not in gold[row["id"]]])
                posed = Posed(row["id"], min(gold[row["id"]]), row["text"], True)
                yield from seen(posed, name, len(others) < len(found), found, service.idf)
                yield from seen(posed, name, False, others, service.idf)


def of_questions(shared: Path) -> Iterator[Asked]:
    """The demo's and the seeds' libraries, each asked its own questions and those that it has no answer to."""
    demo, seeds = _of_cases(find("demo").cases), _of_seeds(shared)
    learned, held = _of_cases(reworded.learned()), _of_cases(reworded.held())
    lay = [Posed(row["id"], row["id"], row["text"], False) for row in rows(shared / "data/stard_dev/queries.jsonl")]
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(Path(place, "demo"))
        take_in(find("demo"), settings, lambda event: None)
        with Service.open(settings, clock=lambda: DEMO_DAY) as service:
            sets = {"demo": demo, "reworded": learned, "reworded-held": held, "plain": _plain("demo")}
            yield from _all_asked(service, sets, {"crossed": seeds, "lay": lay})
        with Service.open(load_settings(Path(place, "seeds")), write=True) as service:
            service.ingest([shared / "seeds"])
            sets = {"seeds": seeds, "plain": _plain("seeds")}
            yield from _all_asked(service, sets, {"crossed": [*demo, *learned], "lay": lay})


def _of_cases(cases: Iterable[Case]) -> list[Posed]:
    return [
        Posed(
            one.id,
            one.evidence[0].document if one.evidence else one.id,
            one.question,
            one.answerable,
            tuple(piece.quote for piece in one.evidence if piece.quote),
        )
        for one in cases
        if not one.history
    ]


def _of_seeds(shared: Path) -> list[Posed]:
    return [
        Posed(row["id"], row["id"], row["question"], row["answerable"], tuple(one["quote"] for one in row["evidence"]))
        for row in rows(shared / "data" / "seed_qa_dev.jsonl")
    ]


def _plain(library: str) -> list[Posed]:
    return [
        Posed(row["id"], row["id"], row["question"], row["answerable"])
        for row in rows(PLAIN)
        if row["library"] == library
    ]


def _all_asked(
    service: Service, sets: Mapping[str, Sequence[Posed]], foreign: Mapping[str, Sequence[Posed]]
) -> Iterator[Asked]:
    """The questions of `sets` as they are, and those of `foreign`, which this library does not answer."""
    for source, questions in sets.items():
        for one in questions:
            yield from _asked(service, source, one)
    for source, questions in foreign.items():
        for one in questions:
            yield from _asked(service, source, replace(one, answerable=False, quotes=()))


def _asked(service: Service, source: str, posed: Posed) -> Iterator[Asked]:
    """A question as it is, and one with quotes also without every passage that holds one."""
    found = service.sought_in(service.query(posed.text))
    yield from seen(posed, source, posed.answerable, found, service.idf)
    left = rescored(found, [one for one in found if not any(_holds(one, quote) for quote in posed.quotes)])
    if posed.quotes and len(left) < len(found):
        name = "removed-held" if source == "reworded-held" else "removed"
        yield from seen(posed, name, False, left, service.idf)


def rescored(found: Sequence[Passage], left: Sequence[Passage]) -> list[Passage]:
    """What is left of the passages found, scored as if nothing else had been found.

    Scores are relative to the best. Kept as they are they would tell by themselves that the best is gone, and the
    curve would learn that instead of what an answer looks like.
    """
    scales = {name: _scale(found, left, name) for name in ("score", "lexical", "dense")}
    return [replace(one, **{name: getattr(one, name) * scale for name, scale in scales.items()}) for one in left]


def _scale(found: Sequence[Passage], left: Sequence[Passage], name: str) -> float:
    best = max((getattr(one, name) for one in left), default=0.0)
    return max(getattr(one, name) for one in found) / best if best > 0 else 1.0


def _holds(passage: Passage, quote: str) -> bool:
    return compact(quote) in compact(passage.chunk.text)
