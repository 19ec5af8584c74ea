"""Garbage is collected while nobody waits.

A full round of the collector stops every thread: a third of a second for whoever clicks at that moment, since it goes
through all that was ever imported and through every page that is open. So what is there from the start is left out of
its rounds, and they are made while the process is idle; only when it has not been for long the collector chooses the
moment itself.
"""

from __future__ import annotations

import asyncio
import gc
import time

LOOK_SECONDS = 1.0
IDLE = 0.02
"""The process is idle while it uses less than this share of one core: a single click uses more."""

DUE = 4
"""Rounds of the middle generation, of some 7,000 new objects each, after which a full one is worth its while."""

BUSY_DUE = 20
"""As many as that, and the collector waits for no idle moment: the longer it waits the longer it takes."""


async def collect_while_idle() -> None:
    """Until it is cancelled. The first full round also leaves out what was opened in the background since the start."""
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(*before[:2], BUSY_DUE)
    is_first = True
    try:
        while True:
            used = time.process_time()
            await asyncio.sleep(LOOK_SECONDS)
            if is_due(time.process_time() - used, gc.get_count()[2]):
                gc.collect()
                if is_first:
                    gc.freeze()
                is_first = False
    finally:
        gc.set_threshold(*before)


def is_due(used: float, rounds: int) -> bool:
    """Whether this is the moment for a full round.

    Args:
        used: Seconds of processor since the last look.
        rounds: Of the middle generation since the last full one.
    """
    return used <= IDLE * LOOK_SECONDS and rounds >= DUE
