"""Cases from a file that somebody sent: a workbook as `eval.importers.spreadsheet` writes it, or JSON Lines."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath
from typing import IO

from assistant.errors import EvalError, LimitExceededError
from eval.cases import Case, CaseFile, parse_cases
from eval.importers.spreadsheet import import_cases

MOST_BYTES = 8 * 1024 * 1024
"""Of the file, and of what a workbook unpacks to: more than 5,000 cases."""

MOST_SHOWN = 3


def read_sent(file: IO[bytes], name: str) -> tuple[Case, ...]:
    """All of its cases: a file with a fault in it is taken whole once it is set right, never in part.

    Args:
        name: As it was sent; .xlsx is a workbook.

    Raises:
        LimitExceededError: It is larger than MOST_BYTES.
        UnreadableFileError: It is no workbook.
        EvalError: Something in it is no case; the message says what and where.
    """
    found = _read(file.read(MOST_BYTES + 1), name)
    if found.faults:
        told = "；".join(str(one) for one in found.faults[:MOST_SHOWN])
        more = f"；另有 {len(found.faults) - MOST_SHOWN} 处" if len(found.faults) > MOST_SHOWN else ""
        raise EvalError(f"文件有误，没有收入：{told}{more}", "请改正后重新上传")
    return found.cases


def _read(data: bytes, name: str) -> CaseFile:
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    if PurePath(name).suffix.lower() != ".xlsx":
        return parse_cases(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(one.file_size for one in package.infolist())
    except zipfile.BadZipFile:
        unpacked = 0  # told by the reader
    if unpacked > MOST_BYTES:
        raise _too_large(name)
    return import_cases(PurePath(name), io.BytesIO(data))


def _too_large(name: str) -> LimitExceededError:
    return LimitExceededError(f"{name!r} 太大，案例文件最大 {MOST_BYTES // 1024**2} MB", "请拆成几个数据集")


__all__ = ["MOST_BYTES", "read_sent"]
