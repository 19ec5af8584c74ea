"""Which articles of which document a question addresses: 《…办法》第十二条, 党发〔2026〕3号第二条."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.retrieval import wording
from assistant.retrieval.question import content_terms
from assistant.retrieval.understanding.things import TITLE, Thing, articles_in
from assistant.retrieval.wording import ABSTRACT
from ingest.numbers import NUMBER
from ingest.series import title_key
from ingest.types import Span

_JOINED = re.compile(r"[\s、，,和与及至到—~－-]*(?:以及|或者?|还有|对比|相比)?[\s、，,和与及]*(?:它的|其)?")
_BOUNDARY = re.compile(r"[，。；？！：,;?!:\n]")
_TAIL = re.compile(r"[\s，,的中里]+(?:规定的?|关于)?$|(?:里面|中的|当中)$")
_LEADING = re.compile(r"[\s，,的中里]+$|(?:里面|中的|当中)$")
_PLAIN = frozenset(
    """
    条文 条款 原文 全文 写 说 讲 规定 内容 表述 怎么说 怎么写 怎样 如何 是 请 列出 给出
    告诉 查 查询 查找 看看 引用 现行 最新 旧版 试行 修订 修订前 具体 完整 说明 介绍 意思
    知道 看一下 查一下 想 帮 我 复述 摘录 出处 一下 规定了 讲了 说了 写了
    """.split()  # noqa: SIM905 (words read better than quotation marks)
)
"""What is left of a question that wants an article, and nothing out of it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Articles of one document.

    Attributes:
        title: Its title as the question writes it between 《 and 》, or None.
        number: Its 文号 as written, with whatever stands before it; or None.
        before: Readings of the clause that stands before the articles, as title keys; one of their endings may be its
            name. Beside a title: only where the title may be part of a longer one.
        after: Clauses that follow the articles, where nothing is named before them.
        articles: Labels, as chunks bear them.
    """

    title: str | None
    number: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    articles: tuple[str, ...]


def references_in(text: str) -> tuple[Reference, ...]:
    """What a question addresses, one reference a document, in order; none where it names no article."""
    marked = [Span(*match.span()) for match in TITLE.finditer(text)]
    articles = [one for one in articles_in(text) if not any(_within(one.span, title) for title in marked)]
    found: list[Reference] = []
    end = 0
    for group in _groups(text, articles):
        reference = _reference(text, end, group)
        end = group[-1].span.end
        if found and reference.title is None and reference.number is None and not (reference.before or reference.after):
            reference = replace(found[-1], articles=reference.articles)
        found.append(reference)
    return _merged(found)


def asks_for_text(text: str) -> bool:
    """Whether a question wants the addressed article itself, and nothing told from within it."""
    rest = NUMBER.sub(" ", TITLE.sub(" ", text))
    for one in reversed(articles_in(rest)):
        rest = rest[: one.span.start] + " " + rest[one.span.end :]
    rest = re.sub(r"第\S{1,3}[款项]|《[^》]*》|“[^”]*”", " ", wording.SPEECH.sub(" ", rest))
    return not set(content_terms(rest)) - ABSTRACT - _PLAIN


def _groups(text: str, articles: Sequence[Thing]) -> list[list[Thing]]:
    """Articles that nothing but a connecting word parts."""
    groups: list[list[Thing]] = []
    for one in articles:
        last = groups[-1][-1].span if groups else None
        if last is not None and (last == one.span or _JOINED.fullmatch(text, last.end, one.span.start)):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _reference(text: str, begin: int, group: Sequence[Thing]) -> Reference:
    labels = tuple(dict.fromkeys(one.value for one in group))
    before, after = text[begin : group[0].span.start], text[group[-1].span.end :]
    for part, last in ((before, -1), (after, 0)):
        titles = list(TITLE.finditer(part))
        numbers = list(NUMBER.finditer(part))
        if titles and (last == 0 or not numbers or titles[-1].start() > numbers[-1].start()):
            # A title may hold another one: 北京市实施《水法》办法第三条.
            goes_on = last == -1 and part[titles[-1].end() :].strip(" ，,的中里") != ""
            return Reference(titles[last][1], None, _before(part) if goes_on else (), (), labels)
        if numbers:
            return Reference(None, numbers[last][0], (), (), labels)
    return Reference(None, None, _before(before), _clauses(after), labels)


def _before(text: str) -> tuple[str, ...]:
    """The last clause before an article, as a title key: whole, and without the words that lead to the article."""
    trimmed = text.rstrip(" ，,：:")
    bare = trimmed
    while (shorter := _TAIL.sub("", bare)) != bare:
        bare = shorter
    keys = (title_key(_BOUNDARY.split(one)[-1]) for one in (_LEADING.sub("", trimmed), bare))
    return tuple(dict.fromkeys(key for key in keys if key))


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(key for clause in _BOUNDARY.split(text)[:3] if (key := title_key(clause[:40])))


def _merged(found: Sequence[Reference]) -> tuple[Reference, ...]:
    merged: dict[Reference, Reference] = {}
    for one in found:
        key = replace(one, articles=())
        known = merged.get(key)
        merged[key] = one if known is None else replace(known, articles=(*known.articles, *one.articles))
    return tuple(merged.values())


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
