from __future__ import annotations

import subprocess
import sys

import pytest

from ingest.text.tokens import STOP_WORDS, bigrams, words


@pytest.mark.parametrize("term", ["三会一课", "四个意识", "第一议题", "三重一大", "民主评议党员", "揭榜挂帅"])
def test_terms_of_party_affairs_stay_whole(term: str) -> None:
    assert term in words(f"认真落实{term}制度")


def test_long_words_are_found_by_their_parts_too() -> None:
    assert {"中国特色社会主义", "社会主义", "特色"} <= set(words("中国特色社会主义"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("采用“1+N”架构", ["采用", "1+n", "1", "n", "架构"]),
        ("通过 ISO 9001 认证", ["通过", "iso", "9001", "认证"]),
        ("“5+1”工作法", ["5+1", "5", "1", "工作", "法"]),
        ("增长85%，达1,234.5万元", ["增长", "85%", "85", "达", "1234.5", "万元"]),
        ("依照第12条", ["依照", "第十二条"]),
        ("依照第十二条", ["依照", "第十二条"]),
        ("O2O 模式", ["o2o", "模式"]),
        ("，。！", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_traditional_and_full_width_writing_gives_the_same_words() -> None:
    assert words("國有企業黨建ＡＢＣ") == words("国有企业党建abc")


def test_words_do_not_reach_over_a_line_break() -> None:
    assert "党建" not in words("发展党\n建设")


def test_bigrams() -> None:
    assert bigrams("党建AI平台，课") == ["党建", "ai", "平台", "课"]


def test_question_words_are_stop_words() -> None:
    assert {"什么", "哪些", "如何", "多少", "的"} <= STOP_WORDS
    assert not {"党员", "不"} & STOP_WORDS


def test_cutting_words_loads_no_large_library() -> None:
    code = "import sys; from ingest.text.tokens import words; words('党建'); print({'jieba', 'numpy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
