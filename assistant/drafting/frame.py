"""The words of the frame: titles, headings and set sentences, filled with what the specification says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from assistant.drafting.periods import next_period, read_period
from assistant.drafting.types import Fact, Spec, Task
from assistant.types import Claim
from ingest.text.numerals import chinese_numeral
from prompts.genres import Form, Genre, Slot

OPEN = "【待填：{what}】"
OPENED = re.compile(r"【待填：([^】]*)】")
"""An open slot as it stands in a text, and what is missing in it."""

UNVERIFIED = "【待核实】"
_END = re.compile(r"[。！？；：…][”’」』）)】》]*$")
_WHAT_OPEN = {"unit": "单位", "period": "期间", "topic": "主题", "next": "下一阶段", "audience": "主送机关"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands for {unit}, {period} … in this draft."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, spec: Spec) -> Self:
        following = next_period(spec.period, read_period(spec.period))
        return cls(
            {
                "unit": spec.unit,
                "period": spec.period,
                "next": following,
                "topic": spec.topic,
                "audience": spec.audience,
            }
        )

    def filled(self, text: str) -> str:
        """`text` with what is known; what is not known falls away."""
        return re.sub(r"\{(\w+)\}", lambda match: self.values.get(match[1], ""), text)

    def title(self, spec: Spec, genre: Genre) -> str:
        """The document's title: as the author wants it, else composed; what it lacks is shown as open."""
        if spec.title:
            return spec.title
        needed = {name for name in re.findall(r"\{(\w+)\}", genre.heading) if name != "topic" or genre.needs_topic}
        known = {
            name: value or (OPEN.format(what=_WHAT_OPEN[name]) if name in needed else "")
            for name, value in self.values.items()
        }
        composed = re.sub(r"\{(\w+)\}", lambda match: known[match[1]], genre.heading)
        return _joined(composed, spec, genre)

    def open_in_title(self, spec: Spec, genre: Genre) -> list[str]:
        """What the title lacks."""
        return open_in(self.title(spec, genre))


def _joined(title: str, spec: Spec, genre: Genre) -> str:
    """Without words twice: 党建工作 + 工作总结 is 党建工作总结, 某案例 + 案例 is 某案例."""
    for repeated in ("工作", genre.title, "案例", "实施方案", "管理办法", "主题党日"):
        title = title.replace(repeated * 2, repeated)
    if spec.period and spec.topic.startswith(spec.period):
        title = title.replace(spec.period + spec.period, spec.period)
    return title


def heading_of(form: Form, number: int, heading: str) -> str:
    """A section's heading with its number: 一、总述; 第一章 总则."""
    numeral = chinese_numeral(number)
    return f"第{numeral}章　{heading}" if form == "articles" else f"{numeral}、{heading}"


def group_heading(number: int, heading: str) -> str:
    return f"（{chinese_numeral(number)}）{heading}"


def as_sentence(fact: Fact, slot: Slot | None, over: str = "") -> str:
    """A fact as it stands in the text: the author's words, with a name before a bare value and a stop behind.

    Args:
        over: The heading over it, whose words need not be said again.
    """
    text = fact.text
    name = slot.names[0] if slot is not None and slot.names else ("" if "." in fact.slot else fact.slot)
    if slot is not None and slot.label:
        return text
    if name and name not in text and name not in over and (len(text) <= 12 or re.match(r"[\d约近超]", text)):
        text = f"{name}{text}" if re.match(r"[\d约近超]", text) else f"{name}：{text}"
    return text if _END.search(text) else f"{text}。"


def task_sentence(task: Task) -> str:
    """What a task asks, who sees to it and by when, as a sentence."""
    due = task.due if re.search(r"[前内]$|每|至|—", task.due) else f"{task.due}前"
    said = (
        task.measure.rstrip("。；"),
        f"由{task.owner}负责" if task.owner else "",
        f"{due}完成" if task.due else "",
        task.outcome.rstrip("。；"),
    )
    return "，".join(piece for piece in said if piece) + "。" if any(said) else f"{task.matter}。"


def open_in(text: str) -> list[str]:
    """What a text shows as open, in reading order."""
    return OPENED.findall(text)


def marked_open(what: str) -> Claim:
    """The sentence of an open slot."""
    return Claim(OPEN.format(what=what), "unverifiable", ())
