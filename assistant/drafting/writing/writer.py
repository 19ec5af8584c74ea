"""A section written by a model: its sentences judged, failing ones repaired twice at most, the rest replaced.

What a model says reaches the text only where its cards carry it. A sentence that they do not carry, after two tries to
repair it, gives way to the cards it cites, word for word; where it cites none it stays, marked 【待核实】.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.keys import KeyedSentence, KeyRing
from assistant.answering.markup import inert
from assistant.answering.material import as_data, material
from assistant.answering.reply import repeats
from assistant.drafting.cards import Card, pairs_of
from assistant.drafting.choosing import alike
from assistant.drafting.filling import Filled
from assistant.drafting.frame import UNVERIFIED
from assistant.drafting.types import Spec
from assistant.drafting.writing.exchange import Exchange
from assistant.drafting.writing.judging import Judge, Judged, is_chinese
from assistant.errors import ModelReplyError
from assistant.types import Passage, Usage
from ingest.text.folding import fold
from ingest.types import PageRun
from prompts.genres import Genre
from prompts.loader import Message, load_prompt, render

REPAIRS = 2
LEAST_GOOD = 0.4
"""Share of a section's sentences that must stand, or the whole section is taken from the cards."""

_LINE = re.compile(
    r"\s*(?:[#*\-]+\s*)?(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])?\s*(.*?)\s*\**\s*$"
)
_REPAIRED = re.compile(r"\s*[\[（(]?(\d{1,3})[\]）)]?\s*[、.．:：]\s*(.+)")
_STOP = re.compile(r"([。！？；])([”’」』）)】]*)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a written section.

    Attributes:
        heading: The sub-heading that it stands under; "" before any.
        verbatim: Whether it is a card's own text, put in for what the model wrote.
        first: Whether it begins a paragraph.
    """

    heading: str
    judged: Judged
    verbatim: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as the model wrote it, after the checks."""

    sentences: tuple[Written, ...]
    notices: tuple[str, ...]
    usage: Usage | None


class Writer:
    """Writes sections through a model.

    Args:
        exchange: With the model.
        day: Whose formulations hold.
    """

    def __init__(self, exchange: Exchange, genre: Genre, spec: Spec, title: str, day: date) -> None:
        self._exchange = exchange
        self._genre = genre
        self._spec = spec
        self._title = title
        self._day = day
        self._section, self._repair = load_prompt("draft_section"), load_prompt("draft_repair")

    @property
    def model(self) -> str:
        """The model with the prompts, as a draft records it."""
        return f"{self._exchange.name} {self._section.identity} {self._repair.identity}"

    def write(self, filled: Filled, said: Sequence[frozenset[str]]) -> SectionText:
        """The section's text.

        Args:
            said: What the draft says already, as character pairs.

        Raises:
            ModelError: No usable reply: the section is to be composed without the model.
        """
        cards = [card for filling in filled.fillings for run in filling.runs for card in run.cards]
        by_id = {card.id: card for card in cards}
        ring = KeyRing([_as_passage(card) for card in cards])
        judge = Judge(ring, by_id, self._genre.name, self._genre.bans, self._day)
        reply = self._exchange.ask(self._asked(filled, ring))
        text = _complete(inert(reply.text), cut=reply.cut)
        if repeats(text):
            raise ModelReplyError("模型的回复不断重复同样的话", "请换用其他模型，或调整 ZHIBI_TEMPERATURE")
        if not is_chinese(_without_keys(text)):
            raise ModelReplyError("模型没有用中文写作", "请换用中文能力更强的模型")
        pieces, unknown = _pieces(text, [filling.heading for filling in filled.fillings if filling.heading], ring)
        written = [replace(piece, judged=judge.judge(sentence)) for piece, sentence in pieces]
        written, spent = self._repaired(written, judge, ring)
        usage = _total([reply.usage, *spent])
        good = sum(one.judged.stands for one in written)
        if not written:
            raise ModelReplyError("模型没有写出完整的句子", "请稍后再试，或换用能力更强的模型")
        if good < max(1, LEAST_GOOD * len(written)):
            raise ModelReplyError(
                f"模型写的 {len(written)} 句中有 {len(written) - good} 句没有依据", "请换用能力更强的模型"
            )
        kept, notices = _settled(written, said)
        notices += [f"模型引用了不存在的编号，已去除：{'、'.join(unknown)}"] if unknown else []
        notices += ["模型的回复超过长度上限，后面的部分已舍去"] if reply.cut else []
        return SectionText(tuple(kept), tuple(notices), usage)

    def _asked(self, filled: Filled, ring: KeyRing) -> tuple[Message, ...]:
        chapter = filled.chapter
        facts = [told.text for filling in filled.fillings for told in filling.told]
        return render(
            self._section,
            genre=self._genre.title,
            title=as_data(self._title),
            heading=as_data(chapter.heading),
            points="\n".join(filling.heading for filling in filled.fillings if filling.heading and filling.runs)
            or "（无）",
            length=str(chapter.room),
            bans="、".join(self._genre.bans),
            facts=as_data("\n".join(facts)) or "（无）",
            cards=material(ring),
        )

    def _repaired(
        self, written: list[Written], judge: Judge, ring: KeyRing
    ) -> tuple[list[Written], list[Usage | None]]:
        """The sentences, the failing ones put to the model again. A reply that is no use leaves them as they are."""
        spent: list[Usage | None] = []
        for _ in range(REPAIRS):
            failing = [at for at, one in enumerate(written) if not one.judged.stands]
            if not failing:
                break
            listed = [
                f"{at + 1}、{as_data(written[at].judged.text)}（{'；'.join(written[at].judged.faults)}）"
                for at in failing
            ]
            try:
                reply = self._exchange.ask(render(self._repair, sentences="\n".join(listed), cards=material(ring)))
            except ModelReplyError:
                break
            spent.append(reply.usage)
            for at, sentence in _repairs(inert(reply.text), ring):
                if at in failing:
                    better = judge.judge(sentence)
                    written[at] = replace(written[at], judged=better) if better.stands else written[at]
        return written, spent


def _as_passage(card: Card) -> Passage:
    """A card as a passage of its own: its key stands for the card, not for the whole chunk."""
    chunk = card.passage.chunk
    page = card.passage.chunk.pages[0] if card.passage.chunk.pages else 1
    own = replace(chunk, id=card.id, text=card.text, start=0, end=len(card.text), runs=(PageRun(0, page),))
    return replace(card.passage, chunk=own)


def _complete(text: str, *, cut: bool) -> str:
    """Without the sentence that a limit of length broke off."""
    if not cut:
        return text
    end = max(text.rfind(stop) for stop in "。！？\n")
    return text[: end + 1] if end > 0 else text


def _without_keys(text: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", text)


def _pieces(
    text: str, headings: Sequence[str], ring: KeyRing
) -> tuple[list[tuple[Written, KeyedSentence]], tuple[str, ...]]:
    """The sentences with the sub-headings they stand under, and the keys that were not given out."""
    known = {fold(heading).text: heading for heading in headings}
    pieces: list[tuple[Written, KeyedSentence]] = []
    unknown: dict[str, None] = {}
    heading = ""
    for line in text.splitlines():
        bare = _LINE.match(line)
        name = fold(bare[1].rstrip("：:。")).text if bare else ""
        if name in known:
            heading = known[name]
            continue
        sentences, strange = ring.read(line)
        unknown.update(dict.fromkeys(strange))
        for at, sentence in enumerate(sentences):
            if (
                at == 0
                and len(sentences) == 1
                and not sentence.keys
                and not _STOP.search(sentence.text)
                and len(sentence.text) < 40
            ):
                continue  # a heading of its own making
            wording = re.sub(
                r"^\s*(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．](?!\d))\s*",
                "",
                sentence.text,
            )
            pieces.append((Written(heading, _UNJUDGED, first=at == 0), replace(sentence, text=wording)))
    return pieces, tuple(unknown)


_UNJUDGED = Judged("", (), "unsupported", (), ("未核对",))


def _repairs(text: str, ring: KeyRing) -> Iterator[tuple[int, KeyedSentence]]:
    """Number (from 0) and sentence of every line of a repair."""
    for line in text.splitlines():
        match = _REPAIRED.match(line)
        if match is None:
            continue
        sentences, _ = ring.read(match[2])
        if len(sentences) == 1 and sentences[0].text.strip("。") != "无":
            yield int(match[1]) - 1, sentences[0]


def _settled(written: Sequence[Written], said: Sequence[frozenset[str]]) -> tuple[list[Written], list[str]]:
    """What stays, each thing said once; and what is to be said of the rest."""
    known = list(said)
    kept: list[Written] = []
    replaced = marked = dropped = 0
    for one in written:
        for candidate in _in_place_of(one):
            pairs = pairs_of(candidate.judged.text)
            if any(alike(pairs, other) for other in known):
                dropped += 1
                continue
            known.append(pairs)
            replaced += candidate.verbatim
            marked += not candidate.judged.stands
            kept.append(candidate)
    notices = [f"模型所写有 {replaced} 句与资料不符，已换成原文"] if replaced else []
    notices += [f"有 {marked} 句没有资料支持，已标注{UNVERIFIED}"] if marked else []
    notices += [f"模型重复的话已去除 {dropped} 句"] if dropped else []
    return kept, notices


def _in_place_of(one: Written) -> list[Written]:
    """The sentence itself where it stands; else its cards; else itself, marked."""
    if one.judged.stands:
        return [one]
    if one.judged.cards:
        verbatim = [
            replace(one, judged=Judged(card.text, (card,), "supported", (), ()), verbatim=True)
            for card in one.judged.cards
        ]
        return [replace(each, first=one.first and at == 0) for at, each in enumerate(verbatim)]
    return [replace(one, judged=replace(one.judged, text=with_mark(one.judged.text)))]


def with_mark(text: str) -> str:
    """A sentence marked as not supported, the mark before its stop."""
    return _STOP.sub(rf"{UNVERIFIED}\1\2", text) if _STOP.search(text) else text + UNVERIFIED


def _total(spent: Sequence[Usage | None]) -> Usage | None:
    told = [one for one in spent if one is not None]
    return Usage(sum(one.sent for one in told), sum(one.received for one in told)) if told else None
