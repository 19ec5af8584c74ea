"""Candidates from documents, and the commands that move cases between files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_library import fill, settings_of

from assistant.interfaces.cli.app import run
from assistant.service import Service
from eval.cases import load_cases
from eval.skeleton import NOTE, propose

TEXTS = {
    "办法.md": "# 先锋平台管理办法\n\n## 第一章 总则\n\n第一条 本办法所称先锋平台，是指由党组织领导的攻关组织。\n\n"
    "第二条 平台负责人每季度向支部汇报1次工作。\n",
    "总结.md": "# 2025年党建工作总结\n\n## 一、基本情况\n\n全年发展党员32名，认真学习党的二十届四中全会精神。\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("skeleton")
    (place / "documents").mkdir()
    for name, text in TEXTS.items():
        (place / "documents" / name).write_text(text, encoding="utf-8")
    fill(place / "home", place / "documents")
    return place / "home"


def test_articles_headings_figures_and_definitions_become_questions(home: Path) -> None:
    with Service.open(settings_of(home)) as service:
        cases = propose(service, 100)
        texts = {Path(one.path).name: service.text(one.id) for one in service.documents()}
        assert propose(service, 100) == cases
        assert propose(service, 3) == cases[:3]
    asked = {case.question for case in cases}
    assert {
        "什么是先锋平台？",
        "《先锋平台管理办法》第二条是怎样规定的？",
        "根据《2025年党建工作总结》，全年发展党员多少名？",
        "《2025年党建工作总结》关于“基本情况”讲了哪些内容？",
    } <= asked
    assert not any("多少届" in one for one in asked)
    assert all(case.note == NOTE and case.answerable for case in cases)
    assert all(case.evidence[0].quote and case.evidence[0].quote in texts[case.evidence[0].document] for case in cases)
    assert len({case.id for case in cases}) == len(cases)


def test_candidates_go_to_excel_and_back(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--home", str(home), "eval"]
    assert run([*place, "new", "--out", str(tmp_path / "new.xlsx")]) == 0
    assert run([*place, "new", "--out", str(tmp_path / "new.jsonl")]) == 0
    assert "待人工确认" not in capsys.readouterr().err
    assert run([*place, "import", str(tmp_path / "new.xlsx"), "--out", str(tmp_path / "back.jsonl"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    cases = load_cases(tmp_path / "new.jsonl")
    assert told == {"cases": len(cases), "out": str(tmp_path / "back.jsonl"), "faults": []}
    assert load_cases(tmp_path / "back.jsonl") == cases
    assert run([*place, "export", str(tmp_path / "back.jsonl"), "--out", str(tmp_path / "again.xlsx")]) == 0


def test_a_file_is_not_overwritten_by_a_slip(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "work.xlsx"
    out.write_bytes(b"a day's work")
    assert run(["--home", str(home), "eval", "new", "--out", str(out)]) == 1
    assert "已经存在" in capsys.readouterr().err
    assert out.read_bytes() == b"a day's work"
    assert run(["--home", str(home), "eval", "new", "--out", str(out), "--force"]) == 0


def test_an_empty_library_and_wrong_usage_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(tmp_path / "empty"), "eval", "new", "--out", str(tmp_path / "c.xlsx")]) == 1
    assert "没有可以出题的内容" in capsys.readouterr().err
    assert run(["eval", "export", "demo", "--out", str(tmp_path / "c.csv")]) == 2
    (tmp_path / "q.jsonl").write_text('{"id": "1"}\n', encoding="utf-8")
    assert run(["eval", "import", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / "c.jsonl")]) == 1
    assert not (tmp_path / "c.jsonl").exists()
    assert run(["eval", "import", str(tmp_path / "q.jsonl"), "--out", "c.jsonl", "--documents", "d"]) == 2
