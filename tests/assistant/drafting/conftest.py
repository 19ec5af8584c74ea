"""A real library of small files of an enterprise that does not exist, as a party-affairs office would keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Service

TODAY = date(2026, 11, 21)

FILES = {
    "2025年党建工作总结.md": """# 2025年党建工作总结

（2026年1月10日）

截至2025年12月31日，东江阀门公司党委共有党支部12个、党员236名。全年实现利润1.2亿元，同比增长6.5%。现将有关情况总结如下。

## 一、主要做法和成效

### （一）加强理论武装，把牢政治方向

1.落实第一议题制度。公司党委全年开展第一议题学习22次，学习内容48个。党委理论学习中心组集体学习12次，专题研讨6次。

### （二）建强基层组织，夯实工作基础

1.优化组织设置。在装配车间新设1个党支部，党支部总数由2024年底的11个增加到12个。全年发展党员9名，其中一线职工6名。

### （三）推动深度融合，服务生产经营

1.组织技术攻关。党员攻关队完成攻关项目7项，累计节约成本126万元，密封面一次合格率由93.1%提高到98.2%。

## 二、存在的主要问题

工作中还存在一些不足：一是支部之间发展不平衡，2个支部的组织生活记录不规范。二是成果转化不够快，7项成果中只有2项得到推广。

## 三、2026年工作打算

（一）在政治建设上持续用力。落实第一议题制度，全年学习不少于24次。

（二）在融合发展上持续用力。扩大攻关队覆盖面，力争全年完成攻关项目10项。

中共东江阀门公司委员会
2026年1月10日
""",
    "2026年党建工作要点.md": """# 2026年党建工作要点

东阀党发〔2026〕2号

（2026年2月6日）

## 一、总体要求

坚持以党的创新理论为指引，围绕公司年度经营目标，以攻关项目为抓手，推动党建工作和生产经营深度融合。

## 二、重点任务

### （一）突出政治建设

1.落实第一议题制度。公司党委第一议题学习全年不少于24次，每季度对贯彻情况进行对账。

### （二）突出强基固本

2.提高发展党员质量。全年计划发展党员10名，其中一线职工占比不低于60%。

### （三）突出融合发展

3.开展技术攻关。全年完成攻关项目不少于10项，6月30日前完成中期评估。

## 三、保障措施

（一）强化经费保障。2026年党建工作经费安排40万元，重点向攻关项目倾斜。

（二）严格督导考核。党委办公室每季度通报任务进展，结果纳入支部考核。

附：2026年重点任务清单

| 序号 | 事项 | 措施 | 责任单位 | 时限 | 成果 |
|---|---|---|---|---|---|
| 1 | 第一议题学习 | 按月编排学习内容 | 党委办公室 | 2026年12月31日 | 学习不少于24次 |
| 2 | 发展党员 | 落实年度计划 | 党委组织部 | 2026年12月31日 | 发展党员10名 |
| 3 | 技术攻关 | 逐项签订任务书 | 生产技术部 | 2026年11月30日 | 完成项目10项 |

中共东江阀门公司委员会
2026年2月6日
""",
    "案例：把攻关队建在装配线上.md": """# 把攻关队建在装配线上——东江阀门公司党委破解密封面返修难题案例

（2026年1月20日）

## 一、背景与起因

装配车间承担公司主要产品的总装任务，现有职工126人、党员31名。2024年，球阀密封面一次合格率仅为93.1%，低于合同要求的97%。全年发生返修费用58万元。

## 二、做法与经过

（一）党员领题，把难点变成攻关点。2025年3月，装配车间党支部召开党员大会，把返修问题拆解为3个子课题。攻关队共9人，其中党员6名。

（二）班组解题，把经验变成标准。5月至8月，攻关队开展研磨试验42次，修订作业指导书4份。

## 三、成效

| 指标 | 攻关前（2024年） | 攻关后（2025年11月） | 变化 |
|---|---|---|---|
| 一次合格率 | 93.1% | 98.2% | 提高5.1个百分点 |
| 年返修费用 | 58万元 | 19万元 | 下降67.2% |

（一）政治效益。党员在关键工序亮身份，全年有4名一线装配工递交入党申请书。

（二）经济效益。密封面返修费用由58万元下降到19万元，单台装配周期缩短3天。

## 四、启示

（一）选准小切口，攻关才有着力点。从用户反映最多的一道密封面抓起，比泛泛提要求更能见到实效。

（二）压实责任链，攻关才有推动力。把任务分解到人、公示到岗，党员的承诺才有了监督。
""",
    "2026年第一季度检查通报.md": """# 关于2026年第一季度组织生活检查情况的通报

（2026年4月8日）

## 一、总体情况

党委组织部于2026年3月28日至4月2日对12个党支部第一季度组织生活情况进行了检查，共访谈党员36名。平均得分91.4分，其中90分以上的党支部9个。

## 二、存在问题

（一）次数不足。1个党支部的主题党日少于3次，2个党支部未按月召开支部委员会会议。

（二）记录不规范。3个党支部的会议记录缺少主持人签字。

东江阀门公司党委组织部
2026年4月8日
""",
    "党员攻关队管理办法.md": """# 党员攻关队管理办法

（2025年3月1日印发）

## 第一章 总则

第一条　为规范党员攻关队建设，制定本办法。

第二条　攻关队由党支部组建，成员不少于5人，其中党员占比不低于50%。

## 第二章 附则

第三条　本办法自2025年3月1日起施行。
""",
}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the files."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("office")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Service.open(load_settings(home, workers=1), write=True) as service:
        report = service.ingest([folder])
    assert not report.failed
    return home


@pytest.fixture
def service(office: Path) -> Iterator[Service]:
    with Service.open(load_settings(office), clock=lambda: TODAY) as opened:
        yield opened


@pytest.fixture
def with_model(office: Path) -> Iterator[Callable[[str], Service]]:
    """Open the library with a model at an address."""
    opened: list[Service] = []

    def open_with(base_url: str) -> Service:
        settings = load_settings(
            office, model="scripted", base_url=base_url, model_backoff=0.0, model_retries=1, model_timeout=5
        )
        opened.append(Service.open(settings, clock=lambda: TODAY))
        return opened[-1]

    yield open_with
    for one in opened:
        one.close()
