"""What an author gives: facts that only he knows, and tasks that he sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.drafting.measures import contradiction
from assistant.drafting.rows import COLUMNS, FIELDS, field_of
from assistant.drafting.stated import Names, keyed, shown
from assistant.drafting.types import Fact, Task
from assistant.errors import SpecError
from prompts.genres import Genre

_MOST_FACT_CHARS, _MOST_FACTS, _MOST_TASKS = 2000, 500, 200

_FACT_NAMES: Names = {
    "slot": ("项", "项目", "名称", "name", "key"),
    "text": ("内容", "值", "value", "fact", "事实"),
}


def read_facts(value: object, more: list[tuple[str, object]], genre: Genre) -> tuple[Fact, ...]:
    """The facts in any of the forms that people write them in.

    Args:
        more: Further facts by name.

    Raises:
        SpecError: One is empty or too long, or two contradict each other.
    """
    named = [*_each(value), *(fact for name, one in more for fact in _filled(name, one))]
    facts = tuple(Fact(_slot_name(name, genre), text) for name, text in named)
    if len(facts) > _MOST_FACTS:
        raise SpecError(f"事实有 {len(facts)} 条，上限是 {_MOST_FACTS} 条", "成批的资料请收入资料库")
    for fact in facts:
        if len(fact.text) > _MOST_FACT_CHARS:
            raise SpecError(
                f"事实“{fact.text[:20]}……”有 {len(fact.text)} 字，上限是 {_MOST_FACT_CHARS} 字", "请分成几条"
            )
    clash = contradiction(named)
    if clash is not None:
        raise SpecError(f"作者提供的事实互相矛盾：“{clash[0]}”与“{clash[1]}”", "请核实后只保留一个说法")
    return facts


def _each(value: object) -> Iterator[tuple[str, str]]:
    """Name (or "") and text of every fact."""
    if value is None:
        return
    if isinstance(value, Mapping):
        for slot, text in value.items():
            yield from _filled(str(slot), text)
        return
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise SpecError(f"事实应为列表或者“名称: 内容”，实际为 {shown(value)}")
    for one in value:
        if isinstance(one, Mapping):
            yield from _stated_fact(one)
        else:
            yield from _filled("", one)


def _stated_fact(one: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    words = {word for key, others in _FACT_NAMES.items() for word in (key, *others)}
    if len(one) == 1 and str(next(iter(one))) not in words:
        yield from _filled(str(next(iter(one))), next(iter(one.values())))
        return
    known = keyed(one, _FACT_NAMES, "事实")
    if not known.text("text"):
        raise SpecError(f"事实 {shown(dict(one))} 没有内容", "写作 {slot: 名称, text: 内容}")
    yield from _filled(known.text("slot"), known.values["text"])


def _filled(slot: str, value: object) -> Iterator[tuple[str, str]]:
    """The facts under one name: several where a list is given."""
    for one in value if isinstance(value, list) else [value]:
        if one is None or isinstance(one, (bool, Mapping, list)) or not str(one).strip():
            raise SpecError(
                f"事实“{slot or '（未命名）'}”的内容应为文字，实际为 {shown(one)}", "还不知道的就不写这一条"
            )
        yield slot.strip(), " ".join(str(one).split())


def _slot_name(written: str, genre: Genre) -> str:
    """The genre's name of a slot, where it knows one by what the author wrote; else what he wrote."""
    for part, slot in genre.slots:
        if written in (slot.name, slot.what, *slot.names):
            return f"{part.id}.{slot.name}"
    for part in genre.sections:
        if written in (part.id, part.name):
            return part.id
    return written


def read_tasks(value: object) -> tuple[Task, ...]:
    """The tasks of a list of mappings with the columns of a task table. Raises `SpecError`."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MOST_TASKS:
        raise SpecError(f"任务应为至多 {_MOST_TASKS} 项的列表，实际为 {shown(value)}", _COLUMNS)
    return tuple(_task(one, number) for number, one in enumerate(value, 1))


_COLUMNS = f"每项写作“{COLUMNS[0]}: …”，可用的键：{'、'.join(COLUMNS)}"


def _task(stated: object, number: int) -> Task:
    if not isinstance(stated, Mapping):
        raise SpecError(f"第 {number} 项任务应由“键: 值”组成，实际为 {shown(stated)}", _COLUMNS)
    found: dict[str, str] = {}
    for written, value in stated.items():
        name = field_of(str(written)) if str(written) not in FIELDS else str(written)
        if name not in FIELDS or name in found:
            raise SpecError(f"第 {number} 项任务中有不认识或者重复的键 {str(written)!r}", _COLUMNS)
        if value is None or isinstance(value, (bool, list, Mapping)):
            raise SpecError(f"第 {number} 项任务的 {written} 应为文字，实际为 {shown(value)}")
        found[name] = " ".join(str(value).split())
    if not found.get("matter"):
        raise SpecError(f"第 {number} 项任务没有{COLUMNS[0]}", _COLUMNS)
    return Task(
        id=f"t{number}",
        matter=found["matter"],
        measure=found.get("measure", ""),
        owner=found.get("owner", ""),
        due=found.get("due", ""),
        outcome=found.get("outcome", ""),
        basis=found.get("basis", ""),
    )
