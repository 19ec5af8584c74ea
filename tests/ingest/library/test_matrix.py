"""Rows in a file: exact scores, nothing half held, whatever a killed process left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.encoder.protocol import Vectors
from ingest.library.matrix import LIST, ROWS, Matrix
from ingest.library.memory import Selection


def rows(count: int, seed: int = 0) -> Vectors:
    return np.random.default_rng(seed).standard_normal((count, 8)).astype(np.float32)


def keys(version: str, count: int, start: int = 0) -> list[str]:
    return [f"{version}.{number}" for number in range(start, start + count)]


def select(**versions: int) -> Selection:
    return Selection({name.replace("_", "."): count for name, count in versions.items()})


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    made = Matrix(tmp_path)
    made.add([*keys("d1.a", 20), *keys("d2.b", 30)], rows(50))
    return made


def found(matrix: Matrix, vector: Vectors, k: int, selection: Selection) -> list[str]:
    matches = matrix.search(vector, k, selection)
    assert matches is not None
    return [match.key for match in sorted(matches, key=lambda match: -match.score)]


@pytest.mark.parametrize("k", [1, 7, 30, 100])
def test_the_best_of_the_selection_by_dot_product(matrix: Matrix, k: int) -> None:
    vector = rows(1, seed=1)[0]
    scores = rows(50)[20:] @ vector
    expected = [f"d2.b.{number}" for number in np.argsort(-scores)[:k]]
    assert found(matrix, vector, k, select(d2_b=30)) == expected
    matches = matrix.search(vector, k, select(d2_b=30))
    assert matches is not None
    assert sorted(match.score for match in matches) == pytest.approx(sorted(scores)[-k:], abs=1e-5)


def test_a_version_that_is_not_held_whole_is_not_searched(matrix: Matrix) -> None:
    vector = rows(1)[0]
    assert matrix.search(vector, 5, select(d1_a=21)) is None
    assert matrix.search(vector, 5, select(d1_a=20, d3_c=1)) is None
    assert matrix.search(vector, 5, select()) == []


def test_rows_added_again_count_in_place_of_the_old(matrix: Matrix) -> None:
    newer = rows(20, seed=9)
    matrix.add(keys("d1.a", 20), newer)
    assert found(matrix, newer[3], 1, select(d1_a=20)) == [f"d1.a.{np.argmax(newer @ newer[3])}"]
    assert matrix.count() == 50


def test_what_is_removed_is_gone_and_may_come_back(matrix: Matrix, tmp_path: Path) -> None:
    matrix.remove_versions(["d1.a", "unknown"])
    matrix.remove_keys(["d2.b.4"])
    for one in (matrix, Matrix(tmp_path)):
        assert one.search(rows(1)[0], 5, select(d1_a=20)) is None
        assert one.search(rows(1)[0], 5, select(d2_b=30)) is None
        assert one.count() == 29
    matrix.add(["d2.b.4"], rows(1, seed=4))
    for one in (matrix, Matrix(tmp_path)):
        assert found(one, rows(1, seed=4)[0], 30, select(d2_b=30)).count("d2.b.4") == 1


def test_another_reader_sees_what_was_written_by_then(matrix: Matrix, tmp_path: Path) -> None:
    earlier = Matrix(tmp_path)
    assert earlier.count() == 50
    matrix.add(keys("d3.c", 5), rows(5, seed=3))
    assert found(earlier, rows(50)[2], 1, select(d1_a=20)) == ["d1.a.2"]
    assert found(Matrix(tmp_path), rows(5, seed=3)[2], 1, select(d3_c=5)) == ["d3.c.2"]


def test_what_a_killed_writer_left_is_written_over(matrix: Matrix, tmp_path: Path) -> None:
    with (tmp_path / ROWS).open("ab") as file:
        file.write(b"\1" * 50)  # rows that no line tells of, the last one cut
    with (tmp_path / LIST).open("ab") as file:
        file.write(b"+ d9.x 0 1")  # a line without its end
    again = Matrix(tmp_path)
    assert again.count() == 50
    again.add(keys("d3.c", 5), rows(5, seed=3))
    for one in (again, Matrix(tmp_path)):
        assert one.count() == 55
        assert found(one, rows(5, seed=3)[1], 1, select(d3_c=5)) == ["d3.c.1"]


def test_a_copy_holds_the_same_without_what_is_gone(matrix: Matrix, tmp_path: Path) -> None:
    matrix.remove_versions(["d1.a"])
    (tmp_path / "copy").mkdir()
    matrix.copy_into(tmp_path / "copy")
    copy = Matrix(tmp_path / "copy")
    assert (tmp_path / "copy" / ROWS).stat().st_size == 30 * 8 * 4
    assert found(copy, rows(50)[25], 30, select(d2_b=30)) == found(matrix, rows(50)[25], 30, select(d2_b=30))


def test_a_file_that_was_cut_is_told(matrix: Matrix, tmp_path: Path) -> None:
    with (tmp_path / ROWS).open("ab") as file:
        file.truncate(100)
    with pytest.raises(ValueError, match="100 字节"):
        Matrix(tmp_path).count()
