"""Titles are written as GB/T 15834 has it: once in 《》, titles inside in 〈〉."""

from __future__ import annotations

import pytest

from assistant.interfaces.labels import title


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ("要点", "《要点》"),
        ("《要点》", "《要点》"),
        ("《党建》简报第4期", "《〈党建〉简报第4期》"),
        ("《甲》与《乙》", "《〈甲〉与〈乙〉》"),
        ("关于印发《办法》的通知", "《关于印发〈办法〉的通知》"),
    ],
)
def test_a_title_stands_in_its_marks_once(document: str, shown: str) -> None:
    assert title(document) == shown
