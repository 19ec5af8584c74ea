"""`zhibi library ...`: what is in the library."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from assistant.interfaces.cli.progress import progress
from assistant.interfaces.cli.session import (
    JsonFlag,
    collection_name,
    opened,
    reporting,
    show,
    show_json,
)
from assistant.interfaces.cli.usage import WrongUsageError

# wire and render are imported in the commands: pydantic is not needed for --help.

library = typer.Typer(help="查看和维护资料库。", no_args_is_help=True)

DocumentId = Annotated[str, typer.Argument(metavar="ID", help="文件编号，见 library list")]


@library.command("list")
def list_documents(
    context: typer.Context,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="只看这个库", parser=collection_name)
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """列出资料库中的文件。"""
    from assistant.interfaces.render.documents import documents
    from assistant.interfaces.wire.documents import DocumentList

    with reporting(as_json), opened(context) as service:
        listed = DocumentList.of(service.documents(collection))
        show_json(listed) if as_json else show(documents(listed.documents))


@library.command("show", no_args_is_help=True)
def show_document(
    context: typer.Context,
    document_id: DocumentId,
    text: Annotated[bool, typer.Option("--text", help="连同全文")] = False,
    pages: Annotated[bool, typer.Option("--pages", help="连同每页的文字、来源和可信度")] = False,
    as_json: JsonFlag = False,
) -> None:
    """查看一份文件。"""
    from assistant.interfaces.render.documents import document_detail
    from assistant.interfaces.wire.documents import DocumentDetail

    with reporting(as_json), opened(context) as service:
        shown = DocumentDetail.of(
            service.document(document_id),
            text=service.text(document_id) if text else None,
            pages=service.pages(document_id) if pages else None,
        )
        show_json(shown) if as_json else show(document_detail(shown))


@library.command("versions", no_args_is_help=True)
def list_versions(context: typer.Context, document_id: DocumentId, as_json: JsonFlag = False) -> None:
    """列出同一制度的各个版本，新的在前。"""
    from assistant.interfaces.render.documents import versions
    from assistant.interfaces.wire.documents import DocumentList

    with reporting(as_json), opened(context) as service:
        listed = DocumentList.of(service.versions(document_id))
        show_json(listed) if as_json else show(versions(listed.documents))


@library.command("set", no_args_is_help=True)
def correct_document(
    context: typer.Context,
    document_id: DocumentId,
    changes: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE", help="要更正的字段和值，例如 issued=2026-03-01；值留空表示没有"),
    ],
    reset: Annotated[bool, typer.Option("--reset", help="撤销对所列字段（只写字段名）的更正，恢复读出的值")] = False,
    as_json: JsonFlag = False,
) -> None:
    """更正一份文件的元数据；文件更新后仍然有效。

    字段：title issuer number issued effective repealed status genre period label authors journal series
    """
    from assistant.interfaces.render.documents import document_detail
    from assistant.interfaces.wire.documents import DocumentDetail

    wanted = corrections(changes, reset=reset)
    with reporting(as_json), opened(context, write=True) as service:
        shown = DocumentDetail.of(service.correct(document_id, wanted))
        show_json(shown) if as_json else show(document_detail(shown))


def corrections(changes: list[str], *, reset: bool) -> dict[str, str | None]:
    """The changes by field; None takes a correction back. Raises `WrongUsageError` for what is not FIELD=VALUE."""
    found: dict[str, str | None] = {}
    for change in changes:
        field, sign, value = change.partition("=")
        if reset != (not sign) or not field.strip():
            expected = "字段名，例如 issued" if reset else "字段=值，例如 issued=2026-03-01"
            raise WrongUsageError(f"{change!r} 应写作{expected}")
        found[field.strip()] = value.strip() if sign else None
    return found


@library.command("remove", no_args_is_help=True)
def remove_document(context: typer.Context, document_id: DocumentId, as_json: JsonFlag = False) -> None:
    """移除一份文件；此后的回答不再引用它。"""
    from assistant.interfaces.wire import Removed

    with reporting(as_json), opened(context, write=True) as service:
        record = service.document(document_id)
        service.remove(document_id)
        show_json(Removed(removed=document_id)) if as_json else show(f"已移除 {record.title}（{document_id}）")


@library.command("rebuild")
def rebuild(context: typer.Context, as_json: JsonFlag = False) -> None:
    """由目录重建索引；更换编码器之后运行。"""
    from assistant.interfaces.cli.reports import Rebuilt

    started = time.perf_counter()
    with reporting(as_json):
        with opened(context, write=True) as service, progress("重建") as on_progress:
            service.rebuild(on_progress)
            records = service.documents()
        done = Rebuilt(
            documents=len(records),
            chunks=sum(record.chunks for record in records),
            seconds=time.perf_counter() - started,
        )
        summary = f"已重建 {done.documents} 份文件的 {done.chunks} 段，用时 {done.seconds:.1f} 秒"
        show_json(done) if as_json else show(summary)


@library.command("check")
def check(context: typer.Context, as_json: JsonFlag = False) -> None:
    """核对目录、索引与原件是否一致；有问题时退出码为 1。"""
    from assistant.interfaces.render.health import problems
    from assistant.interfaces.wire.health import CheckReport

    with reporting(as_json), opened(context) as service:
        report = CheckReport.of(service.check())
        show_json(report) if as_json else show(problems(report.problems))
        if report.problems:
            raise typer.Exit(1)
