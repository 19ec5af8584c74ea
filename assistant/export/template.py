"""What a unit's Word files look like: fonts, sizes, margins, with or without red head.

A template is a YAML file of `prompts/templates` or of a folder of the site's own. It names the template that it is
based on and states only what differs; `gbt9704` states the standard itself, whole. Every value that differs from the
standard is listed in the result of an export.
"""

from __future__ import annotations

import difflib
import math
import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from assistant.errors import TemplateError

FOLDER = Path(__file__).resolve().parents[2] / "prompts" / "templates"
"""Where the project's own templates lie."""

STANDARD = "gbt9704"

Role = Literal[
    "title",
    "subtitle",
    "heading1",
    "heading2",
    "heading3",
    "heading4",
    "body",
    "table_head",
    "table",
    "footnote",
    "page_number",
    "red_head",
]
"""The parts of a page that have a font of their own."""

NumberPlace = Literal["outside", "centre", "none"]
"""Where a page bears its number: outside is right on odd pages, left on even ones."""

POINT = 20
"""Twips a point: Word's unit of length."""

PAPER = (11906, 16838)
"""A4 in twips."""


def twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 72 * POINT)


@dataclass(frozen=True, slots=True)
class Margins:
    """In millimetres, from the paper's edge to the text area."""

    top: float
    left: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Face:
    """Attributes:
    font: For Chinese text.
    latin: For Western letters and figures.
    size: In points.
    """

    font: str
    latin: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """How a page is laid out.

    Attributes:
        name: Names its file.
        label: How people call it.
        lines: Of a full page.
        characters: Of a full line.
        body_indent: First line of a paragraph, in characters.
        signature_indent: From the date to the right edge of the text area, in characters.
        number_gap: Millimetres from the text area down to the page number's dash.
        red_head: 发文机关标志; "" for a page without one.
        deviations: What differs from GB/T 9704-2012, a Chinese phrase each.
    """

    name: str
    label: str
    margins: Margins
    lines: int
    characters: int
    faces: Mapping[Role, Face]
    body_indent: int
    signature_indent: int
    number_place: NumberPlace
    number_gap: float
    red_head: str
    deviations: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Of the text area, in twips."""
        return PAPER[0] - twips(self.margins.left) - twips(self.margins.right)

    @property
    def height(self) -> int:
        """Of the text area, in twips."""
        return PAPER[1] - twips(self.margins.top) - twips(self.margins.bottom)

    @property
    def line_pitch(self) -> int:
        """Twips from line to line: as many as let `lines` fit into the text area."""
        return self.height // self.lines

    @property
    def character_pitch(self) -> float:
        """Points from character to character; a hundredth of a point at most is left over."""
        return int(self.width / POINT / self.characters * 100) / 100

    @property
    def character_space(self) -> int:
        """What a cell of the grid is wider than a character of the body, in 1/4096 point (docGrid charSpace, ISO/IEC
        29500-1, 17.6.5); negative where 28 characters of 16 points are to stand on 156 mm."""
        return math.floor((self.character_pitch - self.faces["body"].size) * 4096)

    @property
    def letter_space(self) -> int:
        """The same in whole twips, rounded towards closer: what the characters themselves are set apart by."""
        return math.floor((self.character_pitch - self.faces["body"].size) * POINT)

    @property
    def fonts(self) -> tuple[str, ...]:
        """Every font that the template names, each once."""
        return tuple(dict.fromkeys(name for face in self.faces.values() for name in (face.font, face.latin)))


@dataclass(frozen=True, slots=True)
class _Field:
    """A value of the file: what it is called, and what it may be."""

    label: str
    check: Callable[[object], object]
    unit: str = ""


def _number(low: float, high: float) -> Callable[[object], object]:
    def check(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError(f"应为 {low:g} 到 {high:g} 之间的数")
        return value

    return check


def _whole(low: int, high: int) -> Callable[[object], object]:
    def check(value: object) -> object:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"应为 {low} 到 {high} 之间的整数")
        return value

    return check


_FONT = re.compile(r"[\w \-.()（）@+]{1,64}")


def _font(value: object) -> object:
    if not isinstance(value, str) or not _FONT.fullmatch(value.strip()):
        raise ValueError("应为字体名称，如 仿宋_GB2312")
    return value.strip()


def _latin(value: object) -> object:
    return "" if value in ("", None) else _font(value)


def _line(value: object) -> object:
    if not isinstance(value, str) or len(value) > 60 or not (value == "" or value.strip().isprintable()):
        raise ValueError("应为 60 字以内的一行文字")
    return value.strip()


def _place(value: object) -> object:
    if value not in get_args(NumberPlace):
        raise ValueError(f"应为 {'、'.join(get_args(NumberPlace))} 之一")
    return value


def _bold(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(role, str) and role in _ROLES for role in value):
        raise ValueError(f"应为列表，其中每项是 {'、'.join(_ROLES)} 之一")
    return tuple(sorted(value, key=list(_ROLES).index))


_ROLES: Mapping[Role, str] = {
    "title": "标题",
    "subtitle": "副标题",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "heading4": "四级标题",
    "body": "正文",
    "table_head": "表头",
    "table": "表格",
    "footnote": "脚注",
    "page_number": "页码",
    "red_head": "发文机关标志",
}

_FIELDS: Mapping[str, _Field] = {
    "margins.top": _Field("上边距", _number(5, 120), "毫米"),
    "margins.left": _Field("左边距", _number(5, 80), "毫米"),
    "margins.right": _Field("右边距", _number(5, 80), "毫米"),
    "margins.bottom": _Field("下边距", _number(5, 120), "毫米"),
    "grid.lines": _Field("每面行数", _whole(8, 60)),
    "grid.characters": _Field("每行字数", _whole(10, 60)),
    **{f"fonts.{role}": _Field(f"{label}字体", _font) for role, label in _ROLES.items()},
    "fonts.latin": _Field("西文字体", _latin),
    **{f"sizes.{role}": _Field(f"{label}字号", _number(6, 72), "磅") for role, label in _ROLES.items()},
    "bold": _Field("加粗", _bold),
    "body_indent": _Field("首行缩进", _whole(0, 8), "字"),
    "signature_indent": _Field("成文日期右空", _whole(0, 16), "字"),
    "page_number": _Field("页码位置", _place),
    "page_number_gap": _Field("页码距版心", _number(0, 40), "毫米"),
    "red_head": _Field("发文机关标志", _line),
}
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
    if missing := [key for key in _FIELDS if key not in values]:
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
    except (yaml.YAMLError, RecursionError) as exc:
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
    field = _FIELDS.get(key)
    if field is None:
        near = difflib.get_close_matches(key, _FIELDS, 1)
        hint = f"是否想写 {near[0]}？" if near else f"可用的有：{'、'.join(_FIELDS)}"
        raise TemplateError(f"模板 {path} 中有不认识的 {key!r}", hint)
    try:
        return field.check(value)
    except ValueError as exc:
        raise TemplateError(f"模板 {path} 的 {key}（{field.label}）{exc}，实际为 {reprlib.repr(value)}") from exc


def _template(name: str, label: str, values: Mapping[str, Any], deviations: tuple[str, ...]) -> Template:
    faces = {role: _face(role, values) for role in _ROLES}
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
        for key, field in _FIELDS.items()
        if values[key] != standard[key] and key not in _NOT_LISTED
    )


_WORDS = {"outside": "单页居右、双页居左", "centre": "居中", "none": "不编页码", "": "与所在文字相同", (): "无"}


def _said(value: Any, field: _Field) -> str:
    if isinstance(value, tuple) and value:
        return "、".join(_ROLES[role] for role in value)
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


__all__ = ["STANDARD", "Face", "Margins", "NumberPlace", "Role", "Template", "load_template", "template_names", "twips"]
