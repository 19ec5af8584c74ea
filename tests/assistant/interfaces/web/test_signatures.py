"""NiceGUI's question to a method's signature: the same answer as its own, asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from nicegui import Client, helpers, ui
from nicegui.page import page

from assistant.interfaces.web import signatures

ours = signatures._expects_arguments
theirs = signatures._inspected


class Heard:
    def nothing(self) -> None: ...
    def event(self, event: object) -> None: ...
    def perhaps(self, event: object = None) -> None: ...
    def whatever(self, *events: object) -> None: ...
    @classmethod
    def of_class(cls, event: object) -> None: ...
    @staticmethod
    def of_nobody(event: object) -> None: ...


HANDLERS: list[Callable[..., object]] = [
    Heard().nothing,
    Heard().event,
    Heard().perhaps,
    Heard().whatever,
    Heard().of_class,
    Heard().of_nobody,
    Heard.event,
    lambda: None,
    lambda event: event,
    partial(Heard().event, None),
    partial(Heard().nothing),
]


@pytest.fixture
def remembering() -> Iterator[None]:
    signatures.remember()
    yield
    helpers.expects_arguments = theirs


@pytest.mark.parametrize("handler", HANDLERS)
def test_the_answer_is_nicegui_s_own(handler: Callable[..., object]) -> None:
    assert [ours(handler), ours(handler)] == [theirs(handler)] * 2


@pytest.mark.usefixtures("remembering")
def test_a_second_element_is_made_without_a_look_at_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    with Client(page("/signatures"), request=None):
        ui.element("p").classes("first")
        monkeypatch.setattr(helpers.functions, "signature", lambda _: pytest.fail("looked up once more"))
        ui.element("p").classes("second")
