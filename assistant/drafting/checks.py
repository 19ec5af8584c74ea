"""Checks of a whole draft: one figure everywhere, no sentence twice, totals, parallel headings, required elements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from assistant.drafting.cards import Card, pairs_of, years_of
from assistant.drafting.choosing import Choice
from assistant.drafting.measures import Disagreement, disagreements, total_faults
from assistant.drafting.parallel import are_parallel
from assistant.drafting.types import Grid, Section, Sentence
from assistant.types import Check, Finding, Severity, in_book_marks
from assistant.verification.formulations import check_formulations
from assistant.verification.values import values
from prompts.genres import Genre

TWICE = 0.9
"""Share of the shorter of two sentences in the longer, from which on it is said twice."""

LEAST_TWICE = 8
"""Character pairs of a sentence that says something twice where another one holds it; less is a phrase."""

_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百]+章\s*|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．])"
)


def whole_checks(
    sections: Sequence[Section], genre: Genre, choice: Choice, used: Sequence[Card], day: date
) -> tuple[Finding, ...]:
    """What is wrong with a draft as a whole, by itself and beside its sources.

    Args:
        day: The day whose formulations hold.
    """
    sentences = [sentence for section in sections for sentence in _stated(section)]
    beside = (*_against_author(sentences, choice), *_told_by_sources(choice, used))
    return (*text_checks(sections, genre, day), *beside)


def text_checks(sections: Sequence[Section], genre: Genre, day: date) -> tuple[Finding, ...]:
    """What is wrong with a draft by itself: all that an edit may mend or break."""
    sentences = [sentence for section in sections for sentence in _stated(section)]
    return (
        *_worded_wrong(sentences, genre, day),
        *_disagreeing(sentences),
        *_said_twice(sentences),
        *_totals(sections),
        *_unlike_headings(sections),
        *_missing(sections, genre),
    )


def told_by_sources(
    findings: Iterable[Finding], before: Sequence[Section], after: Sequence[Section]
) -> tuple[Finding, ...]:
    """Those findings of a draft that tell what its sources say otherwise, and of which an edit leaves the words.

    Args:
        before: The text of which they were found.
    """
    was, now = ("".join(_whole(sections)) for sections in (before, after))
    told = (one for one in findings if one.check == "values" and one.severity == "doubtful")
    return tuple(one for one in told if one.found in now or one.found not in was)


def _stated(section: Section) -> Iterator[Sentence]:
    for paragraph in section.paragraphs:
        if paragraph.level == 0:
            yield from (one for one in paragraph.sentences if one.origin not in ("template", "open"))


def _worded_wrong(sentences: Sequence[Sentence], genre: Genre, day: date) -> Iterator[Finding]:
    """Fixed formulations that the author miswrote: his words stand as they are, and he is told."""
    for sentence in sentences:
        if sentence.origin == "author":
            for one in check_formulations(sentence.text, genre.name, day):
                said = one.note or f"“{one.found}”应作“{one.expected}”"
                yield replace(one, verdict="unverifiable", note=f"作者提供的“{sentence.text}”：{said}")


def _against_author(sentences: Sequence[Sentence], choice: Choice) -> Iterator[Finding]:
    """What the sources say otherwise than the author: his word stands, and he is told."""
    told = [sentence for sentence in sentences if sentence.origin == "author"]
    period = choice.period
    for card in choice.stock.cards if told else ():
        if period is not None and (card.context is None or not card.context.overlaps(period)):
            continue
        fact = choice.is_contradicted(card)
        if fact is not None:
            where = in_book_marks(card.source.title)
            note = f"作者提供“{fact}”，{where}的说法是“{card.text}”，文中用作者的说法，请核实"
            yield _finding("values", fact, card.text, note, "doubtful")


def _disagreeing(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Figures that the draft gives in two ways."""
    texts = [sentence.text for sentence in sentences]
    for one in disagreements(texts, [None] * len(texts)):
        note = f"“{one.subject}”在文中有两个说法：{one.one.text}与{one.other.text}"
        yield _finding("values", texts[one.second], texts[one.first], note, "certain")


def _told_by_sources(choice: Choice, used: Sequence[Card]) -> Iterator[Finding]:
    """Figures of the draft that another source of the same time gives otherwise."""
    mine = {card.id for card in used}
    others = [card for card in choice.stock.cards if card.id not in mine and _same_time(card, choice)]
    cards = [*used, *others]
    for one in disagreements([card.text for card in cards], [years_of(card) for card in cards]):
        if (one.first < len(used)) != (one.second < len(used)):
            yield _told_otherwise(one, cards)


def _same_time(card: Card, choice: Choice) -> bool:
    return choice.period is None or (card.context is not None and card.context.overlaps(choice.period))


def _told_otherwise(one: Disagreement, cards: Sequence[Card]) -> Finding:
    mine, other = cards[one.first], cards[one.second]
    note = (
        f"“{one.subject}”各资料说法不一：{in_book_marks(mine.source.title)}作{one.one.text}，"
        f"{in_book_marks(other.source.title)}作{one.other.text}，请核实"
    )
    return _finding("values", one.one.text, one.other.text, note, "doubtful")


def _said_twice(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    pairs = [pairs_of(sentence.text) for sentence in sentences]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(pairs):
        near = {index for pair in own for index in holders[pair]}
        for index in sorted(near):
            shorter = min(len(own), len(pairs[index]))
            is_sentence = shorter >= LEAST_TWICE or (shorter > 3 and own == pairs[index])
            if is_sentence and len(own & pairs[index]) >= TWICE * shorter:
                text = sentences[at].text
                yield _finding("list", text, sentences[index].text, "这句话在文中说了两次", "certain")
                break
        for pair in own:
            holders[pair].append(at)


def _totals(sections: Sequence[Section]) -> Iterator[Finding]:
    for section in sections:
        for grid in section.grids:
            for column in total_faults(_figures(grid)):
                note = f"表格“{grid.columns[column + 1]}”一栏的合计与各行之和不符"
                yield _finding("values", grid.columns[column + 1], None, note, "certain")


def _figures(grid: Grid) -> Iterator[tuple[str, Sequence[Fraction | None]]]:
    for row in grid.rows:
        found = [values(cell.text) for cell in row[1:]]
        yield row[0].text, [one[0].amount if len(one) == 1 else None for one in found]


def _unlike_headings(sections: Sequence[Section]) -> Iterator[Finding]:
    for section in sections:
        headings = [_NUMBERED.sub("", one.text) for one in section.paragraphs if one.level == 2]
        if not are_parallel(headings):
            note = f"“{_NUMBERED.sub('', section.heading)}”下的小标题结构不一致：{'；'.join(headings)}"
            yield _finding("style", "；".join(headings), None, note, "suggestion")


def _missing(sections: Sequence[Section], genre: Genre) -> Iterator[Finding]:
    text = "".join(_whole(sections))
    for required in genre.requires:
        if not any(word in text for word in required.seen):
            yield _finding("list", required.what, None, f"{genre.title}应当写明{required.what}，文中没有", "certain")


def _whole(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        yield from (one.text for one in _stated(section))
        for grid in section.grids:
            yield from (*grid.columns, *(cell.text for row in grid.rows for cell in row))


def _finding(check: Check, found: str, expected: str | None, note: str, severity: Severity) -> Finding:
    return Finding(check, "unverifiable", 0, len(found), found, expected, severity, note=note)
