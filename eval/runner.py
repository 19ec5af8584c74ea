"""Cases put to the service and judged, several at a time if wished; the library is read by all of them at once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import ZhibiError
from assistant.service import Service
from assistant.types import Answer, Passage, Query, Turn
from eval.cases import Case
from eval.evaluator import Evaluator, Score, evaluate_all
from eval.folder import RunFolder
from eval.manifest import Manifest, Plan, describe, now
from eval.metrics import METRICS
from eval.metrics.retrieval import DEPTH
from eval.outcome import Context, Outcome
from eval.record import Result
from eval.summary import summary_of
from ingest.types import Chunk

OnResult = Callable[[Result, int, int], None]
"""Called with each result as it is known, how many there are by then, and how many there will be."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run and its figures.

    Attributes:
        results: In the order of the cases.
        summary: As in summary.json.
        resumed: How many of the results an interrupted run had left.
    """

    manifest: Manifest
    results: tuple[Result, ...]
    summary: Mapping[str, Any]
    resumed: int = 0


def run(
    cases: Sequence[Case],
    service: Service,
    metrics: Mapping[str, Evaluator] | None = None,
    *,
    name: str = "",
    k: int | None = None,
    repeat: int = 1,
    ask: bool = True,
    workers: int = 1,
    out: Path | None = None,
    fresh: bool = False,
    faults: Iterable[object] = (),
    failed: Iterable[tuple[str, str]] = (),
    on_result: OnResult | None = None,
) -> Run:
    """Put every case to the service and judge what comes back.

    Args:
        metrics: All of `eval.metrics.METRICS` for None.
        name: Of the data set, for the manifest.
        k: Passages that an answer may use; the setting for None. The ranking is at least as deep as metrics look.
        repeat: How often each question is put, from 1 up; `determinism` needs two.
        ask: False searches only, as does a choice of metrics that look at passages alone.
        workers: Questions under way at a time.
        out: Folder for the results, each written as soon as it is known; an interrupted run there goes on, its
            failed cases are tried again. Nothing is written for None.
        fresh: Begin anew in `out`.
        faults: Broken lines of the case file, for the manifest.
        failed: Documents of the data set that could not be taken in, with the reason, for the manifest.

    Raises:
        ZhibiError: There is no case, or `out` holds another run, or cannot be written.
    """
    if not cases:
        raise ZhibiError("没有可以运行的案例", "请检查案例文件")
    chosen = METRICS if metrics is None else metrics
    plan = plan_of(service, chosen, k=k, repeat=repeat, ask=ask)
    manifest = describe(name, cases, service, chosen, plan, workers=workers, faults=faults, failed=failed)
    folder = None if out is None else RunFolder.begin(out, manifest, cases, fresh=fresh)
    kept = folder.kept if folder else {}
    new = _run_cases([one for one in cases if one.id not in kept], service, chosen, plan, workers)
    known = dict(kept)
    for result in new:
        known[result.case.id] = result
        if folder:
            folder.append(result)
        if on_result:
            on_result(result, len(known), len(cases))
    return _finished(manifest, [known[one.id] for one in cases], chosen, folder, len(kept))


def plan_of(
    service: Service, metrics: Mapping[str, Evaluator], *, k: int | None = None, repeat: int = 1, ask: bool = True
) -> Plan:
    """Nothing is asked when every metric looks at passages alone."""
    wanted = k or service.settings.k
    asks = ask and any(getattr(metric, "needs", "answer") != "passages" for metric in metrics.values())
    return Plan(k=wanted, depth=max(DEPTH, wanted), repeat=repeat if asks else 1, ask=asks, earlier_questions=True)


def context_of(service: Service) -> Context:
    """The stored truth of the service's library; chunks are fetched when a metric asks for them."""
    return Context(StoredChunks(service), {one.id: one for one in service.documents()})


def observe(case: Case, service: Service, plan: Plan) -> Outcome:
    """Search, then ask `plan.repeat` times. What goes wrong, a bug too, is told in the outcome: the others go on."""
    passages: tuple[Passage, ...] | None = None
    answers: tuple[Answer, ...] = ()
    started = time.perf_counter()
    seconds, error = 0.0, None
    try:
        earlier = _earlier(case, service, plan)
        started = time.perf_counter()
        passages = tuple(service.search(_query(case, service, plan.depth, earlier)))
        seconds = time.perf_counter() - started
        if plan.ask:
            started = time.perf_counter()
            answers = (service.ask(_query(case, service, plan.k, earlier)),)
            seconds = time.perf_counter() - started
            answers += tuple(service.ask(_query(case, service, plan.k, earlier)) for _ in range(plan.repeat - 1))
    except ZhibiError as exc:
        error, seconds = exc.message, time.perf_counter() - started
    except Exception as exc:  # noqa: BLE001 - one case must not take the others with it; the report shows it
        error, seconds = f"程序出错：{type(exc).__name__}：{exc}", time.perf_counter() - started
    answer = answers[0] if answers and error is None else None
    return Outcome(case.id, answer, passages, plan.depth, error, seconds, answers[1:] if answer else ())


def judge(case: Case, outcome: Outcome, metrics: Mapping[str, Evaluator], context: Context) -> Result:
    """The outcome with every metric's score."""
    scores = evaluate_all(metrics.values(), case, outcome, context)
    stored = {name: _storable(score) for name, score in scores.items()}
    return Result(case, outcome, stored, {name: one.version for name, one in metrics.items()}, _repeat_equal(outcome))


class StoredChunks(Mapping[str, Chunk]):
    """The chunks of a library by id, read when first asked for; iterating gives those asked for so far."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._seen: dict[str, Chunk | None] = {}

    def __getitem__(self, key: str) -> Chunk:
        if key not in self._seen:
            self._seen[key] = self._service.chunk(key)
        found = self._seen[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([key for key, found in self._seen.items() if found is not None])

    def __len__(self) -> int:
        return sum(found is not None for found in self._seen.values())


def _run_cases(
    cases: Sequence[Case], service: Service, metrics: Mapping[str, Evaluator], plan: Plan, workers: int
) -> Iterator[Result]:
    """Results as they come."""
    if not cases:
        return
    context = context_of(service)
    with suppress(ZhibiError):  # what goes wrong here goes wrong in the case, and is told there
        service.search(_query(cases[0], service, plan.k))  # opening the indexes belongs to no question's time

    def work(case: Case) -> Result:
        return judge(case, observe(case, service, plan), metrics, context)

    with _pool(workers) as submit:
        for done in as_completed([submit(partial(work, case)) for case in cases]):
            yield done.result()


@contextmanager
def _pool(workers: int) -> Iterator[Callable[[Callable[[], Result]], Future[Result]]]:
    """Threads that take up nothing new once the run is broken off."""
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="eval")
    try:
        yield pool.submit
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _earlier(case: Case, service: Service, plan: Plan) -> tuple[Turn, ...]:
    """The case's earlier questions put one after another as a user would, each with what was said to it.

    A search alone has no answers to pass on: the questions are.
    """
    turns: tuple[Turn, ...] = ()
    for question in case.history:
        turn = Turn(question)
        if plan.ask:
            query = service.query(question, k=plan.k, collections=case.collections, as_of=case.as_of, history=turns)
            turn = service.ask(query).as_turn(question)
        turns = (*turns, turn)
    return turns


def _query(case: Case, service: Service, k: int, earlier: Sequence[Turn] = ()) -> Query:
    return service.query(case.question, k=k, collections=case.collections, as_of=case.as_of, history=earlier)


def _repeat_equal(outcome: Outcome) -> bool | None:
    if outcome.answer is None or not outcome.repeats:
        return None
    first = replace(outcome.answer, seconds=0.0)
    return all(replace(one, seconds=0.0) == first for one in outcome.repeats)


def _storable(score: Score) -> Score:
    """A detail that is no JSON would cost the whole run; it is left out, and said to be."""
    try:
        json.dumps(dict(score.detail), allow_nan=False)
    except (TypeError, ValueError):
        return replace(score, reason=score.reason or "指标的细节无法保存", detail={})
    return score


def _finished(
    manifest: Manifest, results: Sequence[Result], metrics: Mapping[str, Evaluator], folder: RunFolder | None, kept: int
) -> Run:
    done = replace(folder.manifest if folder else manifest, finished=now())
    summary = summary_of(results, metrics)
    if folder:
        folder.finish(done, results, summary)
    return Run(done, tuple(results), summary, kept)


__all__ = ["OnResult", "Run", "StoredChunks", "context_of", "judge", "observe", "plan_of", "run"]
