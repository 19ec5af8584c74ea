"""One remark: what stands there and what should, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.render.findings import SHOULD
from assistant.interfaces.web.elements import Button, Field, Text, box, button, chip, guarded, unseen
from assistant.interfaces.web.proof.remarks import GROUPS, Remark
from assistant.types import Edit

USUAL_NOTE = "已核，无误"
_AROUND = 14
"""Equal characters shown beside a difference."""
_LONGEST = 60

NEAREST = "下面是最接近的一段，不是依据。"


class RemarkCard:
    """Shows a remark; `build` puts it into the current container.

    Args:
        note: Under which it was settled; None while it is open.
        on_step: Goes to the next (1) or the one before (-1).
        on_accept: Types the correction.
        on_settle: Takes down a note, or takes that back (None).
    """

    def __init__(
        self,
        remark: Remark,
        *,
        note: str | None,
        on_step: Callable[[int], Any],
        on_accept: Callable[[Remark], Any],
        on_settle: Callable[[Remark, str | None], Any],
    ) -> None:
        self._remark = remark
        self._note = note
        self._on_step = on_step
        self._on_accept = on_accept
        self._on_settle = on_settle
        self._accept: Button | None = None
        self._focused = False

    def build(self) -> None:
        remark = self._remark
        group = GROUPS[remark.group]
        with box("zb-proof-card"):
            with box("zb-proof-card-head"):
                chip(group.word, group.tone, group.icon)
                Text("，".join(remark.checks), "zb-proof-card-check")
                with box("zb-proof-steps"):
                    _arrow("上一处", "Alt + ↑ 或 k", "up-arrow", partial(self._on_step, -1))
                    _arrow("下一处", "Alt + ↓ 或 j", "down-arrow", partial(self._on_step, 1))
            self._say()
            for note in self._said():
                Text(note, "zb-proof-why", tag="p")
            with box("zb-proof-do") as self._do:
                self._offer_settling()

    def _say(self) -> None:
        remark = self._remark
        if remark.difference and any(edit.kind != "equal" for edit in remark.difference):
            with box("zb-proof-diff", tag="p"):
                show_difference(remark.difference, remark.leads)
        elif remark.better is not None:
            with box("zb-proof-diff", tag="p"):
                _gone(remark.found)
                _come(remark.better, remark.leads)
        else:
            return
        says = "应有的写法" if remark.leads == SHOULD else "资料中的写法；说的可能不是一回事，请看原文"
        Text(f"划去的是文稿的写法，带下划线的是{says}", "zb-hint", tag="p")

    def _said(self) -> list[str]:
        remark = self._remark
        is_without = remark.group == "unsupported" and remark.sources
        return [*remark.notes, *([remark.ground] if remark.ground else []), *([NEAREST] if is_without else [])]

    def offer(self, is_better: bool) -> None:
        """Offer the correction, once it is known that the text is the better for it."""
        if self._do.is_deleted or not is_better or self._note is not None or self._remark.better is None:
            return
        better = self._remark.better
        word = "删去" if not better else f"改为“{better}”" if len(better) <= 12 else "照此改正"
        with self._do:
            self._accept = Button(word, partial(self._on_accept, self._remark), "primary", icon_name="check")
        self._accept.element.move(target_index=0)
        self._accept.element.props["title"] = "改在文稿里，可用 Ctrl + Z 撤销"
        if self._focused:
            give_focus(".zb-proof-do .zb-primary", held=".zb-proof-next")

    def focus(self) -> None:
        """Have the keyboard here: on the correction, when it is offered, else on the way to the next."""
        self._focused = True
        give_focus(".zb-proof-next")

    def _offer_settling(self) -> None:
        if self._note is not None:
            Text(f"已核：{self._note}", "zb-proof-settled", tag="p")
            Button("恢复这条意见", partial(self._on_settle, self._remark, None))
            return
        self._ask = Button("不改，记为已核", self._ask_note)

    def _ask_note(self) -> None:
        self._do.clear()
        with self._do, box("zb-proof-settle"):
            note = Field("记一句理由", value=USUAL_NOTE, help="和这篇文稿一起留着，导出报告时写进去")

            async def settle() -> None:
                await self._on_settle(self._remark, note.value.strip() or USUAL_NOTE)

            enter = guarded(settle)
            note.element.on("keydown.enter", lambda _: enter(), args=[])
            with box("zb-row"):
                Button("记下", settle, "primary")
        ui.run_javascript(f"setTimeout(() => getElement({note.element.id})?.$refs?.qRef?.focus(), 30)")


def give_focus(wanted: str, held: str = "*") -> None:
    """Focus what the selector `wanted` finds, when the focus is on what `held` finds: who has gone on meanwhile is not
    called back. Elements that were just made are drawn a moment later.
    """
    ui.run_javascript(
        f"setTimeout(() => {{ if (document.activeElement?.matches({held!r})) "
        f"document.querySelector({wanted!r})?.focus({{preventScroll: true}}); }}, 40)"
    )


def _arrow(word: str, keys: str, icon_name: str, on_click: Callable[[], Any]) -> None:
    extra = " zb-proof-next" if word == "下一处" else ""
    button("", on_click, f"zb-icon-button{extra}", icon_name=icon_name, aria_label=word, title=f"{word}（{keys}）")


def show_difference(edits: Sequence[Edit], leads: str = SHOULD) -> None:
    """The text's wording struck out, the source's put in, with a little of what is equal around."""
    last = len(edits) - 1
    for at, edit in enumerate(edits):
        if edit.kind == "equal":
            Text(_middle(edit.claim, at > 0, at < last))
            continue
        if edit.claim.strip():
            _gone(edit.claim)
        if edit.source.strip():
            _come(edit.source, leads)


def _gone(text: str) -> None:
    unseen("文稿：")
    Text(_short(text), tag="del")


def _come(text: str, leads: str) -> None:
    unseen(f"{leads}：")
    Text(_short(text) if text else "（删去）", tag="ins")


def _middle(text: str, has_left: bool, has_right: bool) -> str:
    if len(text) <= _AROUND * (has_left + has_right):
        return text
    left = text[:_AROUND] if has_left else ""
    right = text[-_AROUND:] if has_right else ""
    return f"{left}…{right}"


def _short(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}……{text[-_LONGEST:]}"
