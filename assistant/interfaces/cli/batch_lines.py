"""The lines of a batch file, whatever they ask: JSON objects with an id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import QuestionError

_BRANCHES = {"str", "int", "BatchSource"}
"""What pydantic puts into the place of an error for the alternatives that it tried; no field is called so."""


class BatchLine(BaseModel):
    """A line. Other keys are ignored: evaluation files carry their gold along."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    id: str | int


Line = TypeVar("Line", bound=BatchLine)


def parse_lines(data: bytes, path: Path, kind: type[Line], example: str, missing: str) -> list[Line]:
    """The lines of a JSON Lines file; blank ones are passed over.

    Args:
        example: A line as it should be.
        missing: What there is none of in an empty file, in Chinese.

    Raises:
        QuestionError: With file and line: a line is none, two have one id, or there is no line.
    """
    found: dict[str, tuple[int, Line]] = {}
    for number, text in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not text.strip():
            continue
        line = _parsed(text, kind, f"{str(path)!r} 第 {number} 行", example)
        key = key_of(line.id)
        if key in found:
            message = f"{str(path)!r} 第 {number} 行的 id {line.id!r} 与第 {found[key][0]} 行相同"
            raise QuestionError(message, "每行的 id 须各不相同")
        found[key] = (number, line)
    if not found:
        raise QuestionError(f"{str(path)!r} 中没有{missing}", f"每行写一个：{example}")
    return [line for _, line in found.values()]


def key_of(line_id: str | int) -> str:
    """Tells "1" from 1, as JSON does."""
    return json.dumps(line_id)


def _parsed(text: bytes, kind: type[Line], where: str, example: str) -> Line:
    try:
        return kind.model_validate_json(text)
    except ValidationError as exc:
        problem = exc.errors()[0]
        field = ".".join(str(part) for part in problem["loc"] if part not in _BRANCHES)
        found = f"“{field}”缺失或类型不对" if field else "不是一个 JSON 对象"
        raise QuestionError(f"{where}{found}", f"应为 {example}，UTF-8 编码") from exc
