"""Lists that are told in pieces, newest first, and of one moment by id."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, and_, or_


def newest_first(at: Column[str], own_id: Column[str]) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What to order by."""
    return at.desc(), own_id.desc()


def beyond(at: Column[str], own_id: Column[str], last_at: str, last_id: str) -> ColumnElement[bool]:
    """What comes after the last one that is known already."""
    return or_(at < last_at, and_(at == last_at, own_id < last_id))
