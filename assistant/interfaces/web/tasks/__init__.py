"""任务: what plans set out to do, by whom and by when, how it stands, and what shows it."""

from __future__ import annotations

from nicegui import ui

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.tasks.board import Board
from assistant.interfaces.web.tasks.carrying import CarryView
from assistant.interfaces.web.tasks.importing import ImportView
from assistant.interfaces.web.visit import Visit

IMPORT, CARRY, NEW = "import", "carry", "new"


async def build(visit: Visit, place: Place) -> None:
    """The list, with one task open where the address names it; a spreadsheet to take in; a plan to be carried on."""
    chosen = place.parameters.get("task", "")
    if chosen == IMPORT:
        ImportView(visit)
    elif chosen == CARRY:
        await CarryView(visit, place.query.get("plan", "")).open()
    else:
        board = Board(visit, place)
        await board.open()
        if chosen:  # the keyboard goes into what is opened, once it is on the page
            await ui.context.client.connected()
        if chosen == NEW:
            board.begin()
        elif chosen:
            await board.show(chosen)
