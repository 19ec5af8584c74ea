"""Genres: the project's are complete, a new one is a new file, a wrong file is told what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.genres import FOLDER, PromptError, UnknownGenreError, all_genres, load_genre, parse_genre

DOMAIN = {
    "work_summary": ("工作总结", ["总述", "主要做法和成效", "存在问题", "下步打算"]),
    "work_plan": ("工作计划", ["指导思想和总要求", "重点任务", "保障措施"]),
    "case_study": ("案例材料", ["背景与起因", "做法与经过", "成效", "启示"]),
    "implementation_plan": ("实施方案", ["指导思想", "工作目标", "重点任务", "实施步骤", "保障措施"]),
    "rules": ("管理办法", ["总则", "附则"]),
    "briefing": ("汇报材料", ["工作进展", "存在问题", "意见建议"]),
    "minutes": ("会议纪要", ["议题", "发言", "决议"]),
    "study_brief": ("第一议题学习材料", ["文件概况", "主要精神", "贯彻建议"]),
    "activity_plan": ("主题党日方案", ["活动主题", "参加对象", "活动流程", "有关要求"]),
    "duty_report": ("述职报告", ["履职亮点", "存在问题", "下步思路"]),
    "ledger": ("任务清单", ["任务清单"]),
}

SMALL = """name: notice
title: 通知
version: 1
purpose: 告知一件事
heading: "关于{topic}的通知"
length: 600
names: [会议通知]
sections:
  - id: matter
    name: 事项
    share: 1.0
    natures: [plan]
    slots:
      - {name: place, what: 地点, names: [会议地点], seen: '地点'}
"""


@pytest.mark.parametrize("name", DOMAIN)
def test_every_genre_of_the_domain_has_its_skeleton(name: str) -> None:
    title, parts = DOMAIN[name]
    genre = load_genre(name)
    assert genre.title == title
    assert [part.name for part in genre.sections if part.name in parts] == parts
    assert genre.length >= 1000
    assert genre.bans


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("工作总结", "work_summary"),
        ("工作要点", "work_plan"),
        ("案例", "case_study"),
        ("考核细则", "rules"),
        ("台账", "ledger"),
    ],
)
def test_a_genre_answers_to_its_chinese_names(asked: str, name: str) -> None:
    assert load_genre(asked).name == name


def test_no_two_genres_share_a_name() -> None:
    names = [word for genre in all_genres() for word in (genre.name, genre.title, *genre.names)]
    assert sorted(names) == sorted(set(names))


def test_an_unknown_genre_is_told_the_nearest_and_all() -> None:
    with pytest.raises(UnknownGenreError) as caught:
        load_genre("工作总结报告")
    assert "工作总结报告" in caught.value.message
    assert "是否想写 '工作总结" in caught.value.hint
    assert "work_plan" in caught.value.hint


def test_a_new_genre_is_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "notice.yaml").write_text(SMALL, encoding="utf-8")
    genre = load_genre("会议通知", tmp_path)
    assert (genre.name, genre.identity, genre.slots[0][1].what) == ("notice", "notice@1", "地点")


@pytest.mark.parametrize(
    ("before", "after", "said", "hint"),
    [
        ("purpose:", "porpose:", "不认识的键 'porpose'", "purpose"),
        ("    share: 1.0\n", "", "缺少 'share'", ""),
        ("share: 1.0", "share: 2", "sections[1].share 应为0 到 1 的数", ""),
        ("natures: [plan]", "natures: [plans]", "应为 aim、goal", ""),
        ("natures: [plan]", "natures: plan", "应为列表", ""),
        ("{topic}", "{tropic}", "花括号里的 'tropic'", "topic"),
        ("seen: '地点'", "seen: '('", "不是合法的正则表达式", ""),
        ("version: 1", "version: yes", "version 应为不小于 0 的整数", ""),
        ("name: notice", "name: notices", "与 name 'notices' 不符", ""),
        ("what: 地点", "what: 地点, group: 无此标题", "没有小标题 '无此标题'", ""),
        ("sections:", "sections: []\nnone:", "不认识的键 'none'", ""),
        ("title: 通知", "title: [", "不是合法的 YAML", ""),
        ("title: 通知", "title: 2026-13-01", "不是合法的 YAML", ""),
    ],
)
def test_a_malformed_genre_is_told_what_is_wrong(tmp_path: Path, before: str, after: str, said: str, hint: str) -> None:
    assert before in SMALL
    with pytest.raises(PromptError) as caught:
        parse_genre(SMALL.replace(before, after), tmp_path / "notice.yaml")
    assert said in caught.value.message
    assert str(tmp_path / "notice.yaml") in caught.value.message
    assert hint in (caught.value.hint or "")


def test_sentences_of_the_frame_state_no_figures() -> None:
    for genre in all_genres():
        for part in genre.sections:
            assert not any(character.isdigit() for character in part.opening + part.closing)


def test_sub_headings_of_the_project_are_parallel() -> None:
    for genre in all_genres():
        for part in genre.sections:
            headings = [group.heading for group in part.groups]
            assert len({heading.count("，") for heading in headings}) <= 1
            assert max(map(len, headings), default=0) <= 2 * min(map(len, headings), default=1)


def test_every_file_of_the_folder_is_a_genre() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(DOMAIN)
