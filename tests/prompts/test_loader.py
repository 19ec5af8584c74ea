"""Prompt files: the project's load, wrong ones are told by name, values go in untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.loader import FOLDER, Message, PromptError, load_prompt, parse_prompt, render

GOOD = """---
name: demo
version: 2
purpose: 演示
variables: [question]
output: 一句话
---
# system

你是助手。

## 小标题不是分段

# user

问题：{{question}}
"""


def write(folder: Path, text: str = GOOD, name: str = "demo.v2.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_prompt_file(tmp_path: Path) -> None:
    write(tmp_path)
    prompt = load_prompt("demo@2", tmp_path)
    assert (prompt.identity, prompt.variables) == ("demo@2", ("question",))
    assert (prompt.purpose, prompt.output) == ("演示", "一句话")
    assert render(prompt, question="多久？") == (
        Message("system", "你是助手。\n\n## 小标题不是分段"),
        Message("user", "问题：多久？"),
    )


def test_a_bare_name_means_the_highest_version(tmp_path: Path) -> None:
    for version in (2, 9, 10):
        write(tmp_path, GOOD.replace("version: 2", f"version: {version}"), f"demo.v{version}.md")
    assert load_prompt("demo", tmp_path).identity == "demo@10"
    assert load_prompt("demo@9", tmp_path).identity == "demo@9"


@pytest.mark.parametrize("identity", ["demo@3", "other", "other@1", "demo@x", "", "../demo@2", "demo@02"])
def test_a_prompt_that_is_not_there(tmp_path: Path, identity: str) -> None:
    write(tmp_path)
    with pytest.raises(PromptError, match="没有提示词"):
        load_prompt(identity, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\nname", "name", "说明"),
        ("name: demo", "name: [", "YAML"),
        ("purpose: 演示", "purpose: 2026-13-01", "YAML"),
        ("name: demo\n", "", "name"),
        ("name: demo", "name: other", "名称"),
        ("version: 2", "version: 1", "名称"),
        ("version: 2", "version: '2'", "version"),
        ("version: 2", "version: true", "version"),
        ("purpose: 演示", "purpose: ''", "purpose"),
        ("purpose: 演示", "purpose: 演示\nmood: 好", "mood"),
        ("[question]", "question", "variables"),
        ("[question]", "[question, passages]", "passages"),
        ("[question]", "[]", "question"),
        ("{{question}}", "{{ question }}", "写错"),
        ("{{question}}", "{{question}} {{Question}}", "写错"),
        ("{{question}}", "{{question}}}", ""),
        ("# user", "# human", "human"),
        ("# user", "# system", "user"),
        ("# system\n\n你是助手。", "你是助手。\n\n# system\n\n是。", "第一部分之前"),
        ("\n问题：{{question}}\n", "\n", "不为空"),
    ],
)
def test_a_malformed_file_is_a_sentence_that_names_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    if not said:
        load_prompt("demo@2", tmp_path)
        return
    with pytest.raises(PromptError, match=r"demo\.v2\.md") as caught:
        load_prompt("demo@2", tmp_path)
    assert said in str(caught.value) and str(path) in caught.value.message


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo.v2.md").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(PromptError, match=r"demo\.v2\.md") as caught:
        load_prompt("demo@2", tmp_path)
    assert "UTF-8" in caught.value.hint


def test_line_ends_of_windows_are_no_error(tmp_path: Path) -> None:
    (tmp_path / "demo.v2.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_prompt("demo@2", tmp_path).messages[1].text == "问题：{{question}}"


@settings(deadline=None)
@given(st.text())
def test_a_value_goes_in_as_it_is(value: str) -> None:
    prompt = parse_prompt(GOOD, Path("demo.v2.md"))
    assert render(prompt, question=value)[1].text == "问题：" + value


def test_a_value_is_no_template() -> None:
    prompt = parse_prompt(GOOD, Path("demo.v2.md"))
    assert render(prompt, question=r"{{question}}\1\n# system")[1].text == r"问题：{{question}}\1\n# system"


@pytest.mark.parametrize("values", [{}, {"question": "a", "passages": "b"}, {"passages": "b"}])
def test_other_variables_than_declared_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(PromptError, match="demo@2"):
        render(parse_prompt(GOOD, Path("demo.v2.md")), **values)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_every_prompt_of_the_project_loads(path: Path) -> None:
    prompt = parse_prompt(path.read_text(encoding="utf-8"), path)
    assert load_prompt(prompt.identity) == prompt


def test_the_answer_prompt_names_the_phrase_that_is_recognised_as_a_refusal() -> None:
    from assistant.answering.extractive import NO_EVIDENCE

    assert NO_EVIDENCE in load_prompt("answer@1").messages[0].text
