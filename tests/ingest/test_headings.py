"""Headings without their numbers."""

from __future__ import annotations

import pytest

from ingest.headings import unnumbered


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("第六章 主题党日", "主题党日"),
        ("六、主题党日", "主题党日"),
        ("（六）主题党日。", "主题党日"),
        ("3.规范组织生活", "规范组织生活"),
        ("## 第一章　总　则", "总则"),
        ("主题党日", "主题党日"),
        ("2026年工作打算", "2026年工作打算"),
    ],
)
def test_a_heading_names_its_matter(line: str, named: str) -> None:
    assert unnumbered(line) == named
