"""The files of fixed formulations: the shipped ones are sound, a slip is told with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from prompts.formulary import Form
from prompts.formulary_files import PromptError, load_formulary, parse_formulary

HEAD = """name: sample
version: 3
sources:
  办法: {document: 某某办法, date: 2024-05-01}
"""
PATH = Path("formulations/sample.yaml")


def test_the_shipped_files_name_a_public_source_for_every_entry() -> None:
    formulary = load_formulary()
    entries = [*formulary.enumerations, *formulary.phrases, *formulary.replacements]
    assert len(entries) >= 200
    assert all(entry.origin.document and entry.origin.day < date(2026, 1, 1) for entry in entries)
    assert all("@" in version for version in formulary.versions)


def test_an_entry_is_read_with_all_that_it_says() -> None:
    formulary = parse_formulary(
        HEAD
        + """
enumerations:
  - names: [三项机制, 三机制]
    members: [甲一, 乙二, 丙三]
    suffix: 机制
    forms:
      - {members: [甲一, 乙二], until: 2023-12-31}
    within: 4
    bound: true
    missing: certain
    moved: doubtful
    source: 办法
phrases:
  - {text: 甲乙丙丁, wrong: [甲已丙丁], near: false, level: doubtful, source: 办法}
replacements:
  - {old: [旧局], new: 新局, since: 2024-06-01, beside: [报送], unless: [历史], level: certain, source: 办法}
usages:
  - {word: 亲自, barred: [news], unless: [亲自动手], note: 新闻不用。}
""",
        PATH,
    )
    (enumeration,), (phrase,) = formulary.enumerations, formulary.phrases
    assert enumeration.names == ("三项机制", "三机制")
    assert enumeration.forms == (
        Form(("甲一", "乙二", "丙三"), "机制"),
        Form(("甲一", "乙二"), until=date(2023, 12, 31)),
    )
    assert (enumeration.within, enumeration.bound, enumeration.missing, enumeration.moved) == (
        4,
        True,
        "certain",
        "doubtful",
    )
    assert enumeration.since == enumeration.origin.day == date(2024, 5, 1)
    assert (phrase.wrong, phrase.near, phrase.level) == (("甲已丙丁",), False, "doubtful")
    assert formulary.replacements[0].since == date(2024, 6, 1)
    assert formulary.usages[0].unless == ("亲自动手",)
    assert formulary.versions == ("sample@3",)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("phrases:\n  - {text: 甲乙, souce: 办法}\n", 6, "souce"),
        ("phrases:\n  - {text: 甲乙}\n", 6, "source"),
        ("phrases:\n  - {text: 甲乙, source: 办发}\n", 6, "办发"),
        ("phrases:\n  - {text: 12, source: 办法}\n", 6, "12"),
        ("phrases: 甲乙\n", 5, "甲乙"),
        ("enumerations:\n  - names: [甲]\n    members: [乙]\n    source: 办法\n", 7, "乙"),
        ("enumerations:\n  - names: [甲]\n    members: [乙, 乙]\n    source: 办法\n", 7, "乙"),
        ("enumerations:\n  - names: [甲]\n    members: [乙, 丙]\n    within: -1\n    source: 办法\n", 8, "-1"),
        ("enumerations:\n  - names: [甲]\n    members: [乙, 丙]\n    bound: 是\n    source: 办法\n", 8, "是"),
        ("enumerations:\n  - names: [甲]\n    members: [乙, 丙]\n    missing: 必错\n    source: 办法\n", 8, "必错"),
        ("enumerations:\n  - names: [甲]\n    members: [乙, 丙]\n    since: 去年\n    source: 办法\n", 8, "去年"),
        ("phrases:\n  - text: 甲乙\n    text: 丙丁\n    source: 办法\n", 7, "两次"),
        ("phrases:\n  - {text: 甲乙, wrong: [甲乙], source: 办法}\n", 6, "甲乙"),
        ("phrases:\n  - {text: 甲乙, source: 办法\n", 7, "YAML"),
        ("phrases:\n\t- text: 甲\n", 6, "YAML"),
    ],
)
def test_a_slip_is_told_with_file_and_line(body: str, line: int, words: str) -> None:
    with pytest.raises(PromptError) as caught:
        parse_formulary(HEAD + body, PATH)
    assert "sample.yaml" in caught.value.message
    assert f"第 {line} 行" in caught.value.message
    assert words in str(caught.value)


@pytest.mark.parametrize("source", ["", "- 一\n- 二\n", "name: other\nversion: 1\n", "name: sample\n", "version: 1\n"])
def test_a_file_without_its_head_is_refused(source: str) -> None:
    with pytest.raises(PromptError, match=r"sample\.yaml 第 \d 行"):
        parse_formulary(source, PATH)


def test_a_folder_is_read_as_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        entry = f"phrases:\n  - {{text: {name}提法, source: 办法}}\n"
        (tmp_path / f"{name}.yaml").write_text(HEAD.replace("sample", name) + entry, encoding="utf-8")
    formulary = load_formulary(tmp_path)
    assert [phrase.text for phrase in formulary.phrases] == ["one提法", "two提法"]
    assert formulary.versions == ("one@3", "two@3")


def test_one_formulation_in_two_entries_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        entry = "phrases:\n  - {text: 同一提法, source: 办法}\n"
        (tmp_path / f"{name}.yaml").write_text(HEAD.replace("sample", name) + entry, encoding="utf-8")
    with pytest.raises(PromptError, match="同一提法"):
        load_formulary(tmp_path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"])
def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.yaml").write_bytes(content)
    with pytest.raises(PromptError, match="提法文件"):
        load_formulary(tmp_path)
