"""Drafts from the first to the last version: written, stored, a section written anew, a section edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from assistant.drafting.cells import Tables
from assistant.drafting.checks import text_checks, told_by_sources
from assistant.drafting.drafter import Drafter, open_slots
from assistant.drafting.frame import open_in
from assistant.drafting.reviser import Known, Reviser
from assistant.drafting.revisions import keeping_edits, renumbered, section_of, with_section
from assistant.drafting.tasks.keeping import Tasks, keep, rekeyed
from assistant.drafting.types import Draft, DraftEvent, OpenSlot, Outline, Section, Sentence, Spec, Task
from assistant.errors import DiskFullError, DraftConflictError, SpecError, StoreError
from assistant.types import Passage, Query
from ingest.types import Chunk
from prompts.genres import Genre, load_genre


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands around a draft's text; see `Draft`."""

    title: str
    addressee: str = ""
    signature: tuple[str, ...] = ()


class Drafts(Protocol):
    """Where drafts are kept: `assistant.store.drafts.DraftStore`."""

    def save(self, draft: Draft, why: str) -> Draft: ...
    def load(self, draft_id: str, version: int | None = None) -> Draft: ...


def sets_tasks(genre: Genre) -> bool:
    """Whether drafts of the genre are plans, whose tasks are followed; a list of other documents' tasks is none."""
    return any(part.grid == "tasks" for part in genre.sections) and any("plan" in one.natures for one in genre.sections)


class Studio:
    """Writes drafts and keeps them.

    Args:
        drafts, tasks: Opened at the first that is kept or asked for.
        chunk: The chunk of an id, or None.
    """

    def __init__(
        self,
        drafter: Drafter,
        drafts: Callable[[], Drafts],
        tasks: Callable[[], Tasks],
        search: Callable[[Query], Sequence[Passage]],
        chunk: Callable[[str], Chunk | None],
        today: Callable[[], date],
    ) -> None:
        self._drafter = drafter
        self._drafts = drafts
        self._tasks = tasks
        self._reviser = Reviser(search, chunk, today)
        self._today = today

    def outline(self, spec: Spec) -> Outline:
        """See `Drafter.outline`."""
        return self._drafter.outline(spec)

    def stream(
        self,
        spec: Spec,
        outline: Outline | None = None,
        *,
        keep: bool = True,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[DraftEvent]:
        """See `Drafter.stream`; the Draft at the end is stored, unless it is not to be kept."""
        for event in self._drafter.stream(spec, outline, stop=stop):
            yield self._first(event) if keep and isinstance(event, Draft) else event

    def _first(self, draft: Draft) -> Draft:
        """The draft as stored; where it cannot be, the draft all the same, saying so."""
        try:
            return self._with_tasks(self._drafts().save(draft, "初稿"))
        except (StoreError, DiskFullError) as error:
            return replace(draft, notices=(*draft.notices, f"文稿没有存下来：{error.message}"))

    def _with_tasks(self, draft: Draft) -> Draft:
        """The stored draft, whose tasks are followed from now on where it is a plan; it says so."""
        if not draft.tasks or not sets_tasks(load_genre(draft.spec.genre)):
            return draft
        kept = keep(self._tasks(), draft)
        stay = f"，其中 {kept.recorded} 项已有记录，保持不变" if kept.recorded else ""
        told = f"计划中的任务已收入任务台账，共 {len(kept.tasks)} 项{stay}"
        return replace(draft, notices=(*draft.notices, told))

    def draft(self, spec: Spec, outline: Outline | None = None, *, keep: bool = True) -> Draft:
        return next(event for event in self.stream(spec, outline, keep=keep) if isinstance(event, Draft))

    def adopted(self, draft_id: str) -> list[Task]:
        """The tasks of a plan's draft, kept as the plan's: the next summary tells what became of them.

        What was recorded of a task stays; see `assistant.drafting.tasks.keeping`.

        Raises:
            DraftNotFoundError: As the store says.
            SpecError: The draft sets no tasks.
        """
        draft = self._drafts().load(draft_id)
        if not draft.tasks:
            raise SpecError(f"文稿《{draft.title}》没有任务", "只有带任务清单的计划、方案才能收入任务")
        return list(keep(self._tasks(), draft).tasks)

    def regenerated(self, draft_id: str, section_id: str, version: int | None = None) -> Draft:
        """The draft with one section written anew; what a person wrote there stays, all other sections too.

        Args:
            version: The one that whoever asks has seen; None for whichever is the newest.

        Raises:
            DraftNotFoundError, DraftConflictError: As the store says.
            SpecError: The draft has no such section.
        """
        draft = self._newest(draft_id, version)
        old = section_of(draft, section_id)
        said = [one.text for section in draft.sections if section.id != section_id for one in _stated(section)]
        made = next(
            event for event in self._drafter.stream(draft.spec, None, said, section_id) if isinstance(event, Draft)
        )
        if not made.sections:
            return draft  # a section of the author's own outline: nothing proposes what stands there
        section, citations = renumbered(made.sections[0], made.citations, draft)
        section = keeping_edits(old, replace(section, heading=old.heading))
        changed = with_section(draft, section, citations)
        notices = tuple(dict.fromkeys((*draft.notices, *made.notices)))
        anew = bool(made.tasks) and not any(grid.edited for grid in section.grids)
        tasks = rekeyed(made.tasks, made.citations, changed.citations) if anew else draft.tasks
        kept = self._kept(replace(changed, notices=notices, tasks=tasks), f"重写“{called(old)}”")
        return self._with_tasks(kept) if anew else kept

    def edited(
        self,
        draft_id: str,
        section_id: str,
        text: str | None,
        version: int | None = None,
        known: Known | None = None,
        tables: Tables | None = None,
    ) -> Draft:
        """The draft with a section as a person wants it: what is new is verified, and never overwritten.

        Tasks that a plan's table lists follow it, in the ledger too; what was recorded of them stays.

        Args:
            text: A paragraph a line; None leaves the paragraphs.
            version: As of `regenerated`: what somebody else has saved meanwhile is not overwritten unseen.
            known: As of `checked`.
            tables: All tables of the section; None leaves them.

        Raises:
            DraftNotFoundError, DraftConflictError: As the store says.
            SpecError: The draft has no such section, or the tables are not those of the section.
        """
        draft = self._newest(draft_id, version)
        changed = self.checked(draft, section_id, text, known, tables)
        kept = self._kept(changed, f"修改“{called(section_of(draft, section_id))}”")
        return kept if kept.tasks == draft.tasks else self._with_tasks(kept)

    def checked(
        self,
        draft: Draft,
        section_id: str,
        text: str | None,
        known: Known | None = None,
        tables: Tables | None = None,
    ) -> Draft:
        """As `edited`, for somebody who is still writing: nothing is kept, findings of the whole stay as they were.

        Args:
            known: What was found of sentences of this section of this version before, which is not sought again;
                gains what is found now.

        Raises:
            SpecError: As of `edited`.
        """
        return self._reviser.checked(draft, section_id, text, tables, known)

    def framed(self, draft_id: str, frame: Wording, version: int | None = None) -> Draft:
        """The draft with another title, addressee and signature. Raises as `edited`."""
        draft = self._newest(draft_id, version)
        changed = replace(draft, title=frame.title, addressee=frame.addressee, signature=frame.signature)
        return self._kept(changed, "修改标题和落款")

    def restored(self, draft_id: str, version: int) -> Draft:
        """An earlier version as the newest; those between stay. Raises DraftNotFoundError."""
        newest, old = self._drafts().load(draft_id), self._drafts().load(draft_id, version)
        return self._drafts().save(replace(old, version=newest.version), f"恢复第 {version} 版")

    def copied(self, draft_id: str) -> Draft:
        """A draft of its own with the newest version's text. Raises DraftNotFoundError."""
        draft = self._drafts().load(draft_id)
        copy = replace(draft, id="", version=1, title=f"{draft.title}（副本）")
        return self._drafts().save(copy, f"复制《{draft.title}》第 {draft.version} 版")

    def _newest(self, draft_id: str, version: int | None) -> Draft:
        """Raises DraftConflictError: the newest is not `version`."""
        draft = self._drafts().load(draft_id)
        if version is not None and version != draft.version:
            raise DraftConflictError.between(draft_id, draft.version, version)
        return draft

    def _kept(self, draft: Draft, why: str) -> Draft:
        before = self._drafts().load(draft.id)
        return self._drafts().save(self._rechecked(draft, before), why)

    def _rechecked(self, draft: Draft, before: Draft) -> Draft:
        """The draft with what is to be said of its whole text as it stands now, no more as it stood before."""
        frame = [OpenSlot("title", what) for what in open_in(draft.title)]
        frame += [OpenSlot("signature", what) for line in draft.signature for what in open_in(line)]
        findings = text_checks(draft.sections, load_genre(draft.spec.genre), self._today())
        return replace(
            draft,
            open_slots=(*frame, *open_slots(draft.sections)),
            findings=(*findings, *told_by_sources(draft.findings, before.sections, draft.sections)),
        )


def called(section: Section) -> str:
    """What a person calls a section."""
    return section.heading or section.name or section.id


def _stated(section: Section) -> Iterator[Sentence]:
    for paragraph in section.paragraphs:
        yield from (one for one in paragraph.sentences if one.origin not in ("template", "open"))
