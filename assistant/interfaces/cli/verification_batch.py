"""The lines of `zhibi verify --batch`: texts with their sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.interfaces.cli.batch_lines import BatchLine, parse_lines
from assistant.interfaces.wire.verification import Key
from assistant.verification.sources import Given
from ingest.discovery import NOT_YET, READABLE

_LONGEST_PATH = 1000
_KEY = re.compile(r"[0-9]{1,3}|[Kk][0-9a-f]{4,64}")
_IS_NAME = re.compile(r"[^\n。，；！？]{1,1000}")


def _as_key(written: object) -> str | None:
    """What a text can cite a source by, as [2] or [K…]; None for any other name of it: then its number counts."""
    key = str(written).strip()
    return key if isinstance(written, str | int) and _KEY.fullmatch(key) else None


class BatchSource(BaseModel):
    """A source of a line: its text, or the path of a file that holds it."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    text: Annotated[str | None, Field(validation_alias=AliasChoices("text", "content", "quote", "passage"))] = None
    path: Annotated[str | None, Field(validation_alias=AliasChoices("path", "file"))] = None
    key: Annotated[
        Key | None, BeforeValidator(_as_key), Field(validation_alias=AliasChoices("key", "id", "number"))
    ] = None
    title: Annotated[str, Field(validation_alias=AliasChoices("title", "name", "document"))] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.path is None):
            raise ValueError("text 与 path 须给出一个，且只给一个")
        return self


def _as_list(sources: object) -> object:
    """One source by itself as a list; sources under their keys as objects that name them."""
    if isinstance(sources, str):
        return [sources]
    if not isinstance(sources, dict):
        return [] if sources is None else sources
    if {"text", "path", "content", "file"} & sources.keys():
        return [sources]
    return [{"key": key, **(one if isinstance(one, dict) else {"text": one})} for key, one in sources.items()]


class BatchText(BatchLine):
    """A line of a batch file. Other keys are ignored: evaluation files carry their gold verdicts along.

    Attributes:
        sources: Each a path of a file, or else the source's text, or an object.
    """

    text: str
    sources: Annotated[list[str | BatchSource], BeforeValidator(_as_list)] = Field([])


def parse_texts(data: bytes, path: Path) -> list[BatchText]:
    """The texts of a file. Raises as `parse_lines`."""
    return parse_lines(data, path, BatchText, '{"id": "1", "text": "……", "sources": ["……"]}', "要核对的文字")


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
