"""The commands put together, and the way out of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.interfaces.cli import (
    accounts,
    documents,
    drafting,
    evaluation,
    intake,
    ledgers,
    mcp,
    questions,
    safekeeping,
    tasks,
    upkeep,
    verification,
)
from assistant.interfaces.cli.session import BROKEN_PIPE, drop_output, use_utf8
from assistant.interfaces.cli.usage import explain

app = typer.Typer(
    name="zhibi",
    help="执笔：党务资料的检索与写作助手。收入文件，提问，每句话都注明出处。",
    epilog="各命令的说明：zhibi 命令 --help",
    no_args_is_help=True,
    add_completion=False,
    # Plain help starts faster and reads the same in every terminal; a bug shows Python's own traceback.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # 30 ms that no other command needs

        typer.echo(f"zhibi {version('zhibi')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="资料库所在的文件夹；不设则取 ZHIBI_HOME，再不设则为 .zhibi"),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="显示版本", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    context.obj = home


app.command("ingest", no_args_is_help=True)(intake.ingest)
app.command("search", no_args_is_help=True)(questions.search)
app.command("ask", no_args_is_help=True)(questions.ask)
app.command("verify", no_args_is_help=True, cls=verification.SourcesTogether)(verification.verify)
app.command("draft", no_args_is_help=True)(drafting.draft)
app.command("ledger", no_args_is_help=True)(ledgers.ledger)
app.add_typer(documents.library, name="library")
app.add_typer(tasks.tasks, name="tasks")
app.add_typer(evaluation.evaluation, name="eval")
app.command("backup", no_args_is_help=True)(safekeeping.backup)
app.command("restore", no_args_is_help=True)(safekeeping.restore)
app.add_typer(accounts.users, name="users")
app.add_typer(accounts.keys, name="keys")
app.command("audit")(accounts.audit)
app.command("serve")(upkeep.serve)
app.command("mcp")(mcp.mcp)
app.command("doctor")(upkeep.doctor)


def run(args: Sequence[str]) -> int:
    """Run one command and return its exit code; only a bug raises."""
    use_utf8()
    try:
        code = app(args, prog_name="zhibi", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        print(explain(error), file=sys.stderr)
        return 2
    except typer.Abort:
        return 130
    except BrokenPipeError:
        drop_output()
        return BROKEN_PIPE
    return code if isinstance(code, int) else 0
