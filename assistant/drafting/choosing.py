"""Which cards belong in which section, and how much each is worth there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from assistant.drafting.cards import ITSELF, Card, pairs_of
from assistant.drafting.measures import measures
from assistant.drafting.periods import Interval, looks_beyond, read_period, speaks_of
from assistant.drafting.sources import Stock, core_name
from assistant.drafting.types import Spec
from prompts.genres import Genre, Part

ON_TOPIC = 0.45
"""Share of the topic's weight that what is taken must speak of."""

ALIKE = 0.6
"""Share of the shorter of two sentences that the longer also has, from which on they say the same."""

LEAST = 0.9
"""A card that scores less is not worth its room."""

SOON = timedelta(days=90)
"""A summary is written so long after its period's end."""

OF_ITSELF = 0.75
"""Share of a document's name that unit, topic and genre have, from which on it is the one that is written."""

_FIGURE = re.compile(r"\d")
_MAKES = re.compile(r"(?:制定|修订|修改|印发|起草|出台|完善)(?:印发|实施)?([^，。；]{2,40})")
_BODY = re.compile(
    r"例如|比如|[，。；]如|(?<![各本])(?:社区|街道|学院|大学|[\u4e00-\u9fff]{2,}公司|集团|国资委|研究院|设计院|[\u4e00-\u9fff]院党委|电科院)"
    r"|(?<![社地园小])区(?=党|委|[“通围组联成开推建打探创设以])|景区|事业部|农[田村业民]|乡村|村民|[\u4e00-\u9fff](?:市|县|镇|村)(?=[\u4e00-\u9fff])(?!场)"
)
_BARE_MONTH = re.compile(r"(?<![\d年])(1[0-2]|[1-9])月(?:底|初|中|前|份|[1-3]?\d日)")
_UNIT = re.compile(r"([\u4e00-\u9fff]{2,12}?(?:公司|集团|研究院|设计院|院|中心|党委|党总支|党支部|工会|团委|部))")
_UNIT_FIRST = re.compile(rf"(?:围绕[^，]*，)?{_UNIT.pattern}")


@dataclass(frozen=True)
class Choice:
    """What decides about cards.

    Attributes:
        idf: How telling a term is in the library.
    """

    spec: Spec
    genre: Genre
    stock: Stock
    idf: Callable[[str], float]

    @cached_property
    def period(self) -> Interval | None:
        return read_period(self.spec.period)

    def candidates(self, part: Part) -> list[tuple[float, Card]]:
        """The cards that may stand in a section, with what they are worth there; in the order of the stock."""
        scored = ((self.worth(card, part), card) for card in self.stock.cards if self.may_stand(card, part))
        return [(worth, card) for worth, card in scored if worth >= LEAST]

    def may_stand(self, card: Card, part: Part) -> bool:
        if card.nature not in part.natures or any(ban in card.text for ban in self.genre.bans):
            return False
        if card.source.genre in self.genre.unsuitable or self._speaks_of_the_text(card, part):
            return False
        if card.source.rank >= part.leading and not is_under(card, part):
            return False
        if part.topical and self.spec.topic:
            return self.relevance(card) >= ON_TOPIC and self.is_timely(card, part)
        return names_its_subject(card) and self.is_timely(card, part)

    def _speaks_of_the_text(self, card: Card, part: Part) -> bool:
        """Whether a sentence is about the document that it stands in, or about making the one that is written here."""
        if ITSELF.search(card.text) and not (part.topical and card.nature == "rule"):
            return True
        if not self.spec.topic:
            return False
        known = pairs_of(self.spec.unit + self.spec.topic + self.genre.title)
        made = (pairs_of(match[1]) for match in _MAKES.finditer(card.text) if self.genre.title in match[1])
        return any(len(pairs & known) >= OF_ITSELF * len(pairs) for pairs in made)

    def is_timely(self, card: Card, part: Part) -> bool:
        """Whether a card speaks of the time that the section is about."""
        wanted = self.period
        if wanted is None or part.period == "any":
            return True
        if part.period == "after":
            return self._is_known_by(card, wanted) and looks_beyond(card.text, card.times, card.context, wanted)
        if card.text.startswith("会议") and not (card.context is not None and card.context.overlaps(wanted)):
            return False
        if not card.times and _BARE_MONTH.search(card.text) and not _is_of(card, wanted):
            return False
        if part.period == "within" and _names_other_month(card.text, wanted):
            return False
        if card.context is None and not card.times:
            return _FIGURE.search(card.text) is None and card.source.own != 0.3
        return speaks_of(card.text, card.times, card.context, wanted)

    def _is_known_by(self, card: Card, wanted: Interval) -> bool:
        """Whether who writes at the end of the period has the document: it was issued by then, or soon after."""
        issued = card.source.metadata.issued
        return bool(self.spec.sources) or issued is None or issued <= wanted.last + SOON

    def worth(self, card: Card, part: Part) -> float:
        """What a card is worth in a section; from `LEAST` up it may be taken."""
        cues = sum(cue in card.text for cue in part.cues)
        themes = sum(cue in card.text for group in part.groups for cue in group.cues)
        found = self.stock.found.get(part.id, {}).get(card.passage.chunk.id, 0.0)
        rank = 1 - card.source.rank / max(1, len(self.genre.sources))
        told = 0.3 if _FIGURE.search(card.text) and {"deed", "result"} & set(part.natures) else 0.0
        topic = 0.8 * self.relevance(card) if self.spec.topic else 0.0
        return (
            1.0 * is_under(card, part)
            + 0.25 * min(3, cues)
            + 0.15 * min(3, themes)
            + 0.5 * found
            + 0.8 * rank
            + 0.6 * card.source.own
            + told
            + topic
        )  # fmt: skip

    def relevance(self, card: Card) -> float:
        """Share of the topic's weight that a card speaks of, 0 to 1: itself, or what it goes on from."""
        return self._relevance.get(card.id, 1.0)

    @cached_property
    def _relevance(self) -> dict[str, float]:
        topic = self.spec.topic
        weights = {pair: 0.2 + max(0.0, self.idf(pair)) for pair in pairs_of(topic)}
        if not weights:
            return {}
        total = sum(weights.values())

        def share(held: Iterable[str]) -> float:
            return sum(weights[pair] for pair in set(held) & weights.keys()) / total

        result: dict[str, float] = {}
        lines: dict[tuple[str, int, int], set[str]] = {}
        for card in self.stock.cards:
            lines.setdefault(card.line, set()).update(card.pairs)
        said: set[str] = set()
        chunk = ""
        for card in self.stock.cards:
            over = pairs_of(card.source.title).union(*map(pairs_of, card.headings))
            own = card.pairs | over
            if card.passage.chunk.id != chunk:
                chunk, said = card.passage.chunk.id, set()
            leaks = self._goes_on(card, said)
            around = lines[card.line] if leaks else set[str]()
            before = said if leaks else set[str]()
            result[card.id] = max(share(own), share(own | around), 0.9 * share(own | before))
            said = before | card.pairs
        return result

    @staticmethod
    def _goes_on(card: Card, said: set[str]) -> bool:
        """Whether a card speaks of what was spoken of before it in its passage: it names no other body first."""
        match = _UNIT_FIRST.match(card.text)
        return match is None or card.elliptic or pairs_of(match[1]) <= said

    def is_contradicted(self, card: Card) -> str | None:
        """The author's fact that gives a figure of this card otherwise, or None. What the author says stands."""
        return next((text for text, known in self._told if _differs(card, known)), None)

    @cached_property
    def _told(self) -> list[tuple[str, list[tuple[str, str, Fraction]]]]:
        names = {f"{part.id}.{slot.name}": slot for part, slot in self.genre.slots}
        told = []
        for fact in self.spec.facts:
            slot = names.get(fact.slot)
            of = slot.names[0] if slot and slot.names else fact.slot
            told.append((fact.text, [(one.subject, one.kind, one.amount) for one in measures(fact.text, of)[:1]]))
        return told


def _speaks_of_others(card: Card) -> bool:
    """Whether a sentence of somebody else's paper tells of a body that it names: that is not the unit's own doing."""
    example = re.search(r"以(\S{2,12}?)为例", card.source.title)
    return _BODY.search(card.text) is not None or (example is not None and example[1] in card.text)


def _names_other_month(text: str, wanted: Interval) -> bool:
    """Whether a month without its year lies outside a time shorter than a year."""
    months = [int(match[1]) for match in _BARE_MONTH.finditer(text)]
    whole = wanted.first.month == 1 and wanted.last.month == 12
    return not whole and any(not wanted.first.month <= month <= wanted.last.month for month in months)


def _is_of(card: Card, wanted: Interval) -> bool:
    """Whether a month without its year is one of the time wanted, in a document that speaks of several years."""
    time, issued = card.source.time, card.source.metadata.issued
    if time is None or issued is None or time.first.year == time.last.year:
        return True
    return wanted.first.year <= issued.year <= wanted.last.year


def is_under(card: Card, part: Part) -> bool:
    """Whether a card stands under a heading that names the section."""
    return any(word in heading for word in part.headings for heading in card.headings)


def names_its_subject(card: Card) -> bool:
    """Whether a sentence tells by itself whose doing it is, in a text that speaks of more than its document does."""
    if card.source.own == 0:
        return not (_FIGURE.search(card.text) or card.elliptic or _speaks_of_others(card))
    if 0 < card.source.own < 0.5:
        issuer = core_name(card.source.metadata.issuer or "")
        return len(issuer) > 1 and issuer in card.text
    return not card.elliptic or not any(_UNIT.match(heading) for heading in card.headings)


def _differs(card: Card, known: Sequence[tuple[str, str, Fraction]]) -> bool:
    own = measures(card.text)
    return any(
        one.subject.endswith(subject) and one.kind == kind and one.amount != amount
        for subject, kind, amount in known
        if len(subject) >= 3
        for one in own
    )


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= ALIKE * shorter


__all__ = ["Choice", "alike", "is_under"]
