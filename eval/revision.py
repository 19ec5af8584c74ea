"""Which code ran: a version is not enough while work is in progress."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_ASIDE = ("assistant/interfaces/", "eval/datasets/", "eval/bench/", "eval/report/", "eval/importers/")
"""Code that no figure hangs on."""

_CODE = frozenset({".py", ".md", ".toml", ".txt", ".json", ".yaml", ".tsv"})


@dataclass(frozen=True, slots=True)
class Code:
    """Which code ran.

    Attributes:
        version: Of the installed package.
        git: `git describe --always --dirty`, where the code lies in a git checkout.
        source: Digest of the code and data files that figures hang on: tells two dirty checkouts apart.
    """

    version: str
    git: str | None
    source: str


def code_used() -> Code:
    try:
        installed = version("zhibi")
    except PackageNotFoundError:
        installed = "?"
    return Code(installed, _git_describe(), source_digest())


@lru_cache(maxsize=1)
def source_digest(root: Path = ROOT) -> str:
    """Of the code and data files that figures hang on; the encoder's model has its own fingerprint."""
    found = sha256()
    for path in _sources(root):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def _sources(root: Path) -> Iterator[Path]:
    for package in ("assistant", "eval", "ingest", "prompts"):
        for path in sorted((root / package).rglob("*")):
            place = path.relative_to(root).as_posix()
            if path.suffix in _CODE and not place.startswith(_ASIDE) and path.is_file():
                yield path


def _git_describe() -> str | None:
    if not (ROOT / ".git").exists():
        return None
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None  # no git here: the digest of the sources tells as much
    return found.stdout.strip() or None


__all__ = ["Code", "code_used", "source_digest"]
