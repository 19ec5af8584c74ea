"""`zhibi ingest`: files, folders and archives go into the library, once or for as long as it watches them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import JsonFlag, collection_name, opened, reporting, say, show, show_json
from ingest.errors import LibraryBusyError

if TYPE_CHECKING:
    from ingest.types import IngestReport
    from ingest.watching import Changes

# wire and render are imported where they are used: pydantic is not needed for --help.

_BUSY_PAUSE = 5.0
"""Seconds until the library is tried again while another program writes to it."""


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="文件、文件夹（含子文件夹）或 zip 压缩包")],
    collection: Annotated[
        str, typer.Option("--collection", metavar="NAME", help="收入哪个库", parser=collection_name)
    ] = "default",
    sync: Annotated[bool, typer.Option("--sync", help="文件夹里已删除的文件，也从资料库移除")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="收入后守候文件夹，有变动随时更新（含移除），Ctrl-C 结束")
    ] = False,
    password: Annotated[
        list[str] | None, typer.Option("--password", metavar="TEXT", help="加密文件的密码，可给多个；不给则逐个询问")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """把文件收入资料库：PDF、扫描件、图片、Word、WPS、表格、演示文稿、网页、文本。已有的跳过，改过的替换旧版，坏文件不影响其余。"""
    passwords = list(password or ())
    with reporting(as_json):
        told = _watched(paths) if watch else iter(())  # before the rest: what changes meanwhile is told afterwards
        report = _take_in(context, paths, collection, passwords, sync=sync or watch)
        if not as_json and sys.stdin.isatty() and (locked := _locked(report)):
            _tell(report, as_json)
            report = _take_in(context, locked, collection, _asked_for(locked, passwords), sync=False)
        _tell(report, as_json)
        if watch:
            _follow(context, told, collection, passwords, as_json)
        elif not (report.documents or report.skipped or report.moved or report.removed):
            say("错误：没有收入任何文件" if report.failed else "错误：没有找到可以收入的文件")
            raise typer.Exit(1)


def _take_in(
    context: typer.Context,
    paths: Sequence[Path],
    collection: str,
    passwords: Sequence[str],
    *,
    sync: bool,
    gone: Sequence[Path] = (),
) -> IngestReport:
    with opened(context, write=True) as service, progress("收入") as on_progress:
        return service.ingest(paths, collection, on_progress, sync=sync, gone=gone, passwords=passwords)


def _tell(report: IngestReport, as_json: bool) -> None:
    from assistant.interfaces.render.intake import ingest_report
    from assistant.interfaces.wire.intake import IngestReport as Told

    told = Told.of(report)
    show_json(told) if as_json else show(ingest_report(told))


def _locked(report: IngestReport) -> list[Path]:
    return [Path(failure.path) for failure in report.failed if failure.needs_password and Path(failure.path).is_file()]


def _asked_for(files: Iterable[Path], known: Sequence[str]) -> list[str]:
    """The passwords a person at the terminal gives for files that ask for one; Enter passes a file over."""
    given = [
        typer.prompt(f"“{file.name}”的密码（回车跳过）", default="", show_default=False, hide_input=True, err=True)
        for file in files
    ]
    return [*known, *(word for word in given if word)]


def _watched(paths: Sequence[Path]) -> Iterator[Changes]:
    import logging

    from ingest.watching import changes  # a native library that only watching needs

    folders = [path for path in paths if path.is_dir()]
    if not folders:
        say("错误：--watch 要守候文件夹，给出的都是文件")
        raise typer.Exit(1)
    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # it would tell of Ctrl-C
    return changes(folders)


def _follow(
    context: typer.Context, told: Iterator[Changes], collection: str, passwords: Sequence[str], as_json: bool
) -> None:
    say("守候文件夹，有变动即更新；按 Ctrl-C 结束")
    try:
        for change in told:
            report = _patiently(context, change.present, collection, passwords, change.gone)
            if report.documents or report.failed or report.moved or report.removed:
                _tell(report, as_json)
    except KeyboardInterrupt:  # amid an update: the library keeps each file whole, and the rest comes next time
        return


def _patiently(
    context: typer.Context, present: Sequence[Path], collection: str, passwords: Sequence[str], gone: Sequence[Path]
) -> IngestReport:
    while True:
        try:
            return _take_in(context, present, collection, passwords, sync=False, gone=gone)
        except LibraryBusyError as error:
            say(f"{error.message}，{_BUSY_PAUSE:.0f} 秒后再试")
            time.sleep(_BUSY_PAUSE)
