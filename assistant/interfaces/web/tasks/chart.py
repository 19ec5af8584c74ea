"""How a plan's tasks stand, drawn: one line a unit, a plan or a month, its tasks by their lights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from assistant.drafting.types import Light, Task
from assistant.interfaces.web.elements import Choice, Text, box, button, card, icon
from assistant.interfaces.web.tasks.wording import LIGHTS, NO_DAY, light_of, owners, plan_name, share_of

ORDER: tuple[Light, ...] = ("green", "blue", "yellow", "red", "none")
"""From left to right: what is done, then what is ever more pressing."""

MOST = 8
"""Lines; the others are one line together."""

ICONS: dict[Light, str] = {"red": "light-red", "yellow": "light-yellow", "blue": "light-blue", "green": "check"}
GROUPINGS = {"owner": "按责任单位", "plan": "按计划", "month": "按时限月份"}


@dataclass(frozen=True)
class Line:
    """One line of the chart."""

    name: str
    counts: Counter[Light]

    @property
    def total(self) -> int:
        return self.counts.total()


class Chart:
    """The card above the list.

    Args:
        on_light: Called with the light that was chosen, "" for all.
    """

    def __init__(self, on_light: Callable[[str], Any]) -> None:
        self._on_light = on_light
        self._tasks: Sequence[Task] = ()
        self._light = ""
        with card("进展", "zb-tasks-overview") as self.element:
            with box("zb-tasks-whole"):
                Text("完成", "zb-hint", tag="p")
                with box("zb-tasks-figure", tag="p"):
                    self._percent = Text("", "zb-tasks-percent")
                    self._counted = Text("", "zb-tasks-counted")
                self._legend = box("zb-tasks-legend", role="group", aria_label="按灯看")
            with box("zb-tasks-lines"):
                with box("zb-tasks-lines-head"):
                    Text("进展分布", "zb-h3", tag="h2")
                    self._grouping = Choice("分组", GROUPINGS, on_change=lambda _: self._draw_lines())
                self._lines = box("zb-tasks-chart")

    def show(self, tasks: Sequence[Task], light: str) -> None:
        """Args: light: The one that is looked at, "" for all."""
        self._tasks, self._light = tasks, light
        done = sum(task.status == "done" for task in tasks)
        whole = [share_of(task) for task in tasks if task.status != "stopped"]
        self._percent.set_text(f"{round(sum(whole) / len(whole)) if whole else 0}%")
        self._counted.set_text(f"{len(tasks)} 项中已完成 {done} 项")
        self._draw_legend(Counter(map(light_of, tasks)))
        self._draw_lines()

    def _draw_legend(self, counts: Counter[Light]) -> None:
        self._legend.clear()
        with self._legend:
            for light, (word, meaning) in LIGHTS.items():
                if not counts[light] and light != self._light:
                    continue
                pressed = light == self._light
                choose = partial(self._on_light, "" if pressed else light)
                with button("", choose, f"zb-tasks-light zb-tasks-{light}", aria_pressed=str(pressed).lower()):
                    _swatch(light)
                    Text(word, "zb-tasks-light-word")
                    Text(str(counts[light]), "zb-tasks-light-count")
                    Text(meaning, "zb-tasks-light-meaning")

    def _draw_lines(self) -> None:
        lines = lines_of(self._tasks, self._grouping.value)
        longest = max((line.total for line in lines), default=1)
        self._lines.clear()
        with self._lines:
            with box("zb-tasks-bars", aria_hidden="true"):
                for line in lines:
                    Text(line.name, "zb-tasks-bar-name", title=line.name)
                    bar(line.counts, longest)
                    Text(f"{line.counts['green']}/{line.total}", "zb-tasks-bar-count")
            as_table(lines, GROUPINGS[self._grouping.value])


def lines_of(tasks: Iterable[Task], grouping: str) -> list[Line]:
    """The lines, the longest first, months in order; a task of several units counts with each."""
    counted: dict[str, Counter[Light]] = {}
    for task in tasks:
        for name in _names(task, grouping):
            counted.setdefault(name, Counter())[light_of(task)] += 1
    lines = [Line(name, counts) for name, counts in counted.items()]
    if grouping == "month":
        return [Line(_month(line.name), line.counts) for line in sorted(lines, key=lambda line: line.name)]
    lines.sort(key=lambda line: -line.total)
    rest = lines[MOST:]
    if len(rest) > 1:
        together: Counter[Light] = Counter()
        for line in rest:
            together.update(line.counts)
        return [*lines[:MOST], Line(f"其余 {len(rest)} 个", together)]
    return lines


def _names(task: Task, grouping: str) -> tuple[str, ...]:
    if grouping == "owner":
        return owners(task)
    if grouping == "plan":
        return (plan_name(task),)
    return (task.deadline.strftime("%Y-%m") if task.deadline else "~",)


def _month(name: str) -> str:
    if name == "~":
        return NO_DAY
    year, month = name.split("-")
    return f"{year}年{int(month)}月"


def bar(counts: Counter[Light], longest: int) -> ui.element:
    """One line, its length by how many tasks there are, its parts by their lights."""
    with box("zb-tasks-bar", tag="svg", width="100%", height="16", focusable="false") as made:
        at = 0.0
        for light in ORDER:
            width = 100 * counts[light] / max(1, longest)
            if width:
                part = box(f"zb-tasks-part zb-tasks-{light}", tag="rect", height="16", rx="2")
                part.props["x"] = f"{at:.3f}%"
                part.props["width"] = f"{width:.3f}%"
                at += width
    return made


def as_table(lines: Sequence[Line], what: str) -> None:
    """The same for who cannot see the chart."""
    shown = [light for light in LIGHTS if any(line.counts[light] for line in lines)]
    with box("zb-unseen"), box("", tag="table", aria_label=f"进展，{what}"):
        with box("", tag="thead"), box("", tag="tr"):
            for head in (what.removeprefix("按"), *(LIGHTS[light][0] for light in shown), "合计"):
                Text(head, tag="th", scope="col")
        with box("", tag="tbody"):
            for line in lines:
                with box("", tag="tr"):
                    Text(line.name, tag="th", scope="row")
                    for light in shown:
                        Text(str(line.counts[light]), tag="td")
                    Text(str(line.total), tag="td")


def _swatch(light: Light) -> None:
    with box(f"zb-tasks-swatch zb-tasks-{light}", tag="span", aria_hidden="true"):
        if light in ICONS:
            icon(ICONS[light])
