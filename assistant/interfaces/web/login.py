"""The login page: a form without scripts, and the way out."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import SecretStr

from assistant.accounts import passwords
from assistant.accounts.accounts import Accounts
from assistant.errors import ForbiddenError, ThrottledError, ZhibiError
from assistant.interfaces.api.failures import status_of
from assistant.interfaces.api.identity import is_secure, session_token
from assistant.interfaces.api.logins import drop_cookie, set_cookie
from assistant.interfaces.backend import Backend
from assistant.interfaces.web.files import REFERRER, address

PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 执笔</title>
<link rel="icon" href="/static/seal.svg">
{head}
</head>
<body class="zb-frame">
<main class="zb-login">
<p class="zb-login-brand"><span class="zb-seal" aria-hidden="true">执</span><span class="zb-name">执笔</span></p>
<form method="post" action="{action}" class="zb-card">
<h1 class="zb-h2">{title}</h1>
{said}
{fields}
<button type="submit" class="zb-button zb-primary">{button}</button>
{back}
</form>
</main>
</body>
</html>
"""

STYLES = ("tokens.css", "base.css", "elements.css", "shell.css", "login.css")
HEAD = "\n".join(
    [
        REFERRER,
        *(f'<link rel="stylesheet" href="{address(name)}">' for name in STYLES),
        f'<script src="{address("theme.js")}"></script>',
    ]
)

FIELD = (
    '<label>{label}<input name="{name}" type="{type}" autocomplete="{complete}" maxlength="256" required{more}></label>'
)

HOME = "/"

Secret = Annotated[SecretStr, Form(max_length=256)]
NO_STORE = {"Cache-Control": "no-store"}


def mount(app: FastAPI, backend: Backend, accounts: Accounts) -> None:
    """`/login`, `/logout` and `/password`."""

    @app.get("/login", include_in_schema=False)
    async def show(next: str = HOME) -> Response:
        return _login_page(on=next)

    @app.post("/login", include_in_schema=False)
    async def login(
        request: Request,
        name: Annotated[str, Form(max_length=64)],
        password: Secret,
        next: Annotated[str, Form(max_length=2000)] = HOME,
    ) -> Response:
        try:
            typed, before = password.get_secret_value(), session_token(request)
            begun = await backend.read(accounts.login, name, typed, _address(request), before)
        except ZhibiError as error:
            return _login_page(error, name, next)
        reply = RedirectResponse(
            "/password" if begun.user.must_change else own(next), status_code=303, headers=NO_STORE
        )
        set_cookie(reply, begun.token, secure=is_secure(request))
        return reply

    @app.post("/logout", include_in_schema=False)
    async def logout(request: Request) -> Response:
        token = session_token(request)
        if token is not None:
            await backend.read(accounts.logout, token, _address(request))
        reply = RedirectResponse("/login", status_code=303, headers=NO_STORE)
        drop_cookie(reply, secure=is_secure(request))
        return reply

    @app.get("/password", include_in_schema=False)
    async def ask_password(request: Request, next: str = HOME) -> Response:
        return _password_page(on=next) if session_token(request) else RedirectResponse("/login", status_code=303)

    @app.post("/password", include_in_schema=False)
    async def change(
        request: Request, old: Secret, new: Secret, again: Secret, next: Annotated[str, Form(max_length=2000)] = HOME
    ) -> Response:
        token, address = session_token(request), _address(request)
        if token is None:
            return RedirectResponse("/login", status_code=303)
        try:
            if new.get_secret_value() != again.get_secret_value():
                raise ForbiddenError("两次输入的新密码不一样")
            by = await backend.read(accounts.sessions.principal, token, address)
            await backend.read(accounts.change_password, by, old.get_secret_value(), new.get_secret_value())
            begun = await backend.read(accounts.login, by.name, new.get_secret_value(), address)
        except ZhibiError as error:
            return _password_page(error, next)
        reply = RedirectResponse(own(next), status_code=303, headers=NO_STORE)
        set_cookie(reply, begun.token, secure=is_secure(request))
        return reply


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def own(address: str) -> str:
    """An address of this page, where one is led after login; any other is replaced by the first page's.

    Browsers take a backslash for a slash and drop control characters: "/\\host" would lead to another host.
    """
    sound = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return quote(address, safe="/?&=%") if sound else HOME


def _login_page(error: ZhibiError | None = None, name: str = "", on: str = HOME) -> HTMLResponse:
    fields = [
        f'<input type="hidden" name="next" value="{escape(own(on))}">',
        _field("用户名", "name", "text", "username", f' value="{escape(name)}" autofocus'),
        _field("密码", "password", "password", "current-password"),
    ]
    return _page("登录", "/login", "登录", fields, error)


def _password_page(error: ZhibiError | None = None, on: str = HOME) -> HTMLResponse:
    fields = [
        f'<input type="hidden" name="next" value="{escape(own(on))}">',
        _field("原密码", "old", "password", "current-password", " autofocus"),
        _field(f"新密码（至少 {passwords.SHORTEST} 个字符）", "new", "password", "new-password"),
        _field("再输入一次新密码", "again", "password", "new-password"),
    ]
    return _page("修改密码", "/password", "修改", fields, error, back=on)


def _field(label: str, name: str, kind: str, complete: str, more: str = "") -> str:
    return FIELD.format(label=label, name=name, type=kind, complete=complete, more=more)


def _page(
    title: str, action: str, button: str, fields: list[str], error: ZhibiError | None, back: str = HOME
) -> HTMLResponse:
    """Args: back: Where who does not want to may go; the first page needs no link: nothing else is open yet."""
    said, headers = "", dict(NO_STORE)
    if error is not None:
        told = error.message + (f"。{error.hint}" if error.hint else "")
        said = f'<p class="zb-wrong-text" role="alert">{escape(told)}</p>'
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(error.retry_after)
    away = "" if own(back) == HOME else f'<a class="zb-link" href="{escape(own(back))}">不改了，返回</a>'
    text = PAGE.format(
        head=HEAD, title=title, action=action, button=button, fields="\n".join(fields), said=said, back=away
    )
    return HTMLResponse(text, status_code=200 if error is None else status_of(error), headers=headers)
