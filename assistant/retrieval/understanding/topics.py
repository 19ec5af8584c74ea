"""What a question is about: the question without its asking, and the terms that name its subject."""

from __future__ import annotations

import re
from datetime import date

from assistant.retrieval import wording
from assistant.retrieval.question import content_terms
from assistant.retrieval.understanding import cues
from assistant.retrieval.understanding.periods import find_periods
from assistant.retrieval.wording import ABSTRACT

LONGEST_TOPIC = 80
"""Characters of what is carried over from one question to the next."""

ANY_DAY = date(2000, 1, 1)
"""Where only the place of a time matters, and not which it is."""


def topic_of(full: str) -> str:
    """A question without its asking: 全集团发展了多少名党员 -> 全集团发展党员."""
    text = cues.END.sub("", cues.LEAD.sub("", full))
    match = cues.ASKED.search(text)
    if match is None:
        return trimmed(wording.SPEECH.sub("", cues.ELLIPTIC.sub("", text)))[-LONGEST_TOPIC:]
    before = trimmed(text[: match.start()], keep_verb=True)
    after = re.split(r"[，。；]", text[match.end() :])[0]
    after = trimmed(cues.ASKED.sub("", after)) if content_terms(after) else ""
    clauses = [clause for clause in re.split(r"[，,；;]", before) if content_terms(clause)]
    topic = "，".join(clauses)
    if after and set(content_terms(after)) - ABSTRACT:
        topic += after
    return (topic if after else trimmed(topic))[-LONGEST_TOPIC:]


def subjects_of(text: str, *, with_category: bool = False) -> list[str]:
    """Content terms that say what a question is about: no times, no abstract words, no superlatives."""
    for one in reversed(list(find_periods(text, ANY_DAY))):
        text = text[: one.span.start] + " " + text[one.span.end :]
    text = text if with_category else cues.CATEGORY.sub(" ", text)
    return [
        term
        for term in content_terms(wording.SPEECH.sub(" ", text))
        if term not in ABSTRACT and term not in cues.NO_SUBJECT
    ]


def trimmed(text: str, *, keep_verb: bool = False) -> str:
    """`text` without the words that lead to a question word; with the verb among them where something follows."""
    pattern = cues.ADVERB_TAIL if keep_verb else cues.VERB_TAIL
    previous = None
    while previous != text:
        previous = text
        shorter = pattern.sub("", text).rstrip("几哪什么多，, ")
        text = shorter if content_terms(shorter) else text
    return text


__all__ = ["ANY_DAY", "subjects_of", "topic_of", "trimmed"]
