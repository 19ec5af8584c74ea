"""Templates as files.

A template is a YAML file of `prompts/templates` or of a folder of the site's own. It names the template that it is
based on and states only what differs; `gbt9704` states the standard itself, whole. Every value that differs from the
standard is listed in the result of an export.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from assistant.errors import TemplateError
from assistant.export.template import POINT, Face, Margins, NumberPlace, Role, Template
from assistant.export.template_fields import FIELDS, ROLES, Field
from prompts.loader import FOLDER as PROMPTS

FOLDER = PROMPTS / "templates"
"""Where the project's own templates lie."""

STANDARD = "gbt9704"

_OWN = ("name", "label", "base")
_NOT_LISTED = {"red_head", "fonts.red_head", "sizes.red_head"}
"""The standard leaves a red head's wording and size to the unit."""

_DEPTH = 8
"""Templates based on one another, at most."""

_LARGEST = 64 * 1024
"""Bytes of a template's file, at most."""

_NAME = re.compile(r"[\w\-]{1,64}")


def load_template(name: str, folders: Sequence[Path] = ()) -> Template:
    """The template `name` of the first of `folders`, or else of the project, that has one.

    Raises:
        TemplateError: No such template, or it breaks the rules of this module; the sentence names file and field.
    """
    label, values, path = _values(name, (*folders, FOLDER), ())
    _, standard, _ = _values(STANDARD, (FOLDER,), ())
    template = _template(name, label, values, _deviations(values, standard))
    _check_fit(template, path)
    return template


def template_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The templates there are, sorted."""
    return tuple(sorted({path.stem for folder in (*folders, FOLDER) for path in folder.glob("*.yaml")}))


def _values(name: str, folders: Sequence[Path], trail: tuple[str, ...]) -> tuple[str, dict[str, Any], Path]:
    """The label and all values, those of the template that it is based on included, and the file."""
    path = _find(name, folders)
    if name in trail or len(trail) >= _DEPTH:
        raise TemplateError(f"模板 {path} 的 base 绕成了圈：{' → '.join((*trail, name))}", f"请以 {STANDARD} 为底")
    source = _read(path)
    values = _flat(source, path)
    if (base := source.get("base")) is not None:
        if not isinstance(base, str):
            raise TemplateError(f"模板 {path} 的 base 应为模板名称，实际为 {reprlib.repr(base)}")
        values = {**_values(base, folders, (*trail, name))[1], **values}
    if missing := [key for key in FIELDS if key not in values]:
        raise TemplateError(f"模板 {path} 缺少 {'、'.join(missing[:5])}", f"请补上，或写明 base: {STANDARD}")
    label = source.get("label", name)
    return (label if isinstance(label, str) and label.strip() else name), values, path


def _find(name: str, folders: Sequence[Path]) -> Path:
    if _NAME.fullmatch(name):
        for folder in folders:
            if (path := folder / f"{name}.yaml").is_file():
                return path
    known = "、".join(template_names(folders))
    raise TemplateError(f"没有模板 {name!r}", f"现有模板：{known}；新模板放在 {folders[0]} 中，扩展名为 .yaml")


def _read(path: Path) -> dict[str, Any]:
    import yaml  # 50 ms; what imports this module need not load a template

    try:
        if path.stat().st_size > _LARGEST:
            raise TemplateError(f"模板 {path} 大于 {_LARGEST // 1024} KB，不是模板文件")
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as exc:
        raise TemplateError(f"模板 {path} 无法读取：{exc}", "请确认文件可读，并以 UTF-8 保存") from exc
    except (yaml.YAMLError, ValueError, RecursionError) as exc:  # ValueError: a day that is none, 2026-13-01
        raise TemplateError(f"模板 {path} 不是合法的 YAML：{exc}", "请检查缩进和冒号后的空格") from exc
    if not isinstance(source, dict):
        raise TemplateError(f"模板 {path} 应由“名称: 值”组成，实际为 {type(source).__name__}")
    return source


def _flat(source: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The file's values under their dotted names, checked."""
    flat: dict[str, Any] = {}
    for key, value in source.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": one for inner, one in value.items()})
        elif key not in _OWN:
            flat[str(key)] = value
    return {key: _checked(key, value, path) for key, value in flat.items()}


def _checked(key: str, value: object, path: Path) -> object:
    field = FIELDS.get(key)
    if field is None:
        near = difflib.get_close_matches(key, FIELDS, 1)
        hint = f"是否想写 {near[0]}？" if near else f"可用的有：{'、'.join(FIELDS)}"
        raise TemplateError(f"模板 {path} 中有不认识的 {key!r}", hint)
    try:
        return field.check(value)
    except ValueError as exc:
        raise TemplateError(f"模板 {path} 的 {key}（{field.label}）{exc}，实际为 {reprlib.repr(value)}") from exc


def _template(name: str, label: str, values: Mapping[str, Any], deviations: tuple[str, ...]) -> Template:
    faces = {role: _face(role, values) for role in ROLES}
    return Template(
        name=name,
        label=label,
        margins=Margins(*(values[f"margins.{side}"] for side in ("top", "left", "right", "bottom"))),
        lines=values["grid.lines"],
        characters=values["grid.characters"],
        faces=faces,
        body_indent=values["body_indent"],
        signature_indent=values["signature_indent"],
        number_place=cast(NumberPlace, values["page_number"]),
        number_gap=values["page_number_gap"],
        red_head=values["red_head"],
        deviations=deviations,
    )


def _face(role: Role, values: Mapping[str, Any]) -> Face:
    font = values[f"fonts.{role}"]
    latin = font if role == "page_number" else values["fonts.latin"] or font
    return Face(font, latin, values[f"sizes.{role}"], role in values["bold"])


def _deviations(values: Mapping[str, Any], standard: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{field.label}为{_said(values[key], field)}（国标为{_said(standard[key], field)}）"
        for key, field in FIELDS.items()
        if values[key] != standard[key] and key not in _NOT_LISTED
    )


_WORDS = {"outside": "单页居右、双页居左", "centre": "居中", "none": "不编页码", "": "与所在文字相同", (): "无"}


def _said(value: Any, field: Field) -> str:
    if isinstance(value, tuple) and value:
        return "、".join(ROLES[role] for role in value)
    return _WORDS[value] if value in _WORDS else f"{value:g}{field.unit}" if not isinstance(value, str) else value


def _check_fit(template: Template, path: Path) -> None:
    """The grid's cells must hold the body's characters."""
    size, refused = template.faces["body"].size, f"模板 {path} 的版心排不下："
    if template.width <= 0 or template.height <= 0 or template.character_pitch < size * 0.9:
        found = f"宽 {template.width / POINT:.0f} 磅，每行 {template.characters} 个 {size:g} 磅字"
        raise TemplateError(refused + found, "请减小边距、字号或每行字数")
    if template.line_pitch < size * 1.1 * POINT:
        found = f"高 {template.height / POINT:.0f} 磅，每面 {template.lines} 行 {size:g} 磅字"
        raise TemplateError(refused + found, "请减小边距、字号或每面行数")


__all__ = ["FOLDER", "STANDARD", "load_template", "template_names"]
