"""Marks that keep a document inside the house: 内部资料, 仅供内部使用, 注意保存. They are shown, not refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

_HEAD, _TAIL = 15, 5
_LONGEST = 40
_WORDS = (
    r"(?:内部(?:学习)?(?:资料|文件|材料|刊物|参考|使用|传阅|发行|掌握|交流|参阅)"
    r"|[仅只]?(?:供|限)(?:本?单位|公司|集团|党)?内(?:部)?(?:使用|参考|学习|交流|传阅|参阅|掌握)|内部参阅"
    r"|注意保[存管]|妥善保[存管]|[请切]?勿外传|不[得准]外传|严禁外传|请勿转载|阅后[退交即].{1,2})"
)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>{_WORDS}(?:[\s　，,、·]*{_WORDS})*)(?![\u4e00-\u9fff])")
_FIELD = re.compile(r"密\s*级\s*[:：]\s*(内部)(?:$|[\s　，,；;）)])")
_FOLDER = re.compile(r"^(?:内部|内部资料|内部文件|内部材料|仅供内部使用|仅供内部)$")
_SPACE = re.compile(r"[\s　]+")


def label_in(lines: Sequence[str], margins: Sequence[str] = ()) -> str | None:
    """The label on a short line at the beginning, the end or in the margins, as written."""
    for line in (*lines[:_HEAD], *margins, *lines[-_TAIL:]):
        if len(line) <= _LONGEST and (match := _LABEL.search(line) or _FIELD.search(line)):
            return _SPACE.sub(" ", match.groupdict().get("label") or match[1])
    return None


def label_in_name(name: str) -> str | None:
    """The label in a file's name: 【内部资料】…, …（内部使用）."""
    if match := _LABEL.search(name):
        return match["label"]
    return "内部" if re.search(r"[【\[（(]内部[】\]）)]", name) else None


def label_of_folders(path: str) -> str | None:
    """The label that a folder above the file is named by, the innermost first."""
    return next((name for name in reversed(PurePath(path).parent.parts) if _FOLDER.match(name)), None)
