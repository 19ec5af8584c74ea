"""A claim of an answer against the quotations it cites, with the passages around them at hand.

An answer may put things in its own words, so less shared wording is asked for than of a text that is verified: the
thresholds were fitted on 34 answered questions about four real party-building texts. With question and answer in one
sentence as the claim, 85 % of the true claims pass against their evidence and 4 % against the best sentences of another
passage of the same file; with the answer alone, 87 % pass, and none against a random sentence of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Finding, Passage, Source, Verdict
from assistant.verification.checks import Setting, check_against
from assistant.verification.index import SourceIndex
from assistant.verification.support import supports, verbatim
from assistant.verification.values import BARE, ORDINAL, Value, matches, nearest, values
from ingest.text.folding import fold
from ingest.text.tokens import bigrams
from ingest.types import Address, Chunk, PageRun

QUOTED = 0.4
"""Share of a claim (see `containment`) that its quotations must hold for it to be supported by them alone."""

PARTLY_QUOTED, IN_CONTEXT = 0.25, 0.5
"""Or: this share in the quotations, and this share in quotations and context together."""

_EXCERPT = 12
"""Characters of an answer that is a few words out of its source and no sentence of its own."""

_STOP = re.compile(r"[,;:。!?]")

_LIST_MARK = re.compile(r"\s*(?:[-*•·]\s+)?(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[、)）]|\.(?!\d)))?")


def check_claim(text: str, quotes: Sequence[str], context: Sequence[str] = ()) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict on `text` against the quotations it cites.

    Args:
        quotes: Verbatim quotations; none means unsupported.
        context: What surrounds the quotations (document title, headings, the rest of the passage). It helps to tell
            what the claim speaks of, and years and 第…条 may stand there; other figures must stand in a quotation.

    Returns:
        supported; or unsupported with one finding of the check "support"; or altered, with what the checks find where
        the claim says a quotation again, else with one finding of the check "values" for each figure that the source
        does not have, `expected` being the nearest comparable figure.
    """
    if any(verbatim(text, quote) or _is_excerpt(text, quote) for quote in quotes):
        return "supported", ()
    best = next(iter(supports(text, SourceIndex([_source(quote) for quote in quotes]))), None)
    if best is not None and best.is_enough:
        setting = Setting(texts=tuple(dict.fromkeys((*quotes, *context))))
        found = check_against(text, best.alignment, [_around(piece) for piece in context], setting)
        wrong = tuple(one for one in found if one.severity == "certain" and one.verdict != "supported")
        return ("altered", wrong) if wrong else ("supported", ())
    quoted = containment(text, quotes)
    together = containment(text, [*quotes, *context])
    if quoted < QUOTED and (quoted < PARTLY_QUOTED or together < IN_CONTEXT):
        return "unsupported", (Finding("support", "unsupported", 0, len(text), text),)
    findings = _altered_values(text, quotes, context)
    return ("altered", findings) if findings else ("supported", ())


def _is_excerpt(text: str, quote: str) -> bool:
    """Whether `text` is a few words out of the quotation, no sentence: the answer to a question, shown beside it."""
    wanted, known = fold(text).text, fold(quote).text
    if not wanted or len(wanted) > _EXCERPT or _STOP.search(wanted):
        return False
    figure = r"[0-9.,〇零一二三四五六七八九十百千万亿两]"
    before = rf"(?<!{figure})" if re.match(figure, wanted) else ""
    after = rf"(?!{figure})" if re.search(rf"{figure}\Z", wanted) else ""
    return re.search(before + re.escape(wanted) + after, known) is not None


def _source(quote: str) -> Source:
    chunk = Chunk("", "", 0, 0, len(quote), quote, Address(), (PageRun(0, 1),))
    return Source("1", Passage(chunk, "", "", paged=False, score=1.0))


def containment(text: str, sources: Sequence[str]) -> float:
    """Share of what `text` is made of that `sources` hold, 0 to 1; 0 for a text without words and figures.

    A text is made of the distinct character bigrams of its wording and of its figures, however they are written.
    """
    figures = values(text)
    wanted = set(bigrams(_without(figures, text)))
    known = [value for source in sources for value in values(source)]
    held = {pair for source in sources for pair in bigrams(source)} & wanted
    matched = sum(any(matches(figure, value) for value in known) for figure in figures)
    total = len(wanted) + len(figures)
    return (len(held) + matched) / total if total else 0.0


def _without(figures: Sequence[Value], text: str) -> str:
    for figure in reversed(figures):
        text = text[: figure.start] + "，" + text[figure.end :]
    return text


def _altered_values(text: str, quotes: Sequence[str], context: Sequence[str]) -> tuple[Finding, ...]:
    body = _LIST_MARK.match(text)
    start = body.end() if body else 0
    quoted = [value for quote in quotes for value in values(quote)]
    around = [value for piece in context for value in values(piece) if _may_stand_in_context(value)]
    return tuple(
        Finding("values", "altered", value.start, value.end, value.text, _text(nearest(value, quoted)))
        for value in values(text)
        if value.start >= start and not any(matches(value, source) for source in (*quoted, *around))
    )


def _around(piece: str) -> str:
    """A piece of context without the figures that must stand in a quotation."""
    return _without([value for value in values(piece) if not _may_stand_in_context(value)], piece)


def _may_stand_in_context(value: Value) -> bool:
    year = value.kind in ("年", BARE) and 1900 <= value.amount < 2100
    return year or value.kind == ORDINAL


def _text(value: Value | None) -> str | None:
    return value.text if value is not None else None
