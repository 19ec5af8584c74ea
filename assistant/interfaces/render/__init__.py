"""Results as plain text: for the terminal, and for the clipboard of the page. A module a noun."""

from __future__ import annotations


def indented(text: str) -> str:
    """A text of several lines under the line that names it."""
    return text.strip().replace("\n", "\n    ")
