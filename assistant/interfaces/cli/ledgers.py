"""`zhibi ledger`: a ledger extracted from the library, as text, as JSON or as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.interfaces.cli.drafting import Label, check_ending
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

# Ledgers, wire and export are imported in the command: they are not needed for --help.


def ledger(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="台账，如 tasks 任务清单、opinions 意见台账、needs 技术需求清单；list 列出全部"
        ),
    ],
    collection: Annotated[
        list[str] | None, typer.Option("--collection", metavar="C", help="只取这个库；可多次")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="TITLE|ID|PATH", help="只取这份文档；可多次")
    ] = None,
    period: Annotated[str, typer.Option("--period", metavar="TEXT", help="只取这个期间的事项，如 2026年")] = "",
    day: Annotated[str, typer.Option("--day", metavar="YYYY-MM-DD", help="按哪一天判断是否超期；不给则为今天")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写成文件：.xlsx、.docx、.md 或 .html")
    ] = None,
    label: Label = True,
    as_json: JsonFlag = False,
) -> None:
    """由资料整理台账：每格注明出处，缺项、未闭环和说法不一的逐条列出。"""
    check_ending(out)
    on = _day(day)
    collections = [collection_name(one) for one in collection] if collection else None
    from assistant.interfaces.render.ledgers import kinds, ledger
    from assistant.interfaces.wire.ledgers import Ledger, LedgerKind, LedgerKinds
    from prompts.ledgers import all_ledgers

    with reporting(as_json):
        if kind == "list":
            known = LedgerKinds(ledgers=[LedgerKind.of(form) for form in all_ledgers()])
            show_json(known) if as_json else show(kinds(known))
            return
        with opened(context) as service, waiting("正在整理"):
            made = service.ledger(kind, collections=collections, sources=source or (), period=period, day=on)
        if out is not None:
            from assistant.drafting.ledgers.drafts import draft_of
            from assistant.drafting.types import Spec
            from assistant.export.edition import Edition
            from assistant.export.writing import write

            draft = draft_of(made, Spec("ledger", period=period, topic=made.form.title))
            written = write(draft, out, Edition(label=label))
            for notice in written.notices:
                say(f"注意：{notice}")
        told = Ledger.of(made)
        show_json(told) if as_json else show(ledger(told, out))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as exc:
        raise WrongUsageError(f"--day 应为 YYYY-MM-DD 这样的日期，实际为 {text!r}") from exc
