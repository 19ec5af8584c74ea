"""The lines of `zhibi verify --batch`: texts with their sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from assistant.errors import QuestionError
from assistant.interfaces.wire_verification import Key
from assistant.verification.sources import Given
from ingest.discovery import NOT_YET, READABLE

_LONGEST_PATH = 1000
_IS_NAME = re.compile(r"[^\n。，；！？]{1,1000}")


class BatchSource(BaseModel):
    """A source of a line: its text, or the path of a file that holds it."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    text: str | None = None
    path: str | None = None
    key: Annotated[Key | None, BeforeValidator(lambda key: str(key) if isinstance(key, int) else key)] = None
    title: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.path is None):
            raise ValueError("text 与 path 须给出一个，且只给一个")
        return self


class BatchText(BaseModel):
    """A line of a batch file. Other keys are ignored: evaluation files carry their gold verdicts along.

    Attributes:
        sources: Each a path of a file, or else the source's text, or an object.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    id: str | int
    text: str
    sources: list[str | BatchSource] = []


def parse_texts(data: bytes, path: Path) -> list[BatchText]:
    """The lines of a JSON Lines file; blank ones are passed over. Raises QuestionError with file and line."""
    found: dict[tuple[type, str | int], tuple[int, BatchText]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        one = _parsed(line, f"{str(path)!r} 第 {number} 行")
        key = (type(one.id), one.id)
        if key in found:
            message = f"{str(path)!r} 第 {number} 行的 id {one.id!r} 与第 {found[key][0]} 行相同"
            raise QuestionError(message, "每行的 id 须各不相同")
        found[key] = (number, one)
    if not found:
        hint = '每行写一个：{"id": "1", "text": "……", "sources": ["……"]}'
        raise QuestionError(f"{str(path)!r} 中没有要核对的文字", hint)
    return [one for _, one in found.values()]


def sources_of(line: BatchText, batch: Path) -> list[Given]:
    """The sources of a line; relative paths are looked for beside the batch file, then in the working folder."""
    return [_given(one, batch.absolute().parent) for one in line.sources]


def _given(source: str | BatchSource, folder: Path) -> Given:
    if isinstance(source, BatchSource):
        if source.path is None:
            return Given(text=source.text or "", key=source.key, title=source.title)
        return Given(path=_placed(source.path, folder) or Path(source.path), key=source.key, title=source.title)
    place = _placed(source, folder)
    if place is None and _IS_NAME.fullmatch(source) and Path(source).suffix.lower() in READABLE | NOT_YET:
        place = Path(source)  # named like a file: that it is missing is told
    return Given(path=place) if place is not None else Given(text=source)


def _placed(name: str, folder: Path) -> Path | None:
    """The existing file of a name; None where there is none."""
    if not name or len(name) > _LONGEST_PATH or "\n" in name or "\0" in name:
        return None
    try:
        return next((place for place in (folder / name, Path(name)) if place.is_file()), None)
    except OSError:  # too long for the file system, or not to be looked at: then it is a text
        return None


def _parsed(line: bytes, where: str) -> BatchText:
    try:
        return BatchText.model_validate_json(line)
    except ValidationError as exc:
        problem = exc.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        found = f"“{field}”缺失或类型不对" if field else "不是一个 JSON 对象"
        hint = '应为 {"id": "1", "text": "……", "sources": ["……"]}，UTF-8 编码'
        raise QuestionError(f"{where}{found}", hint) from exc
