"""Does queued jobs one after the other, each lane in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from assistant.errors import DiskFullError, StoreError, ZhibiError
from assistant.store.jobs import Job, JobKind, JobStore
from prompts.errors import PromptError

logger = logging.getLogger(__name__)

SAVE_EVERY = 1.0
"""Seconds between two notes of a job's progress in the database; whoever watches here sees every step."""

LOOK_EVERY = 5.0
"""Seconds after which a lane looks for work without being woken."""

RETRY_AFTER = 2.0
"""Seconds until a job's end is noted again where the database could not be written."""

NO_STORE = (StoreError, DiskFullError)
"""The database cannot be used for now: it is tried again, and the work goes on meanwhile."""

BUG = "程序出错了"
BUG_HINT = "请把服务日志中的出错信息转给维护人员"


class JobStoppedError(Exception):
    """Raised inside a job's work, by what it reports its progress to: it is to end here."""


Report = Callable[[int, int, str], None]
"""Called at each step with how many are done, how many there are, and what is under way. Raises JobStoppedError."""


class Handler(Protocol):
    """Does jobs of one kind.

    It may be called again for a job that a killed server had begun, even one whose work was done but for the note of
    it: doing it twice must come to the same as doing it once. Raises ZhibiError where it fails for good.
    """

    def __call__(self, job: Job, report: Report) -> Mapping[str, Any]: ...


class JobFailedError(ZhibiError):
    """Raised inside a job's work: it has failed, and something is to be told of it all the same.

    Args:
        result: Kept as the job's result.
    """

    def __init__(self, message: str, hint: str = "", result: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, hint)
        self.result = result


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that has ended as done, failed or cancelled, and how long the last attempt at it took."""

    job_id: str
    kind: JobKind
    state: str
    seconds: float


class Runner:
    """The jobs of one store; only one runner may work on a store at a time.

    Args:
        lanes: Kinds that are done one after the other; different lanes work side by side.
        on_end: Called with every job that this runner has ended.
    """

    def __init__(
        self,
        store: JobStore,
        handlers: Mapping[JobKind, Handler],
        lanes: Sequence[Sequence[JobKind]],
        on_end: Callable[[Ended], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._lanes = lanes
        self._on_end = on_end
        self._woken = threading.Condition()
        self._wakes = 0
        self._stopping = threading.Event()
        self._live: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._unsure: set[tuple[JobKind, ...]] = set()

    def start(self) -> None:
        """Take up what a killed server left, and whatever comes."""
        for job in self._store.recover():
            logger.warning("job %s (%s) was interrupted and is %s now", job.id, job.kind, job.state)
        for kinds in self._lanes:
            thread = threading.Thread(target=self._work, args=(tuple(kinds),), name=f"jobs-{kinds[0]}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, seconds: float) -> None:
        """Jobs end at their next step and stay queued for the next start; waits at most so long for them."""
        self._stopping.set()
        self.wake()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def wake(self) -> None:
        """There may be something to do."""
        with self._woken:
            self._wakes += 1
            self._woken.notify_all()

    def cancel(self, job_id: str) -> Job:
        """See `JobStore.cancel`."""
        job = self._store.cancel(job_id)
        if job.cancelling:
            self._cancelled.add(job_id)
            if (live := self._live.get(job_id)) is not None:
                self._live[job_id] = replace(live, cancelling=True)
        return job

    def look(self, job_id: str) -> Job:
        """The job as it stands at this moment. Raises JobNotFoundError."""
        live = self._live.get(job_id)
        return live if live is not None else self._store.get(job_id)

    def now(self, job: Job) -> Job:
        """The job as read from the store, with what is known here of its progress."""
        return self._live.get(job.id, job) if job.state == "running" else job

    def _work(self, kinds: Iterable[JobKind]) -> None:
        while True:
            heard = self._wakes  # before looking: who wakes us while we look is heard too
            if self._stopping.is_set():
                return
            job = self._claimed(tuple(kinds))
            if job is not None:
                self._do(job)
                continue
            with self._woken:
                self._woken.wait_for(partial(self._woken_since, heard), LOOK_EVERY)

    def _woken_since(self, heard: int) -> bool:
        return self._wakes != heard

    def _claimed(self, kinds: tuple[JobKind, ...]) -> Job | None:
        """The next job of a lane that does none at this moment."""
        try:
            if kinds in self._unsure:
                self._store.requeue_all(kinds)
                self._unsure.discard(kinds)
            return self._store.claim(kinds)
        except NO_STORE as error:
            self._unsure.add(kinds)  # a database that is lost while it commits may have given us a job all the same
            logger.error("no job can be begun: %s", error.message)
            return None

    def _do(self, job: Job) -> None:
        self._live[job.id] = job
        started = time.monotonic()
        try:
            settle, state = self._attempted(job)
            self._settle(job, settle)
        finally:
            self._live.pop(job.id, None)
            self._cancelled.discard(job.id)
        if state != "queued":
            self._on_end(Ended(job.id, job.kind, state, time.monotonic() - started))

    def _attempted(self, job: Job) -> tuple[Callable[[], object], str]:
        """How to note what became of the job, and what did."""
        report = _Reporter(self, job)
        store = self._store
        try:
            result = self._handlers[job.kind](job, report)
        except JobStoppedError:
            return self._stopped(job)
        except (ZhibiError, PromptError) as error:
            if self._stopping.is_set() or job.id in self._cancelled:  # the stop came as the work's own error
                return self._stopped(job)
            failed = partial(store.fail, job.id, error.message, error.hint, getattr(error, "result", None))
            return failed, "failed"
        except Exception:  # a bug in one job may not end the lane
            logger.exception("job %s (%s) met a bug", job.id, job.kind)
            return partial(store.fail, job.id, BUG, BUG_HINT), "failed"
        return partial(store.finish, job.id, result), "done"

    def _stopped(self, job: Job) -> tuple[Callable[[], object], str]:
        if job.id in self._cancelled:
            return partial(self._store.end_cancelled, job.id), "cancelled"
        return partial(self._store.requeue, job.id), "queued"

    def _settle(self, job: Job, settle: Callable[[], object]) -> None:
        """Note the end, and not before it is noted go on; a server that stops meanwhile does the job again."""
        while True:
            try:
                settle()
            except NO_STORE as error:
                logger.error("the end of job %s cannot be noted yet: %s", job.id, error.message)
                if self._stopping.wait(RETRY_AFTER):
                    return
            else:
                return


class _Reporter:
    """Hears the steps of one job."""

    def __init__(self, runner: Runner, job: Job) -> None:
        self._runner = runner
        self._job = job
        self._saved = time.monotonic()

    def __call__(self, done: int, total: int, detail: str) -> None:
        runner, job = self._runner, self._job
        runner._live[job.id] = replace(runner._live[job.id], done=done, total=total, detail=detail)
        if runner._stopping.is_set() or job.id in runner._cancelled:
            raise JobStoppedError
        if time.monotonic() - self._saved >= SAVE_EVERY:
            self._saved = time.monotonic()
            try:
                runner._store.progress(job.id, done, total, detail)
            except NO_STORE as error:
                logger.warning("the progress of job %s is not noted: %s", job.id, error.message)
