"""How long verification takes: 3,000 characters against 50 passages, and 200,000 characters at once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assistant.types import Source
from assistant.verification.verifier import Verifier
from eval.bench.injections.corruptions import CORRUPTIONS
from eval.bench.injections.measuring import SEED, interleaved, passage
from eval.bench.injections.samples import samples
from eval.bench.material import ratio, timed
from ingest.text.sentences import split_sentences

SHORT, LONG = 3_000, 200_000
"""Characters of the texts."""
PASSAGES = 50
EVERY = 4
"""One sentence in so many is corrupted: what is wrong costs more than what is right."""
ROUNDS = 5


def measure(shared: Path) -> dict[str, Any]:
    """Milliseconds, the best of `ROUNDS`; the long text once, and at half its length to show that time is linear."""
    verifier = Verifier()
    short, sources = material(shared, SHORT)
    long, many = material(shared, LONG)
    verifier.verify(short, sources)  # patterns and data files are loaded by the first call
    half = long[: len(long) // 2]
    best = min(timed(lambda: verifier.verify(short, sources))[1] for _ in range(ROUNDS))
    checked, whole = timed(lambda: verifier.verify(long, many))
    _, part = timed(lambda: verifier.verify(half, many))
    return {
        "characters": len(short),
        "passages": len(sources),
        "milliseconds": round(1000 * best, 1),
        "long_characters": len(long),
        "long_claims": len(checked.claims),
        "long_seconds": round(whole, 2),
        "whole_against_half": ratio(whole, part),
    }


def material(shared: Path, characters: int) -> tuple[str, Sequence[Source]]:
    """The sentences of `PASSAGES` paragraphs again and again, some of them corrupted, and the paragraphs as sources."""
    chooser = random.Random(SEED)
    pools = samples(shared, chooser)
    own = [sample.paragraphs[sample.own] for sample in islice(interleaved(pools), PASSAGES)]
    sentences = [span.of(text) for text in own for span in split_sentences(text)]
    lines: list[str] = []
    missing = characters
    for number, sentence in enumerate(cycle(sentences)):
        corrupt = chooser.choice(list(CORRUPTIONS.values()))
        lines.append((corrupt(sentence, chooser) if number % EVERY == 0 else None) or sentence)
        missing -= len(lines[-1]) + 1
        if missing <= 0:
            break
    sources = [Source(str(number), passage(text, number)) for number, text in enumerate(own, 1)]
    return "\n".join(lines), sources
