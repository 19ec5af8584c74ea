"""An empty library for whole files to go into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.library.library import Library


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """In memory where the machine allows: on a busy disk the stores' fsyncs take most of the suite's time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path / "home"
        return
    with TemporaryDirectory(prefix="zhibi-test-", dir=memory) as folder:
        yield Path(folder) / "home"


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def library(home: Path, encoder: FakeEncoder) -> Iterator[Library]:
    with Library.open(home, encoder, write=True) as opened:
        yield opened
