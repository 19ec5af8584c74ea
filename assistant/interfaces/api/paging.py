"""Lists a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from assistant.errors import QuestionError

Item = TypeVar("Item")

Limit = Annotated[int | None, Query(ge=1, le=1000, description="How many at most; all of them without it.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]


def page(
    items: Sequence[Item], name: Callable[[Item], str], limit: int | None, cursor: str | None
) -> tuple[Sequence[Item], str | None]:
    """The items after the one that `cursor` names, `limit` at most, and the cursor of the page that follows.

    Raises:
        QuestionError: The item that the cursor names is gone.
    """
    start = 0
    if cursor is not None:
        place = next((at for at, item in enumerate(items) if name(item) == cursor), None)
        if place is None:
            raise QuestionError(f"列表的起点 {cursor!r} 已不在", "请从第一页重新取")
        start = place + 1
    shown = items[start:] if limit is None else items[start : start + limit]
    more = start + len(shown) < len(items)
    return shown, name(shown[-1]) if shown and more else None
