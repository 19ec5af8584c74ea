"""A short text to try the desk on, with the rule it is held against; both are invented."""

from __future__ import annotations

from assistant.interfaces.web.proof.basis import FILES, Basis
from assistant.verification.sources import Given

TITLE = "澄川机械集团党建工作资料（示例）"

SOURCE = """\
2025年，集团党委全年召开党委会24次，研究“三重一大”事项86项；走访慰问困难职工312名，发放慰问金46.8万元。
集团党委书记周明远在年度工作会议上指出，要“把支部建在项目上，把党旗插在工地上”。
第三条　党支部每月相对固定1天开展主题党日，组织党员集中学习、过组织生活和志愿服务。\
主题党日开展前，党支部应当认真研究确定主题和内容。
第四条　党支部党员大会每季度召开一次，支部委员会会议每月召开一次，党课每季度不少于一次。
第七条　《澄川机械集团党员教育培训规划（2024—2028年）》明确，党员每年集中学习培训时间不少于32学时。
"""

TEXT = """\
党建工作情况汇报

一、组织生活
党支部每季度相对固定1天开展主题党日，组织党员集中学习、过组织生活和志愿服务。\
主题党日开展前，党支部可以认真研究确定主题和内容。
按照《澄川机械集团党员教育培训规划（2023—2028年）》，党员每年集中学习培训时间不少于32学时。

二、主要成效
2025年，集团党委全年召开党委会24次，研究“三重一大”事项68项；走访慰问困难职工312名，发放慰问金46.8亿元。
集团党委书记周明远在年度工作会议上指出，要“把支部建在项目里，把党旗插在工地上”。
全年新建职工书屋17个,受到职工广泛好评。

三、下步打算
增强“四个意识”（政治意识、核心意识、大局意识、看齐意识），坚定“四个自信”，做到“两个维护”。
"""


def basis() -> Basis:
    """What the text is held against."""
    return Basis(kind=FILES, sources=[(TITLE, Given(text=SOURCE, title=TITLE))])
