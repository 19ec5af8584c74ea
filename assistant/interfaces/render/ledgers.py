"""A ledger as plain text: its rows, then what is missing, what is not closed, what documents say differently."""

from __future__ import annotations

from pathlib import Path

from assistant.interfaces.render.answers import sources
from assistant.interfaces.wire.ledgers import Ledger, LedgerKinds, LedgerRow


def ledger(told: Ledger, out: Path | None = None) -> str:
    """The ledger for the terminal.

    Args:
        out: The file that it was written to; then the rows and the places that they cite are left out.
    """
    parts = [f"已写入 {out}"] if out is not None else [told.title, *([_rows(told)] if told.rows else [])]
    parts.append(
        f"共 {len(told.rows)} 行，{len(told.gaps)} 行有缺项，{len(told.unclosed)} 行未闭环（其中已过时限 "
        f"{len(told.overdue)} 行），{len(told.differing)} 行说法不一；截至 {told.day}"
    )
    for head, rows in (
        (
            "缺项和未闭环：",
            [f"  {row.number}. {_matter(told, row)}：{'；'.join(row.problems)}" for row in told.rows if row.problems],
        ),
        (
            "说法不一：",
            [f"  {row.number}. {_matter(told, row)}：{one}" for row in told.rows for one in row.differences],
        ),
    ):
        if rows:
            parts.append("\n".join([head, *rows]))
    parts += [f"注意：{notice}" for notice in told.notices]
    if out is None and told.citations:
        parts.append(sources(told.citations))
    return "\n\n".join(parts)


def kinds(told: LedgerKinds) -> str:
    """A line a kind."""
    return "\n".join(f"{one.kind}  {one.title}：{one.purpose}" for one in told.ledgers)


def _rows(told: Ledger) -> str:
    head = " | ".join(["序号", *(column.heading for column in told.columns)])
    return "\n".join([head, *(_row(told, row) for row in told.rows)])


def _row(told: Ledger, row: LedgerRow) -> str:
    cells = (row.cells.get(column.name) for column in told.columns)
    marked = (f"{one.text}{''.join(f'[{key}]' for key in one.citations)}" if one is not None else "—" for one in cells)
    return " | ".join([str(row.number), *marked])


def _matter(told: Ledger, row: LedgerRow) -> str:
    return row.cells["matter"].text if "matter" in row.cells else ""
