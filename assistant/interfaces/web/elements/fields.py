"""Form fields with a label, a help line and a place for what is wrong; and inputs whose text is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.interfaces.web.elements.basics import Text, box
from assistant.interfaces.web.elements.telling import guarded


class Kept:
    """An input's text as the browser keeps it."""

    def __init__(self, key: str) -> None:
        self._key = key

    @property
    def attributes(self) -> dict[str, str]:
        return {"data-keep": self._key}

    def forget(self) -> None:
        """Once the text is stored or sent: what is left in the input counts as the server's text from now on."""
        ui.run_javascript(f"window.zhibiKeep?.forget({self._key!r})")


def kept_input(key: str, element: ui.element) -> Kept:
    """Have what is typed into `element` survive a lost connection, a reload and a new login, in this user's browser.

    The text comes back when an input with the same key appears empty, or with the very text that it was typed over.
    Call `forget()` once the text is stored; two inputs on one page need two keys, and so do two documents:

        self._input = ui.textarea()
        self._kept = kept_input("ask", self._input)          # or f"draft/{draft_id}/{section}"
        ...
        self._input.value = ""; self._kept.forget()          # after it was sent
    """
    kept = Kept(key)
    for name, value in kept.attributes.items():
        element.props[name] = value
    return kept


class Field:
    """A labelled input: `element` is the control, `value` what stands in it.

    Args:
        label: Above the control, always seen.
        help: Below it, one sentence.
        keep: Key for `kept_input`; "" keeps nothing.
        lines: 1 is a one-line input, more a text area that grows.
        on_change: Called with each new value.
    """

    def __init__(
        self,
        label: str,
        *,
        value: str = "",
        help: str = "",
        placeholder: str = "",
        required: bool = False,
        lines: int = 1,
        password: bool = False,
        keep: str = "",
        on_change: Callable[[str], Any] | None = None,
    ) -> None:
        change = None if on_change is None else guarded(on_change)
        tell = None if change is None else lambda event: change(str(event.value or ""))
        with box("zb-field") as self.box:
            self._label = Text(label, "zb-label", tag="label")
            if lines > 1:
                self.element: ui.input | ui.textarea = ui.textarea(
                    value=value, placeholder=placeholder, on_change=tell
                ).props(f"borderless autogrow rows={lines}")
            else:
                self.element = ui.input(value=value, placeholder=placeholder, password=password, on_change=tell).props(
                    "borderless dense"
                )
            self._foot = _Foot(self.element, help)
        name = f"zb-f{self.element.id}"
        self._label.props["for"] = name
        self.element.props["for"] = name
        if required:
            self._label.classes("zb-required")
            self.element.props["aria-required"] = "true"
        self.kept = kept_input(keep, self.element) if keep else None

    @property
    def value(self) -> str:
        return str(self.element.value or "")

    @value.setter
    def value(self, text: str) -> None:
        self.element.value = text

    def focus(self) -> None:
        """Put the keyboard into the control, and the control into sight: Quasar's own focus does not scroll."""
        shown = f"document.getElementById({json.dumps(self.element.props['for'])})?.scrollIntoView({{block: 'center'}})"
        self.element.client.run_javascript(shown)
        self.element.run_method("focus")

    def fail(self, text: str) -> None:
        """Say what is wrong with the value; "" takes it back."""
        self.box.classes(add="zb-wrong" if text else "", remove="" if text else "zb-wrong")
        self._foot.fail(text)


class _Foot:
    """The help line and the complaint, bound to the control for screen readers."""

    def __init__(self, control: ui.element, help: str) -> None:
        self._control = control
        self._help = Text(help, "zb-help", tag="p") if help else None
        self._wrong = Text("", "zb-wrong-text", tag="p", role="alert")
        self._wrong.set_visibility(False)
        self._describe([self._help] if self._help else [])

    def _describe(self, parts: list[Text]) -> None:
        if parts:
            self._control.props["aria-describedby"] = " ".join(f"c{part.id}" for part in parts)
        else:
            self._control.props.pop("aria-describedby", None)

    def fail(self, text: str) -> None:
        self._wrong.set_text(text)
        self._wrong.set_visibility(bool(text))
        self._control.props["aria-invalid"] = "true" if text else "false"
        self._describe([part for part in (self._help, self._wrong if text else None) if part is not None])
        self._control.update()


class Choice:
    """A labelled native select.

    Args:
        options: Value -> what is shown, in order.
    """

    def __init__(
        self,
        label: str,
        options: Mapping[str, str],
        *,
        value: str | None = None,
        help: str = "",
        on_change: Callable[[str], Any] | None = None,
    ) -> None:
        self._on_change = None if on_change is None else guarded(on_change)
        with box("zb-field") as self.box:
            self._label = Text(label, "zb-label", tag="label")
            with box("zb-select-frame"):
                self.element = box("zb-select", tag="select")
            self._foot = _Foot(self.element, help)
        name = f"zb-f{self.element.id}"
        self._label.props["for"] = name
        self.element.props["id"] = name
        self.element.on("change", self._changed, js_handler="(event) => emit(event.target.value)")
        self.set_options(options, value)

    def choose(self, value: str) -> None:
        """Another of the options, without a word to `on_change`."""
        self.set_options(self._options, value)

    def set_options(self, options: Mapping[str, str], value: str | None = None) -> None:
        self._options = options
        self._value = value if value is not None else next(iter(options), "")
        self.element.clear()
        with self.element:
            for key, shown in options.items():
                option = Text(shown, tag="option", value=key)
                if key == self._value:
                    option.props["selected"] = True

    @property
    def value(self) -> str:
        return self._value

    async def _changed(self, event: GenericEventArguments) -> None:
        self._value = str(event.args)
        if self._on_change is not None:
            await self._on_change(self._value)

    def fail(self, text: str) -> None:
        self._foot.fail(text)


class Check:
    """A labelled check box."""

    def __init__(self, label: str, *, value: bool = False, on_change: Callable[[bool], Any] | None = None) -> None:
        self.value = value
        self._on_change = None if on_change is None else guarded(on_change)
        with box("zb-check", tag="label") as self.box:
            self.element = box("", tag="input", type="checkbox")
            self.element.props["checked"] = value
            Text(label)
        self.element.on("change", self._changed, js_handler="(event) => emit(event.target.checked)")

    def set_value(self, value: bool) -> None:
        """Without a word to `on_change`."""
        self.value = value
        self.element.props["checked"] = value
        self.element.update()

    async def _changed(self, event: GenericEventArguments) -> None:
        self.value = bool(event.args)
        if self._on_change is not None:
            await self._on_change(self.value)
