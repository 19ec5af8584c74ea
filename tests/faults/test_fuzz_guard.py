"""Damaged files through the processes that parse for users: recognition on, LibreOffice where it is installed.

`ZHIBI_FUZZ=2000` sets how many; the suite takes a few. A fixed seed makes every run read the same ones.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from test_fuzz_readers import DAMAGES, is_chinese, materials

from ingest.errors import IngestError, ParserFailedError
from ingest.guard import Archive, Limits, ParserBugError, ParserPool, Source

COUNT = int(os.environ.get("ZHIBI_FUZZ", "36"))
SEED = 20260601
PATIENCE = 60.0


def source(name: str, data: bytes) -> Source:
    return Source(f"/来件/{name}", data, hashlib.sha256(data).hexdigest(), "默认", "d123456789abc")


def outcome(parser: ParserPool, asked: Source) -> str:
    """In a word; only a fault of ours is spelt out."""
    started = time.monotonic()
    try:
        if isinstance(parser.parse(asked), Archive):
            parser.unpack(asked, lambda path, data: None)
    except ParserFailedError as exc:
        return "没有进展" if "没有进展" in exc.message else "crashed"
    except IngestError as exc:
        return "sentence" if is_chinese(exc.message) else f"not Chinese: {exc.message}"
    except ParserBugError as exc:
        return f"bug: {exc}"
    return "read" if time.monotonic() - started < PATIENCE + 10 else "late"


@pytest.mark.timeout(60 + 12 * COUNT)
def test_no_damage_reaches_the_main_process_and_none_hangs() -> None:
    chance = random.Random(SEED)
    files = materials()
    damaged = []
    for _ in range(COUNT):
        name, data = chance.choice(files)
        damaged.append(source(name, chance.choice(DAMAGES)(data, chance)))
    with ParserPool(2, Limits(patience=PATIENCE)) as parser, ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda one: outcome(parser, one), damaged))
        assert parser.parse(source("好.txt", "好的文件。".encode())) is not None
    found = Counter(outcomes)
    print(dict(found))
    assert set(found) <= {"read", "sentence", "crashed"}, found
    assert found["crashed"] <= COUNT // 50
