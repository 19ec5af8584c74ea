"""Many sheets on several threads: in order, no more at once than needed, the same whatever the threads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from bars import page

from ingest.ocr.fake import FakeRecognizer
from ingest.ocr.page import recognise
from ingest.ocr.sheet import Sheet
from ingest.ocr.work import recognise_all

SCRIPT = ("第一章总则", "第一条为了规范检查工作", "第二条各车间应当自查", "附则")
FAKE = FakeRecognizer(SCRIPT)


def sheets(count: int) -> Iterator[Sheet]:
    for number in range(1, count + 1):
        yield Sheet(number, page(*((at, 60, 60 + 50 * at, 600) for at in range(number % 4 + 1))), 96)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_pages_come_in_order_and_do_not_depend_on_the_threads(threads: int) -> None:
    found = list(recognise_all(sheets(7), FAKE, threads))
    assert [page.view.number for page in found] == list(range(1, 8))
    assert found == [recognise(sheet.picture, sheet.number, sheet.dpi, FAKE) for sheet in sheets(7)]


def test_no_more_sheets_are_drawn_than_are_worked_on() -> None:
    drawn = 0

    def counted() -> Iterator[Sheet]:
        nonlocal drawn
        for sheet in sheets(20):
            drawn += 1
            yield sheet

    for done, _ in enumerate(recognise_all(counted(), FAKE, 2), 1):
        assert drawn <= done + 3


@pytest.mark.parametrize(("quarters", "turn"), [(0, 0), (1, 90), (2, 180), (3, 270)])
def test_a_page_on_its_head_or_its_side_is_turned(quarters: int, turn: int) -> None:
    bars = tuple((at, 60, 60 + 50 * at, 24 * len(text)) for at, text in enumerate(SCRIPT))
    crooked = np.ascontiguousarray(np.rot90(page(*bars), quarters))
    found = recognise(crooked, 3, 96, FAKE)
    assert [fragment.text for fragment in found.view.fragments] == list(SCRIPT)
    assert found.turned == turn and (found.view.width, found.view.height) == (600, 825)


def test_a_blank_page_has_no_lines() -> None:
    found = recognise(page(), 1, 96, FAKE)
    assert (found.lines, found.view.fragments, found.confidence) == ((), (), 0.0)
