"""Drafts with a model at its best and at its worst: what its cards do not carry never reaches the text unmarked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.drafting.frame import UNVERIFIED
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Draft
from assistant.drafting.writing.novelty import novelties
from assistant.drafting.writing.writer import with_mark
from assistant.service import Service
from assistant.testing.scripted_model import Cut, FixedReply, Reply, Request, ScriptedModel, Status, Text

SPEC = "{单位: 东江阀门公司党委, 期间: 2025年, 主题: 党建, 事实: {荣誉: 被评为市级先进基层党组织}}"
_CARD = re.compile(r'<资料 编号="(K[0-9a-f]+)">.*?内容：\n(.*?)\n</资料>', re.DOTALL)
INVENTED = ("王建国", "李卫东", "华宇重工", "9999", "八千余", "大干一百天", "国发〔2031〕7号", "三成半")


def cards(request: Request) -> list[tuple[str, str]]:
    return _CARD.findall(request.prompt)


def is_repair(request: Request) -> bool:
    return "<句子>" in str(request.body["messages"][-1]["content"])


def keyed(text: str, key: str) -> str:
    return f"{text.rstrip('。')}[{key}]。"


def faithful(request: Request) -> FixedReply:
    return Text("\n".join(keyed(text, key) for key, text in cards(request)))


def drafted(with_model: Callable[[str], Service], *replies: Reply) -> tuple[Draft, ScriptedModel]:
    with ScriptedModel(*replies) as model:
        service = with_model(model.base_url)
        return service.studio.draft(parse_spec(SPEC, "work_summary"), keep=False), model


def text_of(draft: Draft) -> str:
    return "\n".join(paragraph.text for section in draft.sections for paragraph in section.paragraphs)


def test_a_faithful_model_is_believed_with_its_cards(with_model: Callable[[str], Service]) -> None:
    draft, model = drafted(with_model, *[faithful] * 8)
    written = [sentence for sentence in draft.sentences if sentence.origin == "model"]
    assert len(written) >= 8
    assert all(sentence.claim.verdict == "supported" and sentence.claim.citations for sentence in written)
    assert draft.model == "openai:scripted draft_section@1 draft_repair@1"
    assert len(model.requests) == 4  # no repairs
    assert not re.search(r"\[K|K[0-9a-f]{4}", text_of(draft))
    assert "被评为市级先进基层党组织。" in text_of(draft)
    assert draft.usage is None or draft.usage.sent > 0


def test_sub_headings_are_taken_from_the_outline_only(with_model: Callable[[str], Service]) -> None:
    def headed(request: Request) -> FixedReply:
        points = re.search(r"小标题：\n(.*?)\n篇幅", request.prompt, re.DOTALL)
        first = points[1].splitlines()[0] if points else ""
        body = "\n".join(keyed(text, key) for key, text in cards(request))
        return Text(f"（一）{first}\n{body}\n我自己的小标题\n" if first != "（无）" else body)

    draft, _ = drafted(with_model, *[headed] * 8)
    results = next(section for section in draft.sections if section.id == "results")
    headings = [paragraph.text for paragraph in results.paragraphs if paragraph.level]
    assert headings[0] == "（一）抓政治建设，筑牢思想根基"
    assert "我自己的小标题" not in text_of(draft)


def inventing(request: Request) -> FixedReply:
    """Every second sentence is a lie, in all the ways there are; a repair makes it worse."""
    if is_repair(request):
        key = request.keys[0]
        return Text("\n".join(f"{number}、李卫东带领党员完成9999项任务[{key}]。" for number in range(1, 40)))
    lies = (
        "公司党委书记王建国强调要大干一百天[{}]。",
        "全年发展党员9999名[{}]。",
        "与华宇重工公司签订协议八千余份[{}]。",
        "根据《关于全面创新的决定》（国发〔2031〕7号）要求，工作提升三成半[{}]。",
        "会议指出“人人都要争先锋”[{}]。",
    )
    found = cards(request)
    lines = [keyed(text, key) + lies[at % len(lies)].format(key) for at, (key, text) in enumerate(found)]
    return Text("".join(lines))


def altering(request: Request) -> FixedReply:
    """Every figure is a little off."""
    return Text(
        "".join(keyed(re.sub(r"\d+", lambda one: str(int(one[0]) + 7), text), key) for key, text in cards(request))
    )


@pytest.mark.parametrize("worst", [inventing, altering])
def test_nothing_invented_reaches_the_text_unmarked(
    with_model: Callable[[str], Service], worst: Callable[[Request], FixedReply]
) -> None:
    draft, model = drafted(with_model, *[worst] * 40)
    for sentence in re.split(r"(?<=[。\n])", text_of(draft)):
        assert UNVERIFIED in sentence or not any(word in sentence for word in INVENTED), sentence
    allowed = {digits for citation in draft.citations for digits in re.findall(r"\d+", citation.quote)}
    for sentence in draft.sentences:
        if sentence.origin in ("model", "source") and UNVERIFIED not in sentence.text:
            assert set(re.findall(r"\d+", sentence.text)) <= allowed
            assert sentence.claim.verdict == "supported"
    assert sum(map(is_repair, model.requests)) <= 2 * 4
    assert draft.notices


def test_keys_that_were_not_given_out_are_dropped_and_told(with_model: Callable[[str], Service]) -> None:
    def strange(request: Request) -> FixedReply:
        return Text("".join(keyed(text, "Kdeadbeef") for _, text in cards(request)))

    draft, _ = drafted(with_model, *[strange] * 20)
    assert any("Kdeadbeef" in notice for notice in draft.notices)
    assert "deadbeef" not in text_of(draft)
    assert all(sentence.claim.citations for sentence in draft.sentences if sentence.origin == "model")


def test_a_sentence_is_repaired_and_the_repair_is_held_to_the_cards_too(with_model: Callable[[str], Service]) -> None:
    truth: dict[str, str] = {}

    def first_wrong(request: Request) -> FixedReply:
        if is_repair(request):
            return Text("\n".join(f"{number}、{keyed(truth['text'], truth['key'])}" for number in range(1, 4)))
        (key, text), *others = cards(request)
        truth.update(key=key, text=text)
        rest = "".join(keyed(text, key) for key, text in others)
        return Text(f"全年完成9999项工作[{key}]。{rest}")

    draft, model = drafted(with_model, *[first_wrong] * 20)
    assert any(map(is_repair, model.requests))
    assert "9999" not in text_of(draft)
    assert not any(sentence.claim.verdict == "unsupported" for sentence in draft.sentences)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Text("The committee did a great job this year and achieved much."), "没有用中文"),
        (Text("抓学习抓落实。" * 300), "重复"),
        (Text(""), "是空的"),
        (Text("全年完成各项任务9999项。"), "没有依据"),
        (Text("公司党委全年开展第一议题", finish="length"), "没有写出完整的句子"),
        (Cut("公司党委全年"), "中途断开"),
        (Status(500), "HTTP 500"),
        (Text("<think>想一想</think>"), "是空的"),
    ],
)
def test_a_model_that_is_no_use_gives_way_to_the_sources(
    with_model: Callable[[str], Service], reply: FixedReply, said: str
) -> None:
    draft, _ = drafted(with_model, *[reply] * 40)
    assert any(said in notice and "资料原文" in notice for notice in draft.notices)
    assert draft.model.startswith("extractive")
    assert "9999" not in text_of(draft)
    assert {sentence.origin for sentence in draft.sentences} <= {"source", "author", "open", "template"}
    assert len([sentence for sentence in draft.sentences if sentence.origin == "source"]) >= 8


def test_a_service_that_does_not_answer_is_not_waited_for_again(with_model: Callable[[str], Service]) -> None:
    _, model = drafted(with_model, *[Status(503)] * 40)
    assert len(model.requests) == 2  # one section, one retry


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("全年发展党员12名。", False),
        ("全年发展党员十二名。", False),
        ("全年发展党员13名。", True),
        ("全年发展党员12名，由王建国同志牵头。", True),
        ("全年发展党员12名，受到东海集团表彰。", True),
        ("全年发展党员“优秀”12名。", True),
        ("依据《发展规划》全年发展党员12名。", True),
        ("去年全年发展党员12名。", True),
        ("全年发展党员12名，KPI达标。", True),
    ],
)
def test_what_a_card_does_not_say(text: str, new: bool) -> None:
    assert bool(novelties(text, ["公司党委坚持标准，全年发展党员12名，其中一线职工8名。"])) is new


def test_the_mark_stands_before_the_stop() -> None:
    assert with_mark("完成任务。") == "完成任务【待核实】。"
    assert with_mark("完成任务") == "完成任务【待核实】"
