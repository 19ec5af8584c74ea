"""A draft to be begun: its genre, what it is to be, its outline; then it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nicegui import ui

from assistant.drafting.spec import read_spec
from assistant.drafting.types import Outline, Spec
from assistant.errors import DraftNotFoundError, JobNotFoundError
from assistant.interfaces.web.drafts.editor import put_kept
from assistant.interfaces.web.drafts.outlining import Outlining, loaded
from assistant.interfaces.web.drafts.unsaved import Kept, as_told
from assistant.interfaces.web.drafts.wanted import Wanted
from assistant.interfaces.web.elements import Button, Text, box, link, page_header, skeleton, toast
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.draft_requests import OutlineItem
from prompts.genres import all_genres, load_genre

STEPS = ("选文种", "写要求", "定提纲", "成稿")
TO_OUTLINE = """
    const heading = document.getElementById('zb-outline');
    if (heading && !heading.parentElement.contains(document.activeElement)) {
        scrollTo(0, 0);
        heading.focus({preventScroll: true});
    }
"""
"""The keyboard goes on where the outline begins, unless it is in the outline by then."""
USUAL = ("work_summary", "work_plan", "case_study")
"""Shown first."""


class Beginning:
    """/drafts/new: `genre` names the genre, `unit` and `period` begin its requirements, `from` names a draft or job
    whose requirements are taken over."""

    def __init__(self, visit: Visit, query: Mapping[str, str]) -> None:
        self._visit = visit
        self._query = query
        self._stated: Mapping[str, Any] = {}

    async def open(self) -> None:
        given, outline = await self._taken_over()
        name = given.genre if given is not None else self._query.get("genre", "")
        if not name:
            self._choose_genre()
            return
        genre = load_genre(name)
        with page_header(f"新建{genre.title}", genre.purpose, ("全部文稿", "/drafts")):
            link("换个文种", "/drafts/new", "zb-quiet-button")
        self._steps = box("zb-drafts-steps", tag="ol", aria_label="步骤")
        waiting = skeleton()
        documents = await self._visit.read(self._visit.service.documents)
        waiting.delete()
        self._genre, self._key = genre, f"draft/new/{genre.name}/outline"
        self._asking, self._planning = box("zb-drafts-step"), box("zb-drafts-step")
        self._planning.set_visibility(False)
        with self._asking:
            if not documents:
                with box("zb-drafts-warn", tag="p"):
                    Text("资料库还是空的：能写出框架，内容都会是【待填】。")
                    if self._visit.may("manage"):
                        link("先去收入文件", "/library")
                    else:
                        Text("请资料员先收入文件。")
            self._wanted = Wanted(genre, documents, given or self._suggested(genre.name))
            with box("zb-drafts-next"):
                Button("拟提纲", self._plan, "primary")
        self._tell_step(1)
        await ui.context.client.connected()
        kept = await self._kept()
        self._wanted.sourcing.restore(kept)
        left = outline or loaded(kept.get(self._key, ("", ""))[0])
        if left is not None:
            with self._asking, box("zb-drafts-next"):
                Text("上次改过的提纲还在。", "zb-hint")
                Button("接着用", lambda: self._show_outline(left))

    def _suggested(self, genre: str) -> Spec:
        """What the address says of a draft without requirements yet: whose, and of what time."""
        return Spec(genre, unit=self._query.get("unit", ""), period=self._query.get("period", ""))

    async def _taken_over(self) -> tuple[Spec | None, Outline | None]:
        source = self._query.get("from", "")
        if not source:
            return None, None
        try:
            job = await self._visit.job(source)
            spec = read_spec(job.asked["spec"], str(job.asked["genre"]))
            outline = job.asked.get("outline")
            return spec, None if outline is None else tuple(OutlineItem.model_validate(one).noun() for one in outline)
        except (JobNotFoundError, KeyError):
            pass
        try:
            draft = await self._visit.read(lambda: self._visit.service.drafts.load(source))
        except DraftNotFoundError:
            toast("原来的要求找不到了，请重新填写", kind="note")
            return None, None
        return draft.spec, None

    def _choose_genre(self) -> None:
        with page_header("新建文稿", "先选文种：它决定提纲和要填的内容。", ("全部文稿", "/drafts")):
            pass
        genres = sorted(all_genres(), key=lambda one: USUAL.index(one.name) if one.name in USUAL else len(USUAL))
        with box("zb-drafts-genres"):
            for genre in genres:
                with link("", f"/drafts/new?genre={genre.name}", "zb-drafts-genre zb-card"):
                    Text(genre.title, "zb-drafts-genre-name")
                    Text(genre.purpose, "zb-hint")

    def _tell_step(self, at: int) -> None:
        self._steps.clear()
        with self._steps:
            for number, name in enumerate(STEPS):
                made = Text(name, "zb-drafts-step-name", tag="li")
                if number == at:
                    made.props["aria-current"] = "step"
                elif number < at:
                    made.classes("zb-drafts-done")

    async def _kept(self) -> Kept:
        start = json.dumps(f"draft/new/{self._genre.name}/")
        return as_told(await ui.run_javascript(f"window.zhibiKeep?.kept({start}) ?? []", timeout=20))

    async def _plan(self) -> None:
        if not self._wanted.check():
            return
        spec = read_spec(self._wanted.stated, self._genre.name)
        self._show_outline(await self._visit.read(self._visit.service.outline, spec))

    def _show_outline(self, outline: Outline) -> None:
        if not self._wanted.check():
            return
        self._asking.set_visibility(False)
        self._planning.clear()
        with self._planning:
            Text("提纲", "zb-h2", tag="h2", tabindex="-1", id="zb-outline")
            self._outlining = Outlining(outline, self._key)
            with box("zb-drafts-next"):
                Button("回去改要求", self._back)
                Button("开始写", self._write, "primary")
        self._planning.set_visibility(True)
        self._tell_step(2)
        ui.run_javascript(TO_OUTLINE)

    def _back(self) -> None:
        self._planning.set_visibility(False)
        self._asking.set_visibility(True)
        self._tell_step(1)

    async def _write(self) -> None:
        visit = self._visit
        visit.principal.require("draft")
        outline = [OutlineItem.of(item).dump() for item in self._outlining.outline()]
        stated = self._wanted.stated
        read_spec(stated, self._genre.name)
        asked = {"genre": self._genre.name, "spec": dict(stated), "outline": outline}
        job, _ = await visit.jobs.submit("draft", asked, visit.principal)
        self._wanted.forget()
        put_kept(ui.context.client, self._key, "")
        ui.navigate.to(f"/drafts/{job.id}")
