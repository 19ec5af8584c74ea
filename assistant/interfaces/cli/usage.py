"""Wrong usage said in Chinese. Typer's exception classes are not public, so they are told apart by name."""

from __future__ import annotations

import re

import typer

_KNOWN = (
    (re.compile(r"No such command '(.*?)'"), "没有命令 {0}"),
    (re.compile(r"Got unexpected extra argument.*? \(([^()]+)\)$"), "多出的参数：{0}"),
    (re.compile(r"Option '(.*?)' requires"), "选项 {0} 缺少值"),
    (re.compile(r"Option '(.*?)' does not take a value"), "选项 {0} 不带值"),
)


class WrongUsageError(typer.BadParameter):
    """Our own complaint, in Chinese."""


def explain(error: typer.TyperException) -> str:
    """What was wrong and where the usage stands; for a command without any arguments its whole help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error.format_message()
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "zhibi"
    return f"错误：{_sentence(error)}\n用法：{command} --help"


def _sentence(error: typer.TyperException) -> str:
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    if kind == "NoSuchOption":
        return f"没有选项 {getattr(error, 'option_name', '')}"
    if parameter is not None:
        name = parameter.get_error_hint().strip("'")
        return f"缺少 {name}" if kind == "MissingParameter" else f"{name} 的值不合要求：{_reason(error, parameter)}"
    if isinstance(error, WrongUsageError):
        return error.message
    for pattern, sentence in _KNOWN:
        if match := pattern.search(error.message):
            return sentence.format(*match.groups())
    return error.format_message()


def _reason(error: typer.TyperException, parameter: object) -> str:
    """Our own message, or what the parameter's help says of the values it takes."""
    return error.message if isinstance(error, WrongUsageError) else getattr(parameter, "help", None) or error.message
