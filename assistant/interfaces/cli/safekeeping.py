"""`zhibi backup` and `zhibi restore`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import JsonFlag, log_to_stderr, reporting, settings_of, show, show_json


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪个文件，如 zhibi-20260701.tar")],
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件")] = False,
    as_json: JsonFlag = False,
) -> None:
    """备份资料库、文稿、账号、原件和设置（不含密钥）；服务运行时也可以做。"""
    from assistant.backup.taking import take  # SQLAlchemy is not needed for --help
    from assistant.interfaces.cli.reports import BackedUp

    started = time.perf_counter()
    with reporting(as_json):
        taken = take(settings_of(context), file, overwrite=force)
        done = BackedUp(
            file=str(taken.place), documents=taken.documents, originals=taken.originals, size=taken.size,
            seconds=time.perf_counter() - started,
        )  # fmt: skip
        megabytes = f"{done.size / 1024**2:.1f} MB"
        show_json(done) if as_json else show(f"已备份 {done.documents} 份文件到 {done.file}，{megabytes}，请妥善保管")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="zhibi backup 写出的文件")],
    force: Annotated[bool, typer.Option("--force", help="文件夹里已有内容时，先把它移到旁边")] = False,
    as_json: JsonFlag = False,
) -> None:
    """由备份恢复到 --home 指定的文件夹：逐个核对校验和，重建索引，全部无误才就位。"""
    from assistant.backup.restoring import restore as make_again
    from assistant.interfaces.cli.reports import RestoredHome

    log_to_stderr()
    started = time.perf_counter()
    with reporting(as_json):
        home = settings_of(context).home
        with progress("重建") as on_progress:
            made = make_again(file, home, replace=force, on_progress=on_progress)
        done = RestoredHome(
            home=str(made.home), documents=made.documents, chunks=made.chunks, made_at=made.made_at,
            aside=None if made.aside is None else str(made.aside), records=made.records,
            seconds=time.perf_counter() - started,
        )  # fmt: skip
        moved = f"；原有内容移到 {done.aside}" if done.aside else ""
        told = f"已恢复 {done.documents} 份文件到 {done.home}（备份于 {done.made_at}）{moved}"
        show_json(done) if as_json else show(f"{told}；文稿、账号等在 {done.records}；模型密钥需重新设置")
