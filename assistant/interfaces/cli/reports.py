"""What the command line alone reports, as JSON and as text: batches, rebuilding, serving, the doctor's findings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from assistant.interfaces.cli.batch_lines import BatchLine
from assistant.interfaces.cli.history import Earlier
from assistant.interfaces.render.health import problems
from assistant.interfaces.wire import Seconds, Wire
from assistant.interfaces.wire.doctor import DatabaseState, DoctorReport


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class BatchQuestion(BatchLine):
    """A line of a batch file. Other keys are ignored: evaluation files carry their gold answers along.

    Attributes:
        history: The conversation before the question, oldest first: questions, or questions with their answers.
    """

    question: str
    history: Annotated[tuple[Earlier, ...], BeforeValidator(_as_tuple)] = ()


class BatchReport(Wire):
    """How a batch went: lines answered now, answered before an interruption, and failed."""

    out: str
    answered: int
    resumed: int
    failed: int
    seconds: Seconds


class Rebuilt(Wire):
    documents: int
    chunks: int
    seconds: Seconds


class BackedUp(Wire):
    """A backup that stands; `size` in bytes."""

    file: str
    documents: int
    originals: int
    size: int
    seconds: Seconds


class RestoredHome(Wire):
    """A home made from a backup taken at `made_at` (UTC); `aside` is where the one lies now that was there before.

    `records` is where drafts, tasks and accounts lie: a file, or the address of a database without its password.
    """

    home: str
    documents: int
    chunks: int
    made_at: str
    aside: str | None
    records: str
    seconds: Seconds


class Serving(Wire):
    """Where `serve` listens."""

    url: str


def batch_report(report: BatchReport) -> str:
    resumed = f"，接续上次的 {report.resumed} 条" if report.resumed else ""
    failed = f"，未能回答 {report.failed} 条" if report.failed else ""
    return f"已写入 {report.out}：答出 {report.answered} 条{resumed}{failed}，用时 {report.seconds:.1f} 秒"


def doctor_report(report: DoctorReport) -> str:
    library, encoder, reranker = report.library, report.encoder, report.reranker
    model = f"{report.model}（{report.model_url or '默认地址'}，密钥{'已' if report.model_key_set else '未'}设置）"
    held = f"{library.documents} 份文件，{library.chunks} 段" if library else "无"
    if library and library.doubtful:
        held += f"，{library.doubtful} 份有存疑的文字"
    facts = {
        "文件夹": report.home,
        "资料库": held,
        "数据库": _told(report.database),
        "编码器": f"{encoder.name}（{encoder.dimension} 维）" if encoder.dimension else f"{encoder.name}（不可用）",
        "重排": f"{reranker.name}{'' if reranker.usable else '（不可用）'}" if reranker else "内置",
        "语言模型": model if report.model else "未设置，以原文摘录作答",
        **{f"程序 {name}": path or "未找到（作答不需要）" for name, path in report.programs.items()},
        **{f"版本 {name}": number or "未安装" for name, number in report.versions.items()},
    }
    lines = [f"{name}：{value}" for name, value in facts.items()]
    return "\n".join([*lines, "", "一切正常。" if report.ok else problems(report.problems)])


def _told(database: DatabaseState | None) -> str:
    if database is None:
        return "不可用"
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database.kind]
    state = f"版本 {database.revision}" if database.revision else "尚未建立"
    return f"{name} {database.place}（{state if database.usable else '不可用'}）"
