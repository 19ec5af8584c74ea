"""An answer as the content of a chat message: text that renders as itself, marks [1], and a list of the sources."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answering.markup import inert
from assistant.interfaces.api.openai.wire import Annotation, UrlCitation
from assistant.interfaces.labels import place
from assistant.interfaces.wire.answers import Answer, Citation

SOURCES = "出处："
"""What the list of sources begins with."""

_MARK = re.compile(r"\[([0-9]{1,3})\]")
_LIST = re.compile(rf"\n\n{SOURCES}\n(?:\[[0-9]{{1,3}}\] .*(?:\n|\Z))+")
_TITLE = re.compile(r"^\[[0-9]{1,3}\] 《(.+?)》", re.MULTILINE)


def content(answer: Answer) -> str:
    """The answer, what degraded on its way, and where its quotations stand.

    Clients render Markdown: nothing that a document or a model wrote may become a picture or a link.
    """
    parts = [body(answer), *(f"注意：{inert(notice)}" for notice in answer.notices)]
    if answer.citations:
        parts.append("\n".join([SOURCES, *(_source(one) for one in answer.citations)]))
    return "\n\n".join(parts)


def body(answer: Answer) -> str:
    """The answer's text without markup; its marks stay."""
    pieces = _MARK.split(answer.answer)
    texts, keys = [inert(piece) for piece in pieces[::2]], pieces[1::2]
    shown = texts[0]
    for key, after in zip(keys, texts[1:], strict=True):
        # [1] right before ( would be a link.
        shown += f"[{key}]" + (f" {after}" if after.startswith(("(", "[", ":")) and not _MARK.match(after) else after)
    return shown


def marks(answer: Answer, url: Callable[[Citation], str]) -> list[Annotation]:
    """One for each mark in the answer's text, at its place in `content`."""
    cited = {citation.key: citation for citation in answer.citations}
    return [
        Annotation(
            url_citation=UrlCitation(
                start_index=mark.start(),
                end_index=mark.end(),
                title=cited[mark[1]].document,
                url=url(cited[mark[1]]),
            ),
            zhibi=cited[mark[1]],
        )
        for mark in _MARK.finditer(body(answer))
        if mark[1] in cited
    ]


def without_sources(text: str) -> tuple[str, tuple[str, ...]]:
    """An earlier answer as `content` made it: its text without the list of sources, and the titles in that."""
    found = _LIST.search(text)
    if found is None:
        return text, ()
    titles = dict.fromkeys(title.replace("〈", "《").replace("〉", "》") for title in _TITLE.findall(found[0]))
    return (text[: found.start()] + text[found.end() :]).strip(), tuple(titles)


def pieces(text: str, size: int) -> list[str]:
    """`text` in pieces of `size` characters; none when it is empty."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def _source(one: Citation) -> str:
    where = place(one.document, one.section, one.article, [] if one.page is None else [one.page])
    note = f"（{one.note}）" if one.note else ""
    return f"[{one.key}] {' '.join(inert(where + note).split())}"
