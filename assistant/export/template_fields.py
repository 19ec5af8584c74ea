"""The values of a template's file: what each is called, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from assistant.export.template import NumberPlace, Role


@dataclass(frozen=True, slots=True)
class Field:
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
    if not isinstance(value, list) or not all(isinstance(role, str) and role in ROLES for role in value):
        raise ValueError(f"应为列表，其中每项是 {'、'.join(ROLES)} 之一")
    return tuple(sorted(value, key=list(ROLES).index))


ROLES: Mapping[Role, str] = {
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

FIELDS: Mapping[str, Field] = {
    "margins.top": Field("上边距", _number(5, 120), "毫米"),
    "margins.left": Field("左边距", _number(5, 80), "毫米"),
    "margins.right": Field("右边距", _number(5, 80), "毫米"),
    "margins.bottom": Field("下边距", _number(5, 120), "毫米"),
    "grid.lines": Field("每面行数", _whole(8, 60)),
    "grid.characters": Field("每行字数", _whole(10, 60)),
    **{f"fonts.{role}": Field(f"{label}字体", _font) for role, label in ROLES.items()},
    "fonts.latin": Field("西文字体", _latin),
    **{f"sizes.{role}": Field(f"{label}字号", _number(6, 72), "磅") for role, label in ROLES.items()},
    "bold": Field("加粗", _bold),
    "body_indent": Field("首行缩进", _whole(0, 8), "字"),
    "signature_indent": Field("成文日期右空", _whole(0, 16), "字"),
    "page_number": Field("页码位置", _place),
    "page_number_gap": Field("页码距版心", _number(0, 40), "毫米"),
    "red_head": Field("发文机关标志", _line),
}
"""Every value that a template has, under its dotted name."""

__all__ = ["FIELDS", "ROLES", "Field"]
