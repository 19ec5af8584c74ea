"""Sections without a model: what was chosen, verbatim, under parallel headings, every sentence with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.answering.citations import CitationBook
from assistant.drafting.cards import Card, pairs_of
from assistant.drafting.choosing import Choice, alike
from assistant.drafting.filling import Filled, Filling, item_heading
from assistant.drafting.frame import Frame, group_heading, heading_of, marked_open
from assistant.drafting.placing import Told
from assistant.drafting.runs import Run
from assistant.drafting.types import Paragraph, Section, Sentence
from assistant.types import Claim
from ingest.text.folding import fold
from ingest.text.numerals import chinese_numeral

if TYPE_CHECKING:
    from assistant.drafting.writing.writer import SectionText, Written

LONGEST_PARAGRAPH = 320
"""Characters; runs of one source go on in one paragraph up to here."""

ARTICLE = "第{number}条　"
_LEAST_QUOTED = 8


class Composer:
    """Makes sections; citations are numbered through the draft.

    Args:
        book: Numbers the citations.
    """

    def __init__(self, choice: Choice, book: CitationBook) -> None:
        self._choice = choice
        self._book = book
        self._frame = Frame.of(choice.spec)
        self._articles = 0

    def section(self, filled: Filled, number: int) -> Section:
        """A section as it stands.

        Args:
            number: Of the printed heading, from 1 up; not looked at where none is printed.
        """
        part = filled.chapter.part
        heading = heading_of(self._choice.genre.form, number, filled.chapter.heading) if part.printed else ""
        return Section(part.id, heading, tuple(self._paragraphs(filled)), name=filled.chapter.heading)

    def written(self, filled: Filled, text: SectionText, number: int) -> Section:
        """A section as a model wrote it, with the author's facts, the frame and the open slots in their places."""
        part = filled.chapter.part
        title = heading_of(self._choice.genre.form, number, filled.chapter.heading) if part.printed else ""
        return Section(part.id, title, tuple(self._written(filled, text)), name=filled.chapter.heading)

    def _written(self, filled: Filled, text: SectionText) -> Iterator[Paragraph]:
        part = filled.chapter.part
        if part.opening:
            yield _frame_paragraph(self._frame.filled(part.opening))
        number = 0
        for filling in filled.fillings:
            body = [
                *self._author(filling),
                *self._model_paragraphs(filling, text),
                *self._unsaid(filled, filling, text),
            ]
            body += [self._open(what, "") for what in filling.open]
            if filling.heading and body:
                number += 1
                yield heading(group_heading(number, filling.heading), 2)
            yield from body
        if part.closing:
            yield _frame_paragraph(self._frame.filled(part.closing))

    def _model_paragraphs(self, filling: Filling, text: SectionText) -> Iterator[Paragraph]:
        own = [one for one in text.sentences if one.heading == filling.heading]
        paragraph: list[Sentence] = []
        for one in own:
            if one.first and paragraph:
                yield self._paragraph(paragraph)
                paragraph = []
            paragraph.append(self.of_model(one))
        if paragraph:
            yield self._paragraph(paragraph)

    def of_model(self, one: Written) -> Sentence:
        judged = one.judged
        if one.verbatim:
            return self.of_card(judged.cards[0])
        keys = tuple(dict.fromkeys(self.cite(card) for card in judged.cards))
        return Sentence(Claim(judged.text, judged.verdict, keys, judged.findings), "model")

    def _unsaid(self, filled: Filled, filling: Filling, text: SectionText) -> Iterator[Paragraph]:
        """What the genre asks for, the cards have and the model left out, word for word."""
        said = "".join(one.judged.text for one in text.sentences) + "".join(told.text for told in filling.told)
        held = [pairs_of(one.judged.text) for one in text.sentences]
        for slot in filled.chapter.part.slots:
            if not slot.seen or re.search(slot.seen, said):
                continue
            cards = [card for run in filling.runs for card in run.cards if re.search(slot.seen, card.text)]
            if cards and not any(alike(cards[0].pairs, other) for other in held):
                said += cards[0].text
                yield self._paragraph([self.of_card(cards[0])])

    def cite(self, card: Card) -> str:
        """The key of a card's citation."""
        return self._book.cite(card.passage, card.span).key

    def of_card(self, card: Card) -> Sentence:
        assert card.text == card.span.of(card.passage.chunk.text)
        return Sentence(Claim(card.text, "supported", (self.cite(card),)), "source")

    def of_author(self, told: Told) -> Sentence:
        """The author's words; where a source says the same word for word, with its citation."""
        wanted = fold(told.text).text.rstrip("。.;；")
        for passages in self._choice.stock.passages.values() if len(wanted) >= _LEAST_QUOTED else ():
            for passage in passages:
                folded = fold(passage.chunk.text)
                at = folded.text.find(wanted)
                if at >= 0:
                    span = folded.span(at, at + len(wanted))
                    return Sentence(Claim(told.text, "supported", (self._book.cite(passage, span).key,)), "author")
        return Sentence(Claim(told.text, "unverifiable", ()), "author")

    def _paragraphs(self, filled: Filled) -> Iterator[Paragraph]:
        part = filled.chapter.part
        if part.opening:
            yield _frame_paragraph(self._frame.filled(part.opening))
        number = 0
        headed = _has_headings(filled)
        for filling in filled.fillings:
            body = list(self._body(filling, items=part.grid == "tasks"))
            if filling.heading and body and headed:
                number += 1
                yield heading(group_heading(number, filling.heading), 2)
            yield from body
        if part.closing:
            yield _frame_paragraph(self._frame.filled(part.closing))

    def _body(self, filling: Filling, *, items: bool) -> Iterator[Paragraph]:
        form = self._choice.genre.form
        yield from self._author(filling)
        number = max((told.item for told in filling.told), default=0) if form != "articles" else 0
        for group in (
            _items(filling.runs) if items else _joined(filling.runs, 1 if form == "articles" else LONGEST_PARAGRAPH)
        ):
            if number and not items:  # the author's list goes on
                number += 1
                yield self._numbered(number, [self.of_card(card) for run in group for card in run.cards])
            else:
                yield from self._run_paragraphs(group, items=items)
        labels = iter(filling.labels)
        for what in filling.open:
            yield self._open(what, next(labels, ""))

    def _author(self, filling: Filling) -> Iterator[Paragraph]:
        articles = self._choice.genre.form == "articles"
        plain = [
            self.of_author(told)
            for told in filling.told
            if not told.label and not told.title and (articles or not told.item)
        ]
        for told in filling.told:
            if told.label:
                yield Paragraph((mark(f"{told.label}："), self.of_author(told)))
        if plain:
            yield self._paragraph(plain)
        for told in filling.told:
            if told.item and not articles and not told.label:
                yield self._numbered(told.item, [self.of_author(told)])
            if told.title:
                yield from self._titled(told.title, [self.of_author(told)])

    def _numbered(self, number: int, sentences: Sequence[Sentence]) -> Paragraph:
        return Paragraph((mark(f"{number}."), *sentences))

    def _run_paragraphs(self, group: Sequence[Run], *, items: bool) -> Iterator[Paragraph]:
        title = item_heading(group[0]) if items else ""
        sentences = [self.of_card(card) for run in group for card in run.cards]
        yield from self._titled(title, sentences) if title else (self._paragraph(sentences),)

    def _titled(self, title: str, sentences: Sequence[Sentence]) -> Iterator[Paragraph]:
        self._items += 1
        yield heading(f"{self._items}.{title}", 3)
        yield self._paragraph(sentences)

    _items = 0

    def _open(self, what: str, label: str) -> Paragraph:
        sentence = Sentence(marked_open(what), "open")
        return Paragraph((mark(f"{label}："), sentence)) if label else self._paragraph([sentence])

    def _paragraph(self, sentences: Sequence[Sentence]) -> Paragraph:
        if self._choice.genre.form != "articles":
            return Paragraph(tuple(sentences))
        self._articles += 1
        return Paragraph((mark(ARTICLE.format(number=chinese_numeral(self._articles))), *sentences))


def _has_headings(filled: Filled) -> bool:
    """Whether sub-headings are printed: a single one that a source happened to have divides nothing."""
    with_text = [one for one in filled.fillings if one.heading and (one.text or one.open)]
    return len(with_text) > 1 or not filled.chapter.points_of


def heading(text: str, level: int) -> Paragraph:
    return Paragraph((mark(text),), level)


def mark(text: str) -> Sentence:
    """A piece of the frame: a number, a label, a set sentence. It states nothing."""
    return Sentence(Claim(text, "unverifiable", ()), "template")


def _frame_paragraph(text: str) -> Paragraph:
    return Paragraph((mark(text),))


def _joined(runs: Sequence[Run], longest: int) -> Iterator[list[Run]]:
    """Runs of one source side by side, as paragraphs."""
    for _, some in groupby(runs, key=lambda run: (run.cards[0].source.id, run.cards[0].headings)):
        group: list[Run] = []
        for run in some:
            if group and sum(one.length for one in group) + run.length > longest:
                yield group
                group = []
            group.append(run)
        yield group


def _items(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs under one item's heading; those without one by themselves, before the others: behind them they would seem
    to belong to the last item."""
    titled: dict[str, list[Run]] = {}
    for run in runs:
        if title := item_heading(run):
            titled.setdefault(title, []).append(run)
    yield from _joined([run for run in runs if not item_heading(run)], LONGEST_PARAGRAPH)
    yield from titled.values()


__all__ = ["Composer", "heading", "mark"]
