"""The demo cases are what the texts say: answers and evidence hold, and what has no answer is not in the library."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from eval.cases import Case, Evidence, Kind, load_cases
from eval.datasets.demo.truth import HERE, load_truth
from eval.normalise import article_label, compact, mentions, states

TRUTH = load_truth()
CASES = load_cases(HERE / "cases.jsonl")
RETRIEVAL = load_cases(HERE / "retrieval.jsonl")
CHECKED = [*CASES, *RETRIEVAL]
ANSWERABLE = [case for case in CASES if case.answerable]
EVIDENCE = [pytest.param(one, id=f"{case.id}-{number}") for case in CHECKED for number, one in enumerate(case.evidence)]

REVISED = "02-党员先锋创新平台管理办法（2026年修订）.pdf"
REVISION_HOLDS_FROM = date(2026, 4, 1)

LEAST: dict[Kind, int] = {
    "factoid": 15,
    "figure": 20,
    "definition": 8,
    "procedure": 15,
    "list": 8,
    "comparison": 10,
    "multi_document": 10,
    "multi_turn": 8,
    "unanswerable": 20,
    "false_premise": 10,
    "outdated_version": 8,
    "conflict": 6,
}

NOT_IN_QUOTE = {"demo-015", "demo-056", "demo-064", "demo-073", "demo-091", "demo-103"}
"""Their quote names the table row or the enumeration; some points stand beside it."""

ABSENT = {
    "demo-031": r"出生|年龄",
    "demo-032": r"缴纳党费|党费总额|党费[\d.]+万?元",
    "demo-033": r"2024年党建工作经费|2024年(?:实际)?支出",
    "demo-034": r"叶轮减振攻关[^。；]{0,20}(?:负责人|牵头人)",
    "demo-035": r"榜单项目(?:名称|分别)|《[^》]*》项目",
    "demo-036": r"发展会员|工会会员",
    "demo-037": r"第6次党委会|〔2026〕6号会议纪要",
    "demo-038": r"立案|问题线索",
    "demo-039": r"培养考察|考察期",
    "demo-040": r"换届选举|党委换届",
    "demo-175": r"荣誉称号|劳动模范|技术能手",
    "demo-176": r"攻关(?:经费|投入)|投入(?:经费|资金)",
    "demo-177": r"顾清和(?:同志)?(?:说|指出|强调|认为|提出|汇报|表示|发言)",
    "demo-178": r"女党员|女性|男性",
    "demo-179": r"\d+名党员受到|受处分党员|(?:党纪|警告)处分\d+",
    "demo-180": r"2027年[^。；|]{0,15}(?:万元|经费|资金)",
    "demo-181": r"第二批",
    "demo-182": r"授课(?:老师|教师|专家)|主讲人",
    "demo-183": r"第一项目部[^。；]{0,20}(?:位于|[^城]市|省)",
    "demo-184": r"班组级平台[^。；]{0,12}(?:总量|不超过\d+个)",
    "demo-185": r"预备期(?:为|是|一般|满)|预备期[^，。；]{0,4}[一\d]年",
    "demo-186": r"任期|每届",
    "demo-187": r"开发费|模块[^。；]{0,20}万元",
    "demo-188": r"暖风机[^。；]{0,20}元",
    "demo-189": r"2024年度(?:党支部)?(?:工作)?考核|2024年度[^。；]{0,10}优秀",
    "demo-190": r"第二季度",
    "demo-191": r"6月(?:份)?主题党日",
    "demo-192": r"三重一大[^。；]{0,30}(?:万元|亿元)",
    "demo-193": r"联络员[^。；]{0,20}(?:补贴|津贴|元)",
    "demo-194": r"2026年[^。；]{0,20}营业收入|营业收入[^。；]{0,10}目标",
}
"""Case -> what would stand in the library if it had an answer."""


def quoted(case: Case) -> str:
    return "\n".join(one.quote for one in case.evidence if one.quote)


def name(case: Case) -> str:
    return case.id


def test_every_kind_has_its_cases() -> None:
    counts = Counter(case.kind for case in CASES)
    assert len(CASES) >= 130
    assert len(RETRIEVAL) >= 80
    assert {kind: counts[kind] for kind, least in LEAST.items() if counts[kind] < least} == {}


def test_ids_and_questions_are_unique() -> None:
    assert len({case.id for case in CHECKED}) == len(CHECKED)
    assert len({compact(case.question).rstrip("?") for case in CHECKED}) == len(CHECKED)


@pytest.mark.parametrize("one", EVIDENCE)
def test_evidence_is_verbatim_and_where_it_says(one: Evidence) -> None:
    known = TRUTH.file(one.document)
    assert one.quote is not None
    assert one.quote in known.full_text
    if known.articles:
        in_articles = [label for label, text in known.articles.items() if one.quote in text]
        assert in_articles == ([one.article] if one.article else [])
        assert one.article is None or article_label(one.article) == one.article
    if one.section is not None:
        assert one.section in known.paragraphs
    if one.page is not None:
        page = known.pages[one.page - 1]
        cells = [cell for table in page.tables for row in table.rows for cell in row]
        assert known.paged
        assert one.quote in "\n".join([*page.paragraphs, *cells])


@pytest.mark.parametrize("case", CHECKED, ids=name)
def test_what_is_answerable_has_evidence_and_nothing_else_has(case: Case) -> None:
    assert case.answerable == (case.kind != "unanswerable") == bool(case.evidence)


@pytest.mark.parametrize("case", ANSWERABLE, ids=name)
def test_the_gold_answer_makes_every_point(case: Case) -> None:
    assert case.answer
    assert case.points
    for alternatives in case.points:
        assert len(set(alternatives)) == len(alternatives)
        assert any(states(case.answer, one) for one in alternatives), alternatives


@pytest.mark.parametrize("case", [case for case in ANSWERABLE if case.id not in NOT_IN_QUOTE], ids=name)
def test_every_point_stands_in_the_evidence(case: Case) -> None:
    for alternatives in case.points:
        assert any(states(quoted(case), one) for one in alternatives), alternatives


@pytest.mark.parametrize("case", [case for case in CASES if case.wrong], ids=name)
def test_what_is_wrong_differs_from_what_is_right(case: Case) -> None:
    assert case.kind in ("false_premise", "outdated_version")
    right = [case.answer, quoted(case), *(one for alternatives in case.points for one in alternatives)]
    held_right = [TRUTH.file(one.document).full_text for one in case.evidence]
    for wrong in case.wrong:
        assert not any(states(text, wrong) for text in right), wrong
        assert not any(mentions(text, wrong) for text in held_right), wrong


def test_false_premises_and_replaced_rules_say_what_is_wrong() -> None:
    assert [case.id for case in CASES if case.kind in ("false_premise", "outdated_version") and not case.wrong] == []


def test_a_replaced_value_stands_in_the_file_that_was_replaced() -> None:
    held = {True: ("01", "16"), False: ("02", "11")}
    for case in CASES:
        if case.kind != "outdated_version":
            continue
        revised = case.as_of is None or case.as_of >= REVISION_HOLDS_FROM
        others = [item.full_text for item in TRUTH.files if item.file[:2] in held[revised]]
        assert any(mentions(text, wrong) for wrong in case.wrong for text in others), case.id


def test_before_the_revision_the_rule_of_then_is_the_evidence() -> None:
    dated = [case for case in CASES if case.as_of is not None]
    before = [case for case in dated if case.as_of is not None and case.as_of < REVISION_HOLDS_FROM]
    assert len(before) >= 4
    assert TRUTH.file(REVISED).effective == REVISION_HOLDS_FROM
    assert not [case.id for case in before if REVISED in {one.document for one in case.evidence}]
    for case in dated:
        for one in case.evidence:
            issued = TRUTH.file(one.document).effective or TRUTH.file(one.document).issued
            assert case.as_of is not None
            assert issued <= case.as_of, case.id


def test_each_planted_contradiction_is_asked_about_with_both_sides() -> None:
    asked = [{one.document for one in case.evidence} for case in CASES if case.kind == "conflict"]
    assert all(len(documents) >= 2 for documents in asked)
    for conflict in TRUTH.conflicts:
        if conflict.kind == "contradiction":
            assert {side.file for side in conflict.sides} in asked, conflict.id


def test_questions_over_several_documents_need_several() -> None:
    for case in CASES:
        if case.kind == "multi_document":
            by_quote: dict[str | None, set[str]] = {}
            for one in case.evidence:
                by_quote.setdefault(one.quote, set()).add(one.document)
            assert not set.intersection(*by_quote.values()), case.id


def test_only_questions_of_several_turns_have_a_history() -> None:
    for case in CHECKED:
        assert bool(case.history) == (case.kind == "multi_turn"), case.id
        assert case.question not in case.history


@pytest.mark.parametrize("case", [case for case in CASES if not case.answerable], ids=name)
def test_what_has_no_answer_is_not_in_the_library(case: Case) -> None:
    held = [(item.file, re.search(ABSENT[case.id], item.full_text)) for item in TRUTH.files]
    assert not [(file, found.group()) for file, found in held if found]


def test_retrieval_questions_use_other_words_than_the_text() -> None:
    assert all(case.evidence and not case.wrong and case.answerable for case in RETRIEVAL)
    copied = [case.id for case in RETRIEVAL if longest_common(case.question, quoted(case)) > 8]
    assert len(copied) <= len(RETRIEVAL) // 10, copied


def longest_common(question: str, text: str) -> int:
    """Characters of the longest piece of `question` that stands in `text`."""
    pieces = (question[start:end] for start in range(len(question)) for end in range(start + 1, len(question) + 1))
    return max((len(piece) for piece in pieces if piece in text), default=0)
