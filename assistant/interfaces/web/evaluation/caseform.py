"""A case written or mended: what is asked, and what is known to be right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from assistant.interfaces.web.elements import Button, Check, Choice, Field, Text, box
from assistant.interfaces.web.evaluation.wording import evaluations
from assistant.interfaces.web.visit import Visit
from eval.cases import KIND_LABELS, Case, Evidence

KINDS: dict[str, str] = {str(kind): label for kind, label in KIND_LABELS.items()}
OR = " / "
BAR = "｜"


class CaseForm:
    """Built into the current container.

    Args:
        sets: The data sets of the home, to choose from; None: it stays in `name`.
        done: Called once it is stored, with the data set.
    """

    def __init__(
        self,
        visit: Visit,
        case: Case,
        name: str,
        done: Callable[[str], Awaitable[None]],
        sets: tuple[str, ...] | None = None,
    ) -> None:
        self._visit, self._case, self._name, self._done = visit, case, name, done
        key = f"case/{name}/{case.id}"
        with box("zb-form zb-evaluation-form"):
            if case.history:
                Text("此前的问题：" + "；".join(case.history), "zb-hint", tag="p")
            self._question = Field("问题", value=case.question, required=True, lines=2, keep=f"{key}/question")
            self._kind = Choice("题型", KINDS, value=case.kind)
            self._refuse = Check("资料里没有依据，应当拒答", value=not case.answerable)
            self._answer = Field("标准答案", value=case.answer, lines=3, keep=f"{key}/answer")
            self._points = Field(
                "必答要点", value="\n".join(OR.join(one) for one in case.points), lines=2, keep=f"{key}/points",
                help="一行一个要点，同义的说法用“/”隔开，例如：三成 / 30%。",
            )  # fmt: skip
            self._evidence = Field(
                "标准依据", value="\n".join(_told(one) for one in case.evidence), lines=2, keep=f"{key}/evidence",
                help="一行一处：文件名，竖线“｜”，原文里的一句话。",
            )  # fmt: skip
            self._wrong = Field("不得这样说", value="\n".join(case.wrong), lines=1, keep=f"{key}/wrong")
            self._note = Field("备注", value=case.note, keep=f"{key}/note")
            self._set: Field | None = None
            if sets is not None:
                known = "、".join(sets)
                told = f"已有：{known}。写新的名称就新建一个。" if known else "写一个名称，例如：本单位常见问题。"
                self._set = Field("加入哪个数据集", value=name, required=True, help=told, keep=f"{key}/set")
            with box("zb-row"):
                Button("加入数据集" if sets is not None else "保存", self._save, "primary")

    async def _save(self) -> None:
        name = self._set.value.strip() if self._set is not None else self._name
        self._question.fail("" if self._question.value.strip() else "请写问题")
        if self._set is not None:
            self._set.fail("" if name else "请写数据集的名称")
        if not name or not self._question.value.strip():
            return
        case = replace(
            self._case,
            question=self._question.value.strip(),
            kind=next(kind for kind in KIND_LABELS if kind == self._kind.value),
            answerable=not self._refuse.value,
            answer=self._answer.value.strip(),
            points=tuple(filter(None, map(_alternatives, _lines(self._points.value)))),
            evidence=tuple(self._place(one) for one in _lines(self._evidence.value)),
            wrong=tuple(_lines(self._wrong.value)),
            note=self._note.value.strip(),
        )
        await evaluations(self._visit).put_case(name, case)
        for field in (self._question, self._answer, self._points, self._evidence, self._wrong, self._note, self._set):
            if field is not None and field.kept is not None:
                field.kept.forget()
        await self._done(name)

    def _place(self, line: str) -> Evidence:
        """A line; a place that stood there before keeps its article, section and page."""
        document, _, quote = line.replace("|", BAR).partition(BAR)
        known = next((one for one in self._case.evidence if _told(one) == line), None)
        return known or Evidence(document.strip(), quote.strip() or None)


def _told(one: Evidence) -> str:
    return one.document + (f"{BAR}{one.quote}" if one.quote else "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _alternatives(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in line.replace("／", "/").split("/") if part.strip())
