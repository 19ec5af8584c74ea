"""Prompts as versioned Markdown files: loaded strictly, filled once.

A prompt is the file `<name>.v<version>.md` in this folder:

    ---
    name: answer
    version: 1
    purpose: what it is for, one line
    variables: [question, passages]
    output: what the model is to send back, one line
    ---
    # system
    …
    # user
    … {{question}} … {{passages}} …

A released version is never edited: add the next. What a model said is recorded with `Prompt.identity`, e.g. "answer@1".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from prompts.errors import PromptError
from prompts.files import read_text, read_yaml

Role = Literal["system", "user"]

FOLDER = Path(__file__).parent
"""Where the prompts of the project lie."""

_FIELDS = {"name": str, "version": int, "purpose": str, "variables": list, "output": str}
_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?\n)---\n(?P<body>.*)\Z", re.DOTALL)
_ROLE_HEADING = re.compile(r"^# (?P<role>[a-z]+)[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(?P<name>[a-z][a-z0-9_]*)\}\}")
_FILE_NAME = re.compile(r"(?P<name>[a-z][a-z0-9_]*)\.v(?P<version>[1-9]\d*)\.md")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A loaded prompt: templates whose used variables are exactly the declared ones.

    Attributes:
        version: From 1 up.
        messages: Templates in the order they are sent; a system message, if any, is the first.
    """

    name: str
    version: int
    purpose: str
    variables: tuple[str, ...]
    output: str
    messages: tuple[Message, ...]

    @property
    def identity(self) -> str:
        """What is recorded beside every reply, e.g. "answer@1"."""
        return f"{self.name}@{self.version}"


def load_prompt(identity: str, folder: Path = FOLDER) -> Prompt:
    """The prompt "name@version"; a bare "name" means its highest version.

    Raises:
        PromptError: When there is no such file or it is malformed; the sentence names the file.
    """
    name, _, version = identity.partition("@")
    numbers = _versions(name, folder)
    wanted = version or str(max(numbers, default=0))
    if wanted not in map(str, numbers):
        known = "、".join(f"{name}@{number}" for number in numbers) or "没有"
        raise PromptError(f"{folder} 中没有提示词 {identity!r}", f"同名的现有版本：{known}")
    path = folder / f"{name}.v{wanted}.md"
    return parse_prompt(read_text(path, "提示词文件"), path)


def parse_prompt(source: str, path: Path) -> Prompt:
    """The prompt that the text `source` of the file `path` states; `path` also gives name and version to check.

    Raises:
        PromptError: When front matter, parts or variables break the rules in this module's docstring.
    """
    parts = _FRONT_MATTER.match(source.replace("\r\n", "\n"))
    if parts is None:
        raise PromptError(f"提示词文件 {path} 开头没有以 --- 围起的说明", "请参照 prompts/answer.v1.md 补上")
    head = _front_matter(parts["head"], path)
    messages = _messages(parts["body"], path)
    _check_variables(set(head.variables), messages, path)
    return Prompt(head.name, head.version, head.purpose, head.variables, head.output, messages)


def render(prompt: Prompt, **values: str) -> tuple[Message, ...]:
    """The prompt's messages with every {{variable}} replaced, once: braces inside a value stay what they are.

    Raises:
        PromptError: When `values` are not exactly the declared variables.
    """
    if set(values) != set(prompt.variables):
        raise PromptError(
            f"提示词 {prompt.identity} 的变量应为 {_listed(prompt.variables)}，实际给了 {_listed(values)}"
        )
    return tuple(
        Message(message.role, _VARIABLE.sub(lambda found: values[found["name"]], message.text))
        for message in prompt.messages
    )


def _versions(name: str, folder: Path) -> list[int]:
    found = (_FILE_NAME.fullmatch(path.name) for path in folder.glob("*.md"))
    return sorted(int(match["version"]) for match in found if match and match["name"] == name)


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    version: int
    purpose: str
    output: str
    variables: tuple[str, ...]


def _front_matter(text: str, path: Path) -> _Head:
    fields = read_yaml(text, f"提示词文件 {path} 的说明")
    if not isinstance(fields, dict) or set(fields) != set(_FIELDS):
        found = _listed(map(str, fields)) if isinstance(fields, dict) else type(fields).__name__
        raise PromptError(f"提示词文件 {path} 的说明应恰有 {_listed(_FIELDS)}，实际为 {found}")
    for key, kind in _FIELDS.items():
        # type(), not isinstance(): True is an int, and no version.
        if type(fields[key]) is not kind or (kind is str and not fields[key].strip()):
            raise PromptError(f"提示词文件 {path} 的 {key} 应为 {kind.__name__}，实际为 {fields[key]!r}")
    if path.name != f"{fields['name']}.v{fields['version']}.md":
        raise PromptError(f"提示词文件 {path} 的名称与说明不符：说明写的是 {fields['name']} 第 {fields['version']} 版")
    return _Head(**{**fields, "variables": tuple(map(str, fields["variables"]))})


def _messages(body: str, path: Path) -> tuple[Message, ...]:
    pieces = _ROLE_HEADING.split(body)
    roles, texts = pieces[1::2], [piece.strip() for piece in pieces[2::2]]
    if roles not in (["system", "user"], ["user"]):
        raise PromptError(f"提示词文件 {path} 应分为“# system”“# user”两部分（或只有后者），实际为 {_listed(roles)}")
    if pieces[0].strip() or not all(texts):
        raise PromptError(f"提示词文件 {path} 的各部分应不为空，第一部分之前不应有文字")
    return tuple(Message(cast(Role, role), text) for role, text in zip(roles, texts, strict=True))


def _check_variables(declared: set[str], messages: tuple[Message, ...], path: Path) -> None:
    text = "\n".join(message.text for message in messages)
    used = {match["name"] for match in _VARIABLE.finditer(text)}
    rest = _VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise PromptError(f"提示词文件 {path} 中有写错的变量", "变量写作 {{小写字母与下划线}}，不带空格")
    if declared != used:
        raise PromptError(
            f"提示词文件 {path} 声明的变量与使用的不一致："
            f"声明未用 {_listed(sorted(declared - used))}，使用未声明 {_listed(sorted(used - declared))}"
        )


def _listed(names: Iterable[str]) -> str:
    return "、".join(names) or "（无）"


__all__ = ["FOLDER", "Message", "Prompt", "PromptError", "Role", "load_prompt", "parse_prompt", "render"]
