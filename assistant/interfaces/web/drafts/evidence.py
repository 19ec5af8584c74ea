"""Beside a sentence: what the checks say of it, and the passage that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from assistant.drafting.points import kind_of
from assistant.drafting.types import Sentence
from assistant.interfaces.labels import place
from assistant.interfaces.web.elements import Button, Split, Text, box, button, chip, verdict_badge
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation
from assistant.types import Citation as CitationNoun
from assistant.types import Edit, Finding

ORIGINS = {
    "author": "作者提供的事实：原样写入，重写时也不会改动。",
    "template": "文种的固定用语，不含事实，不需要出处。",
    "open": "这里还缺一项内容，资料里没有。补上以后会立即核对。",
    "edited": "这句话由人写成，重写本节时不会改动。",
    "model": "这句话由语言模型依据资料写成。",
    "source": "这句话摘自资料原文。",
}
CELL_ORIGINS = {
    **ORIGINS,
    "template": "这一格没有注明出处。",
    "edited": "这一格由人填写，重写本节时不会改动。",
}
UNSUPPORTED = "资料库里没有找到依据。可以改成有依据的说法；依据文件还没有收入资料库的，先收入再核对。"


class Evidence:
    """Shows one sentence's grounds at a time in a split's side."""

    def __init__(self, visit: Visit, split: Split) -> None:
        self._split = split
        self._panel = SourcePanel(visit, split)

    async def show(
        self,
        sentence: Sentence,
        citations: Mapping[str, CitationNoun],
        on_close: Callable[[], Any],
        on_edit: Callable[[], Any] | None,
        key: str = "",
        *,
        is_cell: bool = False,
    ) -> None:
        """Show a sentence, or a cell as one.

        Args:
            key: Of the citation to show; "" takes the sentence's first.
        """
        keys = [one for one in (*sentence.claim.citations, *_holders(sentence)) if one in citations]
        keys = list(dict.fromkeys(keys))
        again = partial(self.show, sentence, citations, on_close, on_edit, is_cell=is_cell)
        chosen = key or next(iter(keys), "")
        tell = partial(_tell, sentence, [citations[one] for one in keys], chosen, again, on_edit, is_cell)
        if chosen:
            source = Source.of(Citation.of(citations[chosen]))
            await self._panel.open(source, on_close, above=tell)
        else:
            with self._split.open("核对", on_close):
                tell()


def _holders(sentence: Sentence) -> Sequence[str]:
    return [finding.source for finding in sentence.claim.findings if finding.source]


def _tell(
    sentence: Sentence,
    citations: Sequence[CitationNoun],
    chosen: str,
    again: Callable[..., Any],
    on_edit: Callable[[], Any] | None,
    is_cell: bool,
) -> None:
    with box("zb-drafts-about"):
        with box("zb-row"):
            show_state(sentence, is_cell=is_cell)
            if on_edit is not None:
                what = "改这格" if is_cell else "改这句"
                Button(what, on_edit, "quiet", icon_name="edit", title=f"{what}（F2）")
        Text(sentence.text, "zb-drafts-said", tag="p")
        tell_findings(sentence)
        if not citations:
            origins = CELL_ORIGINS if is_cell else ORIGINS
            Text(UNSUPPORTED if kind_of(sentence) == "unsupported" else origins[sentence.origin], "zb-hint", tag="p")
        elif len(citations) > 1:
            _choose(citations, chosen, again)


def show_state(sentence: Sentence, *, is_cell: bool = False) -> None:
    """The verdict, or where the sentence comes from when there is nothing to be verified."""
    kind = kind_of(sentence)
    if kind == "open":
        chip("待填", "warn", "edit")
    elif kind == "unverified":
        chip("待核实", "warn", "question")
    elif sentence.origin == "author":
        chip("作者提供", "plain", "lock")
    elif is_cell and not sentence.claim.citations:
        chip("由人填写" if sentence.edited else "未注出处", "mute")
    elif sentence.origin == "template":
        chip("固定用语", "mute")
    else:
        verdict_badge(sentence.claim.verdict)


def tell_findings(sentence: Sentence) -> None:
    """What is wrong, finding by finding."""
    if sentence.claim.findings:
        with box("zb-drafts-findings", tag="ul"):
            for finding in sentence.claim.findings:
                with box("", tag="li"):
                    Text(told(finding))
                    if any(edit.kind != "equal" for edit in finding.difference):
                        _show_difference(finding.difference)


def told(finding: Finding) -> str:
    """A finding in one sentence."""
    if finding.note:
        return finding.note
    if finding.expected:
        return f"文中是“{finding.found}”，原文是“{finding.expected}”"
    return f"“{finding.found}”在原文中没有依据"


def _show_difference(difference: Sequence[Edit]) -> None:
    with box("zb-drafts-difference", tag="p", aria_label="与原文的差别"):
        for edit in difference:
            if edit.kind == "equal":
                Text(edit.claim)
                continue
            if edit.source:
                Text(edit.source, tag="del", title="原文")
            if edit.claim:
                Text(edit.claim, tag="ins", title="文中")


def _choose(citations: Sequence[CitationNoun], chosen: str, again: Callable[..., Any]) -> None:
    with box("zb-drafts-places", role="group", aria_label="这句话的出处"):
        for citation in citations:
            pages = [] if citation.page is None else [citation.page]
            where = place(citation.document, citation.address.section, citation.address.article, pages)
            button(
                f"出处 {citation.key}",
                partial(again, key=citation.key),
                "zb-drafts-place",
                aria_pressed="true" if citation.key == chosen else "false",
                title=where,
            )
