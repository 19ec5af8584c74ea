"""`zhibi eval`: how good the answers are, what changed between two runs, and whether it may pass."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.interfaces.cli import evaluation_files
from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import JsonFlag, log_to_stderr, reporting, settings_of, show
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.evaluator import Evaluator
    from eval.judge import Agreement
    from eval.launch import Launched
    from eval.record import Result

# The eval suite brings the retrieval stack and numpy: imported in the commands, not needed for --help.

evaluation = typer.Typer(help="评测：运行案例，比较两次结果，为持续集成把关。", no_args_is_help=True)

RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="一次评测的结果文件夹，或仓库中的基线")]
MetricNames = Annotated[
    str | None, typer.Option("--metrics", metavar="A,B", help="只算这些指标，以逗号分隔；不设则全部")
]


@evaluation.command("run", no_args_is_help=True)
def run(
    context: typer.Context,
    cases: Annotated[
        str,
        typer.Argument(
            metavar="CASES", help="自带数据集的名称（demo、demo_retrieval），或 .jsonl 案例文件，或 BEIR 格式的文件夹"
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="结果文件夹；里面有没做完的同一次评测时接着做")
    ] = None,
    metrics: MetricNames = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, metavar="N", help="同时进行的问题数，1—64；多于 1 时用时偏长")
    ] = 1,
    library: Annotated[
        Path | None,
        typer.Option("--library", metavar="HOME", help="用这个文件夹里已有的资料库，不另外收入数据集的文件"),
    ] = None,
    repeat: Annotated[
        int | None, typer.Option("--repeat", min=1, max=10, metavar="N", help="每个问题问几遍，1—10；demo 默认 2")
    ] = None,
    k: Annotated[int | None, typer.Option("-k", "--k", min=1, max=50, metavar="N", help="取用的段落数，1—50")] = None,
    search_only: Annotated[bool, typer.Option("--search-only", help="只检索，不作答")] = False,
    judge: Annotated[bool, typer.Option("--judge", help="另由所设的语言模型给回答评分，与人工评分对照")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="DIR", help="报告中与这次评测的结果对照")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢弃结果文件夹里原有的评测，重新开始")] = False,
    as_json: JsonFlag = False,
) -> None:
    """运行一组案例，逐例计分，写出报告。"""
    from assistant.interfaces.cli import figures
    from eval.datasets import find
    from eval.launch import Options, launch
    from ingest.types import ProgressEvent

    log_to_stderr()

    chosen = _metrics(metrics)
    with reporting(as_json):
        dataset = find(cases)
        settings = settings_of(context)
        place = out or settings.home / "eval" / f"{dataset.name}-{datetime.now():%Y%m%d-%H%M%S}"
        options = Options(
            metrics=chosen, library=library, k=k, repeat=repeat, workers=workers, search_only=search_only, judge=judge,
            baseline=baseline, fresh=fresh,
        )  # fmt: skip
        with progress("评测") as on_event:  # first the documents, then the cases

            def on_result(result: Result, count: int, total: int) -> None:
                on_event(ProgressEvent("done", result.case.id, count, total))

            done = launch(dataset, settings, place, options, on_document=on_event, on_result=on_result)
        _print(_run_object(done)) if as_json else show(figures.launched(done))
        if done.run.summary["errors"] == len(done.run.results):
            raise typer.Exit(1)


@evaluation.command("compare", no_args_is_help=True)
def compare(first: RunFolder, second: RunFolder, as_json: JsonFlag = False) -> None:
    """比较两次评测：各指标的差与显著性，逐例列出变好与变差的。"""
    from assistant.interfaces.cli import figures
    from eval.compare import compare_folders

    with reporting(as_json):
        found = compare_folders(first, second)
        _print(found.dump()) if as_json else show(figures.comparison(found))


@evaluation.command("gate", no_args_is_help=True)
def gate(
    first: RunFolder,
    second: RunFolder,
    max_drop: Annotated[
        float, typer.Option("--max-drop", min=0, max=1, metavar="X", help="容许的最大显著下降，0—1，默认 0.02")
    ] = 0.02,
    metrics: MetricNames = None,
    as_json: JsonFlag = False,
) -> None:
    """把关：第二次评测比第一次显著变差即以退出码 1 结束。"""
    from assistant.interfaces.cli import figures
    from eval.gate import gate as held
    from eval.scored import load_scored

    with reporting(as_json):
        found = held(load_scored(first), load_scored(second), max_drop=max_drop, metrics=_names(metrics))
        _print(found.dump()) if as_json else show(figures.gated(found))
        if not found.passed:
            raise typer.Exit(1)


evaluation_files.register(evaluation)


def _metrics(names: str | None) -> Mapping[str, Evaluator] | None:
    """The chosen metrics; a name that is none is wrong usage."""
    from assistant.errors import ZhibiError
    from eval.metrics import select

    try:
        return select(_names(names)) if names is not None else None
    except ZhibiError as error:
        raise WrongUsageError(f"{error.message}；{error.hint}") from error


def _names(names: str | None) -> list[str] | None:
    if names is None:
        return None
    listed = [name.strip() for name in names.split(",") if name.strip()]
    if not listed:
        raise WrongUsageError("--metrics 没有给出指标")
    return listed


def _run_object(done: Launched) -> dict[str, Any]:
    run = done.run
    return {
        "out": str(done.out),
        "report": str(done.report),
        "resumed": run.resumed,
        **run.summary,
        "faults": list(run.manifest.cases.faults),
        "missing": {case: list(names) for case, names in done.missing.items()},
        "failed": [{"path": name, "reason": reason} for name, reason in run.manifest.library.failed],
        "agreement": _agreement_object(done.agreement),
        "manifest": run.manifest.dump(),
    }


def _agreement_object(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    counts = [{"human": human, "judge": judge, "cases": count} for (human, judge), count in found.counts.items()]
    told = {"pairs": found.pairs, "same": found.same, "kappa": found.kappa, "reason": found.reason}
    return told | {"counts": counts}


def _print(result: dict[str, Any]) -> None:
    print(json.dumps(result, ensure_ascii=False, allow_nan=False), flush=True)
