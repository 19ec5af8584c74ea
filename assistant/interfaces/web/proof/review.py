"""One remark at a time, beside its source: looked at, put right, taken down as right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from assistant.interfaces.web.elements import Split, toast
from assistant.interfaces.web.proof.findings import Findings
from assistant.interfaces.web.proof.paper import Paper
from assistant.interfaces.web.proof.remark_card import RemarkCard, give_focus
from assistant.interfaces.web.proof.remarks import Remark, corrected, remarks_of, weights
from assistant.interfaces.web.proof.work import Work
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation


class Review:
    """Shown in a split's side.

    Args:
        work: What is on the desk now.
        on_settled: `work().notes` has changed.
    """

    def __init__(
        self,
        visit: Visit,
        split: Split,
        paper: Paper,
        findings: Findings,
        *,
        work: Callable[[], Work],
        on_settled: Callable[[], Awaitable[None]],
    ) -> None:
        self._visit = visit
        self._split = split
        self._paper = paper
        self._findings = findings
        self._work = work
        self._on_settled = on_settled
        self._panel = SourcePanel(visit, split)
        self._current: Remark | None = None
        self._opened = 0
        self._next: int | None = None

    async def follow(self) -> None:
        """After a change: the next remark where one was settled, the same where it is still there."""
        shown = self._work().shown
        at, self._next = self._next, None
        if at is not None and shown:
            await self._open_remark(shown[min(at, len(shown) - 1)], take_focus=True)
        elif at is not None:
            self._split.close()
        elif self._current is not None:
            still = next((one for one in shown if one.id == self._current.id), None)
            if still is None:
                self._split.close()
            else:
                self._current = still
                self._paper.light(still, follow=False)

    async def choose(self, remark_id: str, *, take_focus: bool = False) -> None:
        """Args: take_focus: The keyboard goes along, to the correction."""
        chosen = next((one for one in self._work().shown if one.id == remark_id), None)
        if chosen is not None:
            await self._open_remark(chosen, take_focus=take_focus)

    async def _open_remark(self, remark: Remark, *, take_focus: bool = False) -> None:
        self._current = remark
        self._opened += 1
        closed = partial(self._closed, self._opened)
        self._paper.light(remark)
        self._findings.light(remark)
        card = RemarkCard(
            remark,
            note=self._work().notes.get(remark.id),
            on_step=self._step,
            on_accept=self._accept,
            on_settle=self._settle,
        )
        heading = f"第 {self._work().place(remark) + 1} 处，共 {len(self._work().shown)} 处"
        source = self._source(remark, heading)
        if source is None:
            with self._split.open(heading, closed):
                card.build()
        else:
            await self._panel.open(source, closed, above=card.build)
        if take_focus:
            card.focus()
        if remark.better is not None:
            card.offer(await self._is_better(remark))

    def _source(self, remark: Remark, heading: str) -> Source | None:
        """Where what is expected stands, else where what comes nearest does."""
        work = self._work()
        if work.verified is None or work.proof is None:
            return None
        cited = {citation.key: citation for citation in work.verified.citations}
        found = next((cited[key] for key in remark.sources if key in cited), None)
        if found is None:
            return None
        given = work.proof.passage(found.chunk_id)
        return Source.of(Citation.of(found), heading=heading, passage=given.chunk.text if given else None)

    async def _is_better(self, remark: Remark) -> bool:
        """Whether the checks find less that is wrong with the correction in the text than without it."""
        work = self._work()
        proof = work.proof
        if proof is None or remark.repeats or work.judged[remark.start : remark.end] != remark.found:
            return False
        before, tried = _graveness(work.remarks), corrected(work.judged, remark)
        return await self._visit.read(lambda: _graveness(remarks_of(proof.verify(tried))) < before)

    async def _step(self, by: int) -> None:
        shown = self._work().shown
        if shown and self._current is not None:
            at = (self._work().place(self._current) + by) % len(shown)
            await self._open_remark(shown[at], take_focus=True)

    async def _accept(self, remark: Remark) -> None:
        self._next = self._work().place(remark)
        if not await self._paper.fix(remark):
            self._next = None
            toast("这里的文字刚刚改过，请再看一眼", kind="note")

    async def _settle(self, remark: Remark, note: str | None) -> None:
        """Take down that it was looked at; None takes that back."""
        work = self._work()
        self._next = work.place(remark)
        if note is None:
            work.notes.pop(remark.id, None)
        else:
            work.notes[remark.id] = note
        await self._on_settled()

    def _closed(self, opened: int) -> None:
        """One remark was closed, and did not make way for another."""
        if opened == self._opened:
            if self._current is not None:
                give_focus(f'[data-remark="{self._current.id}"]', held="body")
            self._current = None
            self._paper.light(None)
            self._findings.light(None)


def _graveness(remarks: Sequence[Remark]) -> tuple[int, int]:
    counted = weights(remarks)
    return counted["certain"] + counted["doubtful"] + counted["unsupported"], counted["suggestion"]
