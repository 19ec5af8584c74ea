"""How results are named to people, on the terminal and on the page alike."""

from __future__ import annotations

from collections.abc import Sequence

VERDICTS = {
    "altered": "与原文有出入",
    "wrong_citation": "所注出处不符",
    "unsupported": "未见依据",
    "unverifiable": "无法核对",
}
"""What a person reads for a verdict; a supported claim needs no words."""

ORIGINS = {"native": "原有文字", "ocr": "图像识别", "garbled": "乱码", "blank": "无文字"}
"""Where a page's text came from."""


FIELDS = {
    "title": "标题",
    "issuer": "发文机关",
    "number": "文号",
    "issued": "印发日期",
    "effective": "施行日期",
    "repealed": "废止日期",
    "status": "效力",
    "genre": "文种",
    "period": "时段",
    "label": "标识",
    "authors": "作者",
    "journal": "刊物",
    "series": "版本系列",
}
"""How what may be corrected in a document's metadata is called."""


SOURCES = {"text": "正文", "properties": "文件属性", "name": "文件名", "folder": "文件夹名", "hand": "人工更正"}
"""Where a piece of metadata came from."""


def title(document: str) -> str:
    """A title in 《》, once; titles inside it stand in 〈〉 (GB/T 15834)."""
    if document.startswith("《") and document.find("》") == len(document) - 1:
        return document
    return f"《{document.translate(_NESTED)}》"


_NESTED = str.maketrans("《》", "〈〉")


def page_range(pages: Sequence[int]) -> str:
    """第3页, 第3—4页, or "" where pages mean nothing."""
    if not pages:
        return ""
    return f"第{pages[0]}页" if len(pages) == 1 else f"第{pages[0]}—{pages[-1]}页"


def place(document: str, section: Sequence[str], article: str | None, pages: Sequence[int]) -> str:
    """《title》 第X条 第N页; the innermost heading where there is no article."""
    parts = [title(document), article or (section[-1] if section else ""), page_range(pages)]
    return " ".join(part for part in parts if part)


def ingest_counts(taken: int, skipped: int, failed: int) -> str:
    """What became of the files."""
    return f"收入 {taken} 份，已有 {skipped} 份，未能收入 {failed} 份"


def size(pages: int, paged: bool, chunks: int) -> str:
    """How long a document is."""
    return f"{pages} 页 · {chunks} 段" if paged else f"{chunks} 段"
