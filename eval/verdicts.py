"""What a model judge says, read strictly after the repairs that models make necessary."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_OPENS = re.compile(r"[{｛]")
_QUOTE = re.compile(r"(?<=[{｛,，:：\s])[“”＂](?=\S)|[“”＂](?=\s*[:：,，}｝])")
"""A quotation mark of print where JSON has its own: beside a brace, comma or colon."""

_SIGNS = str.maketrans({"｛": "{", "｝": "}", "：": ":", "，": ",", "、": ",", "　": " "} | {
    chr(0xFF10 + digit): str(digit) for digit in range(10)
})  # fmt: skip
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_TRAILING_COMMA = re.compile(r",(\s*})")


def _whole(value: Any) -> Any:
    """ "2", "2分" and 2.0 are 2."""
    if isinstance(value, str) and (found := re.fullmatch(r"\s*([0-2])\s*分?\s*", value)):
        return int(found[1])
    return int(value) if isinstance(value, float) and value.is_integer() else value


Grade = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=2)]
"""2 without fault, 1 with minor ones, 0 otherwise."""


class Verdict(BaseModel):
    """What the judge says of one answer; the prompt "judge" tells what the grades mean."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    correct: Grade
    complete: Grade
    grounded: Grade
    reason: str = ""

    @property
    def grade(self) -> int:
        """The lowest of the three: an answer is no better than its weakest side."""
        return min(self.correct, self.complete, self.grounded)


def read_verdict(reply: str) -> Verdict | str:
    """The verdict in a reply, or in Chinese what is wrong with the reply."""
    fields = _json_object(_THINKING.sub("", reply))
    if fields is None:
        return "回复中没有 JSON 对象"
    try:
        return Verdict.model_validate(fields)
    except ValidationError as exc:
        names = "、".join(dict.fromkeys(str(error["loc"][0]) for error in exc.errors() if error["loc"]))
        return f"{names} 缺失，或不是 0、1、2 之一" if names else "回复不是合要求的 JSON 对象"


def _json_object(reply: str) -> dict[str, Any] | None:
    """The first JSON object in the text, as it stands or repaired; what stands around it is passed over."""
    for opening in _OPENS.finditer(reply):
        rest = reply[opening.start() :]
        for text in (rest, _repaired(rest)):
            try:
                value, _ = json.JSONDecoder(strict=False).raw_decode(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                return value
    return None


def _repaired(text: str) -> str:
    """Signs of print where JSON has its own; within strings they stay."""
    pieces = _STRING.split(_QUOTE.sub('"', text))
    joined = "".join(piece if at % 2 else piece.translate(_SIGNS) for at, piece in enumerate(pieces))
    return _TRAILING_COMMA.sub(r"\1", joined)


__all__ = ["Grade", "Verdict", "read_verdict"]
