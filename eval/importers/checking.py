"""Rows of other people's files on their way to cases: read line by line, checked by the rules of our own case files."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFileError
from eval.case_lines import CaseLine, read_line
from eval.cases import Case, CaseFault, case_line

EXPECTED_ROW = "一个 JSON 对象，UTF-8 编码"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a JSON Lines file; `line` from 1 up."""

    line: int
    fields: dict[str, Any]


@dataclass(slots=True)
class Faults:
    """What is wrong with one file, in the order found."""

    path: str
    found: list[CaseFault] = field(default_factory=list)

    def add(self, line: int, name: str, found: str, expected: str) -> None:
        self.found.append(CaseFault(self.path, line, name, found, expected))


def lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """The lines that are not blank, with their numbers; None for one that is no UTF-8. `.gz` files are unpacked.

    Raises:
        UnreadableFileError: The file cannot be opened, or is cut off or damaged.
    """
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, _decoded(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
    except (OSError, EOFError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or "压缩内容损坏或不完整"
        raise UnreadableFileError(f"文件 {str(path)!r} 读不出来：{reason}", "请检查路径与权限，或重新下载") from exc


def rows(path: Path, faults: Faults) -> Iterator[Row]:
    """The JSON objects of a JSON Lines file; lines that hold none are told in `faults`. Raises as `lines` does."""
    for number, line in lines(path):
        if line is None:
            faults.add(number, "", "不是 UTF-8 编码的文字", EXPECTED_ROW)
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            faults.add(number, "", f"不是 JSON：{shown(line.strip())}", EXPECTED_ROW)
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            faults.add(number, "", f"是 {shown(value)}", EXPECTED_ROW)


def text_of(row: Row, names: Iterable[str], faults: Faults, *, required: bool = True) -> str:
    """The first of the fields that is there, as text; "" after telling what is wrong with it. Whole numbers will do."""
    name = next((one for one in names if one in row.fields), None)
    value = row.fields.get(name) if name else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and (value.strip() or not required):
        return value
    if value is None and not required:
        return ""
    wanted = " 或 ".join(names)
    faults.add(row.line, name or wanted, "没有这个字段" if name is None else f"是 {shown(value)}", "非空的文字")
    return ""


def sound(case: Case, line: int, faults: Faults) -> bool:
    """Whether a case keeps the rules of our case files; breaches are told in `faults`."""
    found = read_line(case_line(case).encode("utf-8", "surrogatepass"))
    if isinstance(found, CaseLine):
        return True
    for breach in found:
        faults.add(line, breach.field, breach.found, breach.expected)
    return False


def shown(value: object, most: int = 40) -> str:
    """A wrong value for a message, cut to `most` characters; safe to print."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if not text.strip():
        return "空白"
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= most else text[:most] + "…"


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


__all__ = ["EXPECTED_ROW", "Faults", "Row", "lines", "rows", "shown", "sound", "text_of"]
