"""Titles and 文号: as the sources have them, or as a known document is called."""

from __future__ import annotations

import pytest

from assistant.verification.alignment import align
from assistant.verification.titles import abbreviations, check_titles, titled

SOURCE = (
    "根据《澜川集团创新项目管理办法（试行）》（澜党发〔2025〕18号）和《中华人民共和国安全生产法》，"
    "制定《澜川集团党员责任区考核细则》（以下简称《细则》）。"
    "另见《关于印发〈基层党组织书记述职办法〉的通知》（澜党办〔2024〕7号）。"
)
TITLES = ["澜川集团“三重一大”决策实施办法", "2026年党建工作要点"]


@pytest.mark.parametrize(
    "claim",
    [
        "依据《澜川集团创新项目管理办法（试行）》立项。",
        "依据《澜川集团创新项目管理办法(试行)》立项。",
        "依据《澜川集团创新项目管理办法》立项。",
        "依据《创新项目管理办法》立项。",
        "落实《安全生产法》。",
        "考核按《细则》进行。",
        "见《关于印发《基层党组织书记述职办法》的通知》。",
        "按《澜川集团“三重一大”决策实施办法》办理。",
        "按《“三重一大”决策实施办法》办理。",
        "印发《澜川集团创新项目管理办法（试行）》（澜党发〔2025〕18号）。",
        "按照澜党发[2025]18号文件。",
        "按照澜党发（2025）18号文件。",
        "见《二〇二六年党建工作要点》。",
        "没有标题的一句话。",
        "《》",
    ],
)
def test_what_the_sources_or_the_library_name_is_silent(claim: str) -> None:
    assert check_titles(claim, [SOURCE], TITLES) == ()


@pytest.mark.parametrize(
    ("claim", "found", "expected"),
    [
        (
            "依据《澜川集团创新项目管理方法（试行）》立项。",
            "澜川集团创新项目管理方法（试行）",
            "澜川集团创新项目管理办法（试行）",
        ),
        (
            "依据《澜川集团创新项目管理办法（施行）》立项。",
            "澜川集团创新项目管理办法（施行）",
            "澜川集团创新项目管理办法（试行）",
        ),
        ("落实《中华人民共和国安全生产罚》。", "中华人民共和国安全生产罚", "中华人民共和国安全生产法"),
        (
            "按《澜川集团“三重一大”决策实施方法》办理。",
            "澜川集团“三重一大”决策实施方法",
            "澜川集团“三重一大”决策实施办法",
        ),
        ("（澜党发〔2025〕19号）", "澜党发〔2025〕19号", "澜党发〔2025〕18号"),
        ("（澜党发〔2024〕18号）", "澜党发〔2024〕18号", "澜党发〔2025〕18号"),
        ("（澜党法〔2025〕18号）", "澜党法〔2025〕18号", "澜党发〔2025〕18号"),
    ],
)
def test_one_altered_character_is_shown_with_the_right_name(claim: str, found: str, expected: str) -> None:
    (finding,) = check_titles(claim, [SOURCE], TITLES)
    assert (finding.check, finding.verdict, finding.severity) == ("title", "altered", "certain")
    assert claim[finding.start : finding.end] == finding.found == found
    assert finding.expected == expected


def test_another_title_at_the_same_place_is_altered_though_a_source_names_it() -> None:
    source = "项目立项按《创新项目管理办法》执行，考核按《责任区考核细则》执行。"
    claim = "项目立项按《责任区考核细则》执行。"
    (finding,) = check_titles(claim, [source], (), align(claim, "项目立项按《创新项目管理办法》执行，"))
    assert (finding.found, finding.expected) == ("责任区考核细则", "创新项目管理办法")


@pytest.mark.parametrize("claim", ["见《企业文化建设三年规划》。", "见澜团发〔2023〕3号。"])
def test_what_nobody_has_is_doubtful(claim: str) -> None:
    (finding,) = check_titles(claim, [SOURCE], TITLES)
    assert (finding.verdict, finding.severity, finding.expected) == ("unsupported", "doubtful", None)


def test_years_apart_are_two_documents() -> None:
    (finding,) = check_titles("见《2026年党建工作要点》。", ["印发了《2025年党建工作要点》。"])
    assert finding.severity == "doubtful"


def test_abbreviations_are_read_from_the_text() -> None:
    assert abbreviations(SOURCE) == {"细则": "澜川集团党员责任区考核细则"}
    assert abbreviations("澜川水工集团有限公司（以下简称“集团”）决定") == {"集团": "澜川水工集团有限公司"}


def test_titles_inside_titles_belong_to_the_outer_one() -> None:
    text = "《关于印发《办法》的通知》和《规定"
    assert [text[slice(*span)] for span in titled(text)] == ["关于印发《办法》的通知"]
