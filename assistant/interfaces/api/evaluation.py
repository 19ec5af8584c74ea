"""`/api/eval`: data sets, runs and what came of them. Runs are started as jobs, by `POST /api/jobs/eval`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Response

from assistant.errors import EvalNotFoundError
from assistant.interfaces.api.files import MEDIA_TYPES, attachment
from assistant.interfaces.api.identity import Caller, HeldRoute, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.backend import Backend
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

if TYPE_CHECKING:
    from eval.archive import Archive

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
    async def datasets() -> DatasetList:
        """Those that come with the program, then those made here."""
        found = await backend.read(lambda: archive_of(backend).datasets())
        return DatasetList(datasets=[Dataset.of(one) for one in found])

    @routes.get("/datasets/{name}")
    async def cases(name: Name, limit: Limit = None, cursor: Cursor = None) -> CaseList:
        """The cases of a data set."""
        found = (await backend.read(lambda: archive_of(backend).cases(name))).cases
        shown, following = page(found, lambda case: case.id, limit, cursor)
        return CaseList(cases=[Case.of(one) for one in shown], next=following)

    @routes.put("/datasets/{name}/cases/{case_id}")
    async def put(name: Name, case_id: Id, wanted: CaseFields, by: Caller) -> Case:
        """A case in place of the one of this id, or a new one; the data set is made where there is none."""
        kept = await backend.read(lambda: archive_of(backend).put(name, wanted.noun(case_id)))
        await backend.note(by, "eval_case", name, case=case_id)
        return Case.of(kept)

    @routes.delete("/datasets/{name}/cases/{case_id}")
    async def remove(name: Name, case_id: Id, by: Caller) -> Removed:
        """A case of a data set that was made here."""
        await backend.read(lambda: archive_of(backend).remove(name, case_id))
        await backend.note(by, "eval_case_removed", name, case=case_id)
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


def archive_of(backend: Backend) -> Archive:
    """The suite is loaded when it is first asked for: nothing else here needs it."""
    from eval.archive import Archive

    return Archive(backend.settings.home)
