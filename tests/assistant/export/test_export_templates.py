from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from assistant.errors import TemplateError
from assistant.export import fonts
from assistant.export.edition import Edition
from assistant.export.templates import FOLDER, load_template, template_names
from assistant.export.types import Substitution
from assistant.export.word import write_docx
from tests.assistant.export.export_drafts import plain


def template(folder: Path, text: str, name: str = "unit") -> None:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_standard_has_no_deviations_and_its_grid_fills_the_text_area() -> None:
    standard = load_template("gbt9704")
    assert standard.deviations == ()
    assert standard.lines * standard.line_pitch <= standard.height < (standard.lines + 1) * standard.line_pitch
    assert standard.characters * standard.character_pitch <= standard.width / 20
    assert (standard.lines + 1, standard.characters) == (23, 28)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_every_template_of_the_project_loads(name: str) -> None:
    assert load_template(name).label


def test_a_unit_states_only_what_differs_and_every_difference_is_listed(tmp_path: Path) -> None:
    values = "fonts: {latin: Times New Roman}\nbold: [heading1]\npage_number: centre\nred_head: 海风公司党委文件\n"
    template(tmp_path, f"base: gbt9704\nlabel: 海风模板\nmargins: {{left: 30}}\n{values}")
    unit = load_template("unit", [tmp_path])
    assert unit.deviations == (
        "左边距为30毫米（国标为28毫米）",
        "西文字体为Times New Roman（国标为与所在文字相同）",
        "加粗为一级标题（国标为无）",
        "页码位置为居中（国标为单页居右、双页居左）",
    )
    exported = write_docx(plain(), None, Edition(template="unit", folders=[tmp_path]))
    assert exported.deviations == unit.deviations
    assert any("海风模板" in notice and "4 处不同" in notice for notice in exported.notices)
    document = Document(io.BytesIO(exported.data))
    assert round(document.sections[0].left_margin.mm) == 30
    assert document.styles["Heading 1"].font.bold
    assert document.paragraphs[0].text == "海风公司党委文件"


def test_a_folder_of_the_site_comes_before_the_project(tmp_path: Path) -> None:
    template(tmp_path, "base: gbt9704\nbody_indent: 0\n", "own")
    assert load_template("own", [tmp_path]).body_indent == 0
    assert template_names([tmp_path]) == ("gbt9704", "own")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base: gbt9704\nmargin: {top: 3}\n", "不认识的 'margin.top'"),
        ("base: gbt9704\nmargins: {top: 999}\n", "上边距"),
        ("base: gbt9704\nmargins: {top: true}\n", "上边距"),
        ("base: gbt9704\nfonts: {body: 'a\"<b>'}\n", "正文字体"),
        ("base: gbt9704\nbold: [x]\n", "加粗"),
        ("base: gbt9704\nbold: [[1]]\n", "加粗"),
        ("base: gbt9704\n1: 2\n", "不认识的 '1'"),
        ("base: gbt9704\nred_head: 3\n", "发文机关标志"),
        ("base: gbt9704\nsizes: {body: 22}\n", "排不下"),
        ("base: gbt9704\ngrid: {lines: 60}\n", "排不下"),
        ("base: gbt9704\nmargins: {left: 80, right: 80}\n", "排不下"),
        ("base: unit\n", "绕成了圈"),
        ("base: [1]\n", "base 应为模板名称"),
        ("base: nothing\n", "没有模板"),
        ("label: x\n", "缺少"),
        ("- 1\n", "应由“名称: 值”组成"),
        ("a: [\n", "不是合法的 YAML"),
        ("red_head: 2026-13-01\n", "不是合法的 YAML"),
        ("x: " + "长" * 70_000, "不是模板文件"),
    ],
)
def test_a_faulty_template_is_a_sentence_that_names_the_file(tmp_path: Path, text: str, said: str) -> None:
    template(tmp_path, text)
    with pytest.raises(TemplateError, match=r"unit|nothing") as raised:
        load_template("unit", [tmp_path])
    assert said in str(raised.value)


def test_an_expanding_yaml_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"] + [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    template(tmp_path, "base: gbt9704\n" + "\n".join(lines))
    with pytest.raises(TemplateError):
        load_template("unit", [tmp_path])
    template(tmp_path, "\n".join(lines) + "\nbase: gbt9704\nbody_indent: *a11\n")
    with pytest.raises(TemplateError):
        load_template("unit", [tmp_path])


@pytest.mark.parametrize("name", ["../gbt9704", "", "/etc/passwd", "无此模板"])
def test_an_unknown_name_lists_what_there_is(name: str) -> None:
    with pytest.raises(TemplateError, match="gbt9704"):
        load_template(name)


def test_fonts_that_are_missing_here_are_named_with_their_stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_families", lambda: frozenset({"黑体", "宋体", "仿宋_gb2312", "楷体_gb2312"}))
    monkeypatch.setattr(fonts, "_stand_in", lambda name: "某宋体")
    exported = write_docx(plain(), None)
    assert exported.substituted_fonts == (Substitution("方正小标宋简体", "某宋体"),)
    assert any("方正小标宋简体（以 某宋体 代替）" in notice for notice in exported.notices)


def test_where_fonts_cannot_be_listed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_families", lambda: None)
    exported = write_docx(plain(), None)
    assert exported.substituted_fonts == () and any("无法得知本机装有哪些字体" in one for one in exported.notices)


def test_a_template_whose_font_is_nowhere_is_written_all_the_same(tmp_path: Path) -> None:
    template(tmp_path, "base: gbt9704\nfonts: {body: 世上没有的字体}\n")
    exported = write_docx(plain(), None, Edition(template="unit", folders=[tmp_path]))
    assert "世上没有的字体" in exported.data.decode("latin-1") or Document(io.BytesIO(exported.data)).paragraphs
    assert fonts.substitutions(["世上没有的字体"]) is None or any(
        one.font == "世上没有的字体" for one in exported.substituted_fonts
    )
