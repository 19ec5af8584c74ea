"""The parser process: reads jobs from its standard input, answers on a pipe of its own, touches nothing else.

It starts with an empty environment, puts itself under its limits before it reads the first byte of a file, and holds
no open file but its pipes.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import BinaryIO

from ingest.archive import Member as ArchiveMember
from ingest.archive import unpack
from ingest.document import build_document
from ingest.errors import IngestError, LimitExceededError
from ingest.guard.frames import (
    Bug,
    Built,
    Done,
    Draw,
    Drawn,
    Job,
    Located,
    Member,
    Other,
    Progress,
    Refused,
    Request,
    Search,
    receive_job,
    send,
)
from ingest.guard.limits import Limits, confine
from ingest.marking import locate
from ingest.picturing import picture
from ingest.readers import sniff
from ingest.types import ReadOptions, SourceFile


def main(memory: int, files: int) -> None:
    """Serves jobs until standard input ends."""
    jobs, replies = sys.stdin.buffer, _own_output()
    confine(Limits(memory=memory, files=files))
    while (found := receive_job(jobs)) is not None:
        job, data = found
        try:
            _serve(job, data, replies)
        except IngestError as exc:
            send(replies, _refused(exc))
        except MemoryError:
            send(replies, _refused(_out_of_memory(memory)))
        except BrokenPipeError:
            return
        except Exception as exc:  # noqa: BLE001 (a bug in one reader: told to the parent, who logs it)
            send(replies, Bug(name=type(exc).__name__, trace=traceback.format_exc()))
        del found, data


def _own_output() -> BinaryIO:
    """A copy of standard output; what a library prints goes nowhere instead of into the replies."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return replies


def _serve(job: Request, data: bytes, replies: BinaryIO) -> None:
    if isinstance(job, Search):
        options = ReadOptions(job.passwords)
        send(replies, Located(pages=locate(data, job.media_type, job.pages, job.chunk, job.span, options)))
    elif isinstance(job, Draw):
        send(replies, Drawn(), picture(data, job.media_type, job.page, ReadOptions(job.passwords), job.marks))
    elif job.task == "unpack":
        _unpack(job, data, replies)
    else:
        _build(job, data, replies)


def _build(job: Job, data: bytes, replies: BinaryIO) -> None:
    def on_page(page: int, pages: int) -> None:
        send(replies, Progress(page=page, pages=pages))

    options = ReadOptions(job.passwords, job.ocr, job.threads, on_page)
    media_type = job.media_type or sniff(data, job.name)
    if media_type in ("archive", "office"):
        send(replies, Other(media_type=media_type))
        return
    source = SourceFile(job.path, job.sha256, job.size, job.stated or media_type)
    document = build_document(
        source, data, job.collection, job.document_id, options, read_as=media_type, refused_marks=job.refused_marks
    )
    send(replies, Built(document=document))


def _unpack(job: Job, data: bytes, replies: BinaryIO) -> None:
    for found in unpack(data, job.name, passwords=job.passwords):
        if isinstance(found, ArchiveMember):
            send(replies, Member(path=found.path), found.data)
        else:
            refused = Refused(message=found.reason, path=found.path, needs_password=found.needs_password)
            send(replies, refused)
    send(replies, Done())


def _refused(exc: IngestError) -> Refused:
    return Refused(error=type(exc).__name__, message=exc.message, hint=exc.hint)


def _out_of_memory(memory: int) -> LimitExceededError:
    return LimitExceededError(
        f"解析需要的内存超过上限 {memory // 1024**2} MB，未导入", "请拆分文件，或在设置中提高 parse_memory_mb"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
