"""The one error that loading or filling a prompt can raise."""

from __future__ import annotations


class PromptError(Exception):
    """A prompt file is malformed, or was filled with other variables than it declares.

    `prompts` imports no sibling, so this is no `ZhibiError`; it carries the same two attributes.

    Args:
        message: One Chinese sentence that names the file, what was found and what was expected.
        hint: What to do next, in Chinese; empty when nothing can be done.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message
