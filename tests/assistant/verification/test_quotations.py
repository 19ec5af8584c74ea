"""Quotations: verbatim is silent, one character altered is found, what is nobody's wording is left alone."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from assistant.verification.alignment import align
from assistant.verification.quotations import Quoted, check_quotations, quoted
from ingest.text.sentences import split_sentences

SOURCE = (
    "会议指出，要把“支部建在项目上”的经验推开，做到“哪里有攻关，哪里就有党旗”。"
    "书记在总结时说：“创新不是口号，要落到每一个班组、每一张图纸、每一道工序上。”"
    "今年继续实施“双培”计划，“稳”字当头。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "会议提出推开“支部建在项目上”的经验。",
        "会议提出推开「支部建在项目上」的经验。",
        "书记说：“创新不是口号，要落到每一个班组……每一道工序上”。",
        "书记说：“创新 不是口号”。",
        "今年继续实施“双培”计划。",
        "大家把这件事叫作“老大难”。",
        "会议要求落到每一道“工序”上。",
        "书记强调，创新不是口号，要落到每一个班组”。",
        "",
        "“”",
    ],
)
def test_what_is_verbatim_or_the_writers_own_is_silent(claim: str) -> None:
    assert check_quotations(claim, [SOURCE]) == ()


@pytest.mark.parametrize(
    ("claim", "found", "expected"),
    [
        ("要把“支部建在工地上”的经验推开。", "支部建在工地上", "支部建在项目上"),
        ("做到“哪里有攻关，那里就有党旗”。", "哪里有攻关，那里就有党旗", "哪里有攻关，哪里就有党旗"),
        ("今年继续实施“双陪”计划。", "双陪", "双培"),
        ("今年继续实施“双培”计划，“隐”字当头。", "隐", "稳"),
        ("书记在总结时说：“创新不是口号，要落到每一个班级、每一张图纸、每一道工序上。”", None, None),
        ("书记说：“创新不是口号……要落到每一个班级、每一张图纸、每一道工序上”。", None, None),
    ],
)
def test_an_altered_quotation_is_shown_with_the_sources_wording(
    claim: str, found: str | None, expected: str | None
) -> None:
    (finding,) = check_quotations(claim, [SOURCE])
    assert (finding.check, finding.verdict, finding.severity) == ("quotation", "altered", "certain")
    assert claim[finding.start : finding.end] == finding.found
    assert finding.expected is not None
    assert finding.expected in SOURCE
    assert "".join(edit.claim for edit in finding.difference) == finding.found
    assert "".join(edit.source for edit in finding.difference) == finding.expected
    if found:
        assert (finding.found, finding.expected) == (found, expected)


def test_the_sentence_that_is_said_again_counts_though_another_source_has_the_words() -> None:
    source, other = "要确保“十四五”时期的目标如期完成。", "“十五五”规划正在编制。"
    claim = "要确保“十五五”时期的目标如期完成。"
    (finding,) = check_quotations(claim, [source, other], align(claim, source))
    assert (finding.found, finding.expected, finding.severity) == ("十五五", "十四五", "certain")


def test_a_long_quotation_that_no_source_has_is_doubtful() -> None:
    (finding,) = check_quotations("他说：“我们一定要把这条生产线在国庆之前建成投产”。", [SOURCE])
    assert (finding.verdict, finding.severity, finding.expected) == ("unsupported", "doubtful", None)


def test_other_punctuation_inside_is_no_altered_wording() -> None:
    (finding,) = check_quotations("做到“哪里有攻关、哪里就有党旗”。", [SOURCE])
    assert finding.severity == "doubtful"


def test_without_sources_nothing_is_said() -> None:
    assert check_quotations("他说：“我们一定要把这条生产线在国庆之前建成投产”。", []) == ()


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“甲‘乙’丙”丁“戊”", ["甲‘乙’丙", "戊"]),
        ("甲‘乙’丙", ["乙"]),
        ("it‘s 甲", []),
        ("“没有完", ["没有完"]),
        ("前文”后文", ["前文"]),
        ('"直引号"和「角引号」', ["直引号", "角引号"]),
    ],
)
def test_quotations_are_found_whatever_their_marks(text: str, inside: list[str]) -> None:
    assert [text[one.start : one.end] for one in quoted(text)] == inside


def test_an_unclosed_quotation_says_so() -> None:
    assert quoted("他说“好") == (Quoted(3, 4, closed=False),)


@pytest.mark.shared
def test_on_reports_one_altered_character_is_found_and_verbatim_is_silent(shared: Path) -> None:
    chooser = random.Random(11)
    tried = missed = 0
    with gzip.open(shared / "data/political/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        reports = [json.loads(line)["text"] for line in lines][:40]
    for report in reports:
        paragraphs = [paragraph for paragraph in report.split("\n") if "“" in paragraph]
        for at, paragraph in enumerate(paragraphs):
            sources = tuple(paragraphs[max(0, at - 3) : at + 4])
            for sentence in (span.of(paragraph) for span in split_sentences(paragraph)):
                inner = [one for one in quoted(sentence) if one.closed and one.end - one.start >= 2]
                if not inner or len(sentence) > 300:
                    continue
                assert check_quotations(sentence, sources, align(sentence, sentence)) == ()
                one = chooser.choice(inner)
                place = chooser.randrange(one.start, one.end)
                if not "\u4e00" <= sentence[place] <= "\u9fff":
                    continue
                altered = sentence[:place] + chooser.choice("的国产学合新化明") + sentence[place + 1 :]
                if altered == sentence:
                    continue
                tried += 1
                found = check_quotations(altered, sources, align(altered, sentence))
                missed += not any(finding.severity == "certain" for finding in found)
    assert tried > 300
    assert missed <= 0.01 * tried
