"""评测: how good the answers are, on which questions, and what changed between two runs."""

from __future__ import annotations

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.evaluation.comparing import Comparing
from assistant.interfaces.web.evaluation.overview import Overview
from assistant.interfaces.web.evaluation.report import Report
from assistant.interfaces.web.evaluation.sets import SetView
from assistant.interfaces.web.visit import Visit

BELOW = ("/evaluation/{run}",)
COMPARE, SETS, FEEDBACK = "compare", "sets", "feedback"


async def build(visit: Visit, place: Place) -> None:
    """What was run; one run, two runs held together, one data set."""
    run, chosen = place.parameters.get("run", ""), place.query
    if run == COMPARE:
        await Comparing(visit, chosen.get("first", ""), chosen.get("second", "")).open()
    elif run == SETS and chosen.get("name"):
        await SetView(visit, chosen["name"]).open()
    elif run in ("", SETS, FEEDBACK):
        await Overview(visit).open(("", SETS, FEEDBACK).index(run))
    else:
        await Report(visit, run, place).open(chosen.get("case", ""))
