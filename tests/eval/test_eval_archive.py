"""What a home keeps of evaluations: its own data sets, and runs by their ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import EvalError, EvalNotFoundError
from eval.archive import Archive
from eval.cases import Case, Evidence


def case(case_id: str = "a", question: str = "主题党日多久开展一次？", **more: object) -> Case:
    return Case(case_id, "factoid", question, True, answer="每月一次", points=(("每月",),), **more)  # type: ignore[arg-type]


def test_a_data_set_of_the_home_is_made_changed_and_run(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert [one.name for one in archive.datasets()] == ["demo", "demo_retrieval"]
    archive.put("本单位 常见问题", case("a"))
    archive.put("本单位 常见问题", case("b", evidence=(Evidence("办法.md", "每月相对固定1天"),)))
    archive.put("本单位 常见问题", case("a", "多久一次？"))
    assert [one.question for one in archive.cases("本单位 常见问题").cases] == ["多久一次？", "主题党日多久开展一次？"]
    [own] = [one for one in archive.datasets() if one.own]
    assert (own.name, own.cases, own.faults) == ("本单位 常见问题", 2, 0)
    assert not archive.dataset("本单位 常见问题").has_documents
    assert archive.remove("本单位 常见问题", "b").id == "b"
    assert [one.id for one in archive.cases("本单位 常见问题").cases] == ["a"]


def test_lines_that_are_no_case_are_left_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put("集", case("a"))
    path = tmp_path / "eval" / "sets" / "集.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    archive.put("集", case("b"))
    archive.remove("集", "a")
    assert "{broken" in path.read_text(encoding="utf-8")
    assert [one.faults for one in archive.datasets() if one.own] == [1]


@pytest.mark.parametrize("name", ["demo", "../x", "", "a/b", ".hidden", "长" * 41])
def test_a_data_set_may_not_be_called_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvalError):
        Archive(tmp_path).put(name, case())
    assert not list(tmp_path.rglob("*.jsonl"))


def test_a_case_that_breaks_the_rules_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="question"):
        Archive(tmp_path).put("集", case(question="  "))
    with pytest.raises(EvalError, match="points"):
        Archive(tmp_path).put("集", Case("a", "factoid", "问？", True, points=(("！",),)))


@pytest.mark.parametrize("run_id", ["none", "../x", "sets", ""])
def test_a_run_that_is_none_is_not_found(tmp_path: Path, run_id: str) -> None:
    archive = Archive(tmp_path)
    archive.put("集", case())
    with pytest.raises(EvalNotFoundError):
        archive.run(run_id)
    with pytest.raises(EvalNotFoundError):
        archive.report(run_id)
    with pytest.raises(EvalNotFoundError):
        archive.cases("没有")
    with pytest.raises(EvalNotFoundError):
        archive.remove("集", "none")
    assert archive.runs() == []
