"""Which of a template's fonts this machine has. They are licensed and never shipped with a file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from assistant.export.types import Substitution

_PATIENCE = 10.0


def substitutions(names: Sequence[str]) -> tuple[Substitution, ...] | None:
    """The fonts that are missing here, with what is shown instead; None where that cannot be told (no fontconfig)."""
    known = _families()
    if known is None:
        return None
    return tuple(Substitution(name, _stand_in(name)) for name in names if name.casefold() not in known)


@cache
def _families() -> frozenset[str] | None:
    listed = _run("fc-list", "--format=%{family}\\n")
    if listed is None:
        return None
    return frozenset(name.strip().casefold() for line in listed.splitlines() for name in line.split(","))


@cache
def _stand_in(name: str) -> str:
    pattern = name.replace("\\", "").replace(":", "").replace("-", "\\-").replace(",", "")
    found = _run("fc-match", "--format=%{family[0]}", f"{pattern}:lang=zh-cn")
    return (found or "").strip()


def _run(program: str, *arguments: str) -> str | None:
    path = shutil.which(program)
    if path is None:
        return None
    try:
        done = subprocess.run([path, *arguments], capture_output=True, timeout=_PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


__all__ = ["substitutions"]
