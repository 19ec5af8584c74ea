"""What a reader should know before an exported file leaves the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.citations import notes as remarks
from assistant.drafting.types import Draft
from assistant.export.cleaning import clean
from assistant.export.gate import faulty
from assistant.export.manuscript import document_number
from assistant.export.template import Template
from assistant.export.types import Copy, Substitution


def notices(
    draft: Draft, copy: Copy, missing: Sequence[Substitution] | None = (), template: Template | None = None
) -> tuple[str, ...]:
    """Chinese sentences, the gravest first.

    Args:
        missing: Fonts that are not here; None where that cannot be told.
    """
    return (*_of_text(draft, copy), *remarks(draft.citations), *_of_form(draft, template), *_of_fonts(missing))


def _of_text(draft: Draft, copy: Copy) -> Iterator[str]:
    if found := len(faulty(draft)):
        shown = "，依据对照表中已标出" if copy == "evidence" else "，请对照依据稿改正"
        yield f"有 {found} 句与所引原文有出入或所注出处不符{shown}"
    text = "".join(_texts(draft))
    counts = [(mark, text.count(f"【{mark}")) for mark in ("待填", "待核实")]
    if left := "、".join(f"{count} 处【{mark}】" for mark, count in counts if count):
        yield f"文中还有 {left}，印发前须逐一处理"
    if hidden := len(text) - len(clean(text.replace("\r\n", "\n"))):
        yield f"已去除文中 {hidden} 个不可见或不合规的字符"


def _of_form(draft: Draft, template: Template | None) -> Iterator[str]:
    given = (draft.number or draft.spec.extra.get("文号", "")).strip()
    if (number := document_number(draft)) != given:
        yield f"文号“{clean(given)}”已按 GB/T 9704-2012 写作“{number}”"
    if template is not None and template.deviations:
        yield f"模板“{template.label}”与 GB/T 9704-2012 有 {len(template.deviations)} 处不同"


def _of_fonts(missing: Sequence[Substitution] | None) -> Iterator[str]:
    if missing is None:
        yield "无法得知本机装有哪些字体；文件中写明了各处应用的字体，字体本身不随文件附带"
    elif missing:
        listed = "、".join(f"{one.font}（以 {one.used} 代替）" if one.used else one.font for one in missing)
        yield f"本机没有字体：{listed}；文件中仍写明原字体，在装有这些字体的电脑上打开即按原字体显示"


def _texts(draft: Draft) -> Iterator[str]:
    yield draft.title
    for section in draft.sections:
        yield section.heading
        for paragraph in section.paragraphs:
            yield from (sentence.text for sentence in paragraph.sentences)
        for grid in section.grids:
            yield from (cell.text for row in grid.rows for cell in row)


__all__ = ["notices"]
