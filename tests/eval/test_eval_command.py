"""`zhibi eval` from the command line, in this process."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_library import CASES, DOCUMENTS, fill, write_documents

from assistant.interfaces.cli.app import run
from eval.cases import case_line
from eval.evaluator import Metric, Score
from eval.folder import RESULTS
from eval.judge import Judge


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("command")
    fill(place / "home", write_documents(place / "documents"))
    return place / "home"


@pytest.fixture(autouse=True)
def _shipped_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZHIBI_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    lines = [case_line(case) for case in CASES]
    (tmp_path / "我的案例.jsonl").write_text("\n".join([*lines, '{"id": "c9"}', ""]), encoding="utf-8")
    return tmp_path / "我的案例.jsonl"


def told(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, Any, str]:
    """Exit code, the object on standard output, and standard error."""
    code = run([*map(str, args), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_a_malformed_line_is_told_and_the_rest_scored(
    home: Path, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), "eval", "run", str(cases), "--out", str(tmp_path / "run")]) == 0
    out = capsys.readouterr().out
    assert "我的案例：4 例，资料库 3 份文件" in out
    assert "第 5 行的 kind" in out
    assert "要点召回率" in out
    assert (tmp_path / "run" / "report.html").is_file()


def test_two_runs_are_the_same_and_pass_the_gate(
    home: Path, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        code, made, _ = told(capsys, "--home", home, "eval", "run", cases, "--out", tmp_path / name)
        assert (code, made["cases"], made["resumed"]) == (0, 4, 0)
        assert made["metrics"]["point_recall"]["mean"] == 1.0
        assert len(made["faults"]) >= 1
    code, found, _ = told(capsys, "eval", "compare", tmp_path / "a", tmp_path / "b")
    assert code == 0
    assert {one["verdict"] for one in found["metrics"].values()} <= {"same", "not_judged", "not_compared"}
    assert told(capsys, "eval", "gate", tmp_path / "a", tmp_path / "b")[1]["passed"] is True
    assert run(["eval", "compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "没有变化" in capsys.readouterr().out


def test_a_drop_is_exit_1(home: Path, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        told(capsys, "--home", home, "eval", "run", cases, "--out", tmp_path / name)
    path = tmp_path / "b" / RESULTS
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    code, found, _ = told(capsys, "eval", "gate", tmp_path / "a", tmp_path / "b", "--metrics", "point_recall")
    assert (code, found["passed"]) == (1, False)
    assert "没有运行" in found["breaches"][0]["sentence"]
    assert run(["eval", "gate", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    assert "不通过" in capsys.readouterr().out


def test_a_judge_is_held_against_the_grades_of_people(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = Metric(
        Judge.name, 1, "模型评分", "", lambda case: None, lambda case, *_: Score.of(1.0 if case.id == "c1" else 0.5,
        grade=2 if case.id == "c1" else 1)
    )  # fmt: skip
    monkeypatch.setattr(Judge, "from_settings", lambda settings: judge)
    noted = [replace(case, note=f"人工评分：{grade}") for case, grade in zip(CASES, (2, 1, 0), strict=False)]
    (tmp_path / "案例.jsonl").write_text("\n".join(map(case_line, noted)), encoding="utf-8")
    args = ["--home", home, "eval", "run", tmp_path / "案例.jsonl", "--out", tmp_path / "run", "--judge"]
    code, made, _ = told(capsys, *args)
    assert code == 0
    assert (made["agreement"]["pairs"], made["agreement"]["same"]) == (3, 2)
    assert made["metrics"][Judge.name]["scored"] == 3
    assert run(list(map(str, args))) == 0
    assert "3 例中 2 例相同" in capsys.readouterr().out


def test_a_beir_folder_is_run_on_its_own_passages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "集"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": name, "title": "", "text": text} for name, text in DOCUMENTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    queries = [{"_id": "q1", "text": "集团有多少个党支部"}]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\t总结.md\t1\n", encoding="utf-8")
    home = tmp_path / "home"
    code, made, _ = told(capsys, "--home", home, "eval", "run", folder, "--out", tmp_path / "run")
    assert code == 0
    assert made["manifest"]["plan"]["ask"] is False
    assert made["metrics"]["document_mrr@10"]["mean"] == 1.0
    assert not home.exists()


def test_without_out_the_run_lies_in_the_home(home: Path, cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, made, _ = told(capsys, "--home", home, "eval", "run", cases, "--metrics", "quote_recall@1", "--search-only")
    assert code == 0
    assert Path(made["out"]).parent == home / "eval"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["run", "dmo"], 1, "是否想写 demo"),
        (["run", "demo", "--metrics", "recall"], 2, "没有名为 'recall' 的指标"),
        (["run", "demo", "--metrics", ","], 2, "没有给出指标"),
        (["run", "demo", "--workers", "0"], 2, "--workers"),
        (["run", "demo", "--judge"], 1, "需要语言模型"),
        (["compare", "/nowhere", "/nowhere"], 1, "读不出来"),
        (["gate", "/nowhere"], 2, "DIR"),
    ],
)
def test_what_cannot_be_run_is_a_sentence(
    args: list[str], code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(tmp_path / "home"), "eval", *args]) == code
    assert says in capsys.readouterr().err


def test_cases_without_a_library_are_a_sentence(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(tmp_path / "none"), "eval", "run", str(cases), "--out", str(tmp_path / "run")]) == 1
    assert "是空的" in capsys.readouterr().err


def test_a_file_without_a_sound_case_is_a_sentence(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "坏.jsonl").write_text("不是 JSON\n", encoding="utf-8")
    assert run(["--home", str(home), "eval", "run", str(tmp_path / "坏.jsonl")]) == 1
    assert "第 1 行" in capsys.readouterr().err
