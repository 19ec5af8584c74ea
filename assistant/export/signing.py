"""成文日期 and 发文机关署名: how they are written and where they stand (GB/T 9704-2012, 7.3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.types import written_day
from ingest.text.dates import find_dates


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Attributes:
    is_date: Whether it is the 成文日期.
    right: Characters between its end and the right edge of the text area; halves are possible.
    """

    text: str
    is_date: bool
    right: float = 0.0


def signature(written: Sequence[str], signed: date | None, indent: int) -> tuple[SignatureLine, ...]:
    """The lines of the signature block: who signs, centred over the day, which stands `indent` characters in.

    Args:
        written: Cleaned lines as the draft has them; a line that is a date, whatever its figures, is the day.
        signed: The day, where no line of `written` is one.
    """
    found = [SignatureLine(_normal(line) or line, _is_day(line)) for line in written if line]
    if found and signed is not None and not any(line.is_date for line in found):
        found.append(SignatureLine(written_day(signed), True))
    return _placed(found, indent)


def _is_day(line: str) -> bool:
    """Whether it is a day, or the open slot for one."""
    return _normal(line) is not None or (line.startswith("【待填") and "日期" in line)


def _normal(line: str) -> str | None:
    """`line` as a day is written, None where it is none."""
    found = list(find_dates(line))
    whole = len(found) == 1 and not (line[: found[0].span.start] + line[found[0].span.end :]).strip()
    return written_day(found[0].value) if whole else None


def _placed(lines: Sequence[SignatureLine], indent: int) -> tuple[SignatureLine, ...]:
    day = next((width(line.text) for line in lines if line.is_date), None)
    if day is None:
        return tuple(SignatureLine(line.text, False, indent) for line in lines)
    rights = [indent + (0.0 if line.is_date else (day - width(line.text)) / 2) for line in lines]
    beyond = max(0.0, -min(rights))  # a name longer than the space moves all of them inwards
    return tuple(
        SignatureLine(line.text, line.is_date, right + beyond) for line, right in zip(lines, rights, strict=True)
    )


def width(text: str, latin: float = 0.5) -> float:
    """In characters of the body, of which a Western letter or figure takes `latin`: in the standard's fonts half."""
    return sum(latin if character.isascii() else 1.0 for character in text)


__all__ = ["SignatureLine", "signature", "width"]
