"""The files of fixed formulations, `prompts/formulations/*.yaml`, loaded strictly.

What a file may say stands in the head of `party.yaml`, in Chinese, for those who keep it. A slip in a file is one
sentence that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from prompts.errors import PromptError
from prompts.files import read_text
from prompts.formulary import Enumeration, Form, Formulary, Level, Origin, Phrase, Replacement, Usage

FOLDER = Path(__file__).parent / "formulations"
"""Where the formulations of the project lie."""


def load_formulary(folder: Path = FOLDER) -> Formulary:
    """What all files `*.yaml` of the folder say, in the order of their names.

    Raises:
        PromptError: When the folder has none, a file cannot be read or breaks a rule; the sentence names file and line.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise PromptError(f"{folder} 中没有提法文件（*.yaml）", "请恢复随程序附带的提法文件")
    whole = Formulary()
    for path in paths:
        whole += parse_formulary(read_text(path, "提法文件"), path)
    _refuse_twice(whole)
    return whole


def parse_formulary(source: str, path: Path) -> Formulary:
    """What the text `source` of the file `path` says.

    Raises:
        PromptError: When it is no YAML, or breaks a rule of its head; the sentence names file and line.
    """
    return _Reader(path).read(_nodes(source, path))


@dataclass(frozen=True, slots=True)
class _Node:
    """What YAML says, and on which line; `value` is a mapping or a sequence of nodes, a text, a number or a date."""

    value: Any
    line: int


def _nodes(source: str, path: Path) -> _Node:
    import yaml  # 50 ms, and every program that names an error of ours imports a module of this package

    def node(found: yaml.Node | None, loader: yaml.SafeLoader) -> _Node:
        if isinstance(found, yaml.MappingNode):
            pairs = [(str(key.value), node(value, loader)) for key, value in found.value]
            for at, (key, value) in enumerate(pairs):
                if key in {other for other, _ in pairs[:at]}:
                    raise PromptError(f"提法文件 {path} 第 {value.line} 行：{key!r} 写了两次", "请保留其中一处")
            return _Node(dict(pairs), found.start_mark.line + 1)
        if isinstance(found, yaml.SequenceNode):
            return _Node([node(one, loader) for one in found.value], found.start_mark.line + 1)
        if isinstance(found, yaml.ScalarNode):
            return _Node(loader.construct_object(found), found.start_mark.line + 1)
        return _Node(None, 1)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(source)  # five times as fast, where libyaml is there
    try:
        return node(loader.get_single_node(), loader)
    except (yaml.YAMLError, ValueError) as exc:
        mark = getattr(exc, "problem_mark", None) or getattr(exc, "context_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "（行号不明）"
        hint = "请检查缩进（只用空格）、冒号后的空格，以及引号和方括号是否成对"
        raise PromptError(f"提法文件 {path} {place}不是合法的 YAML：{exc}", hint) from exc
    finally:
        loader.dispose()


_Fields = Mapping[str, Callable[[_Node], Any]]
_LEVELS = ("certain", "doubtful", "silent")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes entries of nodes, strictly."""

    path: Path
    sources: dict[str, Origin] = field(default_factory=dict)

    def read(self, whole: _Node) -> Formulary:
        parts: _Fields = {
            "name": self._text,
            "version": self._count,
            "sources": self._read_sources,
            "enumerations": self._each(self._enumeration),
            "phrases": self._each(self._phrase),
            "replacements": self._each(self._replacement),
            "usages": self._each(self._usage),
        }
        if isinstance(whole.value, dict) and "sources" in whole.value:  # entries name them, wherever they stand
            self._read_sources(whole.value["sources"])
        said = self._fields(whole, parts, ("name", "version"))
        said.pop("sources", None)
        if said["name"] != self.path.stem:
            self._refuse(whole.value["name"], f"name 应与文件名一致（{self.path.stem!r}），实际为 {said['name']!r}")
        version = f"{said.pop('name')}@{said.pop('version')}"
        return Formulary(versions=(version,), **said)

    def _enumeration(self, node: _Node) -> Enumeration:
        said = self._fields(
            node,
            {
                "names": self._texts,
                "members": self._members,
                "suffix": self._text,
                "forms": self._each(self._form),
                "within": self._count,
                "bound": self._switch,
                "missing": self._level,
                "moved": self._level,
                "since": self._day,
                "source": self._origin,
            },
            ("names", "members", "source"),
        )
        first = Form(said.pop("members"), said.pop("suffix", ""))
        forms = (first, *said.pop("forms", ()))
        origin = said.pop("source")
        return Enumeration(forms=forms, origin=origin, since=said.pop("since", origin.day), **said)

    def _form(self, node: _Node) -> Form:
        known: _Fields = {"members": self._members, "suffix": self._text, "until": self._day}
        return Form(**self._fields(node, known, ("members",)))

    def _phrase(self, node: _Node) -> Phrase:
        said = self._fields(
            node,
            {
                "text": self._text,
                "wrong": self._texts,
                "near": self._switch,
                "level": self._level,
                "since": self._day,
                "source": self._origin,
            },
            ("text", "source"),
        )
        if said["text"] in said.get("wrong", ()):
            self._refuse(node, f"wrong 中列有正确的写法 {said['text']!r}", "请删去")
        origin = said.pop("source")
        return Phrase(origin=origin, since=said.pop("since", origin.day), **said)

    def _replacement(self, node: _Node) -> Replacement:
        said = self._fields(
            node,
            {
                "old": self._texts,
                "new": self._text,
                "since": self._day,
                "beside": self._texts,
                "unless": self._texts,
                "level": self._level,
                "source": self._origin,
            },
            ("old", "new", "since", "source"),
        )
        return Replacement(origin=said.pop("source"), **said)

    def _usage(self, node: _Node) -> Usage:
        known: _Fields = {
            "word": self._text,
            "barred": self._texts,
            "note": self._text,
            "unless": self._texts,
            "level": self._level,
        }
        return Usage(**self._fields(node, known, ("word", "barred", "note")))

    def _read_sources(self, node: _Node) -> None:
        known: _Fields = {"document": self._text, "date": self._day}
        if not isinstance(node.value, dict):
            self._refuse(node, f"sources 应为“代号: {{document: 文件, date: 日期}}”，实际为 {_named(node.value)}")
        for key, one in node.value.items():
            said = self._fields(one, known, ("document", "date"))
            self.sources[key] = Origin(said["document"], said["date"])

    def _origin(self, node: _Node) -> Origin:
        key = self._text(node)
        if key not in self.sources:
            near = get_close_matches(key, self.sources, n=1)
            self._refuse(node, f"sources 中没有 {key!r}", f"是否想写 {near[0]!r}？" if near else "请在 sources 中补上")
        return self.sources[key]

    def _fields(self, node: _Node, known: _Fields, needed: Sequence[str]) -> dict[str, Any]:
        if not isinstance(node.value, dict):
            self._refuse(node, f"应为“键: 值”，实际为 {_named(node.value)}")
        for key, value in node.value.items():
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"是否想写 {near[0]!r}？" if near else f"可用的键：{'、'.join(known)}"
                self._refuse(value, f"有不认识的键 {key!r}", hint)
        missing = [key for key in needed if key not in node.value]
        if missing:
            self._refuse(node, f"这一条缺少 {'、'.join(missing)}")
        return {key: known[key](value) for key, value in node.value.items()}

    def _each(self, read: Callable[[_Node], Any]) -> Callable[[_Node], tuple[Any, ...]]:
        def all_of(node: _Node) -> tuple[Any, ...]:
            if not isinstance(node.value, list):
                self._refuse(node, f"应为以“- ”开头的各条，实际为 {_named(node.value)}")
            return tuple(read(one) for one in node.value)

        return all_of

    def _members(self, node: _Node) -> tuple[str, ...]:
        members = self._texts(node)
        if len(members) < 2 or len(set(members)) < len(members):
            self._refuse(node, f"members 应列出两个以上互不相同的成员，实际为 {'、'.join(members)}")
        return members

    def _texts(self, node: _Node) -> tuple[str, ...]:
        if not isinstance(node.value, list) or not node.value:
            self._refuse(node, f"应为方括号中的一组词，如 [甲, 乙]，实际为 {_named(node.value)}")
        return tuple(map(self._text, node.value))

    def _text(self, node: _Node) -> str:
        if not isinstance(node.value, str) or not node.value.strip():
            self._refuse(node, f"应为一段文字，实际为 {_named(node.value)}", "像数字或日期的文字请加引号")
        return node.value.strip()

    def _count(self, node: _Node) -> int:
        # type(), not isinstance(): True is an int, and no count.
        if type(node.value) is not int or node.value < 0:
            self._refuse(node, f"应为不小于 0 的整数，实际为 {_named(node.value)}")
        return node.value

    def _switch(self, node: _Node) -> bool:
        if not isinstance(node.value, bool):
            self._refuse(node, f"应为 true 或 false，实际为 {_named(node.value)}")
        return node.value

    def _level(self, node: _Node) -> Level:
        if node.value not in _LEVELS:
            self._refuse(node, f"应为 {'、'.join(_LEVELS)} 之一，实际为 {_named(node.value)}")
        level: Level = node.value
        return level

    def _day(self, node: _Node) -> date:
        if type(node.value) is not date:
            self._refuse(node, f"应为日期，如 2016-01-29，实际为 {_named(node.value)}", "月、日写两位，不加引号")
        return node.value

    def _refuse(self, node: _Node, what: str, hint: str = "") -> NoReturn:
        raise PromptError(f"提法文件 {self.path} 第 {node.line} 行：{what}", hint)


def _named(value: object) -> str:
    if value is None:
        return "空"
    if isinstance(value, dict):
        return "“键: 值”"
    if isinstance(value, list):
        return "一组值"
    return repr(value) if isinstance(value, str) else str(value)


def _refuse_twice(whole: Formulary) -> None:
    for said in (_called(whole), (phrase.text for phrase in whole.phrases)):
        seen: set[str] = set()
        for name in said:
            if name in seen:
                raise PromptError(f"提法文件中 {name!r} 立了两条", "请合并为一条")
            seen.add(name)


def _called(whole: Formulary) -> Iterator[str]:
    return (name for enumeration in whole.enumerations for name in enumeration.names)


__all__ = ["FOLDER", "PromptError", "load_formulary", "parse_formulary"]
