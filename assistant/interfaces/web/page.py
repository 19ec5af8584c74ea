"""The page put together and mounted on the API's application."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui
from starlette.staticfiles import StaticFiles

from assistant.errors import NotSignedInError
from assistant.interfaces.backend import Backend
from assistant.interfaces.web import login
from assistant.interfaces.web.conversation import Conversation
from assistant.interfaces.web.elements import Text, box
from assistant.interfaces.web.evidence import EvidencePanel
from assistant.interfaces.web.library import LibraryPanel
from assistant.interfaces.web.visit import Visit

STATIC = Path(__file__).parent / "static"

EMPTY_LIBRARY = "资料库还是空的。把制度、要点、总结等文件拖进资料库，就可以提问了。"
READY = "回答只取自资料库。每句话后面的编号是出处，点开可以看到原文。"


def mount(app: FastAPI, backend: Backend) -> None:
    """Serve the page at `/`. Once a process: NiceGUI keeps its pages in a module of its own."""

    @ui.page("/", title="执笔")
    async def index(request: Request) -> Response | None:
        visit = Visit(backend, request)
        try:
            principal = visit.principal
        except NotSignedInError:
            return RedirectResponse("/login", status_code=303)
        if principal.must_change:
            return RedirectResponse("/password", status_code=303)
        await build(visit)
        return None

    if backend.accounts is not None:
        login.mount(app, backend, backend.accounts)
    app.mount("/static", StaticFiles(directory=STATIC))
    ui.run_with(
        app,
        title="执笔",
        favicon=STATIC / "seal.svg",
        language="zh-CN",
        dark=None,
        tailwind=False,
        gzip_middleware_factory=None,
        show_welcome_message=False,
    )


async def build(visit: Visit) -> None:
    """One visitor's page."""
    ui.add_head_html('<link rel="stylesheet" href="/static/zhibi.css">')
    with box("zb-head", tag="header"):
        Text("执", "zb-seal", aria_hidden="true")
        Text("执笔", "zb-name", tag="h1")
        Text("有据可查的党务资料助手", "zb-tagline")
        if visit.principal.via == "session":
            _show_way_out(visit.principal.name)
    with box("zb-main"):
        talk = box("zb-talk")
        with box("zb-side", tag="aside"):
            evidence = EvidencePanel(visit)
            library = LibraryPanel(visit, lambda count: conversation.welcome(READY if count else EMPTY_LIBRARY))
        with talk:
            conversation = Conversation(visit, evidence)
    await library.refresh()


def _show_way_out(name: str) -> None:
    ui.add_head_html('<link rel="stylesheet" href="/static/login.css">')
    with box("zb-out", tag="form", method="post", action="/logout"):
        Text(name, "zb-hint")
        Text("退出", tag="button", type="submit")
