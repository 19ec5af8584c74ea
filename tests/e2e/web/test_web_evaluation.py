"""评测: an answer that displeased becomes a case, the set is run and watched, its cases looked at, runs compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from program import QUESTION, Served, go
from screens import SCREENS, OpenScreen, Screen, axe, keep

pytestmark = pytest.mark.browser

SET = "本单位常见问题"
CASE = {"kind": "factoid", "question": QUESTION, "answer": "每月", "points": [["每月"]]}
ENDED = """async (id) => {
    for (;;) {
        const { state } = await (await fetch(`/api/jobs/${id}`)).json();
        if (state !== "queued" && state !== "running") return state;
        await new Promise((done) => setTimeout(done, 200));
    }
}"""


def send(page: Page, served: Served, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the page's own browser would."""
    headers = {"Content-Type": "application/json", "Origin": served.url.rstrip("/")}
    reply = page.request.fetch(served.url + path, method=method, data=json.dumps(body), headers=headers)
    assert reply.ok, reply.text()
    told: dict[str, Any] = reply.json()
    return told


def displease(page: Page, served: Served) -> None:
    """A question asked, and its answer found wanting."""
    conversation = send(page, served, "POST", "api/conversations", {"title": ""})["id"]
    message = send(page, served, "POST", f"api/conversations/{conversation}/messages", {"question": QUESTION})["id"]
    given = {"rating": "down", "comment": "没有写明依据的条款"}
    send(page, served, "PUT", f"api/conversations/{conversation}/messages/{message}/feedback", given)


def run(page: Page) -> None:
    page.get_by_label("用哪组问题").select_option(SET)
    page.get_by_role("button", name="开始评测", exact=True).click()
    page.get_by_text("评测做完了").last.wait_for(timeout=60_000)
    page.get_by_role("button", name="关闭提示").last.click()
    expect(page.get_by_text("评测做完了")).to_have_count(0)  # the next one is not taken for this


def test_a_complaint_becomes_a_case_that_is_run_and_compared(
    spare: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    served = start(spare)
    page = open_screen(served.url)
    displease(page, served)
    go(page, "评测")
    expect(page.get_by_role("heading", name="还没有评测过")).to_be_visible()
    page.get_by_role("tab", name="读者评价").click()
    expect(page.get_by_text("读者说：没有写明依据的条款")).to_be_visible()
    page.get_by_role("button", name=f"做成案例：{QUESTION}").click()
    form = page.locator(".zb-evaluation-form")
    form.get_by_label("问题").fill("")
    form.get_by_role("button", name="加入数据集").click()
    expect(form.get_by_text("请写问题")).to_be_visible()
    form.get_by_label("问题").fill(QUESTION)
    form.get_by_label("标准答案").fill("每月一次")
    form.get_by_label("必答要点").fill("每月 / 每个月\n没有这个要点")
    form.get_by_role("button", name="加入数据集").click()
    expect(page.get_by_text(f"已加入数据集“{SET}”")).to_be_visible()
    expect(page.get_by_text("已是案例")).to_be_visible()

    # Run, and run again after the case was mended.
    page.goto(served.url + "evaluation")
    run(page)
    expect(page.get_by_role("row", name=SET)).to_have_count(1)
    page.goto(served.url + f"evaluation/sets?name={SET}")
    page.get_by_role("button", name=QUESTION).click()
    page.get_by_label("必答要点").fill("每月 / 每个月")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    page.get_by_role("button", name="写一题").click()
    page.get_by_label("问题").fill("春节值班补贴是多少？")
    page.get_by_text("资料里没有依据，应当拒答").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".zb-evaluation-open")).to_have_count(2)
    page.goto(served.url + "evaluation")
    run(page)
    run(page)

    # One run: its cases, one of them with what it rests on.
    page.locator(".zb-evaluation-run a").first.click()
    expect(page.locator(".zb-evaluation-headline").first).to_contain_text("100.0%")
    page.get_by_role("button", name=QUESTION).click()
    expect(page.get_by_text("答出了", exact=True)).to_be_visible()
    page.get_by_role("button", name="看出处 1 的原文").click()
    expect(page.locator(".zb-split-side mark")).to_be_visible()
    page.get_by_role("button", name="回到案例").click()
    page.reload()
    expect(page.locator(".zb-split-side .zb-title")).to_have_text(QUESTION)
    page.get_by_role("tab", name="各项指标").click()
    expect(page.get_by_role("row", name="要点召回率 100.0%")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告").click()
    assert "评测报告" in Path(download.value.path()).read_text(encoding="utf-8")

    # Two runs.
    page.get_by_role("link", name="全部评测").click()
    for at in (0, 1):
        page.get_by_role("checkbox", name=f"选来比较：{SET}").nth(at).check()
    page.get_by_role("button", name="比较这两次").click()
    expect(page.get_by_text("同样的 2 题")).to_be_visible()
    expect(page.get_by_role("heading", name="变差的题（0）")).to_be_visible()

    # A run goes with all that it kept; a set is uploaded and goes.
    page.goto(served.url + "evaluation")
    runs = page.locator(".zb-evaluation-run")
    expect(runs).to_have_count(3)
    folders = sorted((spare / "eval").glob("*/results.jsonl"))
    page.get_by_role("button", name=f"删除评测记录：{SET}").first.click()
    page.get_by_role("button", name="取消").click()
    page.get_by_role("button", name=f"删除评测记录：{SET}").first.click()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(runs).to_have_count(2)
    assert len(sorted((spare / "eval").glob("*/results.jsonl"))) == len(folders) - 1
    page.get_by_role("tab", name="数据集").click()
    own = next(spare.rglob(f"{SET}.jsonl")).read_bytes()
    page.locator("input[type=file]").set_input_files(
        {"name": "常问.jsonl", "mimeType": "application/json", "buffer": own}
    )
    expect(page.get_by_role("row", name="常问")).to_contain_text("本单位")
    page.get_by_role("button", name="删除数据集：常问").click()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_role("row", name="常问")).to_have_count(0)


def test_a_case_that_came_out_worse_is_shown_with_both_answers(
    documents: Path, home: Path, served: Served, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url + "evaluation")
    send(page, served, "PUT", "api/eval/datasets/比较/cases/a", CASE)
    ids = []
    for _ in range(2):
        job = send(page, served, "POST", "api/jobs/eval", {"cases": "比较", "repeat": 1})["id"]
        assert page.evaluate(ENDED, job) == "done"
        ids.append(job)
    results = home / "eval" / ids[1] / "results.jsonl"
    line = json.loads(results.read_text(encoding="utf-8"))
    line["scores"]["point_recall"] |= {"value": 0.0, "reason": "没有答出：每月", "detail": {"missed": ["每月"]}}
    results.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    page.goto(served.url + f"evaluation/compare?first={ids[0]}&second={ids[1]}")
    expect(page.get_by_role("heading", name="变差的题（1）")).to_be_visible()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".zb-evaluation-side")).to_have_count(2)
    expect(page.locator(".zb-evaluation-side").last).to_contain_text("没有答出")


@pytest.mark.parametrize("screen", (SCREENS[0], SCREENS[3]), ids=str)
def test_evaluation_looks(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(served.url + "evaluation", screen)
    send(page, served, "PUT", "api/eval/datasets/样子/cases/a", CASE)
    job = send(page, served, "POST", "api/jobs/eval", {"cases": "样子", "repeat": 1})["id"]
    assert page.evaluate(ENDED, job) == "done"
    page.reload()
    page.locator(".zb-evaluation-run a").first.wait_for()
    axe(page)
    keep(page, "evaluation", screen)
    page.locator(".zb-evaluation-run a").first.click()
    page.locator("[data-case]").first.click()
    page.locator(".zb-evaluation-part").first.wait_for()
    axe(page)
    keep(page, "evaluation-run", screen)


def test_a_run_is_stopped_and_says_how_far_it_came(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "evaluation")
    page.get_by_label("用哪组问题").select_option("demo_retrieval")
    page.get_by_role("button", name="开始评测", exact=True).click()
    page.get_by_text("示范资料：检索：").wait_for()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("评测已停止")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="开始评测", exact=True)).to_be_enabled()
    page.goto(served.url + "evaluation/none")
    expect(page.get_by_text("没有这次评测")).to_be_visible()
