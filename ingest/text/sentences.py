"""Where sentences begin and end."""

from __future__ import annotations

import re

from ingest.types import Span

_CLOSERS = "”’」』）)】》〉〕］\\]\"'"
_BOUNDARY = re.compile(
    rf"""
    《[^《》\n]*》                                   # a title is one piece, whatever stands in it
    | “[^“”。\n]{{0,16}}”                            # so is a short quotation: “为了什么？”大讨论
    | (?P<end>
        (?: [。！？｡]++ | (?<![0-9A-Za-z/])[!?]++ | [!?]++(?![0-9A-Za-z/=&]) ) [{_CLOSERS}。！？!?]*+
        (?! [，、；：,;:] )                          # “……。”，会议指出: the sentence goes on
      | (?<= [a-z][a-z] ) (?<! \bal ) (?<! \bCo ) (?<! \bvs ) (?<! \bNo ) (?<! \bFig ) (?<! \bLtd )
        \. ["'”’)\]]* (?= [ \t]+ ["“'(\[]? [A-Z] )   # a full stop between English sentences
      | [\n\r\v\f\x85\u2028\u2029]
      )
    """,
    re.VERBOSE,
)
_EDGES = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def split_sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, verbatim, without white space at their edges.

    Every character that is not white space lies in exactly one span. A line break ends a sentence; a semicolon, a
    decimal point, and anything inside 《》 do not. Quotation marks and brackets that close stay with their sentence.
    """
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if match.lastgroup == "end":
            _add(spans, text, start, match.end())
            start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    inner = _EDGES.search(text, start, end)
    if inner is not None:
        spans.append(Span(inner.start(), inner.end()))
