"""The report of a run: complete, honest, inert, and readable without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from small_library import CASES, fill, settings_of, write_documents

from assistant.errors import UnreadableFileError
from assistant.service import Service
from assistant.types import Citation
from eval.cases import Case, Evidence
from eval.evaluator import Evaluator, Score
from eval.folder import read_results
from eval.metrics import METRICS
from eval.report import write
from eval.report.html import Html, tag
from eval.report.judgement import mark_of, verdict_of
from eval.report.plots import Range, interval
from eval.report.runs import load_run
from eval.report.wording import chance, points
from eval.runner import run
from eval.scored import write_baseline

EVIL = '<script>document.title="stolen"</script><img src="http://198.51.100.7/x.png" onerror="alert(1)">'
SPLIT = Case(
    "c5",
    "multi_turn",
    "集团共有多少名党员？",
    True,
    history=(f"集团共有多少个党支部？{EVIL}",),
    answer=f"1128名{EVIL}",
    points=(("1129名", EVIL),),
    evidence=(Evidence("通知.txt", quote="会前开展谈心谈话"),),
    wrong=("1130名",),
    note=f"复核{EVIL}",
)


def made(place: Path, home: Path, cases: Sequence[Case], **options: Any) -> Path:
    with Service.open(settings_of(home)) as service:
        run(cases, service, name="小样", out=place, **options)
    return place


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report")
    fill(place / "home", write_documents(place / "documents"))
    return place / "home"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    return made(tmp_path_factory.mktemp("runs") / "now", home, (*CASES, SPLIT), faults=("第 9 行的 kind：没有",))


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page(write(folder).read_text(encoding="utf-8"))


def test_every_case_is_there_those_that_fall_short_first(page: Page) -> None:
    cases = [attrs for name, attrs in page.tags if name == "details" and attrs.get("data-kind")]
    assert [one["id"] for one in cases] == ["case-c5", "case-c1", "case-c2", "case-c3", "case-c4"]
    assert [one["data-short"] for one in cases] == ["1", "0", "0", "0", "0"]
    assert "point_recall" in str(cases[0]["data-lacking"])


def test_a_case_tells_what_was_asked_wanted_and_said(page: Page) -> None:
    for told in (
        "集团共有多少个党支部？",
        "1129名",
        "1130名",
        "会前开展谈心谈话",
        "未引用",
        "缺少要点：1129名",
        "复核",
    ):
        assert told in page.text
    assert "第 9 行的 kind：没有" in page.text


def test_refusal_is_never_shown_by_half(page: Page) -> None:
    headline = page.text[: page.text.index("汇总")]
    assert "应拒则拒率" in headline
    assert "误拒率" in headline


def test_nothing_that_users_wrote_becomes_markup(page: Page) -> None:
    assert EVIL in page.text
    assert not [attrs for name, attrs in page.tags if name == "img"]
    assert [name for name, _ in page.tags].count("script") == 1
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on")]


def test_nothing_is_fetched(page: Page) -> None:
    assert not page.values("src")
    assert all(one.startswith("#") for one in page.values("href"))
    assert not [name for name, _ in page.tags if name in {"link", "iframe", "object", "base", "image"}]
    (policy,) = [str(attrs["content"]) for _, attrs in page.tags if attrs.get("http-equiv")]
    assert policy.startswith("default-src 'none'")
    style = page.text[page.text.index(":root") : page.text.index("执笔 · 评测报告")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_json_says_the_same_as_the_summary(folder: Path, page: Page) -> None:
    known = json.loads((folder / "report.json").read_bytes())
    assert known["summary"] == json.loads((folder / "summary.json").read_bytes())
    assert known["baseline"] is None
    assert {one["id"]: one["short"] for one in known["cases"]} == {
        "c1": False, "c2": False, "c3": False, "c4": False, "c5": True,
    }  # fmt: skip
    for figures in known["summary"]["metrics"].values():
        counts = f"{figures['scored']} / {figures['failed']} / {figures['not_applicable']}"
        assert counts in page.text


def test_a_baseline_is_a_run_or_kept_scores(tmp_path: Path, home: Path, folder: Path) -> None:
    other = made(tmp_path / "before", home, (*CASES, replace(SPLIT, points=(("1128名",),))))
    text = write(folder, other).read_text(encoding="utf-8")
    assert "1 个内容有改动的案例" in text
    manifest, results = read_results(folder)
    write_baseline(tmp_path / "kept", manifest, results, lambda name: name != "latency")
    text = write(folder, tmp_path / "kept").read_text(encoding="utf-8")
    assert "逐例相同的指标" in text
    assert json.loads((folder / "report.json").read_bytes())["baseline"]["cases"]["compared"] == 5


def test_a_large_run_shows_the_worst_cases_and_says_what_it_leaves_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.report.page.MOST_CASES", 2)
    text = write(folder).read_text(encoding="utf-8")
    assert re.findall(r'id="case-(\w+)"', text) == ["c5", "c1"]
    assert "只列出前 2 个，其余 3 个见 results.jsonl" in text


def test_what_broke_since_the_baseline_is_listed_with_its_reason(tmp_path: Path, home: Path) -> None:
    place = made(tmp_path / "now", home, CASES)
    before = made(tmp_path / "before", home, CASES)
    lines = (place / "results.jsonl").read_text(encoding="utf-8").splitlines()
    worse = json.loads(lines[0])
    worse["scores"]["point_recall"] |= {"value": 0.0, "reason": "缺少要点：46个"}
    (place / "results.jsonl").write_text("\n".join([json.dumps(worse), *lines[1:], ""]), encoding="utf-8")
    text = Page(write(place, before).read_text(encoding="utf-8")).text
    assert "变差的案例（1）" in text
    assert "要点召回率：缺少要点：46个" in text


def test_an_interrupted_run_is_reported_as_far_as_it_came(tmp_path: Path, home: Path) -> None:
    place = made(tmp_path / "run", home, CASES)
    manifest = json.loads((place / "manifest.json").read_bytes())
    (place / "manifest.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    (place / "summary.json").unlink()
    whole = (place / "results.jsonl").read_bytes().split(b"\n")
    (place / "results.jsonl").write_bytes(b"\n".join(whole[:2]) + b"\n" + whole[2][:40])
    text = Page(write(place).read_text(encoding="utf-8")).text
    assert "2 个案例" in text
    assert "运行中断" in text
    assert "第 3 行" in text


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"manifest\.json"):
        write(tmp_path)


class Stub:
    """A judge that gives everything 1 of 2."""

    name, version, label, description = "judge_quality", 1, "模型评分", "试"
    higher_is_better = True
    unit = "share"

    def score(self, case: Case, outcome: object, context: object) -> Score:
        return Score.of(0.5, "一般", grade=1, judge="stub")


def test_a_judge_is_shown_with_its_agreement_with_people(tmp_path: Path, home: Path) -> None:
    stub: Evaluator = Stub()  # type: ignore[assignment]
    cases = [replace(case, note=f"人工评分：{grade}") for case, grade in zip(CASES, (1, 1, 2, 1), strict=True)]
    place = made(tmp_path / "run", home, cases, metrics={"point_recall": METRICS["point_recall"], stub.name: stub})
    text = Page(write(place).read_text(encoding="utf-8")).text
    assert "4 例可比，3 例相同，Cohen κ = 0.00" in text
    assert json.loads((place / "report.json").read_bytes())["judge"]["kappa"] == 0


def test_citations_are_marked_against_gold(folder: Path) -> None:
    found = load_run(folder)
    results = {one.case.id: one for one in found.results}
    assert marks(results["c1"], found) == {"match"}
    assert "match" not in marks(results["c5"], found)
    broken = replace(results["c1"], scores={"citation_validity": Score.of(0, "坏", broken={"1": "引文是空的"})})
    assert "broken" in marks(broken, found)
    bare = replace(results["c1"], case=replace(results["c1"].case, evidence=()))
    assert marks(bare, found) == {"unjudged"}


def marks(result: Any, found: Any) -> set[str]:
    cited: Sequence[Citation] = result.outcome.answer.citations
    return {mark_of(one, result, found.context) for one in cited}


def test_a_case_that_failed_comes_before_one_that_falls_short(folder: Path) -> None:
    found = load_run(folder)
    result = next(one for one in found.results if one.case.id == "c1")
    failed = replace(result, outcome=replace(result.outcome, error="服务出错"))
    short = replace(result, scores={**result.scores, "point_recall": Score.of(0)})
    assert verdict_of(result, found.figures).weight == 0
    assert 0 < verdict_of(short, found.figures).weight < verdict_of(failed, found.figures).weight
    over = replace(result, scores={**result.scores, "over_refusal": Score.of(1)})
    assert verdict_of(over, found.figures).decisive == ("over_refusal",)


def test_text_is_escaped_and_markup_is_not() -> None:
    made_here = tag("p", "<b>&\x07\u202e", tag("b", "x"), title='"><script>')
    assert made_here == '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;��<b>x</b></p>'
    assert isinstance(made_here, Html)


def test_a_plot_puts_numbers_in_their_place() -> None:
    assert [Range(-1, 1).place(value) for value in (-1, 0, 1, 5)] == ["3.00%", "50.00%", "97.00%", "97.00%"]
    drawn = interval(0.5, 0.25, 0.75, title="要点召回率")
    assert re.findall(r'x1="([\d.]+)%" x2="([\d.]+)%"', drawn)[1] == ("26.50", "73.50")
    assert 'cx="50.00%"' in drawn


@pytest.mark.parametrize(("value", "shown"), [(0.0904, "+9.0"), (-0.1, "−10.0"), (-0.0004, "0.0"), (None, "—")])
def test_differences_carry_their_sign(value: float | None, shown: str) -> None:
    assert points(value) == shown
    assert chance(0.00001) == "<0.001"


@pytest.mark.browser
def test_in_a_browser_it_filters_and_nothing_moves(folder: Path, tmp_path: Path, browser: Browser) -> None:
    place = write(folder)
    sheet = browser.new_page(viewport={"width": 390, "height": 844})
    noise: list[str] = []
    sheet.on("console", lambda message: noise.append(message.text))
    sheet.on("request", lambda request: noise.append(request.url) if request.url != place.as_uri() else None)
    sheet.goto(place.as_uri())
    assert sheet.title() == "评测报告 · 小样"
    assert sheet.evaluate("document.documentElement.scrollWidth") == 390
    assert sheet.inner_text("#count") == "5 / 5"
    sheet.select_option("#kind", "unanswerable")
    assert sheet.locator("details.case:visible").count() == 1
    sheet.select_option("#kind", "")
    sheet.check("#short")
    assert sheet.locator("details.case:visible").get_attribute("id") == "case-c5"
    sheet.fill("#words", "食堂")
    assert sheet.locator("#none").is_visible()
    assert noise == []
    sheet.close()
