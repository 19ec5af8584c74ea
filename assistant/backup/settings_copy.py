"""The settings file without what nobody else may know."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.config import Settings
from assistant.errors import SettingsError


def without_secrets(path: Path) -> str:
    """The settings in the file at `path` as TOML: no keys, no passwords in addresses, no comments.

    Raises:
        SettingsError: The file cannot be read as TOML.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingsError(f"设置文件 {path} 无法读取：{exc}", "请改正后再备份") from exc
    return "".join(f"{name} = {_toml(_bare(value))}\n" for name, value in values.items() if not _is_secret(name))


def _is_secret(name: str) -> bool:
    """Of a type that hides its value, or of a name that no setting has: what it means is not known."""
    field = Settings.model_fields.get(name)
    return field is None or "SecretStr" in str(field.annotation) or field.annotation is SecretStr


def _bare(value: Any) -> Any:
    """An address without the user name and password that stand in it."""
    if isinstance(value, str) and "://" in value and "@" in value:
        parts = urlsplit(value)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return value


def _toml(value: Any) -> str:
    """Every string that JSON writes is one that TOML reads, but for DEL."""
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
