"""An optional judge: a language model that grades answers against gold, as one more metric.

It is not among the default metrics: its figures cost money and hang on a model. How far it can be trusted is told by
its agreement with people, where cases carry a person's grade (人工评分：0, 1 or 2 in the note).
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from assistant.config import Settings
from assistant.errors import ModelError, ModelReplyError, SettingsError
from assistant.models import failure_of, load_chat_model, model_name
from assistant.patience import Patience
from assistant.types import Answer
from eval.cases import Case
from eval.evaluator import NOT_ASKED, Score, Unit
from eval.metrics.common import needs_answerable, plain_text
from eval.outcome import Context, Outcome
from eval.verdicts import Verdict, read_verdict
from prompts.loader import Message, Prompt, load_prompt, render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

PROMPT = "judge"
RETRY_PROMPT = "judge_retry"
GRADES = (0, 1, 2)

_LABEL = re.compile(r"人工评分\s*[:：]\s*([0-2])(?!\d)")
_MARKUP = re.compile(r"[<＜〈‹]\s*[/／]?\s*(?=问题|标准答案|回答|引文)")
_MOST_SHOWN = 60


class Judge:
    """The metric `judge_quality`: the lowest of three grades (correct, complete, grounded), 0 to 2, as a share.

    Args:
        model: Any LangChain chat model, at temperature 0.
        name: The model as it is recorded.
    """

    name = "judge_quality"
    version = 1
    label = "模型评分"
    description = "语言模型按正确、完整、有据三项各评 0—2 分，取最低一项；须与人工评分的一致程度同看"
    higher_is_better = True
    unit: Unit = "share"

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        prompt: Prompt | None = None,
        patience: Patience = Patience(),  # noqa: B008 (frozen)
    ) -> None:
        self._model = model
        self._prompt = prompt or load_prompt(PROMPT)
        self._retry = load_prompt(RETRY_PROMPT)
        self._patience = patience
        self.identity = f"{name} {self._prompt.identity}"

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The judge that the configured model makes.

        Raises:
            SettingsError: No model is configured, or it cannot be made from the settings.
        """
        model, name = load_chat_model(settings.model_copy(update={"temperature": 0.0})), model_name(settings)
        if model is None or name is None:
            raise SettingsError("模型评分需要语言模型，却没有设置", "请设置 ZHIBI_MODEL，或不用 judge_quality 指标")
        return cls(model, name, patience=Patience.of(settings))

    def score(self, case: Case, outcome: Outcome, context: Context) -> Score:
        """The judge's grade; what the model fails at is a failed score with the reason."""
        reason = needs_answerable(case) or (None if case.answer or case.points else "案例没有标准答案或要点")
        if reason is not None:
            return Score.not_applicable(reason)
        if outcome.error is not None:
            return Score.failed(outcome.error)
        if outcome.answer is None:
            return Score.not_applicable(NOT_ASKED)
        if outcome.answer.refused:
            return Score.of(0, "系统拒绝回答", grade=0, judge=self.identity)
        try:
            return self._scored(self._messages(case, outcome.answer))
        except ModelError as exc:
            return Score.failed(f"评分模型没有给出评分：{exc.message}", judge=self.identity)

    def _scored(self, messages: Sequence[BaseMessage]) -> Score:
        from langchain_core.messages import AIMessage, HumanMessage  # as in `assistant.models`

        reply = self._reply(messages)
        verdict = read_verdict(reply)
        if isinstance(verdict, str):
            (again,) = render(self._retry, fault=verdict)
            reply = self._reply([*messages, AIMessage(reply or "（空）"), HumanMessage(again.text)])
            verdict = read_verdict(reply)
        if isinstance(verdict, str):
            said = reply.strip()[:_MOST_SHOWN]
            return Score.failed(f"评分模型两次都没有给出合格式的评分（{verdict}）：{said}", judge=self.identity)
        return self._score_of(verdict)

    def _score_of(self, verdict: Verdict) -> Score:
        grades = f"正确 {verdict.correct}，完整 {verdict.complete}，有据 {verdict.grounded}"
        told = f"{grades}：{verdict.reason}" if verdict.reason else grades
        detail = verdict.model_dump(exclude={"reason"})
        return Score.of(verdict.grade / max(GRADES), told, **detail, grade=verdict.grade, judge=self.identity)

    def _messages(self, case: Case, answer: Answer) -> list[BaseMessage]:
        from langchain_core.messages import HumanMessage, SystemMessage  # as in `assistant.models`

        asked = "\n".join((*case.history, case.question))
        points = "\n".join(f"要点：{' 或 '.join(point)}" for point in case.points)
        gold = "\n".join(part for part in (case.answer, points) if part)
        said, quotes = _data(plain_text(answer)), _quotes(answer)
        rendered = render(self._prompt, question=_data(asked), gold=_data(gold), answer=said, quotes=quotes)
        return [_as_message(one, SystemMessage, HumanMessage) for one in rendered]

    def _reply(self, messages: Sequence[BaseMessage]) -> str:
        """What the model says. Raises ModelError, after one more attempt where that may help."""
        from langsmith import tracing_context  # loaded with LangChain by now

        for attempt in range(2):
            try:
                # Documents are confidential: tracing switched on for other programs must not send them anywhere.
                with tracing_context(enabled=False):
                    return str(self._model.invoke(list(messages)).text)
            except Exception as exc:
                failure = failure_of(exc)
                if failure is None:
                    raise
                if attempt or not failure.retryable:
                    raise failure.error from exc
                time.sleep(self._patience.pause(attempt, failure.retry_after))
        raise ModelReplyError("模型没有回复")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the judge agrees with people.

    Attributes:
        pairs: Cases with both a person's grade and the judge's.
        same: Those of them with the same grade.
        counts: (person, judge) -> cases.
        kappa: Cohen's kappa (1960), -1 to 1: agreement beyond chance; None when it is undefined, `reason` says why.
    """

    pairs: int
    same: int
    counts: Mapping[tuple[int, int], int]
    kappa: float | None
    reason: str = ""


def human_grade(case: Case) -> int | None:
    """The person's grade in the note of a case ("人工评分：2"), or None."""
    found = _LABEL.search(case.note)
    return int(found[1]) if found else None


def agreement(judged: Iterable[tuple[Case, Score]]) -> Agreement:
    """The judge's grades held against those that people wrote into the notes."""
    graded = [
        (human, int(score.detail["grade"]))
        for case, score in judged
        if score.value is not None and (human := human_grade(case)) is not None
    ]
    counts, size = Counter(graded), len(graded)
    same = sum(count for (human, judge), count in counts.items() if human == judge)
    if not size:
        return Agreement(0, 0, counts, None, "没有既有人工评分又有模型评分的案例")
    humans, judges = (Counter(pair[side] for pair in graded) for side in (0, 1))
    chance = sum(humans[grade] * judges[grade] for grade in GRADES) / size**2
    if chance == 1:
        return Agreement(size, same, counts, None, "人工与模型都只给了同一个分数，一致性无从判断")
    return Agreement(size, same, counts, (same / size - chance) / (1 - chance))


def _quotes(answer: Answer) -> str:
    shown = [f'<引文 编号="{one.key}">\n{_data(one.quote)}\n</引文>' for one in answer.citations]
    return "\n\n".join(shown) or "（回答没有引文）"


def _data(text: str) -> str:
    """Text that cannot close the tags it stands between."""
    return _MARKUP.sub("〔", text)


def _as_message(message: Message, system: type[BaseMessage], user: type[BaseMessage]) -> BaseMessage:
    return (system if message.role == "system" else user)(content=message.text)


__all__ = ["GRADES", "PROMPT", "Agreement", "Judge", "agreement", "human_grade"]
