"""Where a clause begins and ends."""

from __future__ import annotations

import pytest

from ingest.text.clauses import clause_around

TEXT = "支部党员大会每季度召开1次，支委会每月1次。\n党课每季度1次"


@pytest.mark.parametrize(
    ("first", "last", "clause"),
    [
        ("季度召开", "季度召开", "支部党员大会每季度召开1次"),
        ("支委会", "支委会", "支委会每月1次"),
        ("党课", "党课", "党课每季度1次"),
        ("召开", "每月", "支部党员大会每季度召开1次，支委会每月1次"),
    ],
)
def test_a_clause_reaches_from_stop_to_stop(first: str, last: str, clause: str) -> None:
    start, end = TEXT.index(first), TEXT.index(last) + len(last)
    found = clause_around(TEXT, start, end)
    assert TEXT[slice(*found)] == clause


def test_a_place_between_two_characters_has_a_clause_too() -> None:
    at = TEXT.index("委会")
    assert TEXT[slice(*clause_around(TEXT, at, at))] == "支委会每月1次"
    assert clause_around("", 0, 0) == (0, 0)
