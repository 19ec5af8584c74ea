"""A draft as plain text: the text with its marks, then what is open, what is doubtful, and the sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.interfaces.render.answers import sources
from assistant.interfaces.render.findings import HEADS, group_of
from assistant.interfaces.render.verification import CHECKS
from assistant.interfaces.wire.drafts import Draft, DraftSection, DraftTable

COMMANDS = {"已收入任务台账": "zhibi tasks list 查看", "把资料收入资料库": "zhibi ingest 文件或文件夹"}
"""What a notice of a draft speaks of -> how it is done here."""


def draft(result: Draft, out: Path | None = None) -> str:
    """The draft for the terminal.

    Args:
        out: The file that it was written to; then the text itself is left out.
    """
    parts = [f"已写入 {out}"] if out is not None else ["\n".join(_text(result))]
    parts.append(_counts(result))
    if result.open_slots:
        parts.append("\n".join(["待填：", *(f"  {slot.what}" for slot in result.open_slots)]))
    for group, head in HEADS.items():
        told = [finding for finding in result.findings if group_of(finding) == group]
        if told:
            parts.append(
                "\n".join([f"{head}：", *(f"  {CHECKS.get(one.check, one.check)}：{one.note}" for one in told)])
            )
    parts += [f"注意：{_with_command(notice)}" for notice in result.notices]
    if out is None and result.citations:
        parts.append(sources(result.citations))
    return "\n\n".join(parts)


def _with_command(notice: str) -> str:
    """A notice with the command that does, or shows, what it speaks of."""
    command = next((command for words, command in COMMANDS.items() if words in notice), "")
    return f"{notice}（{command}）" if command else notice


def _counts(result: Draft) -> str:
    cited = sum(bool(claim.citations) for claim in result.claims)
    recycled = "" if result.recycled is None else f"，{result.recycled:.0%}与上年文稿相同"
    kept = f"，编号 {result.id} 第 {result.version} 版" if result.id else ""
    return f"共 {len(result.claims)} 句，{cited} 句有出处，{len(result.open_slots)} 处待填{recycled}{kept}"


def _text(result: Draft) -> Iterator[str]:
    yield result.title
    if result.addressee:
        yield f"{result.addressee}："
    for section in result.sections:
        yield ""
        if section.heading:
            yield section.heading
        yield from _paragraphs(section)
        for table in section.tables:
            yield from _table(table)
    if result.signature:
        yield ""
        yield from result.signature


def _paragraphs(section: DraftSection) -> Iterator[str]:
    marks = {claim.text: "".join(f"[{key}]" for key in claim.citations) for claim in section.claims}
    for paragraph in section.paragraphs:
        text = paragraph.text
        for sentence, mark in marks.items() if not paragraph.level else ():
            text = text.replace(sentence, sentence + mark, 1)
        yield text if paragraph.level else f"　　{text}"


def _table(table: DraftTable) -> Iterator[str]:
    if table.caption:
        yield table.caption
    yield " | ".join(table.columns)
    for row in table.rows:
        yield " | ".join(cell.text for cell in row)
