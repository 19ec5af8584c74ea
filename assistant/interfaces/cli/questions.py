"""`zhibi search` and `zhibi ask`: one question, or a file of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import (
    JsonFlag,
    collection_name,
    opened,
    reporting,
    say,
    show,
    show_json,
    waiting,
)
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from assistant.interfaces.cli.reports import BatchQuestion
    from assistant.interfaces.wire import Wire
    from assistant.service import Service
    from assistant.types import Query, Turn

    Result = TypeVar("Result", bound=Wire)

# wire, render and batch are imported in the commands: pydantic is not needed for --help.

QuestionText = Annotated[str | None, typer.Argument(metavar="QUESTION", help="问题；成批的改用 --batch")]
BatchFile = Annotated[
    Path | None,
    typer.Option("--batch", metavar="FILE.jsonl", help='问题文件，每行 {"id": …, "question": …}；须同时给出 --out'),
]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.jsonl", help="结果文件，每答一条写一行；中断后重跑会接着做")
]
PassageCount = Annotated[int | None, typer.Option("-k", min=1, max=50, metavar="N", help="取用的段落数，1—50")]
Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="NAME", help="只在这个库中查找，可重复", parser=collection_name),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="不用此日之后才施行的文件，如 2026-01-31"),
]
HistoryFile = Annotated[
    Path | None,
    typer.Option(
        "--history", metavar="FILE.json", help='此前的问答，如 ["…"] 或 [{"question": …, "answer": …}]，追问时从中补全'
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for: one question, or a batch file with the file its results go to."""

    question: str | None
    batch: Path | None
    out: Path | None
    k: int | None
    collections: tuple[str, ...] | None
    as_of: date | None
    history: Path | None = None

    def __post_init__(self) -> None:
        if (self.question is None) == (self.batch is None):
            raise WrongUsageError("请给出一个问题，或用 --batch 给出问题文件，二者取一")
        if (self.batch is None) != (self.out is None):
            raise WrongUsageError("--batch 与 --out 须一起使用")
        if self.batch is not None and self.history is not None:
            raise WrongUsageError("--history 只用于一个问题；问题文件各行自带 history")

    def query(self, service: Service, text: str, history: Sequence[Turn] = ()) -> Query:
        return service.query(text, k=self.k, collections=self.collections, as_of=self.as_of, history=history)


def search(
    context: typer.Context,
    question: QuestionText = None,
    batch: BatchFile = None,
    out: OutFile = None,
    k: PassageCount = None,
    collection: Collections = None,
    as_of: AsOf = None,
    as_json: JsonFlag = False,
) -> None:
    """查找相关的段落。"""
    from assistant.interfaces.render.passages import search_result
    from assistant.interfaces.wire.passages import SearchResult

    asked = Asked(question, batch, out, k, _names(collection), _day(as_of))
    with reporting(as_json), opened(context) as service:
        _reply(asked, service, as_json, lambda query: SearchResult.of(service.find(query)), search_result)


def ask(
    context: typer.Context,
    question: QuestionText = None,
    batch: BatchFile = None,
    out: OutFile = None,
    k: PassageCount = None,
    collection: Collections = None,
    as_of: AsOf = None,
    history: HistoryFile = None,
    as_json: JsonFlag = False,
) -> None:
    """提问，得到注明出处的回答；资料中没有依据时如实说明。"""
    from assistant.interfaces.render.answers import answer
    from assistant.interfaces.wire.answers import Answer

    asked = Asked(question, batch, out, k, _names(collection), _day(as_of), history)
    with reporting(as_json), opened(context) as service:
        _reply(asked, service, as_json, lambda query: Answer.of(service.ask(query)), answer)


def _reply(
    asked: Asked,
    service: Service,
    as_json: bool,
    result_of: Callable[[Query], Result],
    text_of: Callable[[Result], str],
) -> None:
    from assistant.interfaces.cli.history import read_history, turns_of  # pydantic, as above

    if asked.batch is not None and asked.out is not None:

        def answered(line: BatchQuestion) -> Result:
            return result_of(asked.query(service, line.question, turns_of(line.history)))

        _reply_to_batch(asked, asked.batch, asked.out, as_json, answered)
        return
    earlier = read_history(asked.history) if asked.history is not None else ()
    query = asked.query(service, asked.question or "", earlier)
    # Only a model lets people wait; the spinner's library is not loaded for an answer that is there at once.
    with waiting("正在作答") if service.settings.model else nullcontext():
        result = result_of(query)
    show_json(result) if as_json else show(text_of(result))


def _reply_to_batch(
    asked: Asked, batch: Path, out: Path, as_json: bool, result_of: Callable[[BatchQuestion], Wire]
) -> None:
    from assistant.interfaces.cli.batch import parse_questions, run_batch
    from assistant.interfaces.cli.reports import batch_report

    with progress("回答") as on_progress:
        report = run_batch(
            batch, out, (asked.k, asked.collections, asked.as_of), result_of, on_progress, parse_questions
        )
    show_json(report) if as_json else show(batch_report(report))
    if report.failed and not report.answered and not report.resumed:
        say("错误：没有一个问题得到回答，原因见结果文件")
        raise typer.Exit(1)


def _names(collections: list[str] | None) -> tuple[str, ...] | None:
    return tuple(collections) if collections else None


def _day(as_of: datetime | None) -> date | None:
    return as_of.date() if as_of else None
