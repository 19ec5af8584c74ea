"""`zhibi draft`: a first draft from the library, as text, as JSON or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.interfaces.cli.session import JsonFlag, opened, reporting, say, show, show_json, waiting
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from assistant.drafting.types import Draft

# Drafting, wire and export are imported in the command: they are not needed for --help.

COPIES = ("footnotes", "clean", "evidence")
SUFFIXES = (".docx", ".md", ".html", ".xlsx")
"""What `assistant.export.writing` writes; said again because that costs start-up time."""


def draft(
    context: typer.Context,
    genre: Annotated[str, typer.Argument(metavar="GENRE", help="文种，如 work_summary 或 工作总结")],
    spec: Annotated[
        Path, typer.Option("--spec", metavar="FILE.yaml", help="写作要求：单位、期间、主题、事实、来源、篇幅等")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写成文件：.docx、.md、.html 或 .xlsx")
    ] = None,
    copy: Annotated[
        str, typer.Option("--copy", metavar="KIND", help="footnotes 带出处脚注，clean 净稿，evidence 附核对表")
    ] = "footnotes",
    as_json: JsonFlag = False,
) -> None:
    """写一份初稿：每句话都注明出处，缺的标【待填】，没有依据的标【待核实】。"""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise WrongUsageError(f"--out 的文件名应以 {'、'.join(SUFFIXES)} 之一结尾，实际为 {out.name!r}")
    if copy not in COPIES:
        raise WrongUsageError(f"--copy 应为 {'、'.join(COPIES)} 之一，实际为 {copy!r}")
    from assistant.drafting.spec import load_spec
    from assistant.interfaces import render_drafts, wire_drafts

    with reporting(as_json):
        wanted = load_spec(spec, genre)
        with opened(context) as service, waiting("正在起草"):
            made = service.draft(wanted)
        for notice in _written(made, out, copy) if out is not None else ():
            say(f"注意：{notice}")
        result = wire_drafts.Draft.of(made)
        show_json(result) if as_json else show(render_drafts.draft(result, out))


def _written(made: Draft, out: Path, copy: str) -> tuple[str, ...]:
    """Writes the file; what a reader of it should know."""
    from assistant.export.writing import write

    kind: Literal["footnotes", "clean", "evidence"] = (
        "clean" if copy == "clean" else "evidence" if copy == "evidence" else "footnotes"
    )
    return write(made, out, kind).notices
