"""`zhibi eval new|import|export`: case files made from documents, from other people's files, and for Excel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.interfaces.cli.session import JsonFlag, opened, reporting, say, show
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.cases import Case, CaseFault

# The eval suite and openpyxl are imported in the commands, as in `evaluation`.

_MOST_FAULTS = 20

Overwrite = Annotated[bool, typer.Option("--force", help="覆盖已有的文件")]


def register(app: typer.Typer) -> None:
    """Add the commands to `zhibi eval`."""
    app.command("new")(new)
    app.command("import", no_args_is_help=True)(import_cases)
    app.command("export", no_args_is_help=True)(export_cases)


def new(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="写到哪个文件，.xlsx 供在 Excel 中修改，或 .jsonl")
    ] = Path("candidates.xlsx"),
    n: Annotated[int, typer.Option("-n", "--count", min=1, max=5000, metavar="N", help="至多几个，1—5000")] = 60,
    force: Overwrite = False,
    as_json: JsonFlag = False,
) -> None:
    """由资料库中的文件拟出候选案例，注明“待人工确认”，供人取舍修改。"""
    from eval.skeleton import propose, write_cases

    with reporting(as_json):
        _require_free(out, force)
        with opened(context) as service:
            cases = propose(service, n)
        if not cases:
            say("错误：资料库中没有可以出题的内容")
            raise typer.Exit(1)
        write_cases(cases, out)
        _tell(as_json, cases, (), out, f"已拟出 {len(cases)} 个候选案例，写入 {out}；请逐个确认后再用")


def import_cases(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help=".xlsx 表格，BEIR 格式的文件夹，或他人的 .jsonl 问题文件")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="案例写到哪个 .jsonl 文件")],
    documents: Annotated[
        Path | None, typer.Option("--documents", metavar="DIR", help="把 BEIR 文件夹里的段落逐个写成文件，放在这里")
    ] = None,
    force: Overwrite = False,
    as_json: JsonFlag = False,
) -> None:
    """读入表格或他人的数据集，写成案例文件；有误的行逐条指出，其余照常读入。"""
    from eval.importers import beir, seed_qa, spreadsheet
    from eval.skeleton import write_cases

    if documents is not None and not source.is_dir():
        raise WrongUsageError("--documents 只用于 BEIR 格式的文件夹")
    with reporting(as_json):
        _require_free(out, force)
        written = ""
        if source.is_dir():
            folder = beir.read(source)
            cases, faults = folder.cases, folder.faults
            if documents is not None:
                written = f"，{beir.write_documents(folder.passages, documents)} 份文件写入 {documents}"
        else:
            found = spreadsheet.import_cases(source) if source.suffix.lower() == ".xlsx" else seed_qa.read(source)
            cases, faults = found.cases, found.faults
        if cases:
            write_cases(cases, out)
        _tell(as_json, cases, faults, out, f"已读入 {len(cases)} 个案例，写入 {out}{written}")
        if not cases:
            raise typer.Exit(1)


def export_cases(
    cases: Annotated[str, typer.Argument(metavar="CASES", help=".jsonl 案例文件，或自带数据集的名称")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写到哪个 .xlsx 文件")],
    force: Overwrite = False,
    as_json: JsonFlag = False,
) -> None:
    """把案例写成 Excel 表格，供人填写修改；改好后用 eval import 读回。"""
    from eval.datasets import find
    from eval.importers import spreadsheet

    if out.suffix.lower() != ".xlsx":
        raise WrongUsageError(f"--out 应以 .xlsx 结尾，是 {out.name!r}")
    with reporting(as_json):
        _require_free(out, force)
        dataset = find(cases)
        spreadsheet.export_cases(dataset.cases, out)
        _tell(as_json, dataset.cases, dataset.faults, out, f"已写出 {len(dataset.cases)} 个案例到 {out}")


def _require_free(out: Path, force: bool) -> None:
    """Work that somebody put into a file is never lost by a slip."""
    from assistant.errors import ZhibiError

    if out.exists() and not force:
        raise ZhibiError(f"文件 {str(out)!r} 已经存在", "请另选文件名，或加 --force 覆盖")


def _tell(as_json: bool, cases: Sequence[Case], faults: Sequence[CaseFault], out: Path, done: str) -> None:
    for fault in faults[:_MOST_FAULTS]:
        say(str(fault))
    if len(faults) > _MOST_FAULTS:
        say(f"另有 {len(faults) - _MOST_FAULTS} 处没有列出")
    if as_json:
        told = {"cases": len(cases), "out": str(out) if cases else None, "faults": [str(fault) for fault in faults]}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    elif cases:
        show(done if not faults else f"{done}；{len(faults)} 处有误，没有读入")
    else:
        say("错误：没有读到任何案例")


__all__ = ["register"]
