"""The kinds of long work that the server does as jobs, and the one door to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from starlette.concurrency import run_in_threadpool

from assistant.accounts.collections import no_collection
from assistant.accounts.principal import Principal, Visible
from assistant.backup.shelf import Shelf
from assistant.drafting.spec import read_spec
from assistant.drafting.studio import called
from assistant.drafting.types import Draft, SectionWritten
from assistant.errors import DraftNotFoundError, JobConflictError
from assistant.interfaces.backend import Backend
from assistant.interfaces.uploads import Inbox, Upload, safe_folder, safe_name
from assistant.interfaces.wire.draft_requests import OutlineItem
from assistant.interfaces.wire.intake import IngestReport
from assistant.jobs.runner import Ended, Handler, JobFailedError, JobStoppedError, Report, Runner
from assistant.jobs.spool import Spool
from assistant.service import Service
from assistant.store.database import is_made
from assistant.store.jobs import Job, JobKind, JobStore, new_id
from ingest import types as library
from ingest.types import ProgressEvent

STOP_SECONDS = 10
"""How long the jobs under way may hold up the end of the server."""

LANES: tuple[tuple[JobKind, ...], ...] = (("ingest", "rebuild"), ("draft",), ("eval",), ("backup",))
"""What changes the library waits for each other; a draft does not wait for an evaluation."""

WITHHELD = "这项任务涉及现在无权查看的资料"
WITHHELD_HINT = "如需查看，请联系管理员"


_Coming = tuple[AsyncIterator[bytes], str | None]


class Jobs:
    """Jobs of one backend. Nothing is opened before the first is asked for, or is found to be left from before."""

    def __init__(self, backend: Backend, on_end: Callable[[Ended], None] = lambda _: None) -> None:
        self._backend = backend
        self._spool = Spool(backend.settings.home / "spool")
        self._on_end = on_end
        self._runner: Runner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = asyncio.Lock()
        self._stopping = False
        self._sections: dict[str, list[SectionWritten]] = {}

    @property
    def store(self) -> JobStore:
        return self._backend.service.jobs

    async def begin(self) -> None:
        """Called when the server starts: what an earlier one left is taken up."""
        self._loop = asyncio.get_running_loop()
        if is_made(self._backend.settings):
            await self.started()

    async def stop(self) -> None:
        self._stopping = True
        if self._runner is not None:
            await run_in_threadpool(self._runner.stop, STOP_SECONDS)

    @property
    def stopping(self) -> bool:
        return self._stopping

    async def started(self) -> Runner:
        async with self._starting:
            if self._runner is None:
                self._loop = asyncio.get_running_loop()
                self._runner = await run_in_threadpool(self._start)
        return self._runner

    def _start(self) -> Runner:
        handlers: dict[JobKind, Handler] = {
            "ingest": self._ingest, "rebuild": self._rebuild, "draft": self._draft, "eval": self._evaluate,
            "backup": self._back_up,
        }  # fmt: skip
        runner = Runner(self.store, handlers, LANES, self._ended)
        runner.start()
        self._spool.sweep({job.id for job in self.store.list(states=("queued", "running"))})
        return runner

    def _ended(self, ended: Ended) -> None:
        self._spool.drop(ended.job_id)
        self._on_end(ended)

    async def submit(
        self, kind: JobKind, asked: Mapping[str, Any], by: Principal, key: str | None = None
    ) -> tuple[Job, bool]:
        """The job, and whether it is new; see `JobStore.add`.

        Raises:
            JobConflictError: The key was given to another request.
        """
        runner = await self.started()
        told = {**asked, "by": _told(by)}
        job, new = await run_in_threadpool(lambda: self.store.add(kind, told, owner=by.user_id, key=key))
        _require_same(job, kind, told)
        if new and kind == "eval":
            await self._backend.note(by, "eval_start", str(asked["cases"]), job=job.id)
        runner.wake()
        return job, new

    async def submit_files(
        self,
        files: Sequence[tuple[AsyncIterator[bytes], str | None]],
        collection: str,
        passwords: Sequence[str],
        by: Principal,
        key: str | None = None,
        folders: Sequence[str] = (),
    ) -> tuple[Job, bool]:
        """A job that takes files in; they are on disk when this returns.

        Args:
            folders: Of each file the folder it was sent from; may be shorter than `files`.

        Raises:
            AccountNotFoundError: There is no such collection for whoever asks.
            JobConflictError: As `submit`; of files that are sent again the names are compared.
            LimitExceededError, DiskFullError: As `Inbox.receive`; there is no job then.
        """
        if not by.visible.shows(collection):
            raise no_collection(collection)
        runner = await self.started()
        if key is not None and (known := await run_in_threadpool(self.store.find, by.user_id, key)) is not None:
            names = [_named(safe_name(name), safe_folder(at)) for (_, name), at in _with_folders(files, folders)]
            _require_same(known, "ingest", {"collection": collection, "files": names})
            return known, False
        job_id = new_id()
        new = False
        try:
            inbox = Inbox(self._spool.folder(job_id))
            received = [await inbox.receive(*one, at) for one, at in _with_folders(files, folders)]
            await run_in_threadpool(self._spool.secure, job_id, passwords)
            named = [{"file": one.path.name, **_named(one.name, one.folder)} for one in received]
            asked = {"collection": collection, "files": named, "by": _told(by)}
            job, new = await run_in_threadpool(
                lambda: self.store.add("ingest", asked, owner=by.user_id, key=key, job_id=job_id)
            )
        finally:
            if not new:
                self._spool.drop(job_id)
        runner.wake()
        return job, new

    async def require_dataset(self, name: str) -> None:
        """Raises EvalNotFoundError: there is no such data set; EvalError: it has no case."""

        def look() -> None:
            from eval.archive import Archive

            Archive(self._backend.settings.home).dataset(name)

        await run_in_threadpool(look)

    async def look(self, job_id: str) -> Job:
        """Raises JobNotFoundError."""
        runner = await self.started()
        return await run_in_threadpool(runner.look, job_id)

    async def list(self, **chosen: Any) -> Sequence[Job]:
        """See `JobStore.list`; a running job is shown as it stands at this moment."""
        runner = await self.started()
        found = await run_in_threadpool(lambda: self.store.list(**chosen))
        return [runner.now(job) for job in found]

    def sections(self, job_id: str) -> Sequence[SectionWritten]:
        """Of a draft that is being written, what is there so far; () once it is stored, or nobody writes it."""
        return tuple(self._sections.get(job_id, ()))

    async def cancel(self, job_id: str, by: Principal) -> Job:
        """Raises JobNotFoundError."""
        runner = await self.started()
        if (job := await run_in_threadpool(runner.look, job_id)).ended:
            return job
        job = await run_in_threadpool(runner.cancel, job_id)
        if job.kind == "eval":
            await self._backend.note(by, "eval_stop", str(job.asked["cases"]), job=job.id)
        if job.state == "cancelled":
            await run_in_threadpool(self._spool.drop, job_id)
        return job

    async def today(self, by: Principal) -> Principal:
        """Somebody as they may act by now. Raises AccountError: they may not come in any more."""
        accounts = self._backend.accounts
        return by if accounts is None else await run_in_threadpool(accounts.acting_for, by)

    # The work itself, in the runner's threads.

    def _ingest(self, job: Job, report: Report) -> Mapping[str, Any]:
        backend, collection = self._backend, str(job.asked["collection"])
        files = job.asked["files"]
        uploads = [Upload(backend.inbox.place(one["file"]), one["name"], one.get("folder", "")) for one in files]
        seen = self._seen(job)
        try:
            for upload in uploads:
                self._spool.lend(job.id, upload.path)
            passwords = self._spool.passwords(job.id)
            done = self._wait(backend.ingest(uploads, collection, _follow(report), passwords, seen))
        finally:
            backend.inbox.discard(uploads)
        result = IngestReport.of(self._with_earlier(job, collection, done)).dump()
        if not done.documents and not done.skipped and done.failed:
            told = f"{len(done.failed)} 份文件都未能收入：{done.failed[0].reason}"
            raise JobFailedError(told, "请按各文件的原因处理后重新上传", result)
        return result

    def _with_earlier(self, job: Job, collection: str, done: library.IngestReport) -> library.IngestReport:
        """The report, with what this job took in before it was interrupted counted as taken in, not as skipped."""
        if not done.skipped:
            return done
        since = datetime.fromisoformat(job.started_at or job.created_at)
        own = {
            one.path: one
            for one in self._backend.service.documents(collection)
            if one.path in done.skipped and datetime.fromisoformat(one.ingested_at) >= since
        }
        return replace(
            done,
            documents=(*own.values(), *done.documents),
            skipped=tuple(path for path in done.skipped if path not in own),
        )

    def _rebuild(self, job: Job, report: Report) -> Mapping[str, Any]:
        service = self._seen(job)
        self._wait(self._backend.write(service.rebuild, _follow(report)))
        records = service.documents()
        return {"documents": len(records), "chunks": sum(record.chunks for record in records)}

    def _draft(self, job: Job, report: Report) -> Mapping[str, Any]:
        """The draft gets the job's id: what a killed server had stored already is found, not written twice."""
        service = self._seen(job)
        try:
            draft = service.drafts.load(job.id)
        except DraftNotFoundError:
            try:
                draft = self._written(job, report)
            finally:
                self._sections.pop(job.id, None)
        return {"draft_id": draft.id, "title": draft.title, "genre": draft.spec.genre}

    def _written(self, job: Job, report: Report) -> Draft:
        service = self._seen(job)
        spec = read_spec(job.asked["spec"], job.asked["genre"])
        outline = job.asked.get("outline")
        nouns = None if outline is None else tuple(OutlineItem.model_validate(item).noun() for item in outline)
        written = self._sections.setdefault(job.id, [])
        stopped: list[JobStoppedError] = []
        for event in service.studio.stream(spec, nouns, keep=False, stop=lambda: bool(stopped)):
            if isinstance(event, Draft):
                draft = service.drafts.save(event, "初稿（写到一半停止）" if stopped else "初稿", new_id=job.id)
                if stopped:
                    raise stopped[0]
                return draft
            written.append(event)
            try:
                report(event.done, event.total, called(event.section))
            except JobStoppedError as told:
                if self._stopping:  # the server ends, and the next one writes it all
                    raise
                stopped.append(told)
        raise AssertionError("a draft's stream ends with the draft")

    def _evaluate(self, job: Job, report: Report) -> Mapping[str, Any]:
        from eval.archive import Archive  # the eval suite is needed by nobody else here
        from eval.launch import Options, launch
        from eval.record import Result

        dataset = Archive(self._backend.settings.home).dataset(str(job.asked["cases"]))
        out = self._backend.settings.home / "eval" / job.id

        def on_result(result: Result, done: int, total: int) -> None:
            report(done, total, result.case.id)

        chosen = Options(
            k=job.asked.get("k"), repeat=job.asked.get("repeat"), search_only=bool(job.asked["search_only"])
        )
        told = launch(dataset, self._backend.settings, out, chosen, on_document=_follow(report), on_result=on_result)
        return {"folder": f"eval/{job.id}", "resumed": told.run.resumed, **told.run.summary}

    def _back_up(self, job: Job, report: Report) -> Mapping[str, Any]:
        report(0, 0, "")
        taken = Shelf(self._backend.settings).take(job.created_at, job.id)
        if self._backend.accounts is not None:
            self._backend.accounts.audit.note(_by(job), "backup", taken.place.name)
        told = {"documents": taken.documents, "originals": taken.originals, "size": taken.size}
        return {"name": taken.place.name, **told}

    def _seen(self, job: Job) -> Service:
        """The service as whoever asked for the job may use it today, and no farther than then."""
        accounts, then = self._backend.accounts, _by(job)
        return self._backend.seen_by(then if accounts is None else accounts.acting_for(then))

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def _follow(report: Report) -> Callable[[ProgressEvent], None]:
    def follow(event: ProgressEvent) -> None:
        report(event.index, event.total, f"{PurePath(event.path).name} {event.detail}".rstrip())

    return follow


def _told(by: Principal) -> dict[str, Any]:
    seen = by.visible.collections
    told = asdict(by) | {"rights": sorted(by.rights)}
    return told | {"visible": {"owner": by.visible.owner, "collections": None if seen is None else sorted(seen)}}


def _require_same(job: Job, kind: JobKind, asked: Mapping[str, Any]) -> None:
    """Raises JobConflictError: the job is not what is asked for now, under the same key."""
    if job.kind != kind or _wanted(job.asked) != _wanted(asked):
        raise JobConflictError("这个 Idempotency-Key 已用于另一个请求", "请为新的请求换一个 Idempotency-Key")


def _wanted(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, without who did and where its files lie."""
    told = {name: value for name, value in asked.items() if name != "by"}
    if "files" in told:
        told["files"] = [(one["name"], one.get("folder", "")) for one in told["files"]]
    return told


def _named(name: str, folder: str) -> dict[str, str]:
    return {"name": name, "folder": folder} if folder else {"name": name}


def _with_folders(files: Sequence[_Coming], folders: Sequence[str]) -> list[tuple[_Coming, str]]:
    return [(one, folders[at] if at < len(folders) else "") for at, one in enumerate(files)]


def shown_to(job: Job, visible: Visible) -> Job:
    """The job as it may be told today: of one that drew on what may no longer be seen, no more than how it stands.

    It drew on the collection that its files went to, or on all that whoever asked for it could see then.
    """
    then = job.asked["by"]["visible"]["collections"]
    drawn = [job.asked["collection"]] if "collection" in job.asked else then
    if visible.collections is None or (drawn is not None and visible.collections.issuperset(drawn)):
        return job
    reason, hint = (WITHHELD, WITHHELD_HINT) if job.reason else ("", "")
    return replace(job, asked={}, result=None, reason=reason, hint=hint, detail="", done=0, total=0)


def _by(job: Job) -> Principal:
    """Who asked for the job, as they were then."""
    told = dict(job.asked["by"])
    seen = told["visible"]["collections"]
    visible = Visible(told["visible"]["owner"], None if seen is None else frozenset(seen))
    return Principal(**{**told, "rights": frozenset(told["rights"]), "visible": visible})
