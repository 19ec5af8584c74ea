"""What a text's fixed formulations say otherwise than the formulary, or than the sources, have them.

Without a source a departure is judged by the formulary, and by the day: an older form was right in its time. What a
source has in the very same words is not the text's mistake; what a source has whole the text may not take apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.types import Finding, Severity
from assistant.verification.formulations.enumerations import check_enumerations
from assistant.verification.formulations.known import known
from assistant.verification.formulations.lexicon import Lexicon, lexicon
from assistant.verification.formulations.phrases import check_phrases
from assistant.verification.formulations.skeleton import skeleton
from assistant.verification.formulations.usage import check_replacements, check_usages

_WEIGHT: dict[Severity, int] = {"certain": 0, "doubtful": 1, "suggestion": 2}


def check_formulations(
    text: str,
    genre: str | None = None,
    day: date | None = None,
    sources: Sequence[str] = (),
    words: Lexicon | None = None,
) -> tuple[Finding, ...]:
    """The fixed formulations of `text` that are miswritten, incomplete, out of order, out of date or out of place.

    Args:
        genre: A name of `prompts/genres`, or "news"; None knows no rule of a genre.
        day: The day that the text is of; None is silent where an older form was right once.
        sources: What the text rests on.
        words: The formulary, compiled; the project's own by default.

    Returns:
        Findings in the text's order. `expected` is the source's wording where a source has it, else the formulary's.

    Raises:
        PromptError: When a file of the formulary is malformed.
    """
    words = words or lexicon()
    bones = skeleton(text)
    hits = list(words.hits(bones.text))
    if not hits:
        return ()
    held = known(tuple(sources), words)
    found = [
        *check_enumerations(bones, hits, words, day, held),
        *check_phrases(bones, hits, words, held),
        *check_replacements(bones, hits, words, day, held),
        *check_usages(bones, hits, words, genre),
    ]
    return tuple(sorted(_apart(found), key=lambda finding: finding.start))


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Of findings that speak of the same words the surest, and of those the one that says most."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (_WEIGHT[one.severity], one.start - one.end)):
        if not any(finding.start < one.end and one.start < finding.end for one in kept):
            kept.append(finding)
    return kept
