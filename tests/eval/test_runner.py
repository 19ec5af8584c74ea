"""Cases put to a real service: scored, written as they are known, taken up again where a run was broken off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from small_library import CASES, fill, settings_of, write_documents

from assistant.errors import UnreadableFileError, ZhibiError
from assistant.service import Service
from assistant.types import Answer, Query
from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.folder import MANIFEST, RESULTS, SUMMARY, clear, read_results
from eval.manifest import Manifest, plain_settings
from eval.metrics import METRICS, select
from eval.record import Result, read_result, result_line
from eval.runner import Run, run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("small")
    fill(place / "home", write_documents(place / "documents"))
    return place / "home"


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    with Service.open(settings_of(home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def done(service: Service) -> Run:
    return run(CASES, service, name="small", repeat=2)


def figures(made: Run) -> dict[tuple[str, str], Any]:
    """Every score but the times."""
    scores = {(one.case.id, name): score for one in made.results for name, score in one.scores.items()}
    return {key: (score.value, score.status, score.reason) for key, score in scores.items() if key[1] != "latency"}


def test_every_case_gets_every_score_in_the_order_of_the_cases(done: Run) -> None:
    assert [one.case.id for one in done.results] == ["c1", "c2", "c3", "c4"]
    assert all(one.scores.keys() == METRICS.keys() for one in done.results)
    values = {one.case.id: one.scores["point_recall"].value for one in done.results}
    assert values == {"c1": 1.0, "c2": 1.0, "c3": None, "c4": 1.0}
    assert done.summary["metrics"]["quote_recall@1"]["mean"] == 1.0
    assert done.summary["metrics"]["citation_validity"]["mean"] == 1.0


def test_a_mean_stands_beside_what_it_rests_on(done: Run) -> None:
    rejection = done.summary["metrics"]["rejection"]
    assert (rejection["scored"], rejection["failed"], rejection["not_applicable"]) == (1, 0, 3)
    kinds = done.summary["kinds"]
    assert {name: one["cases"] for name, one in kinds.items()} == {"factoid": 2, "figure": 1, "unanswerable": 1}
    assert kinds["unanswerable"]["metrics"]["point_recall"]["mean"] is None
    assert "没有可计分的案例" in kinds["unanswerable"]["metrics"]["point_recall"]["reason"]


def test_determinism_needs_the_question_put_twice(service: Service, done: Run) -> None:
    assert done.summary["metrics"]["determinism"]["mean"] == 1.0
    assert {one.repeat_equal for one in done.results} == {True}
    once = run(CASES, service, select(["determinism"]))
    assert once.summary["metrics"]["determinism"]["not_applicable"] == 4
    assert {one.repeat_equal for one in once.results} == {None}


def test_several_workers_come_to_the_same_figures(service: Service, done: Run) -> None:
    assert figures(run(CASES, service, repeat=2, workers=3)) == figures(done)


def test_metrics_that_look_at_passages_alone_ask_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ask", lambda query: pytest.fail("nobody should ask"))
    found = run(CASES, service, select(["quote_recall@5", "document_mrr@10"]), k=3)
    assert found.manifest.plan.ask is False
    assert (found.manifest.plan.k, found.manifest.plan.depth) == (3, 10)
    assert {one.outcome.answer for one in found.results} == {None}
    assert found.summary["metrics"]["document_mrr@10"]["mean"] == 1.0


def test_what_fails_in_one_case_is_told_and_the_others_go_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(query: Query) -> Answer:
        if "党支部" in query.text:
            raise ZhibiError("模型没有回应")
        if "食堂" in query.text:
            raise KeyError("bug")
        return Service.ask(service, query)

    monkeypatch.setattr(service, "ask", ask)
    found = run(CASES, service, select(["point_recall", "rejection", "quote_recall@1"]))
    errors = {one.case.id: one.outcome.error for one in found.results}
    assert errors == {"c1": "模型没有回应", "c2": None, "c3": "程序出错：KeyError：'bug'", "c4": None}
    point_recall = found.summary["metrics"]["point_recall"]
    assert (point_recall["scored"], point_recall["failed"], point_recall["mean"]) == (2, 1, 1.0)
    assert found.summary["metrics"]["rejection"]["mean"] is None
    assert found.summary["metrics"]["quote_recall@1"]["scored"] == 3
    assert found.summary["errors"] == 2


def test_a_metric_whose_detail_is_no_json_keeps_its_value(service: Service, tmp_path: Path) -> None:
    odd = Metric("odd", 1, "怪", "细节不是 JSON", lambda case: None, lambda *_: Score.of(1, detail={1, 2}))
    found = run(CASES[:1], service, {"odd": odd}, out=tmp_path / "run")
    assert found.results[0].scores["odd"].value == 1.0
    assert read_results(tmp_path / "run")[1][0].scores["odd"].reason == "指标的细节无法保存"


def test_no_cases_is_a_sentence(service: Service) -> None:
    with pytest.raises(ZhibiError, match="没有可以运行的案例"):
        run((), service)


# On disk.


def test_a_result_read_back_is_the_result(done: Run) -> None:
    for one in done.results:
        back = read_result(result_line(one).encode())
        assert replace(back.outcome, repeats=one.outcome.repeats) == one.outcome
        assert (back.case, back.versions, back.repeat_equal) == (one.case, one.versions, one.repeat_equal)
        assert back.scores == one.scores


def test_the_answer_on_disk_is_that_of_the_contract(done: Run) -> None:
    known = json.loads(result_line(done.results[0]))["outcome"]
    assert {"answer", "refused", "reason", "claims", "citations", "model", "seconds"} <= known["answer"].keys()
    citation = known["answer"]["citations"][0]
    chunk = next(one for one in known["passages"] if one["chunk_id"] == citation["chunk_id"])
    assert chunk["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_a_run_is_written_as_json(service: Service, tmp_path: Path, done: Run) -> None:
    out = tmp_path / "run"
    run(CASES, service, name="small", repeat=2, out=out)
    manifest, results = read_results(out)
    assert manifest.cases.name == "small"
    assert manifest.finished is not None
    assert {one.case.id for one in results} == {"c1", "c2", "c3", "c4"}
    summary = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
    assert summary["metrics"]["point_recall"] == done.summary["metrics"]["point_recall"]
    assert Manifest.read(out / MANIFEST) == manifest


def test_a_broken_off_run_goes_on_where_it_was(service: Service, tmp_path: Path, done: Run) -> None:
    out = tmp_path / "run"

    def break_off(result: Result, count: int, total: int) -> None:
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(CASES, service, name="small", repeat=2, out=out, on_result=break_off)
    assert Manifest.read(out / MANIFEST).finished is None
    with (out / RESULTS).open("ab") as stream:
        stream.write(b'{"case": {"id": "c3", "ki')
    seen: list[str] = []
    again = run(CASES, service, name="small", repeat=2, out=out, on_result=lambda one, *_: seen.append(one.case.id))
    assert again.resumed == 2
    assert len(seen) == 2
    assert figures(again) == figures(done)
    assert len((out / RESULTS).read_bytes().splitlines()) == 4


def test_cases_that_failed_are_tried_again(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(service, "ask", lambda query: (_ for _ in ()).throw(ZhibiError("模型没有回应")))
        assert run(CASES, service, out=out).summary["errors"] == 4
    again = run(CASES, service, out=out)
    assert (again.resumed, again.summary["errors"]) == (0, 0)


def test_another_run_in_the_folder_is_refused(service: Service, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(CASES, service, out=out)
    with pytest.raises(ZhibiError, match="运行方式有变化") as caught:
        run(CASES, service, out=out, k=3)
    assert "--fresh" in caught.value.hint
    with pytest.raises(ZhibiError, match="案例有变化"):
        run(CASES[:3], service, out=out)
    with pytest.raises(ZhibiError, match="指标有变化"):
        run(CASES, service, select(["point_recall"]), out=out)
    assert run(CASES[:3], service, out=out, fresh=True).resumed == 0


def test_a_note_may_change_without_a_new_run(service: Service, tmp_path: Path) -> None:
    run(CASES, service, out=tmp_path / "run")
    noted = [replace(case, note="核对过") for case in CASES]
    again = run(noted, service, out=tmp_path / "run")
    assert again.resumed == 4
    assert {one.case.note for one in again.results} == {"核对过"}


def test_a_folder_of_somebody_else_is_left_alone(service: Service, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "文件.txt").write_text("要紧", encoding="utf-8")
    with pytest.raises(ZhibiError, match="里有别的文件"):
        run(CASES, service, out=tmp_path, fresh=True)
    clear(tmp_path)
    assert (tmp_path / "library" / "文件.txt").exists()
    with pytest.raises(ZhibiError, match="不是文件夹"):
        run(CASES, service, out=tmp_path / "library" / "文件.txt")


def test_a_folder_without_a_run_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"manifest\.json"):
        read_results(tmp_path)


# What a run was made of.


def test_the_manifest_says_what_decided_the_figures(done: Run) -> None:
    manifest = done.manifest
    assert manifest.metrics == {name: metric.version for name, metric in METRICS.items()}
    assert manifest.library.documents == 3
    assert len(manifest.encoder.fingerprint) >= 16
    assert manifest.model is None
    assert manifest.prompts == ()
    assert len(manifest.code.source) == 16


def test_no_secret_gets_into_a_manifest(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = settings_of(
        service.settings.home, api_key=SecretStr("sk-1"), base_url="http://me:pw@host/v1?key=sk-2", model="openai:m"
    )  # fmt: skip
    monkeypatch.setattr(service, "settings", secret)
    manifest = run(CASES[:1], service, select(["quote_recall@1"])).manifest
    assert (manifest.model, manifest.model_url) == ("openai:m", "http://host/v1")
    assert manifest.prompts[0].startswith("answer@")
    told = json.dumps(manifest.dump())
    assert not any(one in told for one in ("sk-1", "sk-2", "pw", str(service.settings.home)))
    assert plain_settings(secret)["k"] == 8


def test_earlier_questions_are_put_one_after_another(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(
        "m1", "multi_turn", "第二条呢？", True, history=("《先锋平台管理办法》第一条怎么规定？",), answer="12万元"
    )
    asked: list[Query] = []

    def ask(query: Query) -> Answer:
        asked.append(query)
        return Service.ask(service, query)

    monkeypatch.setattr(service, "ask", ask)
    done = run([case], service, select(["point_recall", "rejection", "quote_recall@1"]))
    assert done.manifest.plan.earlier_questions
    assert [query.text for query in asked] == ["《先锋平台管理办法》第一条怎么规定？", "第二条呢？"]
    (turn,) = asked[1].history
    assert "每季度向支部汇报" in turn.answer
    assert turn.documents == ("先锋平台管理办法",)
    answer = done.results[0].outcome.answer
    assert answer is not None
    assert "12万元" in answer.text
    assert answer.standalone == "《先锋平台管理办法》第二条怎么规定？"
    found = run([case], service, select(["quote_recall@1"]))
    assert found.results[0].outcome.passages[0].chunk.address.article == "第二条"
