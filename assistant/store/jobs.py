"""Jobs as they are kept: what was asked for, how far it has come, how it ended."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Row, select, update

from assistant.errors import JobNotFoundError
from assistant.store.database import Database, insert_new
from assistant.store.tables import jobs

JobKind = Literal["ingest", "rebuild", "eval", "draft", "backup"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]

KINDS: tuple[JobKind, ...] = get_args(JobKind)
ENDED: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})

_QUEUED: tuple[JobState, ...] = ("queued",)
_RUNNING: tuple[JobState, ...] = ("running",)

MOST_INTERRUPTIONS = 3
"""So often may the server die while it works on a job; after that the job is taken for the cause."""

TOO_OFTEN = "服务在做这项任务时中断了 {times} 次，不再重试"
TOO_OFTEN_HINT = "请查看服务日志；文件有问题时可逐个重新上传"
CANCELLED = "已取消"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work.

    Attributes:
        number: Grows with every job.
        owner: Whose it is; "" in single-user mode.
        asked: What is to be done, in the words of its kind; JSON values.
        result: What came of it; None until it has ended.
        reason: Why it failed or was cancelled, in Chinese; hint: what to do about it.
        done, total: Steps; total is 0 while it is unknown.
        interruptions: How often the server died while working on it.
        cancelling: It is running and will end at its next step.
        created_at, started_at, ended_at: ISO 8601, UTC.
    """

    number: int
    id: str
    kind: JobKind
    state: JobState
    owner: str
    asked: Mapping[str, Any]
    result: Mapping[str, Any] | None
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

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class JobStore:
    """Jobs in a database. Every change is one transaction, and only a running job can end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: JobKind,
        asked: Mapping[str, Any],
        *,
        owner: str = "",
        key: str | None = None,
        job_id: str | None = None,
    ) -> tuple[Job, bool]:
        """A job to be done, and whether it is new: of several requests with one `key` the first makes the job."""
        row = {
            "id": job_id or new_id(), "kind": kind, "state": "queued", "owner": owner, "key": key,
            "asked": json.dumps(asked, ensure_ascii=False), "reason": "", "hint": "", "done": 0, "total": 0,
            "detail": "", "interruptions": 0, "cancelling": False, "created_at": _now(),
        }  # fmt: skip
        with self._database.begin() as connection:
            added = insert_new(connection, jobs, row)
            own = jobs.c.id == row["id"] if added else (jobs.c.owner == owner) & (jobs.c.key == key)
            return _job(connection.execute(select(jobs).where(own)).one()), added

    def get(self, job_id: str) -> Job:
        """Raises JobNotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id)).first()
        if row is None:
            raise JobNotFoundError(f"没有编号为 {job_id!r} 的任务", "GET /api/jobs 列出已有的任务")
        return _job(row)

    def find(self, owner: str, key: str) -> Job | None:
        """The job that this owner has asked for under this key."""
        chosen = select(jobs).where(jobs.c.owner == owner, jobs.c.key == key)
        with self._database.read() as connection:
            row = connection.execute(chosen).first()
        return None if row is None else _job(row)

    def list(
        self,
        *,
        owner: str | None = None,
        states: Collection[JobState] = (),
        kinds: Collection[JobKind] = (),
        before: int | None = None,
        limit: int | None = None,
    ) -> Sequence[Job]:
        """The newest first.

        Args:
            owner: None for everybody's.
            states, kinds: Empty for all.
            before: Only jobs with a smaller number.
        """
        chosen = select(jobs).order_by(jobs.c.number.desc()).limit(limit)
        if owner is not None:
            chosen = chosen.where(jobs.c.owner == owner)
        if states:
            chosen = chosen.where(jobs.c.state.in_(states))
        if kinds:
            chosen = chosen.where(jobs.c.kind.in_(kinds))
        if before is not None:
            chosen = chosen.where(jobs.c.number < before)
        with self._database.read() as connection:
            return [_job(row) for row in connection.execute(chosen)]

    def claim(self, kinds: Collection[JobKind]) -> Job | None:
        """The oldest queued job of these kinds, which is running from now on."""
        oldest = select(jobs).where(jobs.c.state == "queued", jobs.c.kind.in_(kinds)).order_by(jobs.c.number).limit(1)
        with self._database.begin() as connection:
            row = connection.execute(oldest.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            began = {"state": "running", "started_at": row.started_at or _now()}
            connection.execute(update(jobs).where(jobs.c.number == row.number).values(**began))
            return _job(connection.execute(select(jobs).where(jobs.c.number == row.number)).one())

    def progress(self, job_id: str, done: int, total: int, detail: str) -> None:
        self._change(job_id, _RUNNING, done=done, total=total, detail=detail)

    def finish(self, job_id: str, result: Mapping[str, Any]) -> bool:
        told = json.dumps(result, ensure_ascii=False)
        return self._change(job_id, _RUNNING, state="done", result=told, ended_at=_now(), cancelling=False)

    def fail(self, job_id: str, reason: str, hint: str = "", result: Mapping[str, Any] | None = None) -> bool:
        told = None if result is None else json.dumps(result, ensure_ascii=False)
        ended = {"state": "failed", "ended_at": _now(), "cancelling": False}
        return self._change(job_id, _RUNNING, **ended, reason=reason, hint=hint, result=told)

    def end_cancelled(self, job_id: str) -> bool:
        return self._change(job_id, _RUNNING, state="cancelled", reason=CANCELLED, ended_at=_now(), cancelling=False)

    def requeue(self, job_id: str) -> bool:
        """The server stops: the job is taken up again by the next."""
        return self._change(job_id, _RUNNING, state="queued")

    def requeue_all(self, kinds: Collection[JobKind]) -> None:
        """Nobody does what is running of these kinds."""
        chosen = update(jobs).where(jobs.c.state.in_(_RUNNING), jobs.c.kind.in_(kinds))
        with self._database.begin() as connection:
            connection.execute(chosen.values(state="queued"))

    def cancel(self, job_id: str) -> Job:
        """A queued job is cancelled, a running one will be at its next step, an ended one stays as it is.

        Raises:
            JobNotFoundError: There is none.
        """
        if not self._change(job_id, _QUEUED, state="cancelled", reason=CANCELLED, ended_at=_now()):
            self._change(job_id, _RUNNING, cancelling=True)
        return self.get(job_id)

    def recover(self) -> Iterator[Job]:
        """After a start: what a killed server left running is queued again, or failed where that happens too often.

        Yields:
            Each such job as it stands now.
        """
        for job in self.list(states=_RUNNING):
            times = job.interruptions + 1
            if job.cancelling:
                self.end_cancelled(job.id)
            elif times >= MOST_INTERRUPTIONS:
                self._change(job.id, _RUNNING, interruptions=times)
                self.fail(job.id, TOO_OFTEN.format(times=times), TOO_OFTEN_HINT)
            else:
                self._change(job.id, _RUNNING, state="queued", interruptions=times)
            yield self.get(job.id)

    def _change(self, job_id: str, states: Collection[JobState], **values: object) -> bool:
        chosen = update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(states)).values(**values)
        with self._database.begin() as connection:
            return connection.execute(chosen).rowcount == 1


def new_id() -> str:
    return "j" + secrets.token_hex(8)


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)
    values.pop("key")
    values["asked"] = json.loads(values["asked"])
    values["result"] = None if values["result"] is None else json.loads(values["result"])
    return Job(**values)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
