"""`zhibi draft` as its users run it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from program import zhibi

SPEC = """单位: 某某公司党委
期间: 2026年
主题: 党建
事实:
  发展党员: 12名
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "要求.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_a_draft_as_json(home: Path, spec: Path) -> None:
    done = zhibi(home, "draft", "工作总结", "--spec", spec, "--json")
    assert done.code == 0, done.err
    draft = done.json
    assert draft["genre"] == "work_summary"
    assert draft["title"] == "某某公司党委2026年党建工作总结"
    assert [section["name"] for section in draft["sections"]] == ["总述", "主要做法和成效", "存在问题", "下步打算"]
    assert "发展党员12名。" in draft["sections"][1]["text"]
    assert {"sections", "claims", "citations", "open_slots", "findings", "tasks", "model", "notices", "seconds"} <= set(
        draft
    )
    assert all(f"【待填：{slot['what']}】" in done.out for slot in draft["open_slots"])


def test_a_draft_as_text_and_as_files(home: Path, spec: Path, tmp_path: Path) -> None:
    shown = zhibi(home, "draft", "work_summary", "--spec", spec)
    assert shown.code == 0, shown.err
    assert "一、主要做法和成效" in shown.out
    word, markdown = tmp_path / "总结.docx", tmp_path / "总结.md"
    for path in (word, markdown):
        done = zhibi(home, "draft", "work_summary", "--spec", spec, "--out", path)
        assert done.code == 0, done.err
        assert str(path) in done.out
    assert "word/document.xml" in zipfile.ZipFile(word).namelist()
    assert "主要做法和成效" in markdown.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "genre", "code", "said"),
    [
        ("unti: 甲", "工作总结", 1, "不认识的键 'unti'"),
        ("facts: [发展党员12名, 发展党员13名]", "工作总结", 1, "互相矛盾"),
        ("单位: 甲", "请柬", 1, "没有文种"),
        ("来源: [没有的文件]", "工作总结", 1, "没有来源文件"),
    ],
)
def test_what_is_wrong_is_said_with_a_hint(
    home: Path, tmp_path: Path, text: str, genre: str, code: int, said: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    done = zhibi(home, "draft", genre, "--spec", path, "--json")
    assert done.code == code
    assert said in done.err
    assert "提示：" in done.err
    assert said in done.json["error"]["message"]
    assert "Traceback" not in done.err


def test_wrong_usage(home: Path, spec: Path, tmp_path: Path) -> None:
    assert zhibi(home, "draft", "工作总结").code == 2
    assert zhibi(home, "draft", "工作总结", "--spec", spec, "--out", tmp_path / "a.pdf").code == 2
    assert zhibi(home, "draft", "工作总结", "--spec", spec, "--copy", "neat").code == 2
