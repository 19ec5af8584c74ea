"""Texts held against their sources: which claim gets which verdict, and where it is said why."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.types import Claim, Passage, Source, Verification
from assistant.verification.sources import passages_of
from assistant.verification.verifier import Verifier

RULES = (
    "第八条　党支部应当每月相对固定1天开展主题党日。党支部党员大会一般每季度召开1次。\n"
    "第九条　支部委员会由3至5人组成，一般不超过7人。"
)
REPORT = (
    "2025年，全院发展党员12名，比上年增长20%。新建创新平台8个，其中院级平台3个。\n"
    "全院党费收入1.2亿元，收缴工作按时完成，未发生违规使用的情况。"
)


def verified(text: str, *sources: str) -> Verification:
    held = [one for number, source in enumerate(sources, 1) for one in passages_of(source, str(number))]
    return Verifier().verify(text, held)


def only(text: str, *sources: str) -> Claim:
    (claim,) = verified(text, *sources).claims
    return claim


@pytest.mark.parametrize(
    "text",
    [
        "党支部应当每月相对固定1天开展主题党日[1]。",
        "党支部应当每月相对固定1天开展主题党日。[1]",
        "根据有关规定，党支部应当每月相对固定一天开展主题党日[1]。",
        "全院党费收入12000万元，收缴工作按时完成[2]。",
        "收缴工作按时完成，全院党费收入1.2亿元[2]。",
        "二〇二五年，全院发展党员12名。",
        "2025年，全院发展党员12名；党支部党员大会一般每季度召开1次[1][2]。",
        "支部委员会由3至5人组成。",
    ],
)
def test_supported(text: str) -> None:
    claim = only(text, RULES, REPORT)
    assert (claim.verdict, [one for one in claim.findings if one.severity == "certain"]) == ("supported", [])
    assert claim.citations


@pytest.mark.parametrize(
    ("text", "check", "found", "expected"),
    [
        ("党支部可以每月相对固定1天开展主题党日[1]。", "modality", "可以", "应当"),
        ("2025年，全院发展党员15名[2]。", "values", "15名", "12名"),
        ("2024年，全院发展党员12名[2]。", "dates", "2024年", "2025年"),
        ("全院发展党员12名，比上年下降20%[2]。", "polarity", "下降", "增长"),
        ("收缴工作按时完成，发生违规使用的情况。", "polarity", None, None),
    ],
)
def test_altered(text: str, check: str, found: str | None, expected: str | None) -> None:
    result = verified(text, RULES, REPORT)
    (claim,) = result.claims
    finding = next(one for one in claim.findings if one.check == check)
    assert (claim.verdict, finding.verdict, finding.severity) == ("altered", "altered", "certain")
    assert claim.text[finding.start : finding.end] == finding.found
    if found is not None:
        assert (finding.found, finding.expected) == (found, expected)
    place = next(one for one in result.citations if one.key == finding.source)
    assert finding.expected is not None and finding.expected in place.quote


def test_a_wrong_citation_is_told_apart_from_no_support() -> None:
    misplaced = only("党支部应当每月相对固定1天开展主题党日[2]。", RULES, REPORT)
    assert misplaced.verdict == "wrong_citation"
    assert [(one.check, one.found, one.expected) for one in misplaced.findings] == [("citation", "[2]", "[1]")]
    alone = only("党支部应当每月相对固定1天开展主题党日[1]。", REPORT)
    assert alone.verdict == "unsupported"
    invented = only("全院获得全国先进基层党组织称号[2]。", RULES, REPORT)
    assert (invented.verdict, invented.findings[0].check) == ("unsupported", "support")


def test_a_neighbouring_paragraph_with_nearly_the_same_words_is_another_one() -> None:
    bodily = "自然人享有身体权。任何组织或者个人不得侵害他人的身体权。"
    health = "自然人享有健康权。任何组织或者个人不得侵害他人的健康权。"
    assert only("任何组织或者个人不得侵害他人的身体权[2]。", bodily, health).verdict == "wrong_citation"
    assert only("任何组织或者个人不得侵害他人的身体权[1]。", bodily, health).verdict == "supported"


def test_a_wrong_citation_of_an_altered_claim_is_altered_and_both_are_said() -> None:
    claim = only("党支部可以每月相对固定1天开展主题党日[2]。", RULES, REPORT)
    assert claim.verdict == "altered"
    assert {one.check for one in claim.findings} == {"citation", "modality"}


def test_marks_that_name_no_source() -> None:
    result = verified("党支部应当每月相对固定1天开展主题党日[7]。", RULES)
    assert result.claims[0].verdict == "wrong_citation"
    assert result.notices == ("文中标注的[7]没有对应的来源",)


def test_headings_courtesies_and_opinions_are_unverifiable() -> None:
    text = "一、工作情况\n各位代表：\n我们希望明年取得更好的成绩。\n谢谢大家！"
    assert {one.verdict for one in verified(text, RULES).claims} == {"unverifiable"}


def test_a_fixed_formulation_is_checked_in_a_heading_too() -> None:
    (claim,) = verified("（一）增强政治意识、核心意识、大局意识、看齐意识", RULES).claims
    assert claim.verdict == "altered"
    assert [one.check for one in claim.findings if one.severity == "certain"] == ["formulation"]


def test_added_wording_that_no_source_has_is_doubtful() -> None:
    base = "全院党费收入1.2亿元，收缴工作按时完成，未发生违规使用的情况"
    claim = only(f"{base}，得到组织部通报表扬[1]。", REPORT)
    (finding,) = [one for one in claim.findings if one.check == "support"]
    assert (claim.verdict, finding.severity) == ("supported", "doubtful")
    assert "通报表扬" in finding.found


def test_places_are_verbatim_and_named_by_the_key_of_their_source() -> None:
    text = "党支部党员大会一般每季度召开1次。支部委员会由3至5人组成。"
    sources = passages_of(RULES, "1")
    result = Verifier().verify(text, sources)
    assert [one.key for one in result.citations] == ["1", "1-2"]
    chunks = {one.passage.chunk.id: one.passage.chunk for one in sources}
    assert all(chunks[one.chunk_id].text[one.start : one.end] == one.quote for one in result.citations)
    assert [claim.citations for claim in result.claims] == [("1",), ("1-2",)]


def test_claims_stand_at_their_place_and_every_verdict_is_counted() -> None:
    text = "总结\n2025年，全院发展党员12名[1]。新建创新平台9个。"
    result = verified(text, REPORT)
    assert all(text[one.start : one.end] == one.text for one in result.claims)
    assert result.counts == {
        "supported": 1, "altered": 1, "wrong_citation": 0, "unsupported": 0, "unverifiable": 1,
    }  # fmt: skip


def test_without_sources_passages_are_found_and_marks_mean_nothing() -> None:
    library = {one.passage.chunk.id: one.passage for one in passages_of(RULES, "1", "支部工作条例")}
    asked: list[str] = []

    def find(claim: str) -> Sequence[Passage]:
        asked.append(claim)
        return list(library.values())

    result = Verifier().verify("一、规定\n党支部党员大会一般每季度召开1次[9]。食堂供应早餐。", [], find=find)
    assert [one.verdict for one in result.claims] == ["unverifiable", "supported", "unsupported"]
    assert result.citations[0].document == "支部工作条例"
    assert len(asked) == 2
    assert result.notices == ()


def test_a_rule_that_is_no_longer_in_force_is_pointed_out() -> None:
    (source,) = passages_of("党支部党员大会一般每季度召开1次。", "1", "旧条例")
    over = replace(source.passage, is_over=True, superseded_by="新条例")
    (claim,) = Verifier().verify("党支部党员大会一般每季度召开1次[1]。", [Source("1", over)]).claims
    (finding,) = claim.findings
    assert (claim.verdict, finding.check, finding.severity) == ("supported", "citation", "doubtful")
    assert "已被《新条例》取代" in finding.note


@pytest.mark.parametrize(
    ("text", "notice"),
    [("", "文本是空的，没有可以核对的内容"), ("每月开会。", "没有可用的来源，各句都无从核对")],
)
def test_nothing_to_verify_is_said(text: str, notice: str) -> None:
    result = Verifier().verify(text, [])
    assert result.notices == (notice,)
    assert not any(claim.verdict == "supported" for claim in result.claims)


def test_a_library_that_has_nothing_is_said() -> None:
    result = Verifier().verify("每月开会。", [], find=lambda claim: [])
    assert result.counts["unsupported"] == 1
    assert "资料库中没有找到可供核对的内容" in result.notices[0]


def test_english_text() -> None:
    source = "The committee meets once a month. It keeps written minutes of every meeting."
    assert only("The committee meets once a month [1].", source).verdict == "supported"
    assert only("The committee meets twice a year.", source).verdict != "supported"


@pytest.mark.parametrize("text", ["开会" * 50_000, "，" * 50_000, "1" * 50_000, "[1]" * 20_000, "“" * 50_000])
def test_a_text_without_an_end_is_verified_all_the_same(text: str) -> None:
    started = time.process_time()
    assert not verified(text, RULES, REPORT).counts["supported"]
    assert time.process_time() - started < 20


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    sentences = [
        f"第{number}季度，第{number}分院发展党员{number}名，新建平台{number + 3}个。" for number in range(1, 400)
    ]
    sources = [one for number, text in enumerate(sentences[:50], 1) for one in passages_of(text, str(number))]
    short, long = "".join(sentences[:100]), "".join(sentences[:100]) * 4
    Verifier().verify(short, sources)
    once = min(_seconds(short, sources) for _ in range(3))
    assert min(_seconds(long, sources) for _ in range(3)) < 12 * once


def _seconds(text: str, sources: Sequence[Source]) -> float:
    return Verifier().verify(text, sources).seconds
