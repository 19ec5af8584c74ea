"""A folder of files made to do harm: each is told with a sentence, within the limits, and the good file goes in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile import HOSTILE

from ingest.encoder.fake import FakeEncoder
from ingest.guard import Limits, ParserPool
from ingest.library.library import Library
from ingest.pipeline import ingest

HARMLESS = {"外部实体.docx", "深网页.html", "长行.txt", "逗号.csv"}
"""These may be taken in, without the harm they were made for."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_hostile_files_cost_themselves_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for name, make in HOSTILE.items():
        (folder / name).write_bytes(make())
    (folder / "好.txt").write_text("好的文件。", encoding="utf-8")
    limits = Limits(memory=3 << 30, patience=60)
    with Library.open(tmp_path / "home", FakeEncoder(), write=True) as library, ParserPool(2, limits) as parser:
        report = ingest(library, [folder], parser=parser)
        texts = {Path(record.path).name: library.text(record.id) for record in report.documents}
    failed = {os.path.relpath(failure.path, folder).partition("/")[0]: failure.reason for failure in report.failed}
    assert texts["好.txt"] == "好的文件。"
    assert set(texts) - {"好.txt"} <= HARMLESS
    assert set(failed) | set(texts) >= set(HOSTILE)
    assert all(len(text) < 31_000_000 and "root:" not in text for text in texts.values())
    for name, reason in failed.items():
        assert "内部错误" not in reason, (name, reason)
        assert "\n" not in reason
