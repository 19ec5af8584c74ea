"""校核: a text held against what it should say, what differs marked in it, its source beside it."""

from __future__ import annotations

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.proof.desk import Desk
from assistant.interfaces.web.visit import Visit


async def build(visit: Visit, _: Place) -> None:
    """One visitor's text."""
    desk = Desk(visit)
    await desk.begin()
