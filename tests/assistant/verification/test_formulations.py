"""Fixed formulations: whole, in order, of their day; silent where a text or its source may be right."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from assistant.types import Finding
from assistant.verification.formulations import Lexicon, check_formulations, lexicon
from assistant.verification.formulations.runs import runs
from assistant.verification.formulations.skeleton import skeleton
from ingest.text.sentences import split_sentences
from prompts.formulary_files import parse_formulary

TODAY = date(2026, 3, 1)


def only(found: tuple[Finding, ...], text: str) -> Finding:
    (finding,) = found
    assert (finding.check, finding.verdict) == ("formulation", "altered")
    assert text[finding.start : finding.end] == finding.found
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "增强政治意识、大局意识、核心意识、看齐意识。",
        "增强“政治意识”“大局意识”“核心意识”和“看齐意识”。",
        "坚定道路自信、理论自信、制度自信、文化自信。",
        "坚定道路、理论、制度、文化自信。",
        "坚持创新、协调、绿色、开放、共享的新发展理念。",
        "深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "增强“四个意识”、做到“两个维护”。",
        "统筹推进经济建设、政治建设、文化建设、社会建设、生态文明建设。",
        "推进经济建设和文化建设，加强思想建设、组织建设。",
        "严格执行政治纪律、组织纪律。",
        "发挥总揽全局、协调各方的领导核心作用。",
        "依法保障知情权、参与权和监督权。",
        "他亲自到一线检查。",
        "团员先锋模范作用得到发挥。",
        "全心全意地为人民服务。",
        "原中国银保监会于2020年印发通知。",
        "",
    ],
)
def test_what_is_right_is_silent(text: str) -> None:
    assert check_formulations(text, "work_summary", TODAY) == ()


@pytest.mark.parametrize(
    ("text", "severity", "lacking"),
    [
        ("增强“四个意识”即政治意识、大局意识、看齐意识。", "certain", "核心意识"),
        ("增强政治意识、大局意识、核心意识。", "doubtful", "看齐意识"),
        ("落实乡村振兴要求：生态宜居、乡风文明、治理有效、生活富裕。", "doubtful", "产业兴旺"),
    ],
)
def test_a_missing_member_is_named(text: str, severity: str, lacking: str) -> None:
    finding = only(check_formulations(text), text)
    assert finding.severity == severity
    assert lacking in finding.note
    assert lacking in (finding.expected or "")


@pytest.mark.parametrize(
    "text",
    [
        "增强大局意识、政治意识、核心意识、看齐意识。",
        "坚持科学立法、公正司法、严格执法、全民守法。",
        "坚决做到“两个维护”，增强“四个意识”、坚定“四个自信”。",
        "坚定“四个自信”、增强“四个意识”、做到“两个维护”。",
        "坚持协调各方、总揽全局。",
        "严以用权、严以修身、严以律己，谋事要实、创业要实、做人要实。",
    ],
)
def test_another_order_is_certain(text: str) -> None:
    finding = only(check_formulations(text), text)
    assert finding.severity == "certain"
    assert "次序" in finding.note


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("增强政治意识、大局意识、核新意识、看齐意识。", "核新意识", "核心意识"),
        ("坚持创新、协调、绿化、开放、共享。", "绿化", "绿色"),
        ("坚持创新、协调、绿色、开放、共亨发展。", "共亨", "共享"),
        ("发挥总览全局、协调各方的作用。", "总览", "总揽"),
        ("全心全意为人民报务。", "报务", "服务"),
        ("学习习近平新时代中国特色社会主意思想。", "社会主意", "社会主义"),
        ("严格落实三会一科制度。", "三会一科", "三会一课"),
    ],
)
def test_a_miswritten_character_is_certain(text: str, found: str, expected: str) -> None:
    source = "各级党组织要认真学习。"
    finding = only(check_formulations(text, sources=(source, expected)), text)
    assert finding.severity == "certain"
    assert found in finding.found
    assert expected in (finding.expected or "")


SOURCE = (
    "要坚持新发展理念，即创新、协调、绿色、开放、共享，"
    "落实科学立法、严格执法、公正司法、全民守法，坚持党要管党、从严治党。"
)


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("创新、协调、绿色、开放、共享", "协调、绿色、开放、共享"),
        ("创新、协调、绿色、开放、共享", "创新、绿色、开放"),
        ("创新、协调、绿色、开放、共享", "创新、绿色、协调、开放、共享"),
        ("科学立法、严格执法、公正司法、全民守法", "科学立法、严格执法、公正司法"),
        ("党要管党、从严治党", "党要管党"),
    ],
)
def test_what_a_source_has_whole_may_not_be_taken_apart(whole: str, said: str) -> None:
    text = SOURCE.replace(whole, said)
    finding = only(check_formulations(text, sources=(SOURCE,)), text)
    assert (finding.severity, finding.expected) == ("certain", whole)


@pytest.mark.parametrize(
    "source",
    [
        "增强大局意识、政治意识、核心意识、看齐意识。",
        "增强政治意识、大局意识、看齐意识，四个意识。",
        "发挥总览全局、协调各方的作用。",
    ],
)
def test_what_a_source_says_itself_is_silent(source: str) -> None:
    assert check_formulations(source, sources=("无关的话。", source)) == ()


def test_an_older_form_is_judged_by_the_day() -> None:
    text = "坚持道路自信、理论自信、制度自信。"
    assert check_formulations(text) == ()
    assert check_formulations(text, day=date(2015, 1, 1)) == ()
    finding = only(check_formulations(text, day=TODAY), text)
    assert finding.severity == "doubtful"
    assert "文化自信" in (finding.expected or "")


def test_before_its_day_a_formulation_is_not_asked_for() -> None:
    assert check_formulations("加强政治意识、大局意识、核心意识。", day=date(2010, 1, 1)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有关情况报送中国银保监会。", "国家金融监督管理总局"),
        ("按照国家工商总局要求办理。", "国家市场监督管理总局"),
        ("认真谋划“十四五”规划，明确今后五年目标。", "“十五五”"),
        ("深入学习贯彻党的十九大精神。", "党的二十大精神"),
    ],
)
def test_a_name_that_is_over_is_doubtful_and_only_on_a_known_day(text: str, expected: str) -> None:
    assert check_formulations(text) == ()
    finding = only(check_formulations(text, day=TODAY), text)
    assert (finding.severity, finding.expected) == ("doubtful", expected)


@pytest.mark.parametrize(
    "text",
    [
        "2019年，有关情况报送中国银保监会。",
        "“十四五”规划圆满完成，“十五五”开局良好。",
        "由农业部门牵头。",
        "见《国家工商总局关于加强管理的通知》。",
    ],
)
def test_what_speaks_of_the_time_before_is_silent(text: str) -> None:
    assert check_formulations(text, day=TODAY) == ()


def test_genres_have_their_own_words() -> None:
    text = "书记亲自部署，隆重召开动员会。"
    assert [finding.found for finding in check_formulations(text, "news")] == ["亲自", "隆重召开"]
    assert check_formulations(text, "duty_report") == ()
    assert check_formulations(text) == ()


def test_another_formulary_can_be_asked() -> None:
    source = """name: own
version: 1
sources:
  办法: {document: 本单位办法, date: 2025-01-01}
enumerations:
  - {names: [四到位], members: [认识到位, 责任到位, 措施到位, 督查到位], source: 办法}
"""
    words = Lexicon(parse_formulary(source, Path("own.yaml")))
    text = "做到责任到位、认识到位、措施到位、督查到位。"
    assert only(check_formulations(text, words=words), text).severity == "certain"
    assert check_formulations(text) == ()


def test_signs_and_quotation_marks_are_no_part_of_a_formulation() -> None:
    bones = skeleton("“总揽全局”，协调 各方")
    assert bones.text == "总揽全局协调各方"
    assert bones.of(0, 4) == "总揽全局"
    assert bones.between(4, 4) == "”，"


@pytest.mark.shared
def test_on_reports_a_dropped_or_moved_member_is_found_and_verbatim_is_silent(shared: Path) -> None:
    chooser, counts = random.Random(5), Counter[str]()
    with gzip.open(shared / "data/political/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        reports = [json.loads(line)["text"] for line in lines]
    for report in reports:
        paragraphs = [paragraph for paragraph in report.split("\n") if paragraph.strip()]
        for at, paragraph in enumerate(paragraphs):
            bones = skeleton(paragraph)
            if not runs(bones, list(lexicon().hits(bones.text)), lexicon()):
                continue
            sources = tuple(paragraphs[max(0, at - 2) : at + 3])
            for span in split_sentences(paragraph):
                _try_sentence(span.of(paragraph), sources, chooser, counts)
    assert counts["tried"] > 800
    assert counts["missed"] <= 0.01 * counts["tried"]
    assert counts["cried wolf"] == 0


def _try_sentence(sentence: str, sources: tuple[str, ...], chooser: random.Random, counts: Counter[str]) -> None:
    bones = skeleton(sentence)
    for run in runs(bones, list(lexicon().hits(bones.text)), lexicon()):
        if run.state != "whole" or len(run.items) < 3:
            continue
        counts["cried wolf"] += bool(check_formulations(sentence, sources=sources))
        places = [bones.span(item.start, item.end) for item in run.items]
        at = chooser.randrange(len(places) - 1)
        dropped = sentence[: places[at][0]] + sentence[places[at + 1][0] :]
        one, other = places[at], places[at + 1]
        moved = (
            sentence[: one[0]]
            + sentence[slice(*other)]
            + sentence[one[1] : other[0]]
            + sentence[slice(*one)]
            + sentence[other[1] :]
        )
        for text in (dropped, moved):
            counts["tried"] += 1
            found = check_formulations(text, sources=sources)
            counts["missed"] += not any(finding.severity == "certain" for finding in found)
