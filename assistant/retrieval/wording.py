"""The words in which official Chinese asks: data for `question`.

Each pattern reads a question as it was typed, before folding.
"""

from __future__ import annotations

import re

MEASURES = tuple(
    """
    平方公里 平方米 百分点 人次 万元 亿元 公里 小时 分钟 季度 个月 学时 课时 名 个 篇 天 日 年 月 周 次 项 家 条 所 人
    户 件 类 种 支 场 期 批 份 元 吨 米 座 套 台 岁 倍 成 分 级 章 字 届 轮 组
    """.split()  # noqa: SIM905 (words read better than quotation marks)
)
"""Measure words, longest first: what may stand between a figure and its noun."""

ABSTRACT = frozenset(
    """
    做法 提法 说法 写法 区别 差别 不同 一致 异同 经验 场景 名称 载体 作用 意义 情况 内容 方面 方式 方法 意思 含义
    单位 部门 现有 前后 两处 新旧 两版 两个 材料 文件 资料 文章 提出 写进 写入 说明 要点 特点 成效 效果 结果 原因
    目的 依据 要求 规定 事情 东西 问题 解决 参加 负责 处理 做到 持续 达到 完成 开展 推动 共有 占比 比例 数额 数量
    时间 时限 日期 截至 经过 提升 提高 增加 增长 下降 降低 减少 缩短 压缩 扩大 上升 得到 取得 实现 办理
    """.split()  # noqa: SIM905 (as above)
)
"""Nouns and verbs that any subject may have: in a question they name the form of the answer more than its matter."""

ASKING = re.compile(
    r"什么|哪|谁|多少|多久|多长|多大|多高|百分之几|怎样|怎么|如何|何时|何人|何地|几(?=[一-鿿])|是否|能否|可否|有没有|吗[？?]?$"
)
"""What makes a sentence a question."""

SPEECH = re.compile(
    r"百分之(?:多少|几)|请(?:你|问|写|说明|介绍|列出|简述|概括)?(?:一?段|一下)?|什么是|是什么意思|是什么|指的是什么|指什么|为什么|什么样|什么|"
    rf"(?:多少|几)(?:{'|'.join(MEASURES)})?|多久|多长时间|多长|多大|"
    r"哪(?:几|些|个|一|家|年|位|里)?|怎么样|怎样|怎么|如何|是否|能否|可否|吗|呢|吧|分别|具体|各有|各自|有没有|有哪些|"
    r"(?:一共|总共|共)有?|材料(?:中|里|所载)|文中|一文|文件(?:中|里)|根据|按照|关于|请问"
)
"""Words of asking: they say how the answer should look, not what it is about."""

QUOTED = re.compile(r"[“‘「『《〈]([^”’」』》〉]{1,40})[”’」』》〉]")
UNIT = re.compile(r"(?:多少|几)([一-鿿%‰]{1,3})")
COUNTED = re.compile(
    r"(?:多少|几)(?:人次|名|个|篇|项|家|条|所|种|类|支|场|期|批|份|座|套|台|件|次)"
    r"([一-鿿]{2,6}?)(?=$|[，。？?、和及；]|是|有|被)"
)
EXACT = re.compile(r"具体(?:的)?(?:数额|金额|数字|数值|数量|人数|比例|日期|时间)")
SPANS_OF_TIME = re.compile(r"多久|多长时间|几天|几日|多少[天日]")
MONEY = re.compile(
    r"多少(?:万|亿)?(?:经费|资金|钱|费用|金额|补助|奖金|款)|(?:经费|资金|费用|金额|数额|总额|补助)(?:一共|总共|共)?(?:是|为|有)?多少"
)
RATES = re.compile(r"比例|占比|百分之几|率(?:是|为|达到|提升到|提高到)?了?多少")
ENUMERATED = re.compile(
    r"(\d+|[二两三四五六七八九十]+)(?:个|项|类|种|条|大|点|名|家|方面)[^，。？?]{0,8}?(?:分别|名称|各|具体)"
)
SEVERAL = re.compile(r"分别|各(?:自|有|是|由|提|说)|哪些(?:单位|文件|材料)|新旧|两(?:版|份|个文件)|对比|一致")
CLAUSE_END = re.compile(r"[，。；？！?!;,]")
YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
SINCE = re.compile(r"(?:19|20)\d\d年[\d年月日]{0,6}(?:以后|之后|以来|以前|之前|后|前|起)")
"""A date that bounds a time rather than naming the year of what is asked."""
MONTHS = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?!底|末|初)")
ORDINALS = re.compile(r"第([\d〇零一二两三四五六七八九十百]+)(次|届|期|批|号|季度|轮|版)")
