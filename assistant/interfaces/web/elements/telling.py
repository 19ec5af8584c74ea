"""Short messages at the page's foot; and the boundary where errors of handlers become such messages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Literal, ParamSpec
from urllib.parse import quote
from weakref import WeakKeyDictionary, ref

from nicegui import Client, ui
from nicegui.helpers import should_await

from assistant.errors import NotSignedInError, ZhibiError
from assistant.interfaces.web.elements.basics import Text, box, icon

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Kind = Literal["done", "note", "error"]

SECONDS: dict[Kind, float | None] = {"done": 6.0, "note": 8.0, "error": None}
"""How long each stays; an error stays until it is closed."""
ACTION_SECONDS = 15.0
MOST = 4
ICONS: dict[Kind, str] = {"done": "check", "note": "info", "error": "alert"}

SIGNED_OUT = "登录已过期，重新登录后接着写"
"""Kept inputs (see `kept_input`) survive the way to the login page and back."""

_places: WeakKeyDictionary[Client, ui.element] = WeakKeyDictionary()
_texts: WeakKeyDictionary[ui.element, str] = WeakKeyDictionary()
"""What each toast says."""

_acting: ContextVar[Client | None] = ContextVar("acting", default=None)
"""Whose handler runs: known also after it has deleted all that it was called from."""


def guarded(handler: Callable[Arguments, Any]) -> Callable[Arguments, Awaitable[None]]:
    """The handler, which never raises: for events, timers and background tasks alike.

    What goes wrong is told on the page: our errors as a sentence and a hint, a bug by its number in the log. Whoever
    is no longer signed in is offered the login page, which leads back here.
    """
    page = _client_here()
    made_for: Callable[[], Client | None] = ref(page) if page is not None else lambda: None

    @wraps(handler)
    async def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        held = _parent_here()  # as long as the handler runs: it may well delete the element that it was called from
        acting = _acting.set(made_for() if held is None else held.client)
        try:
            result = handler(*args, **kwargs)
            if should_await(result):
                await result
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, the page stays usable
            tell(error)
        finally:
            _acting.reset(acting)

    return run


def _parent_here() -> ui.element | None:
    """What is acted in; None where that is gone, or nowhere."""
    try:
        return ui.context.slot.parent
    except RuntimeError:
        return None


def _client_here() -> Client | None:
    parent = _parent_here()
    return _acting.get() if parent is None else parent.client


def tell(error: Exception) -> None:
    """Show on this page what went wrong."""
    if isinstance(error, NotSignedInError):
        toast(SIGNED_OUT, kind="error", action="去登录", on_action=go_to_login)
    elif isinstance(error, ZhibiError):
        toast(error.message, kind="error", hint=error.hint)
    else:
        toast(bug(error), kind="error")


def bug(error: Exception) -> str:
    """Log a bug under a number; returns the sentence that tells it."""
    number = secrets.token_hex(4)
    logger.error("the page met a bug (%s)", number, exc_info=error)
    return f"程序出错了，请把编号 {number} 告诉维护人员。"


def login_address(path: str) -> str:
    """The login page, which leads back to `path`."""
    return f"/login?next={quote(path, safe='')}"


def go_to_login() -> None:
    client = _client_here()
    if client is not None:
        client.open(login_address(client.sub_pages_router.current_path), new_tab=False)  # leaves the single page


def toast_place() -> None:
    """Where this client's toasts appear; the shell makes it once a page."""
    _places[ui.context.client] = box("zb-toasts", role="region", aria_label="提示")


def toast(
    text: str,
    *,
    kind: Kind = "done",
    hint: str = "",
    action: str = "",
    on_action: Callable[[], Any] | None = None,
) -> None:
    """Say something; `action` is the word on a button that calls `on_action` and closes the toast.

    To delete with undo: delete, then `toast("已移除《…》", action="撤销", on_action=restore)`. In a handler that is
    `guarded` it is shown also when what the handler was called from has been deleted meanwhile.
    """
    client = _client_here()
    place = None if client is None else _places.get(client)
    if place is None or place.is_deleted:
        return
    shown = place.default_slot.children
    for one in [one for one in shown if kind == "error" and _texts.get(one) == text]:
        one.delete()  # an error that comes up again, as with each letter that is typed, is seen once
    while len(shown) >= MOST:
        shown[0].delete()
    with place, box(f"zb-toast zb-toast-{kind}", role="alert" if kind == "error" else "status") as made:
        _texts[made] = text
        _fill(made, kind, text, hint)
        if action and on_action is not None:
            _offer(made, action, guarded(on_action))
        close = Text("", "zb-icon-button", tag="button", type="button", aria_label="关闭提示")
        close.on("click", lambda _: made.delete(), args=[])
        with close:
            icon("close")
        seconds = ACTION_SECONDS if action and kind != "error" else SECONDS[kind]
        if seconds is not None:
            _Stay(made, seconds)


class _Stay:
    """How long a toast is seen: for some seconds, which begin anew when pointer and keyboard have left it."""

    def __init__(self, toast: ui.element, seconds: float) -> None:
        self._toast = toast
        self._seconds = seconds
        self._timer: ui.timer | None = None
        self._begin()
        for event in ("mouseenter", "focusin"):
            toast.on(event, self._hold, args=[])
        for event in ("mouseleave", "focusout"):
            toast.on(event, self._begin, args=[])

    def _begin(self) -> None:
        self._hold()
        with self._toast:
            self._timer = ui.timer(self._seconds, self._toast.delete, once=True)

    def _hold(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _fill(made: ui.element, kind: Kind, text: str, hint: str) -> None:
    icon(ICONS[kind])
    with box("zb-toast-text"):
        Text(text, tag="p")
        if hint:
            Text(hint, "zb-hint", tag="p")


def _offer(made: ui.element, action: str, act: Callable[[], Awaitable[None]]) -> None:
    async def once() -> None:
        made.set_visibility(False)
        await act()
        made.delete()

    Text(action, "zb-toast-action", tag="button", type="button").on("click", once, args=[])
