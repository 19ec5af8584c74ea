"""Follow-ups made whole from the conversation, by rule: what they leave out is taken from the question before.

A follow-up is told by what it lacks: it points back (那…呢, 它的…, 这个比例, 其中, 会上), or says no subject of its own
(最多可以延多长时间？), or none but what was just spoken of (优秀的比例最高能占多少？). Any other
question stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.retrieval import wording
from assistant.retrieval.question import content_terms
from assistant.retrieval.understanding import cues
from assistant.retrieval.understanding.alike import alike
from assistant.retrieval.understanding.periods import find_periods
from assistant.retrieval.understanding.things import ARTICLE, TITLE, articles_in
from assistant.retrieval.understanding.topics import ANY_DAY, subjects_of, topic_of, trimmed
from assistant.retrieval.wording import ABSTRACT
from assistant.types import Turn
from ingest.text import tokens


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up may lean on.

    Attributes:
        full: The last question, made whole.
        topic: What it is about: the question without its asking.
        said: All words of the last question and its answer.
        documents: Titles that the answer cited.
    """

    full: str
    topic: str
    said: str
    documents: tuple[str, ...] = ()


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation; itself where it takes nothing.

    Args:
        history: Oldest first; its follow-ups are made whole in turn.
    """
    context: Context | None = None
    for turn in history:
        context = _context(turn, context)
    return _whole(question, context)


def depends(question: str, context: Context) -> bool:
    """Whether a question leans on the one before it."""
    core = cues.END.sub("", question.strip())
    bare = cues.LEAD.sub("", core)
    if cues.WHY.match(bare) or cues.MORE.match(core) or cues.MORE.match(bare) or cues.MEANS.match(bare):
        return True
    if TITLE.search(core) and not cues.ELLIPTIC.search(core):
        return False
    if cues.ELLIPTIC.search(core) and len(bare) <= 20:
        return True
    if cues.LACKING.search(bare):
        return True
    if cues.STARTS_ANEW.search(bare):
        return False
    if bare != core and core.startswith("那"):
        terms = subjects_of(bare)
        return not terms or cues.ASKS_ON.match(bare) is not None or any(term in context.said for term in terms[:3])
    if cues.PRONOUN.match(bare) or cues.THAT.match(bare):
        return True
    if inside := cues.INSIDE.match(bare):
        return not inside["meeting"] or cues.ONE_MEETING.search(context.topic) is not None
    if articles_in(core) and ARTICLE.match(core):
        return True
    terms = subjects_of(bare)
    if not terms:
        return bool(wording.ASKING.search(bare))
    if _is_bare_slot(bare, context):
        return True
    told = subjects_of(bare, with_category=True)
    if len(told) <= 2 and all(len(term) <= 2 and term in context.said for term in told):
        return any(term not in context.full for term in told)  # else it names its subject itself, once more
    return bool(cues.LIGHT.search(bare)) and len(terms) <= 2 and all(cues.DOER.search(term) for term in terms)


def _context(turn: Turn, before: Context | None) -> Context:
    full = _whole(turn.question, before)
    topic = topic_of(full)
    if before is not None and full != turn.question and cues.INSIDE.match(cues.LEAD.sub("", turn.question)):
        topic = before.topic  # what is part of a whole (其中…) is no subject of the next question
    return Context(full, topic, f"{full}\n{turn.answer}", turn.documents)


def _whole(question: str, context: Context | None) -> str:
    if context is None or not context.topic or not depends(question, context):
        return question
    core = cues.END.sub("", question.strip())
    bare = cues.END.sub("", cues.LEAD.sub("", core)) or core
    for rule in (_again, _article, _pointing, _slot):
        if (found := rule(bare, core, context)) is not None:
            return found if found.endswith(("？", "?")) else f"{found}？"
    return f"{_prefixed(bare, context)}？"


def _again(bare: str, core: str, context: Context) -> str | None:
    """还有吗, 为什么, 怎么办: the same subject, asked on."""
    if cues.MORE.match(core) or cues.MORE.match(bare):
        return cues.END.sub("", context.full)
    if cues.WHY.match(bare) or cues.MEANS.match(bare):
        return f"{context.topic}{bare.removesuffix('呢')}" if len(bare) < 4 else f"{context.topic}，{bare}"
    return None


def _article(bare: str, core: str, context: Context) -> str | None:
    """第十三条呢: of the same document."""
    here = articles_in(bare)
    if not here or not ARTICLE.match(bare):
        return None
    before = articles_in(context.full)
    asks = bare if wording.ASKING.search(bare) else cues.ELLIPTIC.sub("", bare)
    if before and asks == here[-1].text:
        return context.full[: before[0].span.start] + asks + context.full[before[-1].span.end :]
    if before:
        return context.full[: before[0].span.start] + asks
    titles = TITLE.findall(context.full) or list(context.documents[:1])
    return f"《{titles[-1].strip('《》')}》{asks}" + ("" if asks != here[-1].text else "怎么规定") if titles else None


def _pointing(bare: str, core: str, context: Context) -> str | None:
    """它的有效期, 这个比例, 该办法: what is pointed at is put in."""
    if cues.INSIDE.match(bare):
        return None
    own = cues.PRONOUN.match(bare)
    if own is not None:
        rest = bare[own.end() :]
        return _asked(f"{_subject(context)}{'的' if own['own'] else ''}{rest}")
    that = cues.THAT.match(bare)
    if that is None or (cues.ELLIPTIC.search(core) is not None and len(bare) - that.end() < 2):
        return None
    rest = bare[that.end() :]
    noun = next((word for word in tokens.terms(rest)[:1]), "")
    if not noun or not rest.startswith(noun):
        return _asked(f"{_subject(context)}{rest}")
    return _asked(f"{_meant_by(noun, context)}{rest[len(noun) :]}")


def _slot(bare: str, core: str, context: Context) -> str | None:
    """党小组会呢, 那第二年呢: stands in for its like in the question before."""
    if not cues.ELLIPTIC.search(core) and not _is_bare_slot(bare, context):
        return None
    new = re.sub(r"(?:的话|又|也|方面|的情况|这边|那边)$", "", cues.ELLIPTIC.sub("", bare)).removesuffix("的")
    if not new or wording.ASKING.search(new):
        return None
    full = cues.END.sub("", context.full)
    if (timed := _timed(new, full)) is not None:
        return timed
    old = alike(new, full)
    if old is not None:
        return full.replace(old, new, 1)
    attribute = context.topic.rpartition("的")[0]
    if len(new) <= 4 and attribute and set(content_terms(new)) <= ABSTRACT:
        return _asked(f"{attribute}的{new}")
    return f"{new}，{full}"


def _is_bare_slot(bare: str, context: Context) -> bool:
    """攻关之前是多少: a time or place of the question before, changed, and its asking repeated in short."""
    slot = re.fullmatch(
        r"(?P<what>[^，？?]{2,8}?)(?:之前|之后|以前|以后|前|后)(?:又)?(?:是|有|为|达到?)?(?:多少|几[^，]{0,2}|怎样|怎么样)",
        bare,
    )
    return slot is not None and slot["what"] in context.full


def _prefixed(bare: str, context: Context) -> str:
    """The subject of the question before, then the question; of two times the question's own stays."""
    topic = context.topic
    if any(True for _ in find_periods(bare, ANY_DAY)):
        for one in reversed(list(find_periods(topic, ANY_DAY))):
            topic = topic[: one.span.start] + topic[one.span.end :]
    changed = re.match(
        r"(?P<what>[^，？?]{2,8}?)(?P<side>之前|之后|以前|以后|前|后)(?:又)?(?:是|有|为|达到?)?(?:多少|几)", bare
    )
    if changed and (at := re.search(re.escape(changed["what"]) + r"(?:之前|之后|以前|以后|前|后)?", context.full)):
        new = changed["what"] + changed["side"]
        return cues.END.sub("", context.full[: at.start()] + new + context.full[at.end() :])
    topic = topic.strip("，, ")
    return f"{topic}，{bare}" if topic else bare


def _timed(new: str, full: str) -> str | None:
    """`full` with its time replaced by `new`, which is nothing but a time; None where it is more."""
    found = list(find_periods(new, ANY_DAY))
    ordinal = cues.ORDINAL.fullmatch(new) or cues.UNIT_TIME.fullmatch(new)
    if not ordinal and not (len(found) == 1 and len(found[0].span) == len(new)):
        return None
    if ordinal is None:
        old = list(find_periods(full, ANY_DAY))
        if old:
            return full[: old[0].span.start] + new + full[old[0].span.end :]
    else:
        for pattern in (cues.ORDINAL, cues.UNIT_TIME):
            for match in pattern.finditer(full):
                if match["unit"][0] == ordinal["unit"][0]:
                    return full[: match.start()] + new + full[match.end() :]
    return f"{new}，{full}"


def _subject(context: Context) -> str:
    """What 它 means: a title, else the owner in X的Y, else the subject whole, without the time before it."""
    titles = TITLE.findall(context.full)
    if titles:
        return f"《{titles[-1]}》"
    topic = re.split(r"[，,]", context.topic)[-1]
    owner = topic.partition("的")[0]
    return owner if content_terms(owner) else topic


def _meant_by(noun: str, context: Context) -> str:
    """这个比例 -> 优秀等次的比例: the words up to where the noun was last said; else the subject and the noun."""
    for text in (context.full, context.said):
        at = text.rfind(noun)
        if at >= 0:
            clause = re.split(r"[，。；？?！!：:\n]", text[: at + len(noun)])[-1]
            if asking := cues.ASKED.search(clause):
                clause = (
                    f"{trimmed(clause[: asking.start()])}的{noun}" if content_terms(clause[: asking.start()]) else ""
                )
            if len(clause) > len(noun):
                return clause[-30:]
    titles = [title for title in (*TITLE.findall(context.full), *context.documents) if title.endswith(noun[-2:])]
    if titles:
        return f"《{titles[0].strip('《》')}》"
    return f"{context.topic}的{noun}"


def _asked(text: str) -> str:
    """`text` as a question: 三会一课制度的有效期呢 -> 三会一课制度的有效期是什么."""
    text = cues.ELLIPTIC.sub("", text)
    return text if wording.ASKING.search(text) else f"{text}是什么"
