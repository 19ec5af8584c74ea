"""A visitor's page and the backend as that visitor may use it, asked anew at every step: a session may end."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.requests import HTTPConnection

from assistant.accounts.accounts import Accounts
from assistant.accounts.administration import Administration
from assistant.accounts.own import OwnAccount
from assistant.accounts.principal import LOCAL, Principal, Right
from assistant.errors import JobNotFoundError, NotSignedInError
from assistant.interfaces.api.identity import NOBODY, session_token
from assistant.interfaces.api.logins import accounts_of
from assistant.interfaces.backend import Backend
from assistant.interfaces.jobs import Jobs, shown_to
from assistant.interfaces.replying import Replies
from assistant.interfaces.uploads import Inbox
from assistant.service import Service
from assistant.store.jobs import Job

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Visit:
    """The part of `Backend` that pages use.

    Args:
        request: That brought the page; its cookie says who looks at it. Keys open no pages.
    """

    def __init__(self, backend: Backend, request: HTTPConnection) -> None:
        self._backend = backend
        self._token = session_token(request)
        self._address = request.client.host if request.client else ""

    @property
    def principal(self) -> Principal:
        """Raises NotSignedInError: nobody is signed in, or not any more."""
        accounts = self._backend.accounts
        if accounts is None:
            return LOCAL
        if self._token is None:
            raise NotSignedInError(*NOBODY)
        return accounts.sessions.principal(self._token, self._address)

    @property
    def service(self) -> Service:
        """Raises as `principal`, and ForbiddenError while a password is still to be changed."""
        principal = self.principal
        principal.require("read")
        return self._backend.seen_by(principal)

    @property
    def has_accounts(self) -> bool:
        """Whether one must log in here."""
        return self._backend.accounts is not None

    @property
    def own(self) -> OwnAccount:
        """The visitor's own account. Raises as `principal`, and AccountNotFoundError without accounts."""
        principal = self.principal
        principal.require("read")
        return OwnAccount(self._accounts, principal, self._token or "")

    @property
    def administration(self) -> Administration:
        """Everybody's accounts. Raises as `own`, and ForbiddenError: the visitor is no administrator."""
        return Administration(self._accounts, self.principal)

    @property
    def house(self) -> Backend:
        """The whole server, for who looks after it. Raises as `principal`, and ForbiddenError."""
        self.principal.require("administer")
        return self._backend

    @property
    def _accounts(self) -> Accounts:
        return accounts_of(self._backend)

    def may(self, right: Right) -> bool:
        return self.principal.may(right)

    @property
    def replies(self) -> Replies:
        """Answers under way, which go on when the page is left."""
        replies = self._backend.replies
        assert replies is not None  # as of jobs
        return replies

    @property
    def jobs(self) -> Jobs:
        """Long work that goes on when the page is left; ask `job` for one that is the visitor's own."""
        jobs = self._backend.jobs
        assert jobs is not None  # the page is mounted on the API's application
        return jobs

    async def job(self, job_id: str) -> Job:
        """Raises JobNotFoundError: there is none, or it is somebody else's."""
        visible = self.principal.visible
        job = await self.jobs.look(job_id)
        if visible.owner not in (None, job.owner):
            raise JobNotFoundError("没有这项工作", "它可能是别人的，或者已经清理")
        return shown_to(job, visible)

    @property
    def collection(self) -> str:
        """Where files dropped on the page go: "default" where that may be seen, else the first that may."""
        shown = self.principal.visible.collections
        return "default" if not shown or "default" in shown else min(shown)

    async def collections(self) -> list[str]:
        """The names of those that files may go to, also where nothing lies yet."""
        visible, accounts = self.principal.visible, self._backend.accounts
        if visible.collections is not None:
            return sorted(visible.collections)
        held = await self.read(self.service.collections)
        if accounts is not None:
            held = [one.name for one in await self.read(accounts.collections.list, visible, held)]
        return sorted({"default", *held})

    @property
    def inbox(self) -> Inbox:
        return self._backend.inbox

    async def read(
        self, method: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        return await self._backend.read(method, *args, **kwargs)

    async def write(
        self, method: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        return await self._backend.write(method, *args, **kwargs)
