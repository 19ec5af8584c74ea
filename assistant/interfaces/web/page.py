"""The page put together and mounted on the API's application."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from nicegui import ui
from starlette.staticfiles import StaticFiles

from assistant.interfaces.backend import Backend
from assistant.interfaces.web.conversation import Conversation
from assistant.interfaces.web.elements import Text, box
from assistant.interfaces.web.evidence import EvidencePanel
from assistant.interfaces.web.library import LibraryPanel

STATIC = Path(__file__).parent / "static"

EMPTY_LIBRARY = "资料库还是空的。把制度、要点、总结等文件拖进资料库，就可以提问了。"
READY = "回答只取自资料库。每句话后面的编号是出处，点开可以看到原文。"


def mount(app: FastAPI, backend: Backend) -> None:
    """Serve the page at `/`. Once a process: NiceGUI keeps its pages in a module of its own."""

    @ui.page("/", title="执笔")
    async def index() -> None:
        await build(backend)

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


async def build(backend: Backend) -> None:
    """One visitor's page."""
    ui.add_head_html('<link rel="stylesheet" href="/static/zhibi.css">')
    with box("zb-head", tag="header"):
        Text("执", "zb-seal", aria_hidden="true")
        Text("执笔", "zb-name", tag="h1")
        Text("有据可查的党务资料助手", "zb-tagline")
    with box("zb-main"):
        talk = box("zb-talk")
        with box("zb-side", tag="aside"):
            evidence = EvidencePanel(backend)
            library = LibraryPanel(backend, lambda count: conversation.welcome(READY if count else EMPTY_LIBRARY))
        with talk:
            conversation = Conversation(backend, evidence)
    await library.refresh()
