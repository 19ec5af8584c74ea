"""The JSON contract of `/api/jobs`."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field

from assistant.interfaces.wire import Wire
from assistant.interfaces.wire.draft_requests import MAX_SECTIONS, OutlineItem, OutlineRequest
from assistant.interfaces.wire.evaluation import DatasetName
from assistant.interfaces.wire.questions import MAX_PASSAGES
from assistant.store import jobs as noun

_HIDDEN = frozenset({"by"})


class Job(Wire):
    """A piece of long work.

    Attributes:
        asked: What is to be done: {"collection", "files": [{"name", "folder"?}]}, {"cases", …} or
            {"genre", "spec", "outline"}.
        result: Of an ended job: the report of `POST /api/documents`, {"documents", "chunks"} of a rebuild,
            {"draft_id", "title", "genre"}, an evaluation's summary, or {"name", "documents", "originals", "size"} of a
            backup.
        reason, hint: Why it failed or was cancelled, and what to do about it; "" for other states.
        done, total: Steps; `total` is 0 while it is unknown.
        interruptions: How often the server died while working on it; it was taken up again each time.
        cancelling: It is running still and ends at its next step.
        created_at, started_at, ended_at: UTC, ISO 8601.
    """

    id: str
    kind: noun.JobKind
    state: noun.JobState
    asked: dict[str, Any]
    result: dict[str, Any] | None
    reason: str
    hint: str
    done: int
    total: int
    detail: str
    interruptions: int
    cancelling: bool
    created_at: str
    started_at: str | None
    ended_at: str | None

    @classmethod
    def of(cls, job: noun.Job) -> Self:
        return cls.like(job, asked=_asked(job), result=None if job.result is None else dict(job.result))


class JobList(Wire):
    """Newest first; `next` is the cursor of the page after this one, null on the last."""

    jobs: list[Job]
    next: str | None


class EvalJobRequest(Wire):
    """An evaluation on a data set that comes with the program or was made here."""

    cases: DatasetName
    k: int | None = Field(None, ge=1, le=MAX_PASSAGES)
    repeat: int | None = Field(None, ge=1, le=10)
    search_only: bool = False


class DraftJobRequest(OutlineRequest):
    """As for `POST /api/drafts`."""

    outline: list[OutlineItem] | None = Field(None, max_length=MAX_SECTIONS)


def _asked(job: noun.Job) -> dict[str, Any]:
    told = {name: value for name, value in job.asked.items() if name not in _HIDDEN}
    if "files" in told:
        told["files"] = [{name: one[name] for name in ("name", "folder") if name in one} for one in told["files"]]
    return told
