"""What a text is to be, as a form: the genre's own slots, sources to use, length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nicegui import ui

from assistant.drafting.frame import Frame
from assistant.drafting.types import Spec
from assistant.interfaces.web.drafts.sourcing import Sourcing
from assistant.interfaces.web.elements import DayField, Field, PeriodField, Text, box
from ingest.types import DocumentRecord
from prompts.genres import Genre, Part, Slot

PERIOD_OF: dict[str, str] = {"work_plan": "例如：2026年", "work_summary": "例如：2026年上半年"}


OWN = "写在这里的内容会原样用进文稿，不会被改写。不知道的空着，文中会标出【待填】。"


class Wanted:
    """The form of one genre.

    Args:
        given: What stands in it at first.
    """

    def __init__(self, genre: Genre, documents: list[DocumentRecord], given: Spec) -> None:
        self._genre = genre
        keep = f"draft/new/{genre.name}/"
        facts = dict[str, list[str]]()
        for fact in given.facts:
            facts.setdefault(fact.slot, []).append(fact.text)
        with box("zb-drafts-form"):
            with _group("写什么"), box("zb-drafts-pair"):
                self._unit = Field(
                    "单位", value=given.unit, placeholder="例如：东江阀门公司党委", required="{unit}" in genre.heading,
                    keep=f"{keep}unit",
                )  # fmt: skip
                self._period = PeriodField(
                    "期间", value=given.period, placeholder=PERIOD_OF.get(genre.name, "例如：2026年第三季度"),
                    required="{period}" in genre.heading, keep=f"{keep}period",
                )  # fmt: skip
                self._topic = Field(
                    "主题", value=given.topic, required=genre.needs_topic, keep=f"{keep}topic",
                    help="写哪件事" if genre.needs_topic else "可以不填；填了就只写这一方面，例如：党建",
                )  # fmt: skip
                self._audience = Field("主送或读者", value=given.audience, help="没有就空着", keep=f"{keep}audience")
            if genre.slots:
                with _group("只有您知道的情况", OWN):
                    self._facts = [
                        (part, slot, self._slot_field(part, slot, facts.pop(f"{part.id}.{slot.name}", []), given, keep))
                        for part, slot in genre.slots
                    ]
            else:
                self._facts = []
            with _group("其他要写进去的情况"):
                rest = [
                    text if not slot or "." in slot else f"{slot}：{text}"
                    for slot, own in facts.items()
                    for text in own
                ]
                self._more = Field(
                    "其他事实",
                    value="\n".join(rest),
                    lines=3,
                    keep=f"{keep}more",
                    help="每行一条，例如：全年慰问困难职工 36 人次。",
                )
            with _group("用哪些资料", "不选就用资料库里合适的全部文件。"):
                self.sourcing = Sourcing(documents, given, keep)
            with _group("篇幅与落款"), box("zb-drafts-pair"):
                self._length = Field(
                    "字数", value=str(given.length or ""), placeholder=f"约 {genre.length} 字", keep=f"{keep}length"
                )
                self._signed = DayField("成文日期", value=given.signed, keep=f"{keep}signed")
                self._title = Field("标题", value=given.title, help="不填就按文种拟定", keep=f"{keep}title")

    def _slot_field(self, part: Part, slot: Slot, own: list[str], given: Spec, keep: str) -> Field:
        label = Frame.of(replace(given, period=given.period or "本期")).filled(slot.what)
        return Field(
            label, value="\n".join(own), lines=2, help=f"用在“{part.name}”", keep=f"{keep}{part.id}.{slot.name}"
        )

    def check(self) -> bool:
        """Whether what must be there is; says beside the field what is missing."""
        missing = [
            (self._unit, "{unit}" in self._genre.heading, "请写是哪个单位的文稿"),
            (self._period, "{period}" in self._genre.heading, "请写期间，例如：2026年上半年"),
            (self._topic, self._genre.needs_topic, "请写主题：这一文种要有主题才能选准资料"),
        ]
        found = [(field, told) for field, needed, told in missing if needed and not field.value.strip()]
        for field, _, _ in missing:
            field.fail("")
        for field, told in found:
            field.fail(told)
        wrong = [field for field, _ in found] + [day for day in (self.sourcing.as_of, self._signed) if not day.check()]
        if wrong:
            wrong[0].focus()
        return not wrong

    @property
    def stated(self) -> Mapping[str, Any]:
        """As `read_spec` reads it."""
        texts = {
            "unit": self._unit, "period": self._period, "topic": self._topic, "audience": self._audience,
            "title": self._title, "length": self._length,
        }  # fmt: skip
        told: dict[str, Any] = {key: field.value.strip() for key, field in texts.items() if field.value.strip()}
        if self._signed.day is not None:
            told["signed"] = self._signed.day.isoformat()
        facts: list[Any] = [
            {"slot": slot.what, "text": line} for _, slot, field in self._facts for line in _lines(field.value)
        ]
        facts += _lines(self._more.value)
        if facts:
            told["facts"] = facts
        return {**told, **self.sourcing.stated}

    def forget(self) -> None:
        """What was typed is with the server now."""
        fields = [
            self._unit,
            self._period,
            self._topic,
            self._audience,
            self._more,
            self._length,
            self._signed,
            self._title,
        ]
        for field in (*fields, *(field for _, _, field in self._facts)):
            if field.kept is not None:
                field.kept.forget()
        self.sourcing.forget()


def _group(heading: str, help: str = "") -> ui.element:
    with box("zb-drafts-group", tag="section"):
        with box("zb-drafts-group-head"):
            Text(heading, "zb-h2", tag="h2")
            if help:
                Text(help, "zb-hint", tag="p")
        return box("zb-drafts-group-body")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
