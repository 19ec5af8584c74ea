"""Drafts after the first version: stored, a section written anew, a person's words kept and verified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.points import points
from assistant.drafting.reviser import Known
from assistant.drafting.revisions import keeping_edits, renumbered
from assistant.drafting.spec import parse_spec
from assistant.drafting.studio import Wording
from assistant.drafting.types import Draft, Paragraph, Section, SectionWritten, Sentence, Task
from assistant.errors import DraftConflictError, DraftNotFoundError, SpecError
from assistant.service import Service
from assistant.types import Citation, Claim
from ingest.types import Address

SPEC = "{单位: 东江阀门公司党委, 期间: 2025年, 主题: 党建, 事实: {发展党员: 11名}}"


@pytest.fixture
def draft(service: Service) -> Draft:
    return service.draft(parse_spec(SPEC, "work_summary"))


def section(draft: Draft, section_id: str) -> Section:
    return next(one for one in draft.sections if one.id == section_id)


def text_of(one: Section) -> str:
    return "\n".join(paragraph.text for paragraph in one.paragraphs)


def test_a_draft_is_stored_with_its_first_version(service: Service, draft: Draft) -> None:
    assert draft.id
    assert draft.version == 1
    assert service.drafts.load(draft.id) == draft


def test_a_section_is_written_anew_alone(service: Service, draft: Draft) -> None:
    anew = service.studio.regenerated(draft.id, "problems")
    assert anew.version == 2
    assert text_of(section(anew, "problems")) == text_of(section(draft, "problems"))
    assert [one for one in anew.sections if one.id != "problems"] == [
        one for one in draft.sections if one.id != "problems"
    ]
    keys = {key for one in anew.sentences for key in one.claim.citations}
    assert keys <= {citation.key for citation in anew.citations}
    assert "发展党员11名" not in text_of(section(anew, "problems"))


def test_a_persons_words_are_verified_and_never_overwritten(service: Service, draft: Draft) -> None:
    text = (
        "支部之间发展不平衡，2个支部的组织生活记录不规范。\n"
        "一是成果转化不够快，7项成果中只有3项得到推广。\n"
        "党务干部普遍缺少现场经验。"
    )
    edited = service.studio.edited(draft.id, "problems", text)
    one, two, three = (sentence for sentence in edited.sentences if sentence.text in text)
    assert (one.origin, one.edited) == ("source", False)  # it stood there before
    assert (two.origin, two.edited, two.claim.verdict) == ("edited", True, "altered")
    assert any(finding.expected and "2" in finding.expected for finding in two.claim.findings)
    assert three.edited
    assert three.claim.verdict in ("unsupported", "unverifiable")
    again = service.studio.regenerated(draft.id, "problems")
    kept = text_of(section(again, "problems"))
    assert "7项成果中只有3项得到推广" in kept
    assert "党务干部普遍缺少现场经验。" in kept
    assert again.version == 3
    assert [record.version for record in service.drafts.versions(draft.id)] == [3, 2, 1]


def test_an_edit_that_a_source_carries_is_cited(service: Service, draft: Draft) -> None:
    edited = service.studio.edited(
        draft.id, "next_steps", "（一）抓学习\n落实第一议题制度，全年学习不少于24次。\n【待填：其他打算】"
    )
    changed = section(edited, "next_steps")
    assert changed.paragraphs[0].level == 2
    fresh = changed.paragraphs[1].sentences[0]
    assert fresh.claim.verdict == "supported"
    places = {citation.key: citation for citation in edited.citations}
    assert fresh.edited is False or "不少于24次" in places[fresh.claim.citations[0]].quote
    assert "其他打算" in [slot.what for slot in edited.open_slots]
    assert "2026年重点工作" not in [slot.what for slot in edited.open_slots]


def test_what_is_not_there_is_said(service: Service, draft: Draft) -> None:
    with pytest.raises(SpecError, match="没有章节 'nothing'"):
        service.studio.regenerated(draft.id, "nothing")
    with pytest.raises(DraftNotFoundError):
        service.studio.edited("none", "problems", "")


def test_a_plans_tasks_are_adopted_and_told_in_the_next_summary(service: Service) -> None:
    spec = "{单位: 东江阀门公司党委测试, 期间: 2026年, 主题: 党建}"
    plan = service.draft(parse_spec(spec, "work_plan"))
    added = service.tasks.find(unit="东江阀门公司党委测试", year=2026)
    assert [task.matter for task in added] == ["第一议题学习", "发展党员", "技术攻关"]
    assert service.studio.adopted(plan.id) == added
    service.tasks.record(added[0].id, {"status": "done", "note": "全年学习25次"})
    service.tasks.record(added[1].id, {"status": "running", "progress": 60})
    summary = service.studio.draft(parse_spec(spec, "work_summary"), keep=False)
    (grid,) = section(summary, "results").grids
    assert [(row[0].text, row[3].text) for row in grid.rows] == [
        ("第一议题学习", "已完成"),
        ("发展党员", "未完成（60%）"),
        ("技术攻关", "【待核实】没有佐证"),
    ]
    following = service.studio.draft(parse_spec(spec.replace("2026", "2027"), "work_plan"), keep=False)
    assert [(task.matter, task.carried, task.due) for task in following.tasks] == [
        ("发展党员", added[1].id, ""),
        ("技术攻关", added[2].id, ""),
    ]


def test_a_plan_drafted_again_keeps_what_was_recorded_and_the_ids(service: Service) -> None:
    spec = parse_spec("{单位: 西江阀门公司党委, 期间: 2026年}", "work_plan")
    service.draft(spec)
    first = service.tasks.find(unit="西江阀门公司党委")
    service.tasks.record(first[0].id, {"note": "已启动"})
    again = service.draft(spec)
    assert "其中 1 项已有记录，保持不变" in again.notices[-1]
    anew = service.studio.regenerated(again.id, "tasks")
    second = service.tasks.find(unit="西江阀门公司党委")
    assert {task.id: task.matter for task in second} == {task.id: task.matter for task in first}
    assert [task.note for task in second if task.id == first[0].id] == ["已启动"]
    keys = {citation.key: citation.quote for citation in anew.citations}
    assert all(task.matter in keys[key] for task in anew.tasks for key in task.citations["matter"])


def test_a_task_that_nobody_recorded_is_looked_for_in_the_documents(service: Service) -> None:
    spec = "{单位: 南江阀门公司党委, 期间: 2025年}"
    task = Task("", "密封面返修攻关", "研磨试验", "装配车间")
    (added,) = service.tasks.add("南江阀门公司党委2025年工作计划", "南江阀门公司党委", 2025, [task])
    summary = service.studio.draft(parse_spec(spec, "work_summary"), keep=False)
    (row,) = section(summary, "results").grids[0].rows
    assert row[3].text == "【待核实】未登记，资料有记载"
    (key,) = row[4].citations
    (place,) = [citation for citation in summary.citations if citation.key == key]
    chunk = service.chunk(place.chunk_id)
    assert chunk is not None
    assert chunk.text[place.start : place.end] == place.quote == row[4].text
    service.tasks.record(added.id, {"status": "done"})
    summary = service.studio.draft(parse_spec(spec, "work_summary"), keep=False)
    (row,) = section(summary, "results").grids[0].rows
    assert row[3].text == "已完成"


def test_a_summary_sets_no_tasks_to_adopt(service: Service, draft: Draft) -> None:
    with pytest.raises(SpecError, match="没有任务"):
        service.studio.adopted(draft.id)


def sentence(text: str, *keys: str, edited: bool = False) -> Sentence:
    return Sentence(Claim(text, "supported", keys), "edited" if edited else "source", edited)


def citation(key: str, chunk: str, start: int = 0) -> Citation:
    return Citation(key, chunk, "d", "文件", "/f", Address(), None, "原文", start, start + 2)


def test_keys_of_a_new_section_go_on_from_the_drafts() -> None:
    draft = Draft("", 1, parse_spec("", "工作总结"), "", (), (citation("1", "a"), citation("2", "b")))
    fresh = Section("s", "", (Paragraph((sentence("甲。", "1"), sentence("乙。", "2"))),))
    changed, added = renumbered(fresh, [citation("1", "b"), citation("2", "c")], draft)
    assert [one.claim.citations for one in changed.paragraphs[0].sentences] == [("2",), ("3",)]
    assert set(added) == {"2", "3"}


def test_an_edited_paragraph_keeps_its_place_and_is_not_said_again() -> None:
    mine = Paragraph((sentence("全年发展党员十二名，质量良好。", edited=True),))
    old = Section("s", "", (Paragraph((sentence("旧的一句话在这里。"),)), mine))
    new = Section(
        "s",
        "",
        (
            Paragraph(
                (sentence("全年发展党员十二名，质量良好。"), sentence("新的一句话在那里。")),
            ),
        ),
    )
    kept = keeping_edits(old, new)
    assert [paragraph.text for paragraph in kept.paragraphs] == ["新的一句话在那里。", mine.text]
    assert keeping_edits(replace(old, paragraphs=old.paragraphs[:1]), new) == new


def test_an_edit_is_checked_with_the_whole(service: Service, draft: Draft) -> None:
    twice = "支部之间发展不平衡，2个支部的组织生活记录不规范。\n公司党委全年开展第一议题学习22次，学习内容48个。"
    edited = service.studio.edited(draft.id, "problems", twice)
    assert any("说了两次" in finding.note for finding in edited.findings)
    mended = service.studio.edited(draft.id, "problems", "支部之间发展不平衡，2个支部的组织生活记录不规范。")
    assert not any("说了两次" in finding.note for finding in mended.findings)
    assert any("作者提供" in finding.note for finding in mended.findings)  # 11 where the source says 9


def test_what_a_source_says_otherwise_is_told_until_the_words_are_put_right(service: Service, draft: Draft) -> None:
    def told(one: Draft) -> list[str]:
        return [finding.note for finding in one.findings if finding.note.startswith("作者提供")]

    assert "全年发展党员9名" in " ".join(told(draft))
    elsewhere = service.studio.edited(draft.id, "problems", "支部之间发展不平衡。")
    assert told(elsewhere) == told(draft)
    results = text_of(section(draft, "results"))
    assert "11名" in results
    assert not told(service.studio.edited(draft.id, "results", results.replace("11名", "9名")))


def test_what_is_still_typed_is_verified_and_not_kept(service: Service, draft: Draft) -> None:
    known: Known = {}
    text = text_of(section(draft, "results")).replace("集体学习12次", "集体学习15次")
    changed = service.studio.checked(draft, "results", text, known)
    (altered,) = [one for one in changed.sentences if one.claim.verdict == "altered"]
    assert "15次" in altered.text
    assert [finding.expected for finding in altered.claim.findings] == ["12次"]
    assert [*known] == [altered.text]
    assert service.studio.checked(draft, "results", text, known) == changed
    assert service.drafts.load(draft.id) == draft


def test_a_mark_of_punctuation_that_a_person_changes_stays_changed(service: Service, draft: Draft) -> None:
    text = text_of(section(draft, "problems")).replace("。", "；")
    edited = service.studio.edited(draft.id, "problems", text)
    assert text_of(section(edited, "problems")) == text


def test_title_and_signature_are_put_in_words_and_an_earlier_version_comes_back(service: Service, draft: Draft) -> None:
    studio = service.studio
    assert ("signature", "成文日期") in [(slot.section, slot.what) for slot in draft.open_slots]
    framed = studio.framed(draft.id, Wording("总结", "各支部", ("甲公司党委", "2026年1月5日")), draft.version)
    assert (framed.version, framed.title, framed.addressee) == (2, "总结", "各支部")
    assert "signature" not in [slot.section for slot in framed.open_slots]
    with pytest.raises(DraftConflictError):
        studio.framed(draft.id, Wording("另一个"), draft.version)
    back = studio.restored(draft.id, 1)
    assert replace(back, version=1, written_at=draft.written_at) == draft
    assert service.drafts.versions(draft.id)[0].why == "恢复第 1 版"


def test_a_copy_goes_its_own_way(service: Service, draft: Draft) -> None:
    copy = service.studio.copied(draft.id)
    assert (copy.title, copy.version) == (f"{draft.title}（副本）", 1)
    service.studio.edited(copy.id, "problems", "没有问题。")
    assert service.drafts.load(draft.id) == draft


def test_writing_ends_where_it_is_told_to(service: Service) -> None:
    events = list(service.studio.stream(parse_spec(SPEC, "work_summary"), keep=False, stop=lambda: True))
    (written, whole) = events
    assert isinstance(written, SectionWritten)
    assert isinstance(whole, Draft)
    assert whole.sections == (written.section,)
    assert {key for one in whole.sentences for key in one.claim.citations} <= {one.key for one in whole.citations}
    assert "写到第 1 节时停止了" in whole.notices[-1]


def test_a_draft_that_was_removed_can_be_put_back(service: Service, draft: Draft) -> None:
    service.studio.edited(draft.id, "problems", "没有问题。")
    before = service.drafts.versions(draft.id), service.drafts.load(draft.id)
    removed = service.drafts.remove(draft.id)
    with pytest.raises(DraftNotFoundError):
        service.drafts.load(draft.id)
    service.drafts.put_back(removed)
    assert (service.drafts.versions(draft.id), service.drafts.load(draft.id)) == before
    assert service.drafts.left([draft.id, "none"]) == {draft.id: len(points(before[1]))}
