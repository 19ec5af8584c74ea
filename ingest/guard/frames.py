"""What the two ends of the pipe say to each other: typed messages as JSON, with raw bytes beside them.

A reply is data, never code: it is validated field by field against the nouns it claims to be, so that a parser that a
hostile file has taken over can lie about that file and do nothing else.
"""

from __future__ import annotations

import struct
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ingest.marking import PageBoxes
from ingest.types import Chunk, Document, MediaType, Page, Span

_HEAD = struct.Struct(">IQ")
"""Length of the message and of the bytes beside it."""
_MOST_MESSAGE = 1 << 30
_MOST_DATA = 1 << 32


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Job(_Message):
    """Parse the bytes beside this message.

    Attributes:
        task: "build" makes a document; "unpack" tells an archive's members, one message each.
        media_type: What the bytes are where that is known (they were converted); None has them looked at.
        stated: The type that the document is listed with; None for `media_type`.
    """

    task: Literal["build", "unpack"]
    path: str
    name: str
    sha256: str
    size: int
    collection: str
    document_id: str
    media_type: MediaType | None
    stated: MediaType | None
    passwords: tuple[str, ...]
    ocr: bool
    threads: int
    refused_marks: tuple[str, ...]


class Search(_Message):
    """Where does `span` of a chunk stand on the pages of the original beside this message?"""

    task: Literal["locate"] = "locate"
    media_type: MediaType
    pages: tuple[Page, ...]
    chunk: Chunk
    span: Span
    passwords: tuple[str, ...]


class Draw(_Message):
    """What does a page of the original beside this message look like, with these marks on it?"""

    task: Literal["draw"] = "draw"
    media_type: MediaType
    page: int
    marks: PageBoxes | None
    passwords: tuple[str, ...]


class Located(_Message):
    kind: Literal["located"] = "located"
    pages: tuple[PageBoxes, ...]


class Drawn(_Message):
    """A page's picture, a JPEG file, stands beside the message."""

    kind: Literal["drawn"] = "drawn"


class Progress(_Message):
    kind: Literal["progress"] = "progress"
    page: int
    pages: int


class Built(_Message):
    kind: Literal["built"] = "built"
    document: Document


class Other(_Message):
    """The bytes are no document that this process can build: an archive, or what an office program must convert."""

    kind: Literal["other"] = "other"
    media_type: Literal["archive", "office"]


class Member(_Message):
    """A file inside an archive; its bytes stand beside the message. `path` is for showing, never for writing."""

    kind: Literal["member"] = "member"
    path: str


class Refused(_Message):
    """A file, or with `path` a member of the archive, that cannot be taken in."""

    kind: Literal["refused"] = "refused"
    error: str = ""
    message: str
    hint: str = ""
    path: str | None = None
    needs_password: bool = False


class Bug(_Message):
    """An error that no file should be able to cause, with its traceback."""

    kind: Literal["bug"] = "bug"
    name: str
    trace: str


class Done(_Message):
    """All members of an archive have been told."""

    kind: Literal["done"] = "done"


Reply = Progress | Built | Located | Drawn | Other | Member | Refused | Bug | Done

Request = Job | Search | Draw

_JOB: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="task")])
_REPLY: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="kind")])


def send(pipe: BinaryIO, message: BaseModel, data: bytes = b"") -> None:
    """Writes one message. Raises `OSError` when the other end is gone."""
    text = message.__pydantic_serializer__.to_json(message)
    pipe.write(_HEAD.pack(len(text), len(data)))
    pipe.write(text)
    pipe.write(data)
    pipe.flush()


def receive_job(pipe: BinaryIO) -> tuple[Request, bytes] | None:
    """The next job and the file's bytes; None when there are no more."""
    found = _receive(pipe)
    return None if found is None else (_JOB.validate_json(found[0]), found[1])


def receive_reply(pipe: BinaryIO) -> tuple[Reply, bytes] | None:
    """The next reply and the bytes beside it; None when the process ended in the middle.

    Raises:
        pydantic.ValidationError: The reply is not one.
    """
    found = _receive(pipe)
    return None if found is None else (_REPLY.validate_json(found[0]), found[1])


def _receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    head = _exactly(pipe, _HEAD.size)
    if head is None:
        return None
    length, beside = _HEAD.unpack(head)
    if length > _MOST_MESSAGE or beside > _MOST_DATA:
        return None
    text = _exactly(pipe, length)
    data = _exactly(pipe, beside)
    return None if text is None or data is None else (text, data)


def _exactly(pipe: Any, size: int) -> bytes | None:
    data: bytes = pipe.read(size)
    return data if len(data) == size else None
