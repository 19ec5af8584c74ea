"""Drafts without a model, from a real library: cited, verbatim, complete, of their time, nothing twice."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from assistant.drafting.cards import pairs_of
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Draft, OutlineItem, SectionWritten
from assistant.errors import SpecError
from assistant.service import Service
from prompts.genres import load_genre

SPECS = {
    "work_summary": "{单位: 东江阀门公司党委, 期间: 2025年, 主题: 党建, 事实: {荣誉: 被评为市级先进基层党组织}}",
    "work_plan": "{单位: 东江阀门公司党委, 期间: 2026年, 主题: 党建}",
    "case_study": "{单位: 东江阀门公司党委, 主题: 密封面返修攻关}",
}


def drafted(service: Service, genre: str, text: str | None = None) -> Draft:
    return service.studio.draft(parse_spec(text or SPECS[genre], genre), keep=False)


def text_of(draft: Draft) -> str:
    return "\n".join(paragraph.text for section in draft.sections for paragraph in section.paragraphs)


@pytest.mark.parametrize("genre", SPECS)
def test_a_draft_is_cited_verbatim_complete_and_says_nothing_twice(service: Service, genre: str) -> None:
    draft = drafted(service, genre)
    places = {citation.key: citation for citation in draft.citations}
    sourced = [sentence for sentence in draft.sentences if sentence.origin == "source"]
    assert len(sourced) >= 6
    for sentence in sourced:
        assert sentence.claim.verdict == "supported"
        (key,) = sentence.claim.citations
        chunk = service.chunk(places[key].chunk_id)
        assert chunk is not None
        assert chunk.text[places[key].start : places[key].end] == places[key].quote == sentence.text
    wanted = [part for part in load_genre(genre).sections if not part.long_only]
    assert [section.id for section in draft.sections] == [part.id for part in wanted]
    for section, part in zip(draft.sections, wanted, strict=True):
        assert section.paragraphs
        assert (part.name in section.heading) is part.printed
    texts = [sentence.text for sentence in draft.sentences]
    assert len(set(texts)) == len(texts)
    for one, other in combinations(filter(None, map(pairs_of, texts)), 2):
        assert len(one & other) < 0.9 * min(len(one), len(other))
    assert 0 < draft.seconds < 60  # how quick it is, `eval.bench drafts` measures


def test_a_summary_keeps_to_its_year_and_its_sections(service: Service) -> None:
    draft = drafted(service, "work_summary")
    sections = {section.id: "".join(paragraph.text for paragraph in section.paragraphs) for section in draft.sections}
    assert draft.title == "东江阀门公司党委2025年党建工作总结"
    assert "党支部12个、党员236名" in sections["overview"]
    assert "第一议题学习22次" in sections["results"]
    assert "发展党员9名" in sections["results"]
    assert "支部之间发展不平衡" in sections["problems"]
    assert "力争全年完成攻关项目10项" in sections["next_steps"]
    assert "平均得分91.4分" not in text_of(draft)  # 2026
    assert "应当" not in text_of(draft)


def test_a_summary_of_the_next_year_does_not_tell_the_last_years_figures(service: Service) -> None:
    draft = drafted(service, "work_summary", "{单位: 东江阀门公司党委, 期间: 2026年}")
    told = "".join(sentence.text for sentence in draft.sentences)
    assert "平均得分91.4分" in told
    assert not re.search(r"2024年|22次|发展党员9名|126万元", told)
    assert "2026年发展党员人数" in [slot.what for slot in draft.open_slots]


def test_what_the_author_says_stands_and_is_held_against_the_sources(service: Service) -> None:
    spec = "{单位: 东江阀门公司党委, 期间: 2025年, 事实: {发展党员: 11名, 荣誉: 公司党委被评为市级先进基层党组织}}"
    draft = drafted(service, "work_summary", spec)
    own = [sentence.text for sentence in draft.sentences if sentence.origin == "author"]
    assert own == ["发展党员11名。", "公司党委被评为市级先进基层党组织。"]
    assert "发展党员9名" not in text_of(draft)
    assert any("9名" in finding.note and "11名" in finding.note for finding in draft.findings)
    assert "2025年获得的荣誉和表彰" not in [slot.what for slot in draft.open_slots]


def test_open_slots_are_those_shown(service: Service) -> None:
    draft = drafted(service, "work_summary", "{期间: 2026年上半年}")
    shown = re.findall(r"【待填：([^】]*)】", draft.title + text_of(draft) + "".join(draft.signature))
    assert {slot.what for slot in draft.open_slots if slot.section not in ("title", "signature")} <= set(shown)
    assert "单位" in [slot.what for slot in draft.open_slots]
    assert draft.title == "【待填：单位】2026年上半年工作总结"


def test_a_plan_carries_its_tasks_each_cell_cited(service: Service) -> None:
    draft = drafted(service, "work_plan")
    assert [task.matter for task in draft.tasks] == ["第一议题学习", "发展党员", "技术攻关"]
    first = draft.tasks[0]
    assert (first.owner, first.outcome, first.year) == ("党委办公室", "学习不少于24次", 2026)
    assert first.deadline is not None
    assert "〔2026〕2号" in first.basis or "工作要点" in first.basis
    places = {citation.key: citation for citation in draft.citations}
    (grid,) = next(section for section in draft.sections if section.id == "tasks").grids
    for row in grid.rows:
        for cell in row[1:]:
            assert cell.citations
            if cell is not row[-1]:
                assert cell.text in places[cell.citations[0]].quote


def test_the_authors_tasks_come_first(service: Service) -> None:
    spec = parse_spec("{单位: 甲公司, 期间: 2026年, 任务: [{事项: 迎接巡察, 责任单位: 党委办公室}]}", "work_plan")
    draft = service.studio.draft(spec, keep=False)
    assert draft.tasks[0].matter == "迎接巡察"
    assert "“迎接巡察”的完成时限" in [slot.what for slot in draft.open_slots]


def test_a_case_follows_its_source_and_shows_its_figures(service: Service) -> None:
    draft = drafted(service, "case_study")
    practice = next(section for section in draft.sections if section.id == "practice")
    headings = [paragraph.text for paragraph in practice.paragraphs if paragraph.level == 2]
    assert headings == ["（一）党员领题，把难点变成攻关点", "（二）班组解题，把经验变成标准"]
    effects = next(section for section in draft.sections if section.id == "effects")
    assert effects.grids[0].columns[0] == "指标"
    assert [row[0].text for row in effects.grids[0].rows] == ["一次合格率", "年返修费用"]
    assert "第一议题" not in text_of(draft)


def test_a_period_without_documents_is_said_and_everything_stays_open(service: Service) -> None:
    draft = drafted(service, "work_summary", "{单位: 甲公司, 期间: 2019年}")
    assert any("没有2019年的文档" in notice for notice in draft.notices)
    assert [sentence for sentence in draft.sentences if sentence.origin == "source"] == []
    assert len(draft.open_slots) >= 6


@pytest.mark.parametrize(
    ("sources", "said", "hint"),
    [
        ("[2026年党建工作要典]", "没有来源文件", "2026年党建工作要点"),
        ("{库: 没有这个库}", "没有库", "library list"),
    ],
)
def test_sources_that_are_not_there_are_named(service: Service, sources: str, said: str, hint: str) -> None:
    with pytest.raises(SpecError) as caught:
        drafted(service, "work_summary", f"{{期间: 2025年, 来源: {sources}}}")
    assert said in caught.value.message
    assert hint in (caught.value.hint or "")


def test_named_sources_are_the_only_ones(service: Service) -> None:
    draft = drafted(service, "work_summary", "{单位: 甲公司, 期间: 2025年, 来源: [2025年党建工作总结.md]}")
    assert {citation.document for citation in draft.citations} == {"2025年党建工作总结"}


def test_a_new_genre_needs_no_code(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text(
        'name: digest\ntitle: 问题清单\nversion: 1\npurpose: 只列问题\nheading: "{period}问题清单"\nlength: 500\n'
        "sections:\n  - {id: problems, name: 问题, share: 1.0, natures: [problem], headings: [问题], cues: [不足]}\n",
        encoding="utf-8",
    )
    new = load_genre("digest", tmp_path)
    monkeypatch.setattr("assistant.drafting.spec.load_genre", lambda name: new)
    monkeypatch.setattr("assistant.drafting.drafter.load_genre", lambda name: new)
    draft = service.studio.draft(parse_spec("期间: 2026年", "问题清单"), keep=False)
    assert draft.title == "2026年问题清单"
    assert "3个党支部的会议记录缺少主持人签字" in text_of(draft)


def test_an_outline_is_proposed_and_obeyed(service: Service) -> None:
    spec = parse_spec(SPECS["work_summary"], "work_summary")
    outline = service.outline(spec)
    assert [item.id for item in outline] == ["overview", "results", "problems", "next_steps"]
    results = next(item for item in outline if item.id == "results")
    assert len(results.points) == 5
    wanted = (
        OutlineItem("problems", "主要问题", (), 400),
        OutlineItem("extra", "技术攻关", ("攻关项目", "节约成本"), 400),
        replace(results, heading="工作成效", points=results.points[:2]),
    )
    draft = service.studio.draft(spec, wanted, keep=False)
    assert [section.heading for section in draft.sections] == ["一、主要问题", "二、技术攻关", "三、工作成效"]
    assert "攻关项目7项" in "".join(paragraph.text for paragraph in draft.sections[1].paragraphs)
    with pytest.raises(SpecError, match="提纲"):
        service.studio.draft(spec, (), keep=False)


def test_a_draft_is_streamed_section_by_section(service: Service) -> None:
    events = list(service.studio.stream(parse_spec(SPECS["work_plan"], "work_plan"), keep=False))
    assert [event.done for event in events if isinstance(event, SectionWritten)] == [1, 2, 3]
    draft = events[-1]
    assert isinstance(draft, Draft)
    assert [event.section for event in events if isinstance(event, SectionWritten)] == list(draft.sections)


def test_the_same_specification_gives_the_same_draft(service: Service) -> None:
    one, other = (replace(drafted(service, "work_summary"), seconds=0.0, written_at="") for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "genre",
    ["implementation_plan", "rules", "briefing", "minutes", "study_brief", "activity_plan", "duty_report", "ledger"],
)
def test_every_other_genre_makes_a_draft_of_what_there_is(service: Service, genre: str) -> None:
    draft = drafted(service, genre, "{单位: 东江阀门公司党委, 期间: 2026年, 主题: 党员攻关队}")
    assert [section.id for section in draft.sections] == [part.id for part in load_genre(genre).sections]
    for sentence in draft.sentences:
        assert sentence.origin in ("template", "open", "author") or sentence.claim.citations
    assert draft.open_slots or genre == "study_brief"


def test_minutes_compose_nobodys_words(service: Service) -> None:
    draft = drafted(service, "minutes", "{主题: 第3次党委会, 出席: 甲、乙, 决议: 同意年度计划。}")
    assert {sentence.origin for sentence in draft.sentences} == {"template", "author", "open"}
    assert draft.citations == ()
    assert "出席：甲、乙" in text_of(draft)


def test_a_required_element_that_is_missing_is_told(service: Service) -> None:
    draft = drafted(service, "implementation_plan", "{单位: 甲公司, 期间: 2026年, 主题: 党员攻关队}")
    missing = {finding.found for finding in draft.findings if finding.severity == "certain"}
    assert {"设备", "场地"} <= missing
    assert any("设备保障" in slot.what for slot in draft.open_slots)


def test_a_formulation_that_the_author_miswrote_is_told_and_left(service: Service) -> None:
    fact = "全体党员增强政治意识、大局意识、看齐意识、核心意识四个意识"
    draft = drafted(service, "work_summary", f"{{单位: 甲公司, 期间: 2025年, 事实: [{fact}]}}")
    assert f"{fact}。" in text_of(draft)
    assert any(finding.check == "formulation" and fact in finding.note for finding in draft.findings)
