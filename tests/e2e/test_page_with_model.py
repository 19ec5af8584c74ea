"""The page while a language model writes: a real server, the model's replies from a script."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from program import QUESTION, QUOTE, Served, ask, keep_screenshot

from assistant.testing.scripted_model import Request, ScriptedModel, Status, Text

pytestmark = pytest.mark.browser


def writing(hold: threading.Event, request: Request) -> Text:
    """A reply with one sentence that holds and one that nothing supports; before the last words it waits to go on."""
    key = next(key for key in request.keys if QUOTE in request.prompt.split(key, 1)[1][:400])
    text = f"党支部每月相对固定1天开展主题党日[{key}]。主题党日每次应当不少于三小时。"
    return Text(text, hold=hold)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_model_writes_before_the_readers_eyes_and_is_checked(
    home: Path, start: Callable[..., Served], open_page: Callable[..., Page], scheme: str
) -> None:
    first, second = threading.Event(), threading.Event()
    replies = partial(writing, first), partial(writing, second)
    with ScriptedModel(*replies, Status(500), Status(500), Status(500)) as model:
        served = start(home, ZHIBI_MODEL="scripted", ZHIBI_BASE_URL=model.base_url, ZHIBI_MODEL_BACKOFF="0")
        page = open_page(served.url, scheme=scheme)
        ask(page, QUESTION)
        growing = page.locator(".zb-writing")
        expect(growing).to_contain_text("党支部每月")
        keep_screenshot(page, f"page-1280-streaming-{scheme}")
        first.set()
        expect(page.locator(".zb-doubt")).to_contain_text("不少于三小时")
        expect(page.locator(".zb-answer .zb-mark")).to_have_text("[1]")
        keep_screenshot(page, f"page-1280-checked-{scheme}")
        page.get_by_role("button", name="提问", exact=True).wait_for()
        ask(page, QUESTION)
        growing.wait_for()
        page.get_by_role("button", name="停止").click()
        expect(page.locator(".zb-turn").last).to_contain_text("已停止")
        page.get_by_role("button", name="提问", exact=True).wait_for()
        ask(page, QUESTION)
        expect(page.locator(".zb-turn").last.locator(".zb-ask-notice").first).to_contain_text("语言模型")
        keep_screenshot(page, f"page-1280-fallback-{scheme}")
