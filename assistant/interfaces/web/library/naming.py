"""How the library's facts are said to its readers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from assistant.interfaces.finding import standing_of
from assistant.interfaces.labels import title
from ingest.periods import period_in
from ingest.types import DocumentRecord, Metadata

DEFAULT = "default"

_PARTS = {"H1": "上半年", "H2": "下半年", "Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度"}

KINDS = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel 表格",
    "csv": "CSV 表格",
    "pptx": "演示文稿",
    "text": "文本",
    "markdown": "文本",
    "html": "网页",
    "mhtml": "网页",
    "image": "图片",
    "office": "WPS 或旧版 Office",
}


def collection_name(name: str) -> str:
    return "默认库" if name == DEFAULT else name


def day_name(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def taken_in(record: DocumentRecord) -> str:
    """When, by this machine's clock."""
    when = datetime.fromisoformat(record.ingested_at)
    local = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone()
    return f"{day_name(local.date())} {local:%H:%M}"


def period_name(period: str) -> str:
    """2026H1 is 2026年上半年, 2021/2025 is 2021—2025年."""
    year, rest = period[:4], period[4:]
    if rest.startswith("/"):
        return f"{year}—{rest[1:]}年"
    if rest.startswith("-"):
        return f"{year}年{int(rest[1:])}月"
    return f"{year}年{_PARTS.get(rest, '')}"


def period_code(text: str) -> str:
    """What a person typed, as the library keeps it; what cannot be read stays, and is complained of there."""
    return period_in(text.strip()) or text.strip()


def value_name(about: Metadata, field: str) -> str:
    """A field's value as it is shown; "" where there is none."""
    value = getattr(about, field)
    if not value:
        return ""
    if isinstance(value, date):
        return day_name(value)
    if field == "period":
        return period_name(value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def standing_name(record: DocumentRecord, day: date, titles: Mapping[str, str]) -> str:
    """Why a document is not in force, in a sentence; "" where it is."""
    standing = standing_of(record, day)
    if standing == "ahead" and record.metadata.effective:
        return f"{day_name(record.metadata.effective)}起施行"
    if standing == "now":
        if record.superseded_on is None:
            return ""
        return f"{day_name(record.superseded_on)}起{_by(record, titles)}"
    since = f"{day_name(record.superseded_on)}起" if record.superseded_on else "已"
    return f"{since}{_by(record, titles)}"


def _by(record: DocumentRecord, titles: Mapping[str, str]) -> str:
    if record.superseded_by is None:
        return "失效"
    by = titles.get(record.superseded_by)
    return f"由{title(by)}取代" if by else "由另一份文件取代"
