"""The flow of a draft: outline -> cards for every section -> sections -> checks of the whole -> Draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from assistant.answering.citations import CitationBook, notes
from assistant.answering.extractive import MODEL
from assistant.drafting.checks import whole_checks
from assistant.drafting.choosing import Choice
from assistant.drafting.composing import Composer
from assistant.drafting.filling import Filled, fill, used
from assistant.drafting.frame import OPEN, Frame, open_in
from assistant.drafting.ledgers.building import Wanted, build
from assistant.drafting.ledgers.drafts import draft_of
from assistant.drafting.outline import Chapter, changed, outlined, shown
from assistant.drafting.pen import Pen
from assistant.drafting.periods import Interval, read_period
from assistant.drafting.recycling import recycled
from assistant.drafting.sources import Search, Shelves, Stock, in_effect_on, stock
from assistant.drafting.tables import Tables
from assistant.drafting.tasks.carrying import TaskBook, no_tasks
from assistant.drafting.types import Draft, DraftEvent, OpenSlot, Outline, Section, SectionWritten, Spec
from assistant.types import Citation, Passage, Query, written_day
from prompts.genres import Genre, load_genre
from prompts.ledgers import LedgerForm, find_ledger

if TYPE_CHECKING:
    from assistant.drafting.writing.exchange import Exchange


CUT = "写到第 {done} 节时停止了，其余各节没有写"

MOST_ASKED = 200
"""Characters of a search for what became of a task."""

TOLD_OF = 8
"""Passages of that search."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is settled before anything is written."""

    choice: Choice
    chapters: tuple[Chapter, ...]
    filled: tuple[Filled, ...]

    @property
    def spec(self) -> Spec:
        return self.choice.spec

    @property
    def genre(self) -> Genre:
        return self.choice.genre

    @property
    def stock(self) -> Stock:
        return self.choice.stock


class Drafter:
    """Writes drafts from a library.

    Args:
        shelves: The library.
        search: Its retriever.
        idf: How telling a term is in the library.
        book: The tasks of earlier plans.
        exchange: With the language model that writes the sections; None composes them from the cards.
        today: Tells the day.
    """

    def __init__(
        self,
        shelves: Shelves,
        search: Search,
        idf: Callable[[str], float],
        *,
        book: TaskBook = no_tasks,
        exchange: Exchange | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._shelves = shelves
        self._search = search
        self._idf = idf
        self._book = book
        self._exchange = exchange
        self._today = today

    def outline(self, spec: Spec) -> Outline:
        """The outline that genre and sources propose; to be changed and given to `stream`.

        Raises:
            SpecError: A source that the specification names is not there.
            PromptError: Its genre is none.
        """
        return shown(outlined(self._choice(spec)))

    def draft(self, spec: Spec, outline: Outline | None = None) -> Draft:
        """The whole draft. Raises as `stream`."""
        return next(event for event in self.stream(spec, outline) if isinstance(event, Draft))

    def stream(
        self,
        spec: Spec,
        outline: Outline | None = None,
        said: Sequence[str] = (),
        only: str | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[DraftEvent]:
        """The sections as they are written, then the Draft.

        Args:
            said: Sentences that stand elsewhere already, and are not to be said again.
            only: Id of the one section to write; None writes all.
            stop: Asked after each section: the draft is to end with it.

        Raises:
            SpecError: A source that the specification names is not there, or the outline is none.
            PromptError: Its genre is none.
        """
        started = time.perf_counter()
        form = find_ledger(spec.topic) if spec.genre == "ledger" and spec.topic else None
        if form is not None:
            yield from self._ledger(form, spec, only)
            return
        prepared = self.prepare(spec, outline, said)
        book = CitationBook()
        tables = Tables(prepared.choice, book, self._book, lambda text: self._told_of(text, spec))
        pen = self._pen(prepared, book)
        sections: list[Section] = []
        for number, filled in numbered(prepared.filled):
            if only is not None and filled.chapter.part.id != only:
                continue
            section = tables.with_grids(pen.section(filled, number), filled.chapter.part)
            sections.append(section)
            yield SectionWritten(section, len(sections), len(prepared.filled))
            if stop():
                break
        cut = only is None and len(sections) < len(prepared.filled)
        draft = assembled(prepared, sections, book, tables, in_effect_on(spec, self._today()))
        yield replace(
            draft,
            model=pen.model or draft.model,
            notices=(*pen.notices, *draft.notices, *([CUT.format(done=len(sections))] if cut else ())),
            usage=pen.usage,
            seconds=time.perf_counter() - started,
        )

    def _ledger(self, form: LedgerForm, spec: Spec, only: str | None) -> Iterator[DraftEvent]:
        """A ledger of a kind of its own, extracted; see `assistant.drafting.ledgers`."""
        started = time.perf_counter()
        period = spec.period if read_period(spec.period) is not None else ""
        wanted = Wanted(form, spec.scope, spec.sources, period)
        draft = draft_of(build(wanted, self._shelves, self._search, self._today()), spec)
        sections = tuple(section for section in draft.sections if only in (None, section.id))
        for number, section in enumerate(sections, 1):
            yield SectionWritten(section, number, len(sections))
        yield replace(draft, sections=sections, seconds=time.perf_counter() - started)

    def _told_of(self, text: str, spec: Spec) -> Sequence[Passage]:
        """Passages that may tell of a task: of all that the specification lets be used."""
        return self._search(Query(text[:MOST_ASKED], spec.scope, TOLD_OF, self._today()))

    def _pen(self, prepared: Prepared, book: CitationBook) -> Pen:
        composer = Composer(prepared.choice, book)
        if self._exchange is None:
            return Pen(composer)
        from assistant.drafting.writing.writer import Writer  # LangChain: 2 s that composing needs none of

        spec, genre = prepared.spec, prepared.genre
        title = Frame.of(spec).title(spec, genre)
        return Pen(composer, Writer(self._exchange, genre, spec, title, self._today()))

    def prepare(self, spec: Spec, outline: Outline | None = None, said: Sequence[str] = ()) -> Prepared:
        """What goes into which section. Raises as `stream`."""
        choice = self._choice(spec)
        chapters = outlined(choice)
        chapters = changed(chapters, outline) if outline is not None else chapters
        return Prepared(choice, chapters, tuple(fill(choice, chapters, said)))

    def _choice(self, spec: Spec) -> Choice:
        genre = load_genre(spec.genre)
        return Choice(spec, genre, stock(spec, genre, self._shelves, self._search, self._today()), self._idf)


def numbered(filled: Sequence[Filled]) -> Iterator[tuple[int, Filled]]:
    """Sections with the numbers of their printed headings."""
    number = 0
    for one in filled:
        number += one.chapter.part.printed
        yield number, one


def assembled(prepared: Prepared, sections: Sequence[Section], book: CitationBook, tables: Tables, day: date) -> Draft:
    """The draft of the sections, with what must be said of it."""
    spec, genre = prepared.spec, prepared.genre
    frame = Frame.of(spec)
    citations = (*(_with_number(one, prepared.stock) for one in book.citations), *tables.recorded)
    share, notice = recycled(sections, prepared.choice)
    return Draft(
        id="",
        version=1,
        spec=spec,
        title=frame.title(spec, genre),
        sections=tuple(sections),
        citations=citations,
        open_slots=(*_open_in_frame(spec, genre, frame), *open_slots(sections)),
        findings=whole_checks(sections, genre, prepared.choice, used(prepared.filled), day),
        tasks=tables.tasks,
        addressee=spec.audience,
        signature=_signature(spec, genre),
        recycled=share,
        model=f"{MODEL} {genre.identity}",
        notices=(*_notices(prepared), *tables.notices, *notice, *notes(citations)),
        written_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def open_slots(sections: Sequence[Section]) -> tuple[OpenSlot, ...]:
    """What is shown as 【待填：…】 in the sections, in reading order."""
    found = []
    for section in sections:
        texts = [sentence.text for paragraph in section.paragraphs for sentence in paragraph.sentences]
        texts += [cell.text for grid in section.grids for row in grid.rows for cell in row]
        for text in texts:
            found += [OpenSlot(section.id, what) for what in open_in(text)]
    return tuple(dict.fromkeys(found))


def _open_in_frame(spec: Spec, genre: Genre, frame: Frame) -> list[OpenSlot]:
    missing = [OpenSlot("title", what) for what in frame.open_in_title(spec, genre)]
    if genre.signed and spec.signed is None:
        missing.append(OpenSlot("signature", "成文日期"))
    return missing


def _signature(spec: Spec, genre: Genre) -> tuple[str, ...]:
    if not genre.signed:
        return ()
    day = written_day(spec.signed) if spec.signed else OPEN.format(what="成文日期")
    return (spec.unit or OPEN.format(what="落款单位"), day)


def _with_number(citation: Citation, known: Stock) -> Citation:
    record = known.records.get(citation.document_id)
    return replace(citation, number=record.metadata.number) if record is not None else citation


def _notices(prepared: Prepared) -> list[str]:
    """What the author must know of the material."""
    spec, cards = prepared.spec, used(prepared.filled)
    interval = read_period(spec.period)
    found = []
    if spec.period and interval is None:
        found.append(
            f"“{spec.period}”不是看得懂的期间，没有按时间筛选资料；请写作 2026年、2026年上半年、2026年第一季度等"
        )
    if not prepared.stock.records:
        found.append("资料库中没有可用的文档，除作者提供的事实外各项均待填写；请先把资料收入资料库")
    elif interval is not None and not any(
        _is_of_period(source.time, interval) for source in prepared.stock.sources.values()
    ):
        found.append(f"资料库中没有{spec.period}的文档，所需的情况和数据均待填写；请收入该期间的资料或者核对期间")
    if prepared.genre.needs_topic and not spec.topic:
        found.append(f"没有写明主题，{prepared.genre.title}需要一个主题才能选准资料；请在写作要求中写上“主题”")
    foreign = {card.source.title for card in cards if card.source.own == 0.0}
    if foreign and spec.unit:
        listed = "、".join(f"《{title}》" for title in sorted(foreign))
        found.append(f"{listed}是面上的资料，所引内容不是本单位的做法和数据，定稿前请换成本单位的情况")
    return found


def _is_of_period(time: Interval | None, interval: Interval) -> bool:
    return time is not None and time.overlaps(interval)
