"""How long what is removed may be restored."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

MOST_UNDO_SECONDS = 3600

UndoSeconds = Annotated[int, Query(ge=0, le=MOST_UNDO_SECONDS, description="For so long it can be restored.")]
