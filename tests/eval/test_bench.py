"""The speed figures, made small: what they count and compare, never how fast this machine is."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.bench import growth, speed, tutorial
from eval.bench.__main__ import BENCHES
from eval.bench.curves import Panel, draw
from eval.bench.material import DEMO, each, pdfs, ratio, spread
from tests.eval.small_library import CASES, write_documents

ASKED = [case.question for case in CASES]
PDF = sorted((DEMO / "library").glob("*.pdf"))[0]


def test_times_become_percentiles_in_milliseconds() -> None:
    assert spread([0.001 * number for number in range(1, 102)]) == {"p50_ms": 51.0, "p95_ms": 96.0}
    assert spread([]) == {"p50_ms": None, "p95_ms": None}


def test_each_item_is_worked_on_once_and_timed() -> None:
    seen: list[str] = []
    assert len(each(seen.append, ["一", "二"])) == 2
    assert seen == ["一", "二"]


@pytest.mark.parametrize(("ours", "other", "expected"), [(1.0, 4.0, 0.25), (None, 4.0, None), (1.0, None, None)])
def test_a_ratio_needs_both_sides(ours: float | None, other: float | None, expected: float | None) -> None:
    assert ratio(ours, other) == expected


def test_the_pdfs_of_absent_development_data_are_skipped(tmp_path: Path) -> None:
    assert PDF in pdfs(tmp_path / "absent")


def test_speed_counts_what_it_measured(tmp_path: Path) -> None:
    figures = speed.run([PDF], write_documents(tmp_path / "documents"), ASKED)
    assert figures["ingest"]["files"] == 1
    assert figures["ingest"]["failed"] == []
    assert figures["ingest"]["pages"] > 0
    assert figures["ingest"]["seconds_to_pypdf"] > 0
    assert figures["questions"] == len(ASKED)
    assert 0 < figures["search"]["p50_ms"] <= figures["search"]["p95_ms"]
    assert 0 < figures["ask"]["p50_ms"] <= figures["ask"]["p95_ms"]
    assert figures["verification"]["claims"] > 0


def test_a_stack_that_is_not_installed_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tutorial, "MODULES", ("json", "no_such_module_here"))
    assert "no_such_module_here" in tutorial.measure(tmp_path)["left_out"]


def test_growth_has_a_point_for_each_size(tmp_path: Path) -> None:
    points = growth.run(write_documents(tmp_path / "documents"), ASKED, (1, 3))
    assert [point.scale for point in points] == [1, 3]
    assert points[1].chunks == 3 * points[0].chunks
    assert growth.grown(points)["chunks"] == 3
    assert "chunks in the library" in growth.plot(points)


def test_a_copy_keeps_lengths_and_structure_and_shares_no_identity(tmp_path: Path) -> None:
    original = growth.documents(write_documents(tmp_path / "documents"))[0]
    copy = growth.varied(original, 1)
    assert growth.varied(original, 0) is original
    assert growth.varied(original, 1) == copy != growth.varied(original, 2)
    assert len(copy.text) == len(original.text)
    assert copy.text != original.text
    assert {chunk.id for chunk in copy.chunks}.isdisjoint(chunk.id for chunk in original.chunks)
    assert all(copy.text[chunk.start : chunk.end] == chunk.text for chunk in copy.chunks)


def test_curves_are_a_well_formed_file_that_says_what_it_could_not_measure() -> None:
    drawn = ElementTree.fromstring(
        draw("sizes", [Panel("a < b", {"p50": [(1, 2), (10, 3)]}), Panel("memory", {"": []})])
    )
    assert drawn.tag.endswith("svg")
    said = [element.text for element in drawn.iter() if element.text]
    assert "a < b" in said
    assert "not measured" in said


def test_every_speed_figure_is_part_of_the_bench() -> None:
    assert {"startup", "speed", "tutorial", "growth"} <= set(BENCHES)
