"""The home of an office that has been at work for years: hundreds of documents, drafts, conversations and tasks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from assistant.config import Settings, load_settings
from assistant.drafting.spec import read_spec
from assistant.drafting.types import Draft, Task
from assistant.service import Service
from assistant.store.messages import Wishes
from eval.bench.growth import exchanged
from eval.bench.material import DEMO, questions
from eval.cases import load_cases
from eval.datasets import Dataset
from eval.launch import Options, launch

MANY = 300
"""Of each."""

LONG = 10_000
"""Characters of the long draft, all in one section."""

DOUBTFUL = 350
"""Sentences of the hard draft, about as long, that no document supports."""

SECTION = "results"
FOUNDED = "党委理论学习中心组全年集体学习12次，专题研讨6次。"
"""What the long texts begin with, and a document says."""

UNIT = "澜川水工装备集团有限公司党委"
CASES = 40
_FILE = "16-党员先锋创新平台申报常见问题解答.md"
_FILE_CHARS = 2_500


@dataclass(frozen=True)
class Office:
    """Attributes: long, hard: Ids of those drafts. plain: Of one as it was written."""

    plain: str
    long: str
    hard: str
    texts: dict[str, str]


def furnish(home: Path) -> Office:
    """Fills an empty home."""
    settings = load_settings(home)
    with Service.open(settings, write=True) as service:
        _documents(service)
        office = _drafts(service)
        _conversations(service)
        _tasks(service)
    _runs(settings)
    return office


def _documents(service: Service) -> None:
    text = (DEMO / "library" / _FILE).read_text("utf-8")[:_FILE_CHARS]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "2026年党委理论学习情况.md").write_text(f"# 2026年党委理论学习情况\n\n{FOUNDED}\n", "utf-8")
        for number in range(MANY - len(list((DEMO / "library").iterdir())) - 1):
            (folder / f"{number:03}-党支部工作情况.md").write_text(exchanged(text, str(number)), "utf-8")
        service.ingest([DEMO / "library", folder])


def _drafts(service: Service) -> Office:
    spec = read_spec({"unit": UNIT, "period": "2026年"}, "work_summary")
    plain = service.studio.draft(spec)
    known = [one.text for one in plain.sentences if one.origin == "source"]
    texts = {"long": _paragraphs(_numbered(known)), "hard": _paragraphs(_doubtful())}
    for _ in range(MANY - len(texts) - 2):
        _copied(service, plain)
    written = {
        name: service.studio.edited(_copied(service, plain).id, SECTION, text).id for name, text in texts.items()
    }
    return Office(plain=_copied(service, plain).id, **written, texts=texts)  # what changed last is listed first


def _copied(service: Service, draft: Draft) -> Draft:
    return service.drafts.save(replace(draft, id="", version=0), "起草")


def _numbered(known: Sequence[str]) -> Iterator[str]:
    """Sentences of the sources, no two alike, until there are `LONG` characters of them."""
    total = len(FOUNDED)
    for number, sentence in enumerate(cycle(known), start=1):
        if total > LONG:
            return
        made = sentence if number <= len(known) else f"第{number}件事，{sentence}"
        total += len(made)
        yield made


def _doubtful() -> Iterator[str]:
    return (f"第{number}件事，在装配车间新设{number}个党支部，成果转化不够快。" for number in range(1, DOUBTFUL + 1))


def _paragraphs(sentences: Iterator[str]) -> str:
    """Four sentences each, below the one that is going to be changed."""
    paragraphs = iter(lambda: "".join(islice(sentences, 4)), "")
    return "\n".join([FOUNDED, *paragraphs])


def _conversations(service: Service) -> None:
    store = service.conversations
    for question, number in zip(cycle(questions()), range(MANY), strict=False):
        message, _ = store.ask(store.create().id, question, Wishes())
        if number < len(questions()) // 4:
            answer = service.ask(service.query(question))
        store.finish(message.id, answer)


def _tasks(service: Service) -> None:
    today = date.today()
    for plan in range(10):
        tasks = [
            Task(
                id="",
                matter=f"第{number}件：{UNIT}开展党员先锋创新平台第{plan}批攻关",
                measure="逐项建立台账，按季度检查。",
                owner=("组织部", "宣传部", "工会")[number % 3],
                deadline=today + timedelta(days=7 * number - 60),
                progress=3 * number % 100,
            )
            for number in range(1, MANY // 10 + 1)
        ]
        service.tasks.add(f"2026年第{plan + 1}批重点任务", UNIT, 2026, tasks)


def _runs(settings: Settings) -> None:
    """Two, of some of the demo's questions, put to this library."""
    cases = load_cases(DEMO / "cases.jsonl")[:CASES]
    for name in ("a1", "a2"):
        launch(Dataset("demo", cases, ()), settings, settings.home / "eval" / name, Options(library=settings.home))
