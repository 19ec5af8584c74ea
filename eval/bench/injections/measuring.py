"""Runs the verifier over corrupted and rewritten sentences, and counts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from assistant.types import Passage, Source, Verdict
from assistant.verification.verifier import Verifier
from eval.bench.injections.corruptions import CORRUPTIONS
from eval.bench.injections.rewrites import REWRITES
from eval.bench.injections.samples import Sample, samples
from ingest.types import Address, Chunk, PageRun

PER_KIND = 250
SEED = 20261121
ALARMS: frozenset[Verdict] = frozenset({"altered", "wrong_citation", "unsupported"})
SHOWN = 25
"""Misses of a kind that are listed."""

Change = Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """A text to verify.

    Attributes:
        kind: What was done to it.
        text: With its citation marks.
    """

    kind: str
    text: str
    sample: Sample


def measure(shared: Path) -> dict[str, Any]:
    """Per corruption the share detected, per rewrite the share of false alarms, with the misses."""
    pools = samples(shared, random.Random(SEED))
    verifier = Verifier()
    wrong = [*trials(pools, CORRUPTIONS), *neighbours(pools)]
    right = list(trials(pools, REWRITES))
    caught, missed = tally(verifier, wrong, alarm_is_right=True)
    quiet, cried = tally(verifier, right, alarm_is_right=False)
    return {
        "corrupted": len(wrong),
        "rewritten": len(right),
        "detected": caught,
        "false_alarms": {kind: (total, round(1 - share, 4)) for kind, (total, share) in quiet.items()},
        "missed": missed,
        "cried_wolf": cried,
    }


def tally(
    verifier: Verifier, tried: Sequence[Trial], *, alarm_is_right: bool
) -> tuple[dict[str, tuple[int, float]], list[str]]:
    """Per kind how many trials and the share judged rightly; and the first of those judged wrongly."""
    totals, rights = Counter[str](), Counter[str]()
    wrongly: dict[str, list[str]] = {}
    for trial in tried:
        said = verdicts(verifier, trial)
        totals[trial.kind] += 1
        if bool(ALARMS & set(said)) == alarm_is_right:
            rights[trial.kind] += 1
        else:
            wrongly.setdefault(trial.kind, []).append(f"{trial.kind}: {trial.text} ← {trial.sample.sentence}")
    shares = {kind: (total, round(rights[kind] / total, 4)) for kind, total in totals.items()}
    return shares, [line for lines in wrongly.values() for line in lines[:SHOWN]]


def verdicts(verifier: Verifier, trial: Trial) -> list[Verdict]:
    sources = [Source(str(number), passage(text, number)) for number, text in enumerate(trial.sample.paragraphs, 1)]
    return [claim.verdict for claim in verifier.verify(trial.text, sources).claims]


def passage(text: str, number: int) -> Passage:
    """A paragraph as the library would hand it out."""
    chunk = Chunk(f"c{number}", f"d{number}", 0, 0, len(text), text, Address(), (PageRun(0, 1),))
    return Passage(chunk, "材料", "材料.txt", paged=False, score=0.0)


def trials(pools: Mapping[str, Sequence[Sample]], changes: Mapping[str, Change]) -> Iterator[Trial]:
    """Up to `PER_KIND` of each kind, from all corpora in turn; every other one cites its paragraph."""
    for kind, change in changes.items():
        chooser = random.Random(f"{SEED}{kind}")
        found = 0
        for sample in interleaved(pools):
            text = change(sample.sentence, chooser)
            if text is None or (text == sample.sentence and kind != "verbatim"):
                continue
            if kind != "verbatim" and any(text in paragraph for paragraph in sample.paragraphs):
                continue
            found += 1
            yield Trial(kind, cited(text, sample.own + 1) if found % 2 else text, sample)
            if found == PER_KIND:
                break


def neighbours(pools: Mapping[str, Sequence[Sample]]) -> Iterator[Trial]:
    """Sound sentences that cite the paragraph beside their own."""
    found = 0
    for sample in interleaved(pools):
        other = sample.own + 1 if sample.own + 1 < len(sample.paragraphs) else sample.own - 1
        if other < 0 or sample.sentence in sample.paragraphs[other]:
            continue
        found += 1
        yield Trial("neighbour_cited", cited(sample.sentence, other + 1), sample)
        if found == PER_KIND:
            break


def interleaved(pools: Mapping[str, Sequence[Sample]]) -> Iterator[Sample]:
    everything = chain.from_iterable(zip_longest(*pools.values()))
    return (sample for sample in everything if sample is not None)


def cited(text: str, key: int) -> str:
    return f"{text[:-1]}[{key}]{text[-1]}"
