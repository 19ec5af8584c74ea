"""`/api/eval`: data sets, runs and what came of them. Runs are started as jobs, by `POST /api/jobs/eval`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Path, Response, UploadFile

from assistant.errors import EvalNotFoundError
from assistant.interfaces.api.files import MEDIA_TYPES, attachment
from assistant.interfaces.api.identity import Caller, HeldRoute, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.backend import Backend
from assistant.interfaces.evaluations import Evaluations, archive_of
from assistant.interfaces.uploads import safe_name
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire.evaluation import (
    Case,
    CaseFields,
    CaseList,
    CaseResult,
    Dataset,
    DatasetList,
    DatasetName,
    EvalRun,
    EvalRunDetail,
    EvalRunList,
    RunComparison,
)

Name = Annotated[DatasetName, Path()]
Id = Annotated[str, Path(max_length=200)]
_HTML: dict[str, dict[str, str]] = {MEDIA_TYPES["html"]: {}}


def router(backend: Backend) -> APIRouter:
    """Routes that look at evaluations of `backend`: what they quote may be of any collection."""
    routes = APIRouter(route_class=HeldRoute, tags=["eval"], prefix="/eval", dependencies=[requires("administer")])
    _add_datasets(routes, backend)
    _add_runs(routes, backend)
    return routes


def _add_datasets(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/datasets")
    async def datasets(limit: Limit = None, cursor: Cursor = None) -> DatasetList:
        """Those that come with the program, then those made here."""
        found = await backend.read(lambda: archive_of(backend).datasets())
        shown, following = page(found, lambda one: one.name, limit, cursor)
        return DatasetList(datasets=[Dataset.of(one) for one in shown], next=following)

    @routes.get("/datasets/{name}")
    async def cases(name: Name, limit: Limit = None, cursor: Cursor = None) -> CaseList:
        """The cases of a data set."""
        found = (await backend.read(lambda: archive_of(backend).cases(name))).cases
        shown, following = page(found, lambda case: case.id, limit, cursor)
        return CaseList(cases=[Case.of(one) for one in shown], next=following)

    @routes.put("/datasets/{name}")
    async def put_set(name: Name, file: Annotated[UploadFile, File()], by: Caller) -> Dataset:
        """A data set from a file (.jsonl, or .xlsx as `zhibi eval export` makes it), in place of the one of this name.

        A file with a fault in it is refused whole, and told where the faults are.
        """
        return Dataset.of(await Evaluations(backend, by).put_set(name, file.file, safe_name(file.filename)))

    @routes.delete("/datasets/{name}")
    async def remove_set(name: Name, by: Caller) -> Removed:
        """A data set that was made here, with all its cases; what was run with it stays."""
        await Evaluations(backend, by).remove_set(name)
        return Removed(removed=name)

    @routes.put("/datasets/{name}/cases/{case_id}")
    async def put(name: Name, case_id: Id, wanted: CaseFields, by: Caller) -> Case:
        """A case in place of the one of this id, or a new one; the data set is made where there is none."""
        return Case.of(await Evaluations(backend, by).put_case(name, wanted.noun(case_id)))

    @routes.delete("/datasets/{name}/cases/{case_id}")
    async def remove(name: Name, case_id: Id, by: Caller) -> Removed:
        """A case of a data set that was made here."""
        await Evaluations(backend, by).remove_case(name, case_id)
        return Removed(removed=case_id)


def _add_runs(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/runs")
    async def runs(limit: Limit = None, cursor: Cursor = None) -> EvalRunList:
        """What was run, with its figures."""
        found = await backend.read(lambda: archive_of(backend).runs())
        shown, following = page(found, lambda run: run.id, limit, cursor)
        return EvalRunList(runs=[EvalRun.told(one) for one in shown], next=following)

    @routes.get("/runs/{run_id}")
    async def run(run_id: Id) -> EvalRunDetail:
        """The figures of a run, and how each case came out."""

        def told() -> EvalRunDetail:
            from eval.report.judgement import verdict_of

            found = archive_of(backend).run(run_id)
            verdicts = {one.case.id: verdict_of(one, found.figures) for one in found.results}
            return EvalRunDetail.told(run_id, found, verdicts)

        return await backend.read(told)

    @routes.delete("/runs/{run_id}")
    async def remove_run(run_id: Id, by: Caller) -> Removed:
        """A run with its report and its library; one that is under way is stopped first (409)."""
        await Evaluations(backend, by).remove_run(run_id)
        return Removed(removed=run_id)

    @routes.get("/runs/{run_id}/cases/{case_id}")
    async def case(run_id: Id, case_id: Id) -> CaseResult:
        """One case: what was asked, expected and given, with every score."""

        def told() -> CaseResult:
            from eval.record import outcome_record, score_record

            found = archive_of(backend).run(run_id).results
            one = next((one for one in found if one.case.id == case_id), None)
            if one is None:
                raise EvalNotFoundError("这次评测里没有这个案例", "请从这次评测的案例里选")
            return CaseResult(
                case=Case.of(one.case),
                outcome=outcome_record(one.outcome, one.repeat_equal),
                scores={name: score_record(score, one.versions[name]) for name, score in one.scores.items()},
            )

        return await backend.read(told)

    @routes.get("/runs/{run_id}/compare/{other}")
    async def compare(run_id: Id, other: Id) -> RunComparison:
        """How `other` differs from this run: by how much, whether chance explains it, and in which cases."""

        def told() -> RunComparison:
            found = archive_of(backend).compare(run_id, other)
            return RunComparison(
                first=run_id,
                second=other,
                differing=list(found.differing),
                compared=found.compared,
                metrics=found.dump()["metrics"],
            )

        return await backend.read(told)

    @routes.get("/runs/{run_id}/report", response_class=Response, responses={200: {"content": _HTML}})
    async def report(run_id: Id, by: Caller) -> Response:
        """The report as one file to be kept and opened from there: its script does not run on this server's pages."""
        data = await backend.read(lambda: archive_of(backend).report(run_id).read_bytes())
        await backend.note(by, "export", run_id, format="html")
        return attachment(data, f"评测报告-{run_id}", "html")
