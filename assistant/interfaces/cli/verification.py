"""`zhibi verify`: a text held against its sources, or a file of texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import (
    JsonFlag,
    collection_name,
    opened,
    reporting,
    say,
    settings_of,
    show,
    show_json,
)
from assistant.interfaces.cli.usage import WrongUsageError

if TYPE_CHECKING:
    from assistant.interfaces.cli.verification_batch import BatchText
    from assistant.interfaces.wire.verification import Verified
    from assistant.service import Service
    from assistant.types import Verification
    from assistant.verification.sources import Given

_SOURCE = "--source"


class SourcesTogether(TyperCommand):
    """Takes `FILE --source A B` for `FILE --source A --source B`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _each_named(args))


def _each_named(args: Sequence[str]) -> list[str]:
    """The arguments with `--source` before every path that follows one; before FILE the next word is FILE itself."""
    named: list[str] = []
    has_file = takes_more = False
    for at, arg in enumerate(args):
        before = args[at - 1] if at else ""
        if arg.startswith("-") and arg != "-":
            takes_more = False
        elif before == _SOURCE:
            takes_more = has_file
        elif takes_more:
            named.append(_SOURCE)
        elif before not in _WITH_VALUE:
            has_file = True
        has_file = has_file or arg == "--batch"
        named.append(arg)
    return named


_WITH_VALUE = frozenset({_SOURCE, "--genre", "--as-of", "--collection", "--batch", "--out"})

# wire, render and the checks are imported in the command: they are not needed for --help.


def verify(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="要核对的文件，文本、Word、PDF 等；成批的改用 --batch")
    ] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source",
            metavar="PATH...",
            help="来源文件或者文件夹，可写几个，也可重复，依次为 [1]、[2]……；不给则在资料库中查找",
        ),
    ] = None,
    genre: Annotated[str | None, typer.Option("--genre", metavar="ID", help="文种，如 work_summary")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="按哪一天的规定和表述核对，如 2026-01-31"),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option("--collection", metavar="NAME", help="只在这个库中查找，可重复", parser=collection_name),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE.jsonl", help='每行 {"id": …, "text": …, "sources": […]}；结果每条一行'),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.jsonl", help="成批核对的结果文件，中断后重跑会接着做；不给则写到标准输出"),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """逐句核对一份文稿：有无依据，数字、引文、固定表述等与来源是否一致。

    文中以 [1]、[2] 标注出处的，先与所标来源核对。
    """
    if (file is None) == (batch is None) or (batch is None and out is not None):
        raise WrongUsageError("请给出要核对的文件，或者用 --batch 给出成批的文字；--out 只与 --batch 同用")
    from assistant.interfaces.render.verification import verified
    from assistant.interfaces.wire.verification import Verified
    from assistant.verification.sources import Given

    given = [Given(path=path) for path in _files(source or [])]
    day = as_of.date() if as_of else None
    with reporting(as_json), _verifier(context, genre, day, collection) as check:
        if batch is not None:
            _verify_batch(batch, out, given, (genre, day, collection), lambda *one: Verified.of(check(*one)), as_json)
        elif file is not None:
            result = Verified.of(check(file, given))
            show_json(result) if as_json else show(verified(result))


def _files(named: list[Path]) -> list[Path]:
    """The sources in their order, a folder's documents in its place."""
    from ingest.discovery import discover

    files: list[Path] = []
    for path in named:
        files += discover([path]).files if path.is_dir() else [path]
    if named and not files:
        raise WrongUsageError(f"--source 的文件夹 {str(named[0])!r} 中没有可以读的文件")
    return files


def _show_line(reply: dict[str, Any]) -> None:
    typer.echo(json.dumps(reply, ensure_ascii=False, allow_nan=False))


@contextmanager
def _verifier(
    context: typer.Context, genre: str | None, day: date | None, collections: list[str] | None
) -> Iterator[Callable[[str | Path, list[Given]], Verification]]:
    """What verifies a text; the library is opened for the first that comes without sources."""
    from assistant.checking import Checker

    with ExitStack() as stack:
        checker = stack.enter_context(Checker(settings_of(context)))
        services: list[Service] = []

        def check(text: str | Path, given: list[Given]) -> Verification:
            if given:
                return checker.verify(text, given, genre=genre, day=day)
            if not services:
                services.append(stack.enter_context(opened(context)))
            return services[0].verify(text, genre=genre, as_of=day, collections=collections)

        yield check


def _verify_batch(
    batch: Path,
    out: Path | None,
    given: list[Given],
    options: object,
    check: Callable[[str | Path, list[Given]], Verified],
    as_json: bool,
) -> None:
    from assistant.interfaces.cli.batch import run_batch, stream_batch
    from assistant.interfaces.cli.reports import batch_report
    from assistant.interfaces.cli.verification_batch import parse_texts, sources_of

    def verified(line: BatchText) -> Verified:
        return check(line.text, [*given, *sources_of(line, batch)])

    if out is None:
        with progress("核对") as on_progress:
            done = stream_batch(batch, verified, on_progress, parse_texts, _show_line)
        if not done:
            raise typer.Exit(1)
        return
    with progress("核对") as on_progress:
        report = run_batch(batch, out, (options, [str(one.path) for one in given]), verified, on_progress, parse_texts)
    show_json(report) if as_json else show(batch_report(report))
    if report.failed and not report.answered and not report.resumed:
        say("错误：没有一段文字得到核对，原因见结果文件")
        raise typer.Exit(1)
