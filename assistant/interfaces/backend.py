"""The synchronous service as the asynchronous faces (API and page) use it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from assistant.config import Settings
from assistant.errors import LibraryBusyError, ZhibiError
from assistant.interfaces.undoing import Removals
from assistant.interfaces.uploads import Inbox, Upload
from assistant.types import AnswerEvent, Query
from ingest.types import IngestReport, ProgressEvent

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts
    from assistant.accounts.principal import Principal
    from assistant.interfaces.jobs import Jobs
    from assistant.interfaces.metrics import Metrics
    from assistant.interfaces.replying import Replies
    from assistant.service import Service

STOP_SECONDS = 10
"""How long answers under way may hold up the end."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Event = TypeVar("Event")


class Backend:
    """Runs service calls in threads; those that change the library wait for each other.

    Args:
        service: Open for writing; its reading methods are called from several threads at once.
        accounts: Who may come in, and what each may see; None on this machine alone, where everybody may see all.
    """

    def __init__(self, service: Service, settings: Settings, accounts: Accounts | None = None) -> None:
        self.service = service
        self.settings = settings
        self.accounts = accounts
        self.metrics: Metrics | None = None
        self.jobs: Jobs | None = None
        self.replies: Replies | None = None
        self.inbox = Inbox(settings.home / "uploads")
        self.removals = Removals()
        self._writing = asyncio.Lock()
        self._stopping = threading.Event()
        self._threads: set[threading.Thread] = set()

    def seen_by(self, principal: Principal) -> Service:
        """The service as this principal may use it; what is done with it is noted in the audit log."""
        if self.accounts is None:
            return self.service
        from assistant.seen import SeenService  # without accounts nobody needs it

        return SeenService(self.service, principal, self.accounts.audit.notes_of(principal))

    @property
    def stopping(self) -> bool:
        """Whether the server is about to end."""
        return self._stopping.is_set()

    async def note(self, principal: Principal, action: str, subject: str, **details: str) -> None:
        """Takes down what was done outside the service (a file made, say); without accounts nothing is."""
        if self.accounts is not None:
            await self.read(self.accounts.audit.note, principal, action, subject, details=details)

    async def stop(self) -> None:
        """Let what runs end at its next step, and nothing else begin; the service may be closed after that."""
        self._stopping.set()
        async with self._writing:
            deadline = time.monotonic() + STOP_SECONDS
            for thread in list(self._threads):
                await run_in_threadpool(thread.join, max(0.0, deadline - time.monotonic()))

    def warm_up(self) -> None:
        """Have the indexes opened in the background, so that the first question does not wait for them."""

        def search() -> None:
            with contextlib.suppress(ZhibiError):  # the first question will be told the same
                self.service.search(self.service.query("预热"))

        self._start(search, "warm-up")

    def _start(self, work: Callable[[], None], name: str) -> None:
        """Run `work` in a thread of its own, not of a pool: a model that is slow to answer must not hold up the end
        of the process, so the thread is a daemon. `stop` gives it time: to end the process while it is inside an
        index would crash.
        """

        def run() -> None:
            try:
                work()
            finally:
                self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.add(thread)
        thread.start()

    async def read(
        self, method: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Call a method of the service that only looks."""
        return await run_in_threadpool(method, *args, **kwargs)

    async def write(
        self, method: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Call a method that changes the library, once every earlier one has finished."""
        async with self._writing:
            self._refuse_if_stopping()
            return await run_in_threadpool(method, *args, **kwargs)

    def _refuse_if_stopping(self) -> None:
        if self._stopping.is_set():
            raise LibraryBusyError("服务正在停止，未做完", "重新启动后再试一次，已收入的不会重复")

    async def ingest(
        self,
        uploads: Iterable[Upload],
        collection: str,
        on_progress: Callable[[ProgressEvent], None] | None = None,
        passwords: Sequence[str] = (),
        seen: Service | None = None,
    ) -> IngestReport:
        """Take uploaded files in and clear them away; `on_progress` is called in other threads, one at a time.

        Args:
            seen: The service as whoever uploads may use it; None is the whole.
        """
        service = self.service if seen is None else seen

        def follow(event: ProgressEvent) -> None:
            self._refuse_if_stopping()
            if on_progress is not None:
                on_progress(event)

        def take_in() -> IngestReport:
            with self.inbox.placed(uploads, collection) as paths:
                return service.ingest(paths, collection, follow, passwords=passwords)

        report = await self.write(take_in)
        if self.metrics is not None:
            self.metrics.ingested(report)
        return report

    def stream(self, query: Query, seen: Service | None = None) -> AsyncGenerator[AnswerEvent, None]:
        """The events of an answer. Closing the iterator stops the work at the next event.

        Args:
            seen: As of `ingest`.
        """
        service = self.service if seen is None else seen
        return self.events(lambda: service.stream(query))

    async def events(self, source: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
        """What `source` gives, made in one thread. Closing the iterator stops the work at the next event."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[Event] | Exception | None] = asyncio.Queue()
        stopped = threading.Event()

        def put(event: tuple[Event] | Exception | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits for the answer any more
                loop.call_soon_threadsafe(queue.put_nowait, event)

        def produce() -> None:
            last: Exception | None = None
            try:
                for event in source():
                    put((event,))
                    if stopped.is_set() or self._stopping.is_set():
                        break
            except Exception as error:  # noqa: BLE001 - carried over to the reader, who raises it
                last = error
            put(last)

        self._start(produce, "answer")
        try:
            while (event := await queue.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event[0]
        finally:
            stopped.set()
