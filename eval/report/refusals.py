"""The curve of refusals: what would be refused, rightly and wrongly, at other thresholds of the one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.record import Result
from eval.report.html import Html, tag
from eval.report.wording import number

STEPS = 20
"""Thresholds told of, evenly from 0 to 1."""
BINS = 5
SIDE = 240
_EDGE = 28


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold refuses: shares of the questions without an answer and of those with one, 0 to 1."""

    threshold: float
    rightly: float
    needlessly: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: its mean, and the share of them that have an answer."""

    count: int
    confidence: float
    answerable: float


Weighed = tuple[float, bool]
"""The confidence of an answer or refusal, and whether the question has an answer."""


def weighed(results: Sequence[Result]) -> list[Weighed]:
    """The cases whose passages were weighed; a model's answers and what fails before have no confidence."""
    found = []
    for result in results:
        answer = result.outcome.answer
        if answer is not None and answer.confidence is not None:
            found.append((answer.confidence, result.case.answerable))
    return found


def curve(cases: Sequence[Weighed]) -> list[Point]:
    """One point a threshold, rising; empty unless there are questions of both kinds."""
    able = [sure for sure, answerable in cases if answerable]
    unable = [sure for sure, answerable in cases if not answerable]
    if not able or not unable:
        return []
    thresholds = [step / STEPS for step in range(STEPS + 1)]
    return [Point(at, _below(unable, at), _below(able, at)) for at in thresholds]


def bins(cases: Sequence[Weighed]) -> list[Bin]:
    """The cases by confidence, in `BINS` equal steps; steps without cases are left out."""
    parts: dict[int, list[Weighed]] = {}
    for case in cases:
        parts.setdefault(min(BINS - 1, int(case[0] * BINS)), []).append(case)
    return [
        Bin(len(part), sum(sure for sure, _ in part) / len(part), sum(able for _, able in part) / len(part))
        for _, part in sorted(parts.items())
    ]


def refusals(results: Sequence[Result]) -> Html:
    """Curve and table; nothing where no case was weighed or all are of one kind."""
    cases = weighed(results)
    points = curve(cases)
    if not points:
        return Html("")
    told = (
        f"{len(cases)} 例的把握（资料中有答案的概率，0 到 1）低于阈值即拒答。曲线自左下到右上为阈值由低到高："
        "横轴误拒率，纵轴应拒则拒率，越靠左上越好。"
    )
    return tag(
        "section",
        tag("h2", "拒答阈值"),
        tag("p", told, class_="hint"),
        tag("div", _plot(points), _table(points), _reliability(bins(cases)), class_="refusals"),
        id_="refusals",
    )


def _below(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values)


def _plot(points: Sequence[Point]) -> Html:
    whole = SIDE + 2 * _EDGE
    path = " ".join(
        f"{_EDGE + point.needlessly * SIDE:.1f},{_EDGE + (1 - point.rightly) * SIDE:.1f}" for point in points
    )
    frame = f"M{_EDGE},{_EDGE} V{_EDGE + SIDE} H{_EDGE + SIDE}"
    return tag(
        "svg",
        tag("title", "应拒则拒率随误拒率的变化"),
        tag("path", d=frame, class_="axis", fill="none"),
        tag("polyline", points=path, class_="spread", fill="none"),
        tag("text", "误拒率 →", x=_EDGE, y=_EDGE + SIDE + 20, class_="label"),
        tag("text", "应拒则拒率 ↑", x=_EDGE, y=_EDGE - 10, class_="label"),
        width=whole,
        height=whole,
        role="img",
    )


def _table(points: Sequence[Point]) -> Html:
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in ("阈值", "应拒则拒率", "误拒率"))))
    rows = [
        tag("tr", tag("th", f"{point.threshold:.2f}", scope="row"), *_cells(point.rightly, point.needlessly))
        for point in points
        if 0 < point.threshold < 1
    ]
    return tag("table", head, tag("tbody", *rows), class_="figures")


def _reliability(found: Sequence[Bin]) -> Html:
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in ("把握（均值）", "确有答案", "例数"))))
    rows = [
        tag("tr", tag("th", number(one.confidence), scope="row"), *_cells(one.answerable), tag("td", str(one.count)))
        for one in found
    ]
    return tag("table", head, tag("tbody", *rows), class_="figures")


def _cells(*shares: float) -> list[Html]:
    return [tag("td", number(share)) for share in shares]


__all__ = ["Bin", "Point", "bins", "curve", "refusals", "weighed"]
