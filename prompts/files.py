"""Files of this package as text, and what their YAML says."""

from __future__ import annotations

from pathlib import Path

from prompts.errors import PromptError


def read_text(path: Path, what: str) -> str:
    """A file's text, without a byte order mark.

    Args:
        what: What messages call the file, e.g. 文种文件.

    Raises:
        PromptError: It cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise PromptError(f"{what} {path} 无法读取：{exc}", "请确认文件可读，并以 UTF-8 保存") from exc


def read_yaml(source: str, what: str) -> object:
    """What YAML says.

    Args:
        what: What messages call it, e.g. 文种文件 genres/rules.yaml.

    Raises:
        PromptError: It is no YAML, or holds a value that is none, e.g. the day 2026-13-01.
    """
    import yaml  # 50 ms, and every program that names an error of ours imports a module of this package

    try:
        return yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        raise PromptError(f"{what} 不是合法的 YAML：{exc}") from exc


__all__ = ["read_text", "read_yaml"]
