"""What was found in a text: how much of it there is, which of it is shown, and the rows to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.render.findings import Group as Kind
from assistant.interfaces.web.elements import Choice, Text, box, button, chip, icon
from assistant.interfaces.web.elements.status import Tone
from assistant.interfaces.web.proof.paper import RemarkList
from assistant.interfaces.web.proof.remarks import GROUPS, Remark, weights
from assistant.interfaces.web.proof.work import Work
from assistant.types import Verdict, Verification

_VERDICTS: dict[Verdict, tuple[str, Tone, str]] = {
    "supported": ("有依据", "good", "check"),
    "altered": (VERDICTS["altered"], "bad", "differs"),
    "wrong_citation": (VERDICTS["wrong_citation"], "bad", "strayed"),
    "unsupported": (VERDICTS["unsupported"], "stray", "search"),
    "unverifiable": (VERDICTS["unverifiable"], "mute", "question"),
}
"""Word, tone and icon, in the colours that the marks of the text have."""


class Summary:
    """How many sentences fared how: never one figure for all, behind which an error could hide."""

    def __init__(self) -> None:
        self._box = box("zb-proof-summary", role="status", aria_live="polite")
        self._shown: tuple[object, ...] = ()

    def show(self, verified: Verification | None, *, goes_on: bool = False) -> None:
        """Args: goes_on: It is not all yet; what is to be known of it is said at the end."""
        notices = () if verified is None or goes_on else verified.notices
        told = () if verified is None else (*verified.counts.items(), *notices)
        if told == self._shown:
            return
        self._shown = told
        self._box.clear()
        if verified is None:
            return
        with self._box:
            with box("zb-proof-counts"):
                Text(f"共 {len(verified.claims)} 句", "zb-proof-total zb-figures")
                for verdict, count in verified.counts.items():
                    if count:
                        word, tone, icon_name = _VERDICTS[verdict]
                        chip(f"{word} {count} 句", tone, icon_name)
            for notice in notices:
                Text(notice, "zb-notice", tag="p")


class Findings:
    """The remarks with what narrows them down.

    Args:
        on_filter: The choice has changed: `work` has it.
        on_basis: Asks what the text is to be held against.
    """

    def __init__(
        self, *, on_choose: Callable[[str], Any], on_filter: Callable[[], Any], on_basis: Callable[[], Any]
    ) -> None:
        self._work = Work()
        self._on_filter = on_filter
        self._checks: list[str] = []
        with box("zb-proof-findings") as self.element:
            with box("zb-proof-against"):
                self._said = Text("", "zb-hint")
                button("更改", on_basis, "zb-link", aria_label="更改对照什么")
            with box("zb-proof-filter", role="group", aria_label="看哪些意见"):
                self._toggles = {kind: self._toggle(kind) for kind in GROUPS}
                self._seen = button("", self._turn_seen, "zb-proof-toggle", aria_pressed="false")
            self._kind = Choice("看哪一类", {"": "全部"}, on_change=self._narrow)
            self._none = Text("", "zb-note", tag="p", role="status")
            self._list = RemarkList(on_choose)

    def _toggle(self, kind: Kind) -> tuple[ui.element, Text]:
        group = GROUPS[kind]
        made = button("", partial(self._turn, kind), f"zb-proof-toggle zb-proof-kind-{kind}", title=group.meaning)
        with made:
            icon(group.icon)
            return made, Text("")

    def show(self, work: Work) -> None:
        """Show what `work` has and asks for."""
        self._work = work
        self._said.set_text(f"对照：{work.basis.said}")
        open_ = work.open
        counted = weights(open_)
        for kind, (made, text) in self._toggles.items():
            text.set_text(f"{GROUPS[kind].word} {counted[kind]}")
            _press(made, kind not in work.hidden)
        settled = len(work.remarks) - len(open_)
        self._seen.set_text(f"已核 {settled}")
        self._seen.set_visibility(bool(settled) or work.seen_notes)
        _press(self._seen, work.seen_notes)
        self._show_checks()
        shown = work.shown
        self._list.show(shown)
        self._none.set_text("" if shown else self._nothing())
        self._none.set_visibility(not shown)

    def light(self, remark: Remark | None) -> None:
        self._list.light(remark)

    def _show_checks(self) -> None:
        checks = self._work.checks
        if self._work.check not in checks:
            self._work.check = ""
        if checks != self._checks or self._kind.value != self._work.check:
            self._checks = checks
            self._kind.set_options({"": "全部", **{check: check for check in checks}}, self._work.check)
        self._kind.box.set_visibility(len(checks) > 1)

    def _nothing(self) -> str:
        work = self._work
        if work.seen_notes:
            return "没有记为已核的意见。"
        if work.open:
            return "这样筛选没有意见，放开筛选可以看到其余的。"
        if work.remarks:
            return "意见都看过了。“已核”里是记为无误的几处。"
        return "没有发现问题。没有发现不等于没有问题，无法核对的句子请自己看一遍。"

    def _turn(self, kind: Kind) -> Any:
        self._work.hidden ^= {kind}
        return self._on_filter()

    def _narrow(self, check: str) -> Any:
        self._work.check = check
        return self._on_filter()

    def _turn_seen(self) -> Any:
        self._work.seen_notes = not self._work.seen_notes
        return self._on_filter()


def _press(made: ui.element, is_pressed: bool) -> None:
    made.props["aria-pressed"] = "true" if is_pressed else "false"
    made.update()
