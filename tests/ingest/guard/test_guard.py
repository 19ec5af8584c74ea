"""What a file does to its parser costs that file and nothing else."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import DamagedFileError, EmptyFileError, IngestError, LimitExceededError, ParserFailedError
from ingest.guard import Archive, InlineParser, Limits, Parser, ParserBugError, ParserPool, Source
from ingest.types import Document, ReadOptions

DEMO = Path(__file__).parents[3] / "eval/datasets/demo/library"
MEMORY = Limits(memory=2 << 30)
ROGUE = (sys.executable, str(Path(__file__).with_name("rogue.py")))


def source(data: bytes | str, name: str = "文件.txt") -> Source:
    raw = data.encode() if isinstance(data, str) else data
    return Source(f"/资料/{name}", raw, hashlib.sha256(raw).hexdigest(), "默认", "d123456789abc")


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool(1) as parser:
        yield parser


@pytest.fixture(scope="module")
def rogue() -> Iterator[ParserPool]:
    with ParserPool(1, MEMORY, ROGUE) as parser:
        yield parser


@pytest.fixture
def hasty() -> Iterator[ParserPool]:
    """With a process that has little patience, and has started: on a busy machine that takes longer."""
    with ParserPool(1, MEMORY, ROGUE) as parser:
        parser.parse(source("nothing"))
        process = parser._idle.get()
        assert process is not None
        process._limits = replace(MEMORY, patience=4.0)
        parser._idle.put(process)
        yield parser


@pytest.fixture(params=["pool", "inline"])
def parser(request: pytest.FixtureRequest, pool: ParserPool) -> Parser:
    return pool if request.param == "pool" else InlineParser()


# The contract of every parser.


@pytest.mark.parametrize("file", sorted(DEMO.glob("0[12]*")) + sorted(DEMO.glob("1[456]*")), ids=lambda file: file.name)
def test_a_document_is_the_same_wherever_it_is_parsed(pool: ParserPool, file: Path) -> None:
    asked = source(file.read_bytes(), file.name)
    found = pool.parse(asked)
    assert found == InlineParser().parse(asked)
    assert isinstance(found, Document)
    assert found.chunks


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "空.txt", EmptyFileError),
        (b"PK\x03\x04rubbish", "断.docx", DamagedFileError),
        (b"%PDF-1.7 rubbish", "假.pdf", DamagedFileError),
    ],
)
def test_what_cannot_be_read_is_told_by_its_own_error(
    parser: Parser, data: bytes, name: str, error: type[IngestError]
) -> None:
    with pytest.raises(error) as told:
        parser.parse(source(data, name))
    assert name in told.value.message


def test_text_that_json_finds_hard_arrives_whole(parser: Parser) -> None:
    text = '引号“”"\\、换行、表情😀、生僻字𠮷、零\u2029。' * 3
    document = parser.parse(source(text))
    assert isinstance(document, Document)
    assert "𠮷" in document.text
    assert "😀" in document.text


def test_an_archive_is_told_apart_and_its_members_come_one_by_one(parser: Parser, tmp_path: Path) -> None:
    import zipfile

    place = tmp_path / "汇编.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("甲/要点.txt", "第一份。")
        archive.writestr("乙.txt", "第二份。")
    asked = source(place.read_bytes(), "汇编.zip")
    assert isinstance(parser.parse(asked), Archive)
    members: dict[str, bytes] = {}
    failures = parser.unpack(asked, members.__setitem__)
    assert members == {"甲/要点.txt": "第一份。".encode(), "乙.txt": "第二份。".encode()}
    assert failures == ()


# What only processes can promise.


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("crash", "SIGSEGV"),
        ("exit", "退出码 7"),
        ("babble", "无法理解"),
        ("pretend d000000000000", "答非所问"),
        ("forge", "答非所问"),
    ],
)
def test_a_parser_that_goes_wrong_costs_one_file(rogue: ParserPool, order: str, said: str) -> None:
    with pytest.raises(ParserFailedError) as told:
        rogue.parse(source(order))
    assert said in told.value.message
    assert "文件.txt" in told.value.message
    after = rogue.parse(source("nothing"))
    assert isinstance(after, Document)
    assert after.text == "正常的文字。"


def test_memory_ends_where_the_limit_says(rogue: ParserPool) -> None:
    with pytest.raises(LimitExceededError, match="2048 MB"):
        rogue.parse(source("swallow"))


def test_a_parser_that_stalls_costs_one_file(hasty: ParserPool) -> None:
    with pytest.raises(ParserFailedError, match="超过 4 秒没有进展"):
        hasty.parse(source("sleep"))
    assert isinstance(hasty.parse(source("nothing")), Document)


def test_slow_work_that_shows_progress_is_let_finish(hasty: ParserPool) -> None:
    pages: list[tuple[int, int]] = []
    asked = replace(source("crawl"), options=ReadOptions(on_page=lambda *page: pages.append(page)))
    assert isinstance(hasty.parse(asked), Document)
    assert pages == [(page, 6) for page in range(1, 7)]


def test_no_file_is_written(rogue: ParserPool, tmp_path: Path) -> None:
    place = tmp_path / "写下"
    with pytest.raises((ParserFailedError, ParserBugError)):
        rogue.parse(source(f"write {place}"))
    assert not place.exists() or place.stat().st_size == 0


def test_nothing_of_our_environment_is_seen(rogue: ParserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBI_API_KEY", "geheim")
    with ParserPool(1, program=ROGUE) as fresh, pytest.raises(ParserBugError) as told:
        fresh.parse(source("environment"))
    assert told.value.name == "KeyError"
    assert "LANG" in str(told.value)
    assert "ZHIBI" not in str(told.value)


def test_what_a_library_prints_does_not_reach_the_replies(rogue: ParserPool) -> None:
    assert isinstance(rogue.parse(source("print")), Document)


def test_what_is_abandoned_ends_at_once() -> None:
    with ParserPool(1, Limits(patience=60), ROGUE) as parser:
        ended = threading.Event()

        def abandon() -> None:
            while not ended.wait(0.5):  # the file may not yet be under way
                parser.abandon()

        abandoning = threading.Thread(target=abandon)
        abandoning.start()
        started = time.monotonic()
        try:
            with pytest.raises(ParserFailedError, match="按要求中止"):
                parser.parse(source("sleep"))
        finally:
            ended.set()
            abandoning.join()
        assert time.monotonic() - started < 30
        assert isinstance(parser.parse(source("nothing")), Document)


def test_several_threads_share_the_processes() -> None:
    with ParserPool(2) as parser, ThreadPoolExecutor(6) as threads:
        texts = [f"第{n}号通知，请各支部遵照执行。" for n in range(12)]
        found = list(threads.map(lambda text: parser.parse(source(text)), texts))
    assert [document.text for document in found if isinstance(document, Document)] == texts
