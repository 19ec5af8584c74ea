"""The page mounted on the API's application."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from nicegui import ui

from assistant.errors import NotSignedInError
from assistant.interfaces.backend import Backend
from assistant.interfaces.web import login, shell, signatures
from assistant.interfaces.web.elements.telling import login_address
from assistant.interfaces.web.files import STATIC, PageFiles
from assistant.interfaces.web.visit import Visit

ICON = STATIC / "seal.svg"


def mount(app: FastAPI, backend: Backend) -> None:
    """Serve the page at `/` and below. Once a process: NiceGUI keeps its pages in a module of its own."""
    signatures.remember()

    # One page for every address: which area it shows, or that there is none, is the shell's to say.
    @ui.page("/", title=shell.NAME)
    @ui.page("/{rest:path}", title=shell.NAME)
    async def index(request: Request) -> Response | None:
        visit = Visit(backend, request)
        try:
            principal = visit.principal
        except NotSignedInError:
            return RedirectResponse(login_address(_path_of(request)), status_code=303)
        if principal.must_change:
            return RedirectResponse("/password", status_code=303)
        shell.build(visit, principal)
        return None

    if backend.accounts is not None:
        login.mount(app, backend, backend.accounts)
    app.mount("/static", PageFiles(directory=STATIC))

    # NiceGUI names this address for its icon, and would add the route behind the page that takes every address.
    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> FileResponse:
        return FileResponse(ICON)

    ui.run_with(
        app,
        title=shell.NAME,
        favicon=ICON,
        language="zh-CN",
        dark=None,
        tailwind=False,
        gzip_middleware_factory=None,
        show_welcome_message=False,
    )


def _path_of(request: Request) -> str:
    split = urlsplit(str(request.url))
    return split.path + (f"?{split.query}" if split.query else "")
