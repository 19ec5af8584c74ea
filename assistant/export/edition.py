"""How a draft leaves the house: with or without its sources, on whose pages, with or without the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.export.template import Template
from assistant.export.templates import STANDARD, load_template
from assistant.export.types import Copy


@dataclass(frozen=True, slots=True)
class Edition:
    """What is asked of a file.

    Attributes:
        template: A template, or the name of one of `folders` or the project.
        label: Whether the file says, visibly and in its metadata, that it was generated (人工智能生成合成内容标识办法).
        acknowledged: That a person has looked at the sentences that differ from their sources; it is logged.
        folders: Of the site's own templates.
    """

    copy: Copy = "footnotes"
    template: Template | str = STANDARD
    label: bool = True
    acknowledged: bool = False
    folders: Sequence[Path] = ()

    def page(self) -> Template:
        """Its template. Raises TemplateError as `load_template` says."""
        return load_template(self.template, self.folders) if isinstance(self.template, str) else self.template


USUAL = Edition()
"""With its sources as footnotes, on the standard's pages, with the label."""

__all__ = ["USUAL", "Edition"]
