"""The questions that a bench makes of a library's statements."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Answer, Claim
from eval.bench.premises import CHANGES, FRAMES, asked, is_correction, is_set_right, statements

TEXT = """# 值班管理办法

第一条 值班人员每班不少于4人，由综合办公室统一安排。

第二条 其中夜班不少于2人。

第三条 交接班须当面办理，记录保存期限不少于3年。
"""


@pytest.fixture
def service(tmp_path: Path) -> Service:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "rule.md").write_text(TEXT, encoding="utf-8")
    opened = Service.open(load_settings(tmp_path / "home"), write=True)
    opened.ingest([folder])
    return opened


def test_statements_stand_on_their_own(service: Service) -> None:
    with service:
        found = [statement.text for statement in statements(service)]
    assert found == ["值班人员每班不少于4人，由综合办公室统一安排", "交接班须当面办理，记录保存期限不少于3年"]


def test_a_false_question_is_set_right_and_the_sound_one_is_not(service: Service) -> None:
    with service:
        for number in range(len(FRAMES)):
            false = service.ask(service.query(asked("记录保存期限不少于5年", "值班管理办法", number)))
            sound = service.ask(service.query(asked("记录保存期限不少于3年", "值班管理办法", number)))
            assert is_correction(false), FRAMES[number]
            assert not is_correction(sound), FRAMES[number]


@pytest.mark.parametrize("name", ["digit", "unit", "rule"])
def test_a_change_makes_another_statement(name: str) -> None:
    statement = "应当在15日内提交，每次不少于3人"
    false = CHANGES[name](statement, random.Random(1), [])
    assert false is not None
    assert false != statement


def test_a_place_gives_way_to_another_of_the_library() -> None:
    false = CHANGES["name"]("材料报送北京", random.Random(1), ["上海", "北京"])
    assert false == "材料报送上海"
    assert CHANGES["name"]("材料报送北京", random.Random(1), ["北京"]) is None


def test_what_is_set_right_must_quote_the_statement() -> None:
    answer = Answer(
        text="", refused=False, reason=None, claims=(Claim("第三条 保存期限不少于3年。", "supported", ("1",)),),
        citations=(), passages=(), model="extractive", seconds=0.0, notices=("问题中的说法与资料不符：…",),
    )  # fmt: skip
    assert is_set_right(answer, "保存期限不少于3年")
    assert not is_set_right(answer, "保存期限不少于4年")
