"""What a sentence of a source does: tells what was done, what is wrong, what is to be done … (`prompts.genres.Nature`).

What stands over a sentence says more than its words: under 存在问题 all is a problem. Its words decide where headings
and the kind of document leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts.genres import Nature

_HEADINGS: tuple[tuple[Nature, re.Pattern[str]], ...] = (
    ("background", re.compile(r"背景|起因|缘由|引言|由来|文件概况")),
    ("deed", re.compile(r"做法[和与及、]成效|工作情况")),
    ("insight", re.compile(r"启示|体会|结语|结论|结束语|观点|编后|把握的重点|思考$|功能定位|理论逻辑|内涵")),
    ("safeguard", re.compile(r"保障措施|保障$|组织领导|[一-龥]{2}保障|^督导|经费保障|制度保障")),
    (
        "problem",
        re.compile(
            r"(?:存在|主要|突出|面临|实践)的?(?:主要|突出|现实)?(?:问题|不足|短板|困难|困境|挑战)|^(?:问题|不足|短板)"
        ),
    ),
    ("goal", re.compile(r"目标$|目标任务|目标和")),
    ("aim", re.compile(r"指导思想|总体要求|总要求|基本要求|总体思路")),
    (
        "plan",
        re.compile(
            r"打算|工作计划|工作安排|下一?步|重点任务|主要任务|有关要求|工作要求|整改要求|建议|对策|优化.*策略|实施步骤|流程|主要内容"
        ),
    ),
    ("result", re.compile(r"成效$|成效分析$|效益$|效果$|变化$|^成效")),
    ("situation", re.compile(r"概况|总体情况|基本情况|摘要|文件概况|总额和来源")),
    ("deed", re.compile(r"做法|经过|过程|进展|完成情况|办理情况|动态|路径|案例|审议|研究|学习$")),
)
"""The innermost heading that says anything decides, and of its words the first that matches."""

_DOCUMENTS: tuple[tuple[Nature, re.Pattern[str]], ...] = (
    ("plan", re.compile(r"要点|计划|方案|通知|意见$|学习材料|清单")),
    ("rule", re.compile(r"办法|细则|制度|规定|条例|规则|准则|章程")),
    ("deed", re.compile(r"总结|简报|案例|报告|通报|情况|纪要|论文|综述|事迹")),
)
_PROBLEM = re.compile(
    r"不足|不够|滞后|薄弱|欠缺|不平衡|不均衡|缺乏|不规范|不及时|流于形式|脱节|有待|不到位|不强(?!调)|(?:存在|面临|仍有|遇到)[^。]{0,12}(?:难题|困难)|难(?=以|集中|聚拢)|偏[短低长少弱]|存在[^。，]{0,20}问题|瓶颈"
)
_SOLVED = re.compile(r"解决|攻克|克服|破解|突破|整改|消除|防止|避免|围绕|针对|困难职工|困难党员")
_EFFECT = re.compile(
    r"(?:提高|增加|上升|提升|降低|下降|减少|缩短|压缩|增长|跃升)(?:了|到|至|为|近|约|超)?[^。，；]{0,8}[\d两三四五六七八九]"
    r"|由[^。，；]{1,18}(?:到|至|为)\s?\d|节约[^。，；]{0,8}\d|满意度|(?:完成|办结|结项|达标|合格|准确|覆盖)率[^。，；]{0,6}\d"
    r"|(?:获|荣获|获得)[^。，；]{0,20}(?:专利|称号|奖)|创[^。，；]{0,6}新高|产出|腾出"
)
_PLANNED = re.compile(
    r"(?<!必)(?<!不)将(?!军|其|[^，。]{1,24}(?:纳入|融入|由|细化|转化|调整|提高|建在|作为|嵌入|与))|力争|争取(?!了)|(?<!有)(?<!学习)(?<!年度)计划(?=[到在将把完开推培编发举出于]|\d)|下一步|今后|拟(?!订|定)|不少于|不低于|月底前|年底前|\d日前|要(?:抓紧|加强|坚持|把|在|持续|进一步|认真|以|做好|突出)"
    r"|应当?(?=[积充加把将建探坚注着持以])|(?:未来|后续)需|到20\d\d年底?[^。]{0,4}[，,]"
)
_BINDING = re.compile(r"应当|不得|必须|一般(?:不|每)|须")
_DONE = re.compile(
    r"[\u4e00-\u9fff]了(?!解)|已经?(?!结项)|完成|开展|召开|举办|印发|建立|形成|收集|办结|签订|修订|组织|组建|达到|增加到|提高到|覆盖|编印|上线|走访|立项|评定|采纳|检查|全年|累计"
)
_BEFORE = re.compile(r"过去|长期以来|此前|以往|由于|原来|面对|进入[^。]{0,10}期|大多|现有")
_STANDS = re.compile(r"^(?:截至|目前|现)[^。]*(?:下设|共有|现有)")
_DECIDED = re.compile(r"^会议(?:同意|决定|原则通过|审议通过|听取|学习|审议|研究)")
_SAID = re.compile(r"^(?:会议(?:认为|强调|要求|指出)|与会)")
_LEARNED = re.compile(r"才能|才会|才有|只有[^。]*才|关键在于|根本在于|恰恰在于|启示|经验表明|实践证明|比[^。]{2,16}更")
_IMPERATIVE = re.compile(
    r"(?:要|应当?|需)?(?:积极|进一步|持续|着力|注重|充分|全面|每年|定期|依托|围绕|由|以|把|将|对|针对|建|设|完|推|开|构|强|打|制|运|实|组|加|深|健|优|拓|创|搭|引|鼓|落|抓|培|选|激|整)"
)
"""How a proposal in a paper begins; what else stands under its proposals argues for them."""

_AIMS = re.compile(
    r"^(?:20\d\d年，[^，。]{0,24})?坚持以|总体要求是|指导思想|以[^，。]{2,40}为指引|深入学习贯彻|全面贯彻"
)


def nature_of(text: str, headings: Sequence[str], genre: str | None, *, article: bool) -> Nature:
    """What a sentence does.

    Args:
        headings: What stands over it, from the outside in.
        genre: The kind of document it stands in, or its title.
        article: Whether it stands in an article of a rule.
    """
    if article:
        return "rule"
    base = _by_heading(headings) or _by_document(genre) or "situation"
    if base in ("deed", "situation") and (_STANDS.search(text) or not headings):
        base = "situation"
    if base in ("background", "insight", "safeguard", "aim", "goal"):
        return base
    if _DECIDED.match(text) and not _PLANNED.search(text):
        return "decision"
    if base == "plan" and genre == "论文" and not _IMPERATIVE.match(text):
        return "insight"
    if base == "plan":
        return "aim" if _AIMS.search(text) else "plan"
    return _by_words(text, base)


def _by_heading(headings: Sequence[str]) -> Nature | None:
    for heading in reversed(headings):
        for nature, pattern in _HEADINGS:
            if pattern.search(heading):
                return nature
    return None


def _by_document(genre: str | None) -> Nature | None:
    return next((nature for nature, pattern in _DOCUMENTS if pattern.search(genre or "")), None)


def _by_words(text: str, base: Nature) -> Nature:
    """For what tells of work: done, to be done, in want of being done."""
    if base == "problem":
        return "plan" if re.match(r"下一步|今后", text) else "problem"
    if _AIMS.search(text):
        return "aim"
    if _PROBLEM.search(text) and not _SOLVED.search(text) and not _EFFECT.search(text):
        return "background" if _BEFORE.search(text) else "problem"
    if _SAID.match(text) or (_PLANNED.search(text) and not _EFFECT.search(text)):
        return "plan"
    if _BINDING.search(text) and not _DONE.search(text):
        return "rule"
    if base == "result" or _EFFECT.search(text):
        return "situation" if base == "situation" else "result"
    if base == "situation" and not _BEFORE.search(text):
        return "situation"
    if _LEARNED.search(text):
        return "insight"
    if _BEFORE.search(text):
        return "background"
    return base
