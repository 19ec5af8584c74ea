"""`zhibi tasks ...`: what plans set out to do, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.interfaces.cli.session import JsonFlag, reporting, settings_of, show, show_json

if TYPE_CHECKING:
    from assistant.store.tasks import TaskStore

# The store and wire are imported in the commands: SQLAlchemy and pydantic are not needed for --help.

tasks = typer.Typer(help="查看和记录工作计划中的任务。", no_args_is_help=True)

TaskId = Annotated[str, typer.Argument(metavar="ID", help="任务编号，见 tasks list")]
Plan = Annotated[str | None, typer.Option("--plan", metavar="TITLE", help="哪份计划的任务")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="NAME", help="哪个单位的任务")]
Year = Annotated[int | None, typer.Option("--year", min=1900, max=2200, help="哪一年的任务")]
YellowDays = Annotated[int, typer.Option("--yellow-days", min=0, max=366, help="距时限不足几天亮黄灯")]


@contextmanager
def _store(context: typer.Context) -> Iterator[TaskStore]:
    from assistant.store.database import Database
    from assistant.store.tasks import TaskStore

    with Database.of(settings_of(context)) as database:
        yield TaskStore(database)


@tasks.command("list")
def list_tasks(
    context: typer.Context,
    plan: Plan = None,
    unit: Unit = None,
    year: Year = None,
    yellow_days: YellowDays = 30,
    as_json: JsonFlag = False,
) -> None:
    """列出任务及其红黄蓝状态。"""
    from assistant.drafting.tasks.lights import Thresholds
    from assistant.interfaces.render.tasks import tasks
    from assistant.interfaces.wire.tasks import TaskList

    with reporting(as_json), _store(context) as store:
        found = store.find(plan, unit, year)
        told = TaskList.told(found, date.today(), Thresholds(days=yellow_days))
        show_json(told) if as_json else show(tasks(told))


@tasks.command("show", no_args_is_help=True)
def show_task(context: typer.Context, task_id: TaskId, as_json: JsonFlag = False) -> None:
    """查看一项任务和它的记录。"""
    from assistant.interfaces.render.tasks import detail
    from assistant.interfaces.wire.tasks import Task, TaskDetail, TaskEvent

    with reporting(as_json), _store(context) as store:
        task, history = store.get(task_id), store.history(task_id)
        told = TaskDetail(
            task=Task.told(task, date.today()),
            history=[TaskEvent.of(one) for one in history],
        )
        show_json(told) if as_json else show(detail(told))


@tasks.command("record", no_args_is_help=True)
def record(
    context: typer.Context,
    task_id: TaskId,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="planned 未启动、running 进行中、done 已完成、stopped 已停止"),
    ] = None,
    progress: Annotated[int | None, typer.Option("--progress", min=0, max=100, help="完成百分之几")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="完成情况")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="TEXT", help="新的时限，例如 9月底前")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help="责任单位")] = None,
    as_json: JsonFlag = False,
) -> None:
    """记录一项任务的进展。"""
    from assistant.drafting.tasks.sheets import STATUS_WORDS
    from assistant.interfaces.render.tasks import task
    from assistant.interfaces.wire.tasks import Task

    known = None if status is None else STATUS_WORDS.get(status, status)
    given = {"status": known, "progress": progress, "note": note, "due": due, "owner": owner}
    with reporting(as_json), _store(context) as store:
        after = store.record(task_id, {name: value for name, value in given.items() if value is not None})
        told = Task.told(after, date.today())
        show_json(told) if as_json else show(task(told))


@tasks.command("import", no_args_is_help=True)
def import_sheet(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="任务台账；有编号的行是记录，没有编号的是新任务")],
    plan: Annotated[str, typer.Option("--plan", metavar="TITLE", help="新任务属于哪份计划；不给则取文件名")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="新任务属于哪个单位")] = "",
    year: Year = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会改动什么，不改动")] = False,
    as_json: JsonFlag = False,
) -> None:
    """由表格收入任务，或收回填好的记录。"""
    from assistant.drafting.tasks.importing import look_through, take_in
    from assistant.errors import TaskError
    from assistant.interfaces.render.tasks import would
    from assistant.interfaces.wire.tasks import Imported

    with reporting(as_json), _store(context) as store:
        try:
            data = path.read_bytes()
        except OSError as exc:
            raise TaskError(f"无法读取 {path}：{exc.strerror}", "请检查路径和权限") from exc
        if dry_run:
            wanted = look_through(store, data, path.name)
            show_json(Imported.would(wanted)) if as_json else show(would(wanted))
            return
        taken = take_in(store, data, path.name, plan, unit, year)
        told = Imported(added=list(taken.added), changed=list(taken.changed), unchanged=list(taken.unchanged))
        summary = f"新增 {len(told.added)} 项，更新 {len(told.changed)} 项，未变 {len(told.unchanged)} 项"
        show_json(told) if as_json else show(summary)


@tasks.command("carry", no_args_is_help=True)
def carry_on(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="转入哪份计划")],
    to_year: Annotated[int, typer.Option("--to-year", min=1900, max=2200, help="那份计划的年份")],
    from_plan: Plan = None,
    unit: Unit = None,
    year: Year = None,
    as_json: JsonFlag = False,
) -> None:
    """把没有完成的任务转入下一份计划。"""
    from assistant.drafting.tasks.carrying import carry
    from assistant.interfaces.wire.tasks import TaskList

    with reporting(as_json), _store(context) as store:
        carried = carry(store, store.find(from_plan, unit, year), plan, to_year)
        show_json(TaskList.told(carried, date.today())) if as_json else show(f"转入 {len(carried)} 项")


@tasks.command("export", no_args_is_help=True)
def export_sheet(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="写到哪里")],
    plan: Plan = None,
    unit: Unit = None,
    year: Year = None,
    yellow_days: YellowDays = 30,
    as_json: JsonFlag = False,
) -> None:
    """把任务写成表格；填好后用 tasks import 收回。"""
    from assistant.drafting.tasks.lights import Thresholds
    from assistant.drafting.tasks.workbook import workbook
    from assistant.errors import TaskError
    from assistant.interfaces.wire.tasks import TaskList

    with reporting(as_json), _store(context) as store:
        found = store.find(plan, unit, year)
        thresholds = Thresholds(days=yellow_days)
        try:
            path.write_bytes(workbook(found, date.today(), thresholds))
        except OSError as exc:
            raise TaskError(f"无法写入 {path}：{exc.strerror}", "请检查路径和权限") from exc
        told = TaskList.told(found, date.today(), thresholds)
        show_json(told) if as_json else show(f"已写出 {len(found)} 项任务：{path}")


@tasks.command("remove", no_args_is_help=True)
def remove(context: typer.Context, task_id: TaskId, as_json: JsonFlag = False) -> None:
    """删除一项任务和它的记录。"""
    from assistant.interfaces.wire import Removed

    with reporting(as_json), _store(context) as store:
        task = store.get(task_id)
        store.remove([task_id])
        show_json(Removed(removed=task_id)) if as_json else show(f"已删除 {task.matter}（{task_id}）")
