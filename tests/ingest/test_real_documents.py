"""Structure, titles and chunks on the development data: real laws and the four founding documents."""

from __future__ import annotations

import gzip
import json
import random
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ingest.chunking import MAX_LENGTH, chunk
from ingest.document import build_document
from ingest.metadata import describe
from ingest.structure import address
from ingest.types import Block, Document, PageRun, Reading, SourceFile

pytestmark = pytest.mark.shared


def markdown(text: str) -> tuple[Block, ...]:
    """The lines of a Markdown text as blocks: what a reader makes of these plain files, without depending on one."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        marks = re.match(r"(#{1,6})\s+(.*)", line)
        level, body = (len(marks[1]), marks[2]) if marks else (None, line)
        found.append(Block("heading" if level else "paragraph", body, (PageRun(0, 1),), level))
    return tuple(found)


@pytest.fixture(scope="module")
def laws(shared: Path) -> list[dict[str, Any]]:
    with gzip.open(shared / "data/laws/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return random.Random(2026).sample([law for law in found if law["n_articles"]], 300)


def test_every_article_of_300_laws_is_addressed_and_nothing_else(laws: list[dict[str, Any]]) -> None:
    printed = re.compile(r"^第[一二三四五六七八九十百千零〇]+\s?条(?:之[一二三四五六七八九十]+)?", re.MULTILINE)
    wrong = {}
    for law in laws:
        found = {one.address.article for one in address(markdown(law["text"]))} - {None}
        expected = {re.sub(r"\s", "", label) for label in printed.findall(law["text"])}
        if found != expected:
            wrong[law["title"]] = found ^ expected
    assert not wrong


def test_titles_and_chunks_of_300_laws(laws: list[dict[str, Any]]) -> None:
    for law in laws:
        blocks = markdown(law["text"])
        assert describe(Reading((), blocks, paged=False), "x.md").title == law["title"].strip()
        for one in chunk(address(blocks), "d", "v")[1]:
            assert len(one.text) <= MAX_LENGTH + 100


TITLES = {
    "000": "党建驱动企业技术革新的实践探索——基于党员先锋创新平台的构建与效能分析",
    "001": "国有企业党建促经营深度融合的产业赋能路径与发展启示——以北起院为例",
    "002": "新质生产力培育下国有企业党建与产业工人队伍建设融合的创新路径",
    "003": "新质生产力下的基层党建工作",
}
SECTIONS = {
    "000": (5, 9, "3 党员先锋创新平台建设的实践困境与优化策略|3.2 优化提升策略|3.2.3 立足实际需求，推进创新项目实施"),
    "001": (8, 12, "4 国有企业党建促经营的成效分析|4.2 经济效益"),
    "002": (5, 9, "三、制度保障与生态优化，健全融合发展的长效机制与治理体系|（二）完善“党建引领”的民主管理与沟通机制"),
    "003": (5, 20, "2 如何将新质生产力融入基层党建|2.2 科技赋能治理，提升服务效能"),
}
"""Outermost sections at least, sections below them exactly, and one path that must be there."""


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, Document]:
    found = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        data = path.read_bytes()
        source = SourceFile(str(path), sha256(data).hexdigest(), len(data), "text")
        found[path.name[:3]] = build_document(source, data, "default", path.name[:3])
    return found


@pytest.mark.parametrize("seed", TITLES)
def test_titles_of_the_founding_documents(seeds: dict[str, Document], seed: str) -> None:
    assert seeds[seed].title == TITLES[seed]


@pytest.mark.parametrize("seed", SECTIONS)
def test_sections_of_the_founding_documents(seeds: dict[str, Document], seed: str) -> None:
    outermost, below, path = SECTIONS[seed]
    sections = {one.address.section for one in seeds[seed].chunks}
    assert tuple(path.split("|")) in sections
    assert len({section[0] for section in sections if section}) >= outermost
    assert len({section[:2] for section in sections if len(section) > 1}) == below
