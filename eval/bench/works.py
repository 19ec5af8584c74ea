"""Made documents whose every sentence, header and cell is known: what `eval.bench.layouts` prints and reads back."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WHO = [
    "各党支部",
    "基层党委",
    "机关纪委",
    "组织部门",
    "青年突击队",
    "驻村工作队",
    "车间党小组",
    "职工代表",
    "宣传委员",
    "联络专员",
]
_HOW = [
    "按季度",
    "结合实际",
    "会同工会",
    "依据台账",
    "逐项对照",
    "在年底前",
    "以项目为单位",
    "通过现场走访",
    "围绕安全生产",
    "利用线上平台",
]
_DOES = ["梳理", "通报", "督促", "完善", "汇总", "公示", "评估", "讲解", "落实", "核对"]
_WHAT = [
    "整改清单",
    "学习计划",
    "经费预算",
    "创新课题",
    "谈心记录",
    "帮扶方案",
    "培训课程",
    "会议议程",
    "责任分工",
    "考核指标",
]
_THEN = (
    "形成闭环管理",
    "并向上级报告结果",
    "确保件件有回音",
    "做到底数清、情况明",
    "为下一阶段工作打好基础",
    "由专人负责跟踪",
    "结果纳入年度评议",
    "群众满意度达到{share}%以上",
)
_NAMES = [
    "平台建设",
    "人才培养",
    "技术攻关",
    "志愿服务",
    "阵地提升",
    "品牌创建",
    "结对共建",
    "安全巡查",
    "降本增效",
    "文化宣传",
]
_UNITS = [
    "炼铁支部",
    "轧钢支部",
    "能源支部",
    "物流支部",
    "机关支部",
    "检修支部",
    "质检支部",
    "研发支部",
    "营销支部",
    "后勤支部",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one paragraph; `note` is a footnote that its last sentence refers to."""

    sentences: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    caption: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    across: int = 1
    down: int = 1


TableStyle = str
"""ruled, three_line or bare."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        rows: Cells as HTML has them: what is covered by a merged cell is left out.
        header_rows: How many rows name the columns.
        widths: Of the columns, shares of the whole.
    """

    caption: str
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    style: TableStyle
    widths: tuple[int, ...]

    def spread(self) -> list[list[str]]:
        """The text that stands in every place, merged cells repeated."""
        width = len(self.widths)
        found: list[list[str | None]] = [[None] * width for _ in self.rows]
        for at, row in enumerate(self.rows):
            for cell in row:
                start = found[at].index(None)
                for down in range(cell.down):
                    found[at + down][start : start + cell.across] = [cell.text] * cell.across
        return [[text or "" for text in row] for row in found]

    def names(self) -> list[str]:
        """The columns' names, a divided one as "outer·inner"."""
        header = self.spread()[: self.header_rows]
        return ["·".join(dict.fromkeys(filter(None, parts))) for parts in zip(*header, strict=True)]


Element = Paragraph | Heading | Figure | Grid


@dataclass(frozen=True, slots=True)
class Work:
    """A document.

    Attributes:
        running: Headers of odd and of even pages, and a footer.
    """

    title: str
    abstract: Paragraph
    elements: tuple[Element, ...]
    running: tuple[str, str, str]

    @property
    def sentences(self) -> tuple[str, ...]:
        paragraphs = [self.abstract, *(one for one in self.elements if isinstance(one, Paragraph))]
        return tuple(sentence for paragraph in paragraphs for sentence in paragraph.sentences)


class Author:
    """Writes sentences that are all different, from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def sentence(self) -> str:
        self._count += 1
        pick, number = self._random.choice, self._random.randint(2, 980)
        clauses = [f"{pick(_WHO)}{pick(_HOW)}{pick(_DOES)}{number}份{pick(_WHAT)}"]
        clauses += [f"{pick(_DOES)}“{pick(_NAMES)}”{pick(_WHAT)}" for _ in range(self._random.randint(0, 2))]
        clauses.append(pick(_THEN).format(share=self._random.randint(80, 99)))
        return "，".join(clauses) + f"（编号{self._count:03d}—{self._random.randint(100, 999)}）。"

    def paragraph(self, note: str = "") -> Paragraph:
        return Paragraph(tuple(self.sentence() for _ in range(self._random.randint(2, 6))), note)

    def work(self, number: int, sections: int, rich: bool) -> Work:
        """A document of `sections` sections; a `rich` one has footnotes, figures and tables."""
        elements: list[Element] = []
        numerals = "一二三四五六七八九十"
        for at in range(sections):
            elements.append(Heading(f"{numerals[at]}、{_NAMES[at]}的主要做法"))
            elements.extend(self.paragraph() for _ in range(2))
            if rich:
                elements.append(self.paragraph(f"数据来源：第{number}号报告附录{at + 1}，由统计小组整理。"))
                elements.append(Figure(f"图{at + 1} {_NAMES[at]}推进情况示意"))
                elements.append(self.paragraph())
                elements.append(self._small_table(at))
            elements.append(self.paragraph())
        header = f"澜川集团党建研究{2000 + number}年第{number}期"
        running = (header, f"第{number}课题组：党建创新实践研究", "内部交流 注意保存")
        return Work(f"党建引领创新实践研究报告之{number}", self.paragraph(), tuple(elements), running)

    def _small_table(self, at: int) -> Grid:
        header = tuple(map(Cell, ("单位", "计划数", "完成数", "完成率")))
        body = tuple(tuple(map(Cell, (unit, *self._figures(2), self._share()))) for unit in _UNITS[:4])
        return Grid(f"表{at + 1} {_NAMES[at]}完成情况", (header, *body), 1, "three_line", (3, 2, 2, 2))

    def _figures(self, count: int) -> list[str]:
        return [str(self._random.randint(10, 9999)) for _ in range(count)]

    def _share(self) -> str:
        return f"{self._random.randint(500, 999) / 10}%"

    def grids(self) -> Iterator[Grid]:
        """Twenty tables; the last five are longer than a page."""
        kinds: Sequence[TableStyle] = ("ruled", "three_line", "bare")
        for style in kinds:
            yield self._plain(style, 7)
            yield self._wrapped(style, 5)
            yield self._divided(style, 6)
            yield self._grouped(style, 3)
        yield self._plain("ruled", 12)
        yield self._wrapped("ruled", 8)
        yield self._divided("three_line", 12)
        for style in (*kinds, "ruled"):
            yield self._plain(style, 60)
        yield self._wrapped("ruled", 30)

    def _plain(self, style: TableStyle, rows: int) -> Grid:
        header = tuple(map(Cell, ("序号", "单位", "党员数", "支部数", "覆盖率")))
        body = tuple(
            tuple(map(Cell, (str(at), f"{_UNITS[at % 10]}{at}组", *self._figures(2), self._share())))
            for at in range(1, rows + 1)
        )
        return Grid(self._caption("基本情况"), (header, *body), 1, style, (1, 3, 2, 2, 2))

    def _wrapped(self, style: TableStyle, rows: int) -> Grid:
        header = tuple(map(Cell, ("任务", "主要内容", "责任单位", "时限")))
        body = []
        for at in range(rows):
            task = f"{_NAMES[at % 10]}{at + 1}"
            text = self.sentence() + (self.sentence() if at % 2 else "")
            body.append(
                tuple(map(Cell, (task, text, f"{_UNITS[at % 10]}、{_UNITS[(at + 3) % 10]}", f"{at % 12 + 1}月底")))
            )
        return Grid(self._caption("任务分工"), (header, *body), 1, style, (2, 6, 3, 2))

    def _divided(self, style: TableStyle, rows: int) -> Grid:
        upper = (Cell("单位", 1, 2), Cell("上半年", 2), Cell("下半年", 2))
        lower = tuple(map(Cell, ("计划", "实际", "计划", "实际")))
        body = tuple(tuple(map(Cell, (f"{_UNITS[at % 10]}{at}", *self._figures(4)))) for at in range(rows))
        return Grid(self._caption("对比情况"), (upper, lower, *body), 2, style, (3, 2, 2, 2, 2))

    def _grouped(self, style: TableStyle, groups: int) -> Grid:
        header = tuple(map(Cell, ("类别", "指标", "分值", "得分")))
        rows: list[tuple[Cell, ...]] = [header]
        for at in range(groups):
            for inner in range(3):
                cells = tuple(map(Cell, (f"{_WHAT[(at * 3 + inner) % 10]}完成", *self._figures(2))))
                rows.append((Cell(_NAMES[at], 1, 3), *cells) if inner == 0 else cells)
        return Grid(self._caption("考核细则"), tuple(rows), 1, style, (2, 4, 2, 2))

    def _caption(self, of: str) -> str:
        self._count += 1
        return f"表{self._count} {of}"
