"""A data set run from start to end: its documents taken in, its cases run, the report written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.config import Settings
from assistant.errors import ZhibiError
from assistant.service import Service
from eval import report
from eval.datasets import Dataset, take_in
from eval.evaluator import Evaluator
from eval.folder import LIBRARY, clear, held, require_same_cases, require_usable
from eval.judge import Agreement, Judge, agreement
from eval.matching import missing_documents
from eval.metrics import METRICS
from eval.runner import OnResult, Run, context_of, run
from ingest.types import ProgressEvent


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may choose; None leaves it to the data set or the settings.

    Attributes:
        judge: Let the configured model grade the answers too.
        library: Home of a library that holds the documents; nothing is taken in then.
        baseline: Folder of a run that the report holds this one against.
        fresh: Throw away what an earlier run left in the folder.
    """

    metrics: Mapping[str, Evaluator] | None = None
    library: Path | None = None
    k: int | None = None
    repeat: int | None = None
    workers: int = 1
    search_only: bool = False
    judge: bool = False
    baseline: Path | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Launched:
    """A finished run.

    Attributes:
        report: The page for people.
        missing: Case id -> documents that its evidence names and the library lacks.
        agreement: Of the judge with the grades that people gave; None without a judge.
    """

    run: Run
    out: Path
    report: Path
    missing: Mapping[str, tuple[str, ...]]
    agreement: Agreement | None = None


def launch(
    dataset: Dataset,
    settings: Settings,
    out: Path,
    options: Options | None = None,
    *,
    on_document: Callable[[ProgressEvent], None] | None = None,
    on_result: OnResult | None = None,
) -> Launched:
    """Run `dataset` into the folder `out`; an interrupted run there goes on.

    The documents of a data set that has some go into `out`/library unless `options` names a library; cases without
    documents are put to the library of `settings.home`.

    Raises:
        ZhibiError: Nothing can be run; the message says why.
    """
    chosen = options or Options()
    metrics = _metrics(chosen, settings)
    require_usable(out)
    with held(out):
        return _launch(dataset, settings, out, chosen, metrics, on_document, on_result)


def _launch(
    dataset: Dataset,
    settings: Settings,
    out: Path,
    chosen: Options,
    metrics: Mapping[str, Evaluator] | None,
    on_document: Callable[[ProgressEvent], None] | None,
    on_result: OnResult | None,
) -> Launched:
    if chosen.fresh:
        clear(out)
    require_same_cases(out, dataset.cases)
    own = chosen.library is None and dataset.has_documents
    home = out / LIBRARY if own else chosen.library or settings.home
    elsewhere = {} if home == settings.home else {"database": None}  # which belongs to the home of the settings
    placed = settings.model_copy(update={"home": home, **elsewhere})
    failed = take_in(dataset, placed, on_document or _unseen) if own else ()
    day = dataset.today
    with Service.open(placed) if day is None else Service.open(placed, clock=lambda: day) as service:
        if not service.documents():
            raise ZhibiError(f"资料库 {str(home)!r} 是空的，没有可以作答的文件", "请先用 zhibi ingest 收入文件")
        missing = missing_documents(dataset.cases, context_of(service))
        done = run(
            dataset.cases,
            service,
            metrics,
            name=dataset.name,
            k=chosen.k,
            repeat=chosen.repeat or dataset.repeat,
            ask=dataset.ask and not chosen.search_only,
            workers=chosen.workers,
            out=out,
            faults=dataset.faults,
            failed=failed,
            on_result=on_result,
        )
    return Launched(done, out, report.write(out, chosen.baseline), missing, _agreement(done))


def _metrics(options: Options, settings: Settings) -> Mapping[str, Evaluator] | None:
    """With the judge, where it is wanted. Raises SettingsError when there is no model to be one."""
    if not options.judge:
        return options.metrics
    return {**(METRICS if options.metrics is None else options.metrics), Judge.name: Judge.from_settings(settings)}


def _agreement(done: Run) -> Agreement | None:
    if Judge.name not in done.manifest.metrics:
        return None
    return agreement((one.case, one.scores[Judge.name]) for one in done.results)


def _unseen(event: ProgressEvent) -> None:
    """Progress that nobody watches."""


__all__ = ["Launched", "Options", "launch"]
