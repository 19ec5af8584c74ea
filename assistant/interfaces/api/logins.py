"""`/api/login`, `/api/logout`, `/api/me`: who is signed in, where, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath

from assistant.accounts.accounts import Accounts
from assistant.accounts.administration import Administration
from assistant.accounts.own import OwnAccount
from assistant.accounts.principal import Principal
from assistant.accounts.sessions import LONGEST
from assistant.errors import AccountNotFoundError
from assistant.interfaces.api.identity import (
    COOKIE,
    SECURE_COOKIE,
    Caller,
    HeldRoute,
    is_secure,
    requires,
    session_token,
)
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.accounts import Done, LoginRequest, Me, PasswordChange, Session, SessionList

Name = Annotated[str, InPath(max_length=64)]


def router(backend: Backend) -> APIRouter:
    """Routes with which one comes in and goes. Without accounts they tell so: there is nobody to log in."""
    routes = APIRouter(route_class=HeldRoute, tags=["accounts"])
    _add_own(routes, backend)
    _add_sessions(routes, backend)
    return routes


def accounts_of(backend: Backend) -> Accounts:
    """Raises AccountNotFoundError: the server runs without accounts."""
    if backend.accounts is None:
        raise AccountNotFoundError("没有启用账号", "设置 accounts = true（或 ZHIBI_ACCOUNTS=true）后重新启动")
    return backend.accounts


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """The session's cookie: out of reach of scripts, and not sent along when another site's page asks."""
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, token, max_age=LONGEST, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, *, secure: bool) -> None:
    name = SECURE_COOKIE if secure else COOKIE
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def _add_own(routes: APIRouter, backend: Backend) -> None:
    @routes.post("/login")
    async def login(wanted: LoginRequest, request: Request, response: Response) -> Me:
        """Starts a session, kept in a cookie. Programs use a key instead: `Authorization: Bearer KEY`."""
        accounts, address = accounts_of(backend), request.client.host if request.client else ""
        password, before = wanted.password.get_secret_value(), session_token(request)
        begun = await backend.read(accounts.login, wanted.name, password, address, before)
        principal = await backend.read(accounts.sessions.principal, begun.token, address)
        set_cookie(response, begun.token, secure=is_secure(request))
        return Me.told(principal)

    @routes.post("/logout")
    async def logout(request: Request, response: Response, by: Caller) -> Done:
        """Ends this browser's session. A key is not ended so, but revoked."""
        accounts, token = accounts_of(backend), session_token(request)
        if by.via == "session" and token is not None:
            await backend.read(accounts.logout, token, by.address)
        drop_cookie(response, secure=is_secure(request))
        return Done()

    @routes.get("/me")
    async def me(by: Caller) -> Me:
        """Who is asking, and what they may do and see."""
        return Me.told(by)

    @routes.post("/me/password")
    async def password(wanted: PasswordChange, request: Request, response: Response, by: Caller) -> Me:
        """One's own password; all sessions end, and this browser gets a new one."""
        accounts = accounts_of(backend)
        old, new = wanted.old.get_secret_value(), wanted.new.get_secret_value()
        await backend.read(accounts.change_password, by, old, new)
        begun = await backend.read(accounts.login, by.name, new, by.address)
        set_cookie(response, begun.token, secure=is_secure(request))
        return Me.told(await backend.read(accounts.sessions.principal, begun.token, by.address))


def _add_sessions(routes: APIRouter, backend: Backend) -> None:
    def own(by: Principal, request: Request) -> OwnAccount:
        return OwnAccount(accounts_of(backend), by, session_token(request) or "")

    @routes.get("/me/sessions")
    async def sessions(request: Request, by: Caller, limit: Limit = None, cursor: Cursor = None) -> SessionList:
        """Where one is signed in: the logins that have not ended."""
        account = own(by, request)
        shown, following = page(await backend.read(account.sessions), lambda one: one.id, limit, cursor)
        return SessionList(
            sessions=[
                Session(
                    id=one.id,
                    created_at=_time(one.created),
                    used_at=_time(one.used),
                    current=one.id == account.current,
                )
                for one in shown
            ],
            next=following,
        )

    @routes.delete("/me/sessions")
    async def leave(request: Request, response: Response, by: Caller) -> Done:
        """Signs out everywhere, here too."""
        await backend.read(own(by, request).leave)
        drop_cookie(response, secure=is_secure(request))
        return Done()

    @routes.delete("/me/sessions/{session}")
    async def end(session: Name, request: Request, by: Caller) -> Done:
        """Ends one of one's own logins."""
        await backend.read(own(by, request).end, session)
        return Done()

    @routes.delete("/users/{user}/sessions", dependencies=[requires("administer")])
    async def sign_out(user: Name, by: Caller) -> Done:
        """Signs somebody out everywhere; who may still log in may do so again."""
        await backend.read(Administration(accounts_of(backend), by).sign_out, user)
        return Done()


def _time(since_1970: float) -> str:
    return datetime.fromtimestamp(since_1970, UTC).isoformat(timespec="seconds")
