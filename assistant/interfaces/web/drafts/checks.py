"""The whole draft at a glance: what is still to be done, what its checks say, how much stood there last year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

from assistant.accounts.principal import Right
from assistant.drafting.points import Point, PointKind, points, sentences_of
from assistant.drafting.types import Draft
from assistant.interfaces.web.drafts.evidence import told
from assistant.interfaces.web.elements import Text, box, button, chip, link, verdict_badge
from assistant.interfaces.web.elements.status import VERDICT_TONES, VERDICT_WORDS

KINDS: dict[PointKind, str] = {
    "open": "待填",
    "unverified": "待核实",
    "altered": "与原文有出入",
    "wrong_citation": "所注出处不符",
    "unsupported": "未见依据",
    "whole": "全文检查",
}
TONES = {"open": "warn", "unverified": "warn", "whole": "warn", **VERDICT_TONES}
CHECKS = {
    "values": "数据前后一致",
    "list": "重复与必备要素",
    "style": "小标题",
    "formulation": "固定表述",
}
WAYS: dict[str, tuple[str, str, Right]] = {
    "已收入任务台账": ("去看任务", "/tasks", "draft"),
    "收入资料库": ("去收入文件", "/library", "manage"),
}
"""What a notice of a draft speaks of -> where on the page it is done, and who may do it."""
MOST = 60
"""Points, and findings of one check, that are listed; F8 goes through all points."""


def show_checks(draft: Draft, go: Callable[[Point], Awaitable[None]], may: Callable[[Right], bool]) -> None:
    """Show them.

    Args:
        go: Shows a point in the draft.
        may: Whether one has a right.
    """
    counts = Counter(
        sentence.claim.verdict for sentence in draft.sentences if sentence.origin not in ("template", "open", "author")
    )
    with box("zb-row zb-drafts-counts"):
        for verdict, number in sorted(counts.items(), key=lambda one: list(VERDICT_WORDS).index(one[0])):
            verdict_badge(verdict, f"{VERDICT_WORDS[verdict]} {number} 句")
    _show_points(points(draft), go)
    _show_findings(draft, go)
    _show_recycled(draft)
    if draft.notices:
        Text("起草时的说明", "zb-h3 zb-drafts-part", tag="h3")
        with box("zb-drafts-plain", tag="ul"):
            for notice in draft.notices:
                with box("", tag="li"):
                    Text(notice)
                    for words, (name, address, right) in WAYS.items():
                        if words in notice and may(right):
                            link(name, address)


def _show_points(found: tuple[Point, ...], go: Callable[[Point], Awaitable[None]]) -> None:
    Text(f"待办 {len(found)} 处" if found else "待办", "zb-h3 zb-drafts-part", tag="h3")
    if not found:
        Text("没有待填、待核实的内容了。", "zb-hint", tag="p")
        return
    with box("zb-drafts-points", tag="ol"):
        for point in found[:MOST]:
            with box("", tag="li"):
                chip(KINDS[point.kind], TONES[point.kind])
                button(point.what or point.text, partial(go, point), "zb-drafts-issue")
    if len(found) > MOST:
        Text(f"另有 {len(found) - MOST} 处，按 F8 逐处查看。", "zb-hint", tag="p")


def _show_findings(draft: Draft, go: Callable[[Point], Awaitable[None]]) -> None:
    where = {one.text: one for section in draft.sections for one in sentences_of(section)}
    Text("全文检查", "zb-h3 zb-drafts-part", tag="h3")
    with box("zb-drafts-plain", tag="ul"):
        for check, name in CHECKS.items():
            own = [finding for finding in draft.findings if finding.check == check]
            with box("", tag="li"):
                with box("zb-row"):
                    Text(name, "zb-drafts-check")
                    chip(f"{len(own)} 处", "warn", "differs") if own else chip("没有问题", "good", "check")
                for finding in own[:MOST]:
                    if (point := where.get(finding.found)) is not None:
                        button(told(finding), partial(go, point), "zb-drafts-found zb-drafts-issue")
                    else:
                        Text(told(finding), "zb-drafts-found", tag="p")
                if len(own) > MOST:
                    Text(f"另有 {len(own) - MOST} 处。", "zb-hint zb-drafts-found", tag="p")


def _show_recycled(draft: Draft) -> None:
    Text("与上一期文稿相比", "zb-h3 zb-drafts-part", tag="h3")
    if draft.recycled is None:
        Text("资料库里没有上一期的同类文稿，没有比较。", "zb-hint", tag="p")
    else:
        Text(f"初稿有 {draft.recycled:.0%} 的文字在上一期文稿里也有。", "zb-hint", tag="p")
