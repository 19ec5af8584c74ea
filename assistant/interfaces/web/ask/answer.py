"""An answer that has come: its sentences with their verdicts, what is to be minded, its sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from assistant.interfaces.labels import VERDICTS, place
from assistant.interfaces.web.ask.citing import Citing
from assistant.interfaces.web.ask.notices import HEADS, ICONS, Notice, notices
from assistant.interfaces.web.ask.paragraphs import Line, Table, blocks
from assistant.interfaces.web.elements import Text, box, button, icon, verdict_badge
from assistant.interfaces.web.elements.status import VERDICT_ICONS, VERDICT_WORDS
from assistant.interfaces.web.marking import Piece, cut
from assistant.interfaces.wire.answers import Answer
from assistant.types import Passage

_CODES = {word: verdict for verdict, word in VERDICTS.items()}

SEARCHED = "按“{question}”查找"
ADVICE = "可以换一种问法，或先把相关文件收入资料库。执笔不会在没有依据时作答。"
WIDER = "这次只在所选的范围里找。可以放宽范围，或换一种问法。"
NEAREST = "最接近的几段原文，供参考"
ABOUT = 100
"""Characters of a passage that are shown in the list."""


def show_answer(answer: Answer, citing: Citing) -> None:
    """Everything but the actions under it."""
    if answer.standalone:
        Text(SEARCHED.format(question=answer.standalone), "zb-hint zb-ask-searched", tag="p")
    told = notices(answer)
    for notice in told:
        if notice.kind in ("correction", "conflict"):
            _show_notice(notice)
    _show_text(answer, citing)
    for notice in told:
        if notice.kind not in ("correction", "conflict"):
            _show_notice(notice)
    if answer.citations:
        citing.list_sources()


def show_refusal(answer: Answer, *, is_narrowed: bool) -> None:
    """Args: is_narrowed: Only part of the library was looked through."""
    with box("zb-callout zb-refusal"):
        icon("search")
        with box("zb-callout-text"):
            Text(answer.reason or answer.answer, "zb-callout-title", tag="p")
            Text(WIDER if is_narrowed else ADVICE, tag="p")
    if answer.standalone:
        Text(SEARCHED.format(question=answer.standalone), "zb-hint zb-ask-searched", tag="p")
    for notice in notices(answer):
        _show_notice(notice)


def show_nearest(passages: Sequence[Passage], on_open: Callable[[Passage], object]) -> None:
    """What stands closest to a question that nothing answers."""
    with box("zb-ask-nearest", tag="section", aria_label=NEAREST):
        Text(NEAREST, "zb-hint", tag="h3")
        for passage in passages:
            chunk = passage.chunk
            with button("", partial(on_open, passage), "zb-ask-passage"):
                Text(place(passage.document, chunk.address.section, chunk.address.article, passage.pages))
                Text(_short(chunk.text), "zb-ask-passage-text")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ABOUT else f"{line[:ABOUT]}…"


def _show_notice(notice: Notice) -> None:
    with box(f"zb-ask-notice zb-ask-{notice.kind}"):
        icon(ICONS[notice.kind])
        with box("zb-ask-notice-text"):
            if HEADS[notice.kind]:
                Text(HEADS[notice.kind], "zb-ask-notice-head", tag="p")
            Text(notice.text, tag="p")


def _show_text(answer: Answer, citing: Citing) -> None:
    with box("zb-answer"):
        for block in blocks(cut(answer)):
            if isinstance(block, Table):
                _show_table(block, citing)
            else:
                with box("zb-ask-line", tag="p"):
                    _show_line(block, citing)


def _show_table(table: Table, citing: Citing) -> None:
    head, *rows = table.rows
    with box("zb-ask-table-frame", tabindex="0", role="region", aria_label="对比"), box("zb-ask-table", tag="table"):
        with box("", tag="thead"), box("", tag="tr"):
            for cell in head:
                with box("", tag="th", scope="col"):
                    _show_line(cell, citing)
        with box("", tag="tbody"):
            for row in rows:
                with box("", tag="tr"):
                    for number, cell in enumerate(row):
                        with box("", tag="td") if number else box("", tag="th", scope="row"):
                            _show_line(cell, citing)


def _show_line(line: Line, citing: Citing) -> None:
    for piece in line:
        if piece.key is not None:
            citing.mark(piece.key, piece.verdict or VERDICT_WORDS["supported"])
        elif piece.verdict:
            _show_doubt(piece)
        else:
            Text(piece.text)


def _show_doubt(piece: Piece) -> None:
    verdict = _CODES[piece.verdict]
    with box(f"zb-doubt zb-says zb-says-{verdict}", tag="span", title=piece.verdict):
        Text(piece.text)
    verdict_badge(verdict)


def summary(answer: Answer) -> None:
    """How many sentences there are, and what the checks say of them."""
    counts: dict[str, int] = {}
    for claim in answer.claims:
        counts[claim.verdict] = counts.get(claim.verdict, 0) + 1
    if not counts:
        return
    with box("zb-ask-summary", tag="p"):
        for verdict, word in VERDICT_WORDS.items():
            if counts.get(verdict):
                with box(f"zb-ask-count zb-tone-{verdict}", tag="span"):
                    icon(VERDICT_ICONS[verdict])
                    Text(f"{counts[verdict]} 句{word}")
        if set(counts) != {"supported"}:
            Text("画线的句子请核对后再用", "zb-hint")
