"""A specification as people write it, in YAML or JSON, made into a `Spec`: strictly, and in their words.

单位: 某某公司党委            unit
期间: 2026年上半年            period
事实:                        facts: slot -> value, or sentences, or {slot, text}
  发展党员: 36名
来源: {库: [制度], 文件: [2026年工作要点], 截止: 2026-06-30}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assistant.drafting.given import read_facts, read_tasks
from assistant.drafting.stated import Names, Stated, keyed, shown
from assistant.drafting.types import Spec
from assistant.errors import SpecError
from ingest.text.dates import find_dates
from ingest.types import Scope
from prompts.genres import Genre, UnknownGenreError, load_genre

_MOST_BYTES = 1_000_000
_MOST_LENGTH = 50_000

_NAMES: Names = {
    "genre": ("文种", "体裁", "类型"),
    "unit": ("单位", "部门", "报告单位", "编制单位", "起草单位"),
    "period": ("期间", "时期", "时段", "年度", "时间", "报告期"),
    "topic": ("主题", "题目", "专题", "事由"),
    "audience": ("受众", "主送", "主送机关", "读者", "对象"),
    "title": ("标题",),
    "facts": ("事实", "已知事实", "数据", "情况"),
    "sources": ("来源", "资料", "素材", "依据文件"),
    "documents": ("文件", "文档"),
    "collections": ("库", "资料库", "collection"),
    "as_of": ("截止", "截止日期", "截至", "基准日"),
    "length": ("篇幅", "字数", "长度"),
    "signed": ("成文日期", "落款日期", "日期"),
    "tasks": ("任务", "任务清单", "重点任务清单"),
    "extra": ("其他", "附加"),
}
"""Key -> what else it may be called. A genre's own word (主题 of a 主题党日) yields to these."""

_SOURCE_NAMES = {name: _NAMES[name] for name in ("documents", "collections", "as_of")}


def load_spec(path: Path, genre: str) -> Spec:
    """The specification in a file.

    Raises:
        SpecError: It cannot be read, or is not as `read_spec` wants it.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SpecError(f"写作要求文件 {path} 太大，上限是 1 MB", "长篇资料请用 zhibi ingest 收入资料库")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as exc:
        raise SpecError(f"找不到写作要求文件 {path}", "请检查路径") from exc
    except OSError as exc:
        raise SpecError(f"写作要求文件 {path} 无法读取：{exc.strerror}", "请检查路径与权限") from exc
    except UnicodeDecodeError as exc:
        raise SpecError(f"写作要求文件 {path} 不是 UTF-8 编码", "请以 UTF-8 另存该文件") from exc
    return parse_spec(text, genre, str(path))


def parse_spec(text: str, genre: str, name: str = "写作要求") -> Spec:
    """The specification that a YAML (or JSON) text states. Raises as `read_spec`."""
    import yaml  # 50 ms that no other command needs

    try:
        stated = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:  # ValueError: a day that is none, 2026-13-01
        raise SpecError(f"{name} 不是合法的 YAML：{_where(exc)}", "每行写作“键: 值”，冒号后空一格") from exc
    return read_spec({} if stated is None else stated, genre)


def read_spec(stated: object, genre: str) -> Spec:
    """The specification that a mapping states.

    Args:
        genre: Name of the genre, English or Chinese; what the mapping names as genre must agree.

    Raises:
        SpecError: An unknown genre or key, a value of the wrong kind, or facts that contradict each other.
        PromptError: The genre's file is malformed.
    """
    chosen = known_genre(genre)
    stated, more = _without_slots(stated, chosen)
    known = keyed(stated, _NAMES, "写作要求")
    if known.text("genre") and known_genre(known.text("genre")).name != chosen.name:
        raise SpecError(f"写作要求的文种是 {known.text('genre')!r}，命令要写的是 {chosen.title!r}", "请改成一致")
    sources = _sources(known.values.get("sources"))
    given = {key: known.values[key] if key in known.values else sources.values.get(key) for key in _SOURCE_NAMES}
    return Spec(
        genre=chosen.name,
        unit=known.text("unit"),
        period=_period(known.text("period")),
        topic=known.text("topic"),
        audience=known.text("audience"),
        title=known.text("title"),
        facts=read_facts(known.values.get("facts"), more, chosen),
        scope=_scope(given),
        sources=tuple(_names(given["documents"], "来源文件")),
        tasks=read_tasks(known.values.get("tasks")),
        length=_length(known.values.get("length")),
        signed=_day(known.values.get("signed"), "成文日期"),
        extra=_extra(known.values.get("extra")),
    )


def known_genre(name: str) -> Genre:
    """The genre of this name, English or Chinese. Raises `SpecError` where there is none."""
    try:
        return load_genre(name)
    except UnknownGenreError as exc:
        raise SpecError(exc.message, exc.hint) from exc


def _without_slots(stated: object, genre: Genre) -> tuple[object, list[tuple[str, object]]]:
    """A mapping without the keys that are slots of the genre (出席 of minutes), and those: they are facts as well.

    主题 and 时间 are both where the genre has a slot of that name; 对象 of an activity is who takes part, no addressee.
    """
    if not isinstance(stated, Mapping):
        return stated, []
    slots = {word for _, slot in genre.slots for word in slot.names}
    shared = {word for key in ("unit", "period", "topic") for word in _NAMES[key]}
    taken = {word for others in _NAMES.values() for word in others} - shared - set(_NAMES["audience"])
    more = [(str(key), value) for key, value in stated.items() if key in slots - taken]
    return {key: value for key, value in stated.items() if key not in slots - taken or key in shared}, more


def _sources(value: object) -> Stated:
    if isinstance(value, Mapping):
        return keyed(value, _SOURCE_NAMES, "来源")
    return Stated({} if value is None else {"documents": value})


def _scope(given: Mapping[str, Any]) -> Scope:
    collections = None if given["collections"] is None else frozenset(_names(given["collections"], "资料库"))
    return Scope(collections=collections or None, as_of=_day(given["as_of"], "截止日期"))


def _names(value: object, what: str) -> list[str]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    for one in listed:
        if isinstance(one, bool) or not isinstance(one, (str, int, date)) or not str(one).strip():
            raise SpecError(f"{what}应为名称的列表，其中有 {shown(one)}", "写标题、编号或者路径")
    return [str(one).strip() for one in listed]


def _period(text: str) -> str:
    return f"{text}年" if re.fullmatch(r"(?:19|20)\d\d", text) else text


def _length(value: object) -> int:
    if value is None:
        return 0
    match = re.fullmatch(r"\s*(?:约|大约)?\s*(\d{1,6})\s*(?:字|左右|字左右)?\s*", str(value))
    if isinstance(value, bool) or match is None or not 1 <= int(match[1]) <= _MOST_LENGTH:
        raise SpecError(f"篇幅应为 1 到 {_MOST_LENGTH} 的字数，实际为 {shown(value)}", "如 篇幅: 3000")
    return int(match[1])


def _day(value: object, what: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = next(find_dates(str(value)), None)
    if found is None:
        raise SpecError(f"{what}应为一个日期，实际为 {shown(value)}", "如 2026-06-30 或 2026年6月30日")
    return found.value


def _extra(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise SpecError(f"附加项应由“键: 值”组成，实际为 {shown(value)}")
    return {str(key): "" if one is None else str(one) for key, one in value.items()}


def _where(exc: Exception) -> str:
    mark = getattr(exc, "problem_mark", None)
    return f"第 {mark.line + 1} 行附近有误" if mark is not None else str(exc)[:120]


__all__ = ["load_spec", "parse_spec", "read_spec"]
