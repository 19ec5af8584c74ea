"""The conversation so far, as `ask --history` and batch lines give it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter

from assistant.errors import QuestionError, UnreadableFileError
from assistant.types import Turn

EXPECTED = '应为 ["此前的问题", …] 或 [{"question": "…", "answer": "…"}, …]，UTF-8 编码；也可以每行一个'


class EarlierTurn(BaseModel):
    """An earlier question with what was said to it; a line that `ask --json` printed will do, beside its question."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    question: str
    answer: str = ""
    documents: tuple[str, ...] = ()

    def turn(self) -> Turn:
        return Turn(self.question, self.answer, self.documents)


def _named(value: object) -> object:
    """A bare string is a question; the citations of a printed answer name its documents."""
    if isinstance(value, str):
        return {"question": value}
    if isinstance(value, dict) and "documents" not in value and isinstance(value.get("citations"), list):
        cited = [one.get("document") for one in value["citations"] if isinstance(one, dict)]
        return {**value, "documents": tuple(dict.fromkeys(name for name in cited if isinstance(name, str)))}
    if isinstance(value, dict) and isinstance(value.get("documents"), list):
        return {**value, "documents": tuple(value["documents"])}
    return value


Earlier = Annotated[EarlierTurn, BeforeValidator(_named)]
_TURNS: TypeAdapter[list[EarlierTurn]] = TypeAdapter(list[Earlier])


def read_history(path: Path) -> tuple[Turn, ...]:
    """The turns of a JSON or JSON Lines file, oldest first.

    Raises:
        QuestionError: It holds something else.
        UnreadableFileError: It cannot be read.
    """
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as exc:
        raise UnreadableFileError(f"对话文件 {str(path)!r} 读不出来：{exc.strerror}", "请检查路径与权限") from exc
    try:
        return turns_of(_TURNS.validate_python(_values(data)))
    except (ValueError, RecursionError) as exc:
        raise QuestionError(f"对话文件 {str(path)!r} 不是此前的问答", EXPECTED) from exc


def turns_of(earlier: Sequence[EarlierTurn]) -> tuple[Turn, ...]:
    return tuple(one.turn() for one in earlier)


def _values(data: bytes) -> object:
    """What the file holds: one JSON array, or a value a line."""
    text = data.decode("utf-8")
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines() if line.strip()]


__all__ = ["Earlier", "EarlierTurn", "read_history", "turns_of"]
