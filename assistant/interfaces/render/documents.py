"""Documents of the library as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.interfaces.labels import FIELDS, ORIGINS, SOURCES, size, title
from assistant.interfaces.wire.documents import Document, DocumentBase, DocumentDetail, Metadata, PageText


def documents(listed: list[Document]) -> str:
    if not listed:
        return "资料库还是空的。收入文件：zhibi ingest 文件或文件夹"
    titles = {one.id: one.title for one in listed}
    return "\n".join([f"共 {len(listed)} 份", *(document(one, titles) for one in listed)])


def document(one: Document, titles: Mapping[str, str] | None = None) -> str:
    doubtful = "" if one.status == "ready" else " · 部分文字存疑"
    over = standing(one, titles or {})
    known = f"{size(one.pages, one.paged, one.chunks)} · {one.collection}{doubtful}"
    return f"{one.id}  {title(one.title)} · {known}{f' · {over}' if over else ''}"


def standing(one: DocumentBase, titles: Mapping[str, str]) -> str:
    """Since when and by which a document is superseded, by its title where `titles` has it; "" where it is not."""
    if one.superseded_on is None and one.superseded_by is None:
        return ""
    since = f"{one.superseded_on} 起" if one.superseded_on else "已"
    if one.superseded_by is None:
        return f"{since}失效"
    by = titles.get(one.superseded_by)
    return f"{since}由{title(by)}取代" if by else f"{since}由 {one.superseded_by} 取代"


def versions(found: list[Document]) -> str:
    titles = {one.id: one.title for one in found}
    rows = (f"{_since(one)}  {document(one, titles)}" for one in found)
    return "\n".join([f"共 {len(found)} 个版本，新的在前", *rows])


def _since(one: Document) -> str:
    day = one.metadata.effective or one.metadata.issued
    return str(day) if day else "日期不详  "


def document_detail(one: DocumentDetail) -> str:
    about = one.metadata
    facts = {
        "编号": one.id,
        "库": one.collection,
        "文件": one.path,
        "格式": one.media_type,
        "篇幅": size(one.page_count, one.paged, one.chunks),
        "发文机关": about.issuer,
        "文号": about.number,
        "印发": about.issued,
        "施行": about.effective,
        "废止": about.repealed,
        "效力": about.status,
        "取代": standing(one, {}),
        "文种": about.genre,
        "时段": about.period,
        "标识": about.label,
        "作者": "、".join(about.authors),
        "刊物": about.journal,
        "废止了": "、".join(about.repeals),
        "收入时间": one.ingested_at,
    }
    lines = [title(one.title), *(f"  {name}：{value}" for name, value in facts.items() if value)]
    lines += [f"  取自{SOURCES[where]}：{'、'.join(names)}" for where, names in _sources(about).items()]
    lines += [f"  注意：{warning}" for warning in one.warnings]
    if isinstance(one.pages, list):
        lines += [page(each) for each in one.pages]
    if one.text is not None:
        lines += ["", one.text]
    return "\n".join(lines)


def _sources(about: Metadata) -> dict[str, list[str]]:
    """Where the pieces of metadata came from, in the order of `SOURCES`."""
    found = {where: [name for name, of in about.provenance.items() if of == where] for where in SOURCES}
    return {where: [FIELDS.get(name, name) for name in names] for where, names in found.items() if names}


def page(one: PageText) -> str:
    note = f" · {one.note}" if one.note else ""
    origin = f"{ORIGINS.get(one.origin, one.origin)} · 可信度 {one.confidence:.2f}"
    return f"\n—— 第{one.number}页 · {origin}{note} ——\n{one.text}"
