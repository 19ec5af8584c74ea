"""What a question says before it asks: 既然项目可以延期2次，第二次最多能延多久 -> 项目可以延期2次.

A clause that asks for something the sentence leaves open (多少, 谁, 哪一年) says nothing whole; one that asks why or
how says all of it. What is only supposed (如果), offered for choice (还是) or asked to be confirmed (…对吗) is not
taken for granted.
"""

from __future__ import annotations

import re

from assistant.retrieval import wording

LEAST = 4
"""Letters of all statements together that can be held against a source."""

SUPPOSED = re.compile(r"如果|假如|假设|假定|倘若|若是|要是|万一|还是|算不算|够不够|就够|是多少|多少是")
"""The question takes nothing for granted."""

_CONFIRMS = re.compile(
    r"(?:[对是]|真的|真是|正确|准确|属实|一[致样]|对得上|这样(?:规定)?的?|成立|有误|可信|没错|这么回事|矛盾|冲突)(?:吗|么|吧)[？?。]?\s*$|对不对|是不是"
)
"""What is stated is asked to be confirmed."""
_ASKS_WHETHER = re.compile(
    r"吗[？?。]?\s*$|(?<!什)么[？?。]?\s*$|吧[？?]?\s*$|是否|能否|可否|有没有|会不会|能不能|可不可以|应不应|要不要|该不该"
)
"""A clause that states nothing."""
_OF_ITSELF = re.compile(r"^本(?:法|条例|办法|规定|细则|制度|决定|章程|方案|规则|解释|通知)")
"""What a document says of itself: nobody can tell which."""
_CLAUSE = re.compile(r"(?:“[^”]*”|《[^》]*》|[^，,；;。？?！!\n])+")
_REASON = re.compile(r"为什么|为何|为啥|凭什么|何以|怎么(?=会|就|能|要|不|只|还)")
_MANNER = re.compile(r"怎样|怎么|如何|为什么|为何|何以")
_OPENING = re.compile(
    r"^\s*(?:请问|那么|那|既然|由于|因为|鉴于|听说|据说|我记得)?[\s，,]*(?:(?:按照|按|根据|依据|依照|在)?"
    r"(?:《[^》]+》|(?:新|旧|老|原|现行|修订|试行|暂行|本|该|上述)的?(?:管理)?(?:办法|规定|制度|细则|条例|文件|方案|通知))"
    r"(?:的?规定|的?要求|明确要求|明确|提出|写明|说)?的?(?:中|里|内)?)?[\s，,]*"
)
_OF_WHAT = re.compile(
    r"的(?:具体|主要|成功|相关|有关|直接|根本)?(?:经验|做法|原因|依据|理由|目的|意义|作用|考虑|规定|要求|说法|条款|内容|背景|措施|办法|成效|效果|过程|结果|出处|情况)"
    r"(?:到底|究竟|主要|具体)?(?:是|有|在|包括|出自)?[^的]{0,8}$"
)
_LINK = re.compile(r"(?:到底|究竟|主要|具体|是|有|在|由|的|都|会|要|该|应该|又|以后|之后|后|，)+$")
_LETTER = re.compile(r"\w")
_REQUEST = re.compile(r"^\s*(?:请|帮我|给我|写|谈谈|说说|列出|介绍|说明|概括)")


def statements(question: str) -> tuple[str, ...]:
    """What the question states, in its words, clause by clause; () where it takes nothing for granted."""
    if SUPPOSED.search(question) or _CONFIRMS.search(question):
        return ()
    found = [said for match in _CLAUSE.finditer(question) if (said := _stated(match.group()))]
    whole = "".join(found)
    return tuple(found) if len(_LETTER.findall(whole)) >= LEAST else ()


def without_asking(question: str) -> str:
    """The question with stops in the place of its words of asking and of what it is said to stand in; equally long."""
    opened = _OPENING.sub(_stops, question)
    return wording.SPEECH.sub(_stops, opened)


def _stops(match: re.Match[str]) -> str:
    return "，" * len(match.group())


def _stated(clause: str) -> str:
    """What a clause says; "" where it is a request, or leaves open what it asks for."""
    if _REQUEST.match(clause) or _ASKS_WHETHER.search(clause) or _OF_ITSELF.match(clause):
        return ""
    text = _OPENING.sub("", clause)
    bare = _REASON.sub("", text)
    asks = wording.ASKING.search(bare)
    if asks is None:
        return _OF_WHAT.sub("", bare).strip() if bare != text else bare.strip()
    head = bare[: asks.start()]
    if of_what := _OF_WHAT.search(head):
        return head[: of_what.start()].strip()
    return _LINK.sub("", head).strip() if _MANNER.match(bare, asks.start()) else ""


__all__ = ["SUPPOSED", "statements", "without_asking"]
