"""Forms of answers: what a question asks for, by its wording, and whether a sentence holds such a thing.

Every pattern reads the search form (`ingest.text.folding`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NUMERAL = r"(?:\d[\d.,]*|[〇零一二两三四五六七八九十百千万亿]+)"


@dataclass(frozen=True, slots=True)
class Form:
    """Attributes:
    asked: How a question asks for it.
    held: What a sentence holds that gives it.
    """

    asked: re.Pattern[str]
    held: re.Pattern[str]


def _form(asked: str, held: str) -> Form:
    return Form(re.compile(asked), re.compile(held))


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "date": _form(
            r"什么时[候间]|何时|哪一?[年月日天]|几[年月日号]|哪个(?:年|月|朝|时)|时间|日期|[期时]限|什么年|年份|时期",
            rf"\d{{2,4}}\s*年|{_NUMERAL}\s*(?:月|日|世纪|年代|天|小时)|年间|[今同次翌当去]年|初年|时期|时代|[朝代]|"
            r"季度|每[年季月周]|年底|月底|春秋|战国",
        ),
        "figure": _form(
            r"多少|几|多[大长高久远深重快宽]|比例|百分之|占比|数量|人数|面积|海拔|规模|第几|排名",
            rf"\d|[一二两三四五六七八九十百千万亿半]{{2,}}|{_NUMERAL}(?![般些样直旦起致切定度边面])[^\s,。]",
        ),
        "person": _form(
            r"谁|哪[一几]?[位名]|何人|人物|哪[一几]?个人|作者|创始人|导演|主演|姓名",
            r"[·・]|[由与和及、是为](?!于|了|此)[一-鿿]{2,4}(?=[,、。和与等的()（]|担任|主|创|设|执|所)|先生|女士|教授|博士|将军|"
            r"国王|皇帝|总统|主席|书记|主任|局长|校长|导演|作家|[帝王公侯]",
        ),
        "body": _form(
            r"(?:哪[一几]?[个家所支]?|什么|何)(?:公司|部门|单位|机构|组织|学校|大学|国家|团体|企业|球队|俱乐部|政府|媒体|电视台|党|军)|由谁|哪国",
            r"公司|[部局厅处科委院校所会厂社团党队军府行国台站]|大学|组织|机构|集团|中心",
        ),
        "place": _form(
            r"哪里|哪儿|何处|何地|哪[一几]?[个座处]?(?:地方|地区|城市|省|市|县|区|国家|州|岛|洲|河|山|海|站|路)|什么地[方区]|位于|位置|在哪|出生地|地点",
            r"位于|地[点址]:|坐落|境内|地处|[省市县区镇乡村州郡岛洲路街港湾河湖江城](?![一-鿿]?[党级])|[东南西北]部|"
            r"[会报展][议告览][室厅馆]|礼堂|中心|基地|[一二三四五六七八九\d]楼|在[一-鿿]{2,12}(?:召开|举行|举办|进行|集合)",
        ),
        "reason": _form(
            r"为什么|为何|原因|何故|怎么会|缘故|因何|为什么要|目的|理由",
            r"因为|由于|因此|所以|因|故|为了|以[便免致期]|导致|使得|使|鉴于|出于|缘于|起因|旨在|为[一-鿿]{2,}",
        ),
        "definition": _form(
            r"^什么是|是什么(?:意思|$|\?)|什么叫|何谓|含义|定义|指(?:的是)?什么|是指|意思",
            r"是指|指的是|指|是|即|意[为指即思]|称[为作]|又[称名]|简称|叫做|亦[称即]",
        ),
        "name": _form(
            r"叫(?:做)?什么|名(?:字|称|为)|称[为作]|别[称名]|又[称叫]|简称|什么名|原名|俗称",
            r"""["']|名[为叫字]|称|叫|号|命名|简称|原名|俗称""",
        ),
        "alias": _form(
            r"[又也亦还](?:可以?|被)?[叫称名]|别[名称号]|俗[名称]|[简全旧]称|[原学]名|(?:英|中|外|拉丁|日)文名",
            r"[又也亦或][称名叫作]|别[名称号]|俗[名称]|[简全旧]称|[原学]名|[字号][一-鿿]{1,3},|(?:英|中|外|拉丁|日)文|称[为作之]|名为|叫做",
        ),
        "origin": _form(
            r"(?:哪里|哪国|哪儿|何处|何地|什么地方|哪个?(?:省|市|县|地方|国家)的?)人|籍贯|祖籍|故乡|老家|出生",
            r"(?<![一-鿿]个)[一-鿿]人(?=[,、。;(]|氏)|出生|祖籍|籍贯|生于|[原生]籍|故[乡里]",
        ),
        "list": _form(
            r"哪些|哪[几两二三四五六七八九十]|有哪|包括|分别|分为|几[种类个项]|[两二三四五六七八九十\d][个种类项]",
            r"、|包括|分[为别]|有[一-鿿]{0,6}:|以及|\([一二三12]\)|[一二三]是|;",
        ),
        "manner": _form(
            r"怎[么样]|如何|方式|方法|程序|流程|步骤|做法|措施|通过什么|用什么",
            r"通过|采[用取]|利用|以[一-鿿]{2,}|按照?|经|须|应当?|用|方式|方法|程序|首先|然后|先|依",
        ),
    }
)  # fmt: skip
"""Name -> form. A question may ask for several at once (由哪些单位: a list of bodies)."""


_LABELS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "date": re.compile(r"时间|日期|时限|期限|何时|[时日]$"),
        "figure": re.compile(r"[数量额率分]$|人数|金额|数量|得分|标准|比例|单价|合计|[（(](?:万?元|[人个项次分%])"),
        "person": re.compile(r"人$|[负主]责|姓名|主持|出席|列席|参加|对象|书记|组长|成员|作者"),
        "body": re.compile(r"单位|部门|机构|主体|公司|党支部"),
        "place": re.compile(r"地点|地址|位置|场所|会场|住址"),
        "name": re.compile(r"名称|主题|题目|标题|名$"),
        "manner": re.compile(r"措施|做法|方式|流程|程序|方法|办法"),
        "reason": re.compile(r"原因|目的|依据|理由"),
        "definition": re.compile(r"定义|含义|主题|内容"),
        "list": re.compile(r"内容|事项|议题|材料|范围|对象"),
    }
)
"""Form -> how the labels of lines and columns call it (地点：…)."""


def is_label(form: str, label: str) -> bool:
    """Whether the label of a line or a cell, in search form, announces something of this form."""
    return form in _LABELS and _LABELS[form].search(label) is not None


def asked_forms(question: str) -> tuple[str, ...]:
    """The forms that a question in search form asks for, in the order of `FORMS`."""
    return tuple(name for name, form in FORMS.items() if form.asked.search(question))


def holds(form: str, sentence: str, question: str) -> bool:
    """Whether a sentence holds something of this form that the question does not say itself."""
    return any(match.group() not in question for match in FORMS[form].held.finditer(sentence))
