"""One case of a run: what was asked, what is right, what was given and on what it rests."""

from __future__ import annotations

from functools import partial

from assistant.interfaces.web.elements import Split, Text, box, button, chip, verdict_badge
from assistant.interfaces.web.evaluation.wording import part
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.wire.answers import Citation as Told
from assistant.types import Answer, Citation
from eval.record import Result
from eval.report.judgement import mark_of, shown_evidence
from eval.report.runs import Run
from eval.report.wording import number, place

MARKS = {"match": ("与标准依据相符", "good"), "other": ("不是标准依据", "mute"), "broken": ("引文对不上", "bad")}


class CaseView:
    """Shown in a split's side.

    Args:
        source: Where quotations can be seen in their document; None where that is not of this library.
    """

    def __init__(self, split: Split, source: SourcePanel | None, run: Run, result: Result) -> None:
        self._split, self._source, self._run, self._result = split, source, run, result

    def open(self) -> None:
        with self._split.open("案例"):
            Text(self._result.case.question, "zb-title", tag="h2")
            self.asked()
            self.expected()
            self.given()
            self._scores()
        self._split.focus()

    def asked(self) -> None:
        case, answer = self._result.case, self._result.outcome.answer
        part("此前的问题", "\n".join(case.history))
        if answer is not None:
            part("按此查找", answer.standalone or "")

    def expected(self) -> None:
        """What is right, with what was missed."""
        case, result = self._result.case, self._result
        part("标准答案", case.answer if case.answerable else case.answer or "资料中没有依据，应当拒答。")
        if case.points:
            score = result.scores.get("point_recall")
            missed = score.detail.get("missed", []) if score is not None and score.value is not None else None
            with box("zb-evaluation-part"):
                Text("必答要点", "zb-h3", tag="h3")
                with box("zb-evaluation-points", tag="ul"):
                    for point in case.points:
                        with box("", tag="li"):
                            if missed is not None:
                                lacks = point[0] in missed or _refused(result)
                                chip("没有答出", "warn", "cross") if lacks else chip("答出了", "good", "check")
                            Text(" 或 ".join(point))
        part("不得这样说", "\n".join(case.wrong))
        if case.evidence:
            with box("zb-evaluation-part"):
                Text("标准依据", "zb-h3", tag="h3")
                marks = shown_evidence(result, self._run.context)
                for one, (cited, rank) in zip(case.evidence, marks, strict=True):
                    with box("zb-evaluation-quote"):
                        if one.quote:
                            Text(one.quote, tag="blockquote")
                        where = "，".join(part for part in (f"《{one.document}》", one.article or one.section) if part)
                        Text(where, "zb-hint", tag="p")
                        with box("zb-row"):
                            if result.outcome.answer is not None:
                                chip("已引用", "good", "check") if cited else chip("未引用", "warn", "cross")
                            if result.outcome.passages is not None:
                                chip(f"检索第 {rank} 条" if rank else "没有检索到", "plain" if rank else "warn")

    def given(self) -> None:
        """The answer, sentence by sentence where one is in doubt, with its citations."""
        answer = self._result.outcome.answer
        if answer is None:
            part("回答", self._result.outcome.error or "这次只考检索，没有作答。")
            return
        part("拒答" if answer.refused else "回答", (answer.reason or answer.text) if answer.refused else answer.text)
        doubts = [one for one in answer.claims if one.verdict not in ("supported", "unjudged")]
        for one in doubts:
            with box("zb-evaluation-doubt"):
                verdict_badge(one.verdict)
                Text(one.text)
        self._citations(answer)

    def _citations(self, answer: Answer) -> None:
        if not answer.citations:
            return
        with box("zb-evaluation-part"):
            Text("引用", "zb-h3", tag="h3")
            for one in answer.citations:
                with box("zb-evaluation-quote"):
                    Text(one.quote, tag="blockquote")
                    where = place(one.address, () if one.page is None else (one.page,))
                    Text(" · ".join(filter(None, (f"{one.key}  《{one.document}》", where))), "zb-hint", tag="p")
                    with box("zb-row"):
                        mark = MARKS.get(mark_of(one, self._result, self._run.context))
                        if mark is not None:
                            chip(mark[0], mark[1])  # type: ignore[arg-type]
                        if self._source is not None:
                            button(
                                "看原文",
                                partial(self._open_source, one),
                                "zb-link",
                                aria_label=f"看出处 {one.key} 的原文",
                            )

    async def _open_source(self, citation: Citation) -> None:
        assert self._source is not None  # without one there is no button
        await self._source.open(Source.of(Told.of(citation)), above=self._way_back)

    def _way_back(self) -> None:
        button("回到案例", self.open, "zb-link zb-evaluation-back", icon_name="back")

    def _scores(self) -> None:
        figures = self._run.figures
        shown = [
            (name, one)
            for name, one in self._result.scores.items()
            if one.status != "not_applicable" and name in figures
        ]
        with box("zb-evaluation-part"):
            Text("得分", "zb-h3", tag="h3")
            with box("zb-evaluation-scores", tag="dl"):
                for name, one in shown:
                    Text(str(figures[name]["label"]), tag="dt")
                    with box("", tag="dd"):
                        Text("失败" if one.value is None else number(one.value, figures[name]["unit"]), "zb-figures")
                        if one.reason:
                            Text(one.reason, "zb-hint", tag="p")


def _refused(result: Result) -> bool:
    return result.outcome.answer is not None and result.outcome.answer.refused
