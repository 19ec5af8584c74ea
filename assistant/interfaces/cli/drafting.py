"""`zhibi draft`: a first draft from the library, as text, as JSON or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.interfaces.cli.session import (
    JsonFlag,
    log_to_stderr,
    opened,
    reporting,
    say,
    settings_of,
    show,
    show_json,
    waiting,
)
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from assistant.drafting.types import Draft

# Drafting, wire and export are imported in the command: they are not needed for --help.

COPIES = ("footnotes", "clean", "evidence")
SUFFIXES = (".docx", ".md", ".html", ".xlsx")
"""What `assistant.export.writing` writes; said again because that costs start-up time."""

Label = Annotated[bool, typer.Option("--label/--no-label", help="是否加“人工智能辅助生成”标识")]


def check_ending(out: Path | None) -> None:
    """Raises WrongUsageError: `out` is a kind of file that is not written."""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise WrongUsageError(f"--out 的文件名应以 {'、'.join(SUFFIXES)} 之一结尾，实际为 {out.name!r}")


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
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help="版式模板；单位自己的放在资料库文件夹的 templates 中")
    ] = "gbt9704",
    label: Label = True,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="已知悉有出入的句子，仍导出净稿；会留下记录")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """写一份初稿：每句话都注明出处，缺的标【待填】，没有依据的标【待核实】。"""
    check_ending(out)
    if copy not in COPIES:
        raise WrongUsageError(f"--copy 应为 {'、'.join(COPIES)} 之一，实际为 {copy!r}")
    from assistant.drafting.spec import load_spec
    from assistant.errors import ExportBlockedError
    from assistant.interfaces.render.drafts import draft
    from assistant.interfaces.wire.drafts import Draft

    with reporting(as_json):
        form = _Form(copy, template, label, acknowledge, settings_of(context).home / "templates")
        if out is not None:
            form.check()
        wanted = load_spec(spec, genre)
        with opened(context) as service, waiting("正在起草"):
            made = service.draft(wanted)
        blocked: ExportBlockedError | None = None
        try:
            for notice in form.written(made, out) if out is not None else ():
                say(f"注意：{notice}")
        except ExportBlockedError as error:
            blocked = error
        result = Draft.of(made)
        shown = None if blocked is not None else out
        show_json(result) if as_json else show(draft(result, shown))
        if blocked is not None:  # the draft was shown and is stored: nothing of the work is lost
            say(f"错误：{blocked.message}")
            say(f"提示：{blocked.hint}")
            raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is written. Attributes: folder: Of the site's own templates."""

    copy: str
    template: str
    label: bool
    acknowledged: bool
    folder: Path

    def check(self) -> None:
        """Raises TemplateError before anything is written, not after."""
        from assistant.export.templates import load_template

        load_template(self.template, [self.folder])

    def written(self, made: Draft, out: Path) -> tuple[str, ...]:
        """Writes the file; what a reader of it should know."""
        from assistant.export.edition import Edition
        from assistant.export.writing import write

        if self.acknowledged:
            log_to_stderr()
        kind: Literal["footnotes", "clean", "evidence"] = (
            "clean" if self.copy == "clean" else "evidence" if self.copy == "evidence" else "footnotes"
        )
        done = write(made, out, Edition(kind, self.template, self.label, self.acknowledged, [self.folder]))
        return (*done.notices, *(f"与国标不同：{one}" for one in done.deviations))
