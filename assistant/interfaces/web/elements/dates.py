"""Days and periods: typed as people write them, or chosen; one element for each, on every area."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.drafting.periods import read_period
from assistant.interfaces.web.elements.basics import Text, box, icon
from assistant.interfaces.web.elements.fields import Field
from assistant.interfaces.web.elements.telling import guarded
from assistant.types import written_day
from ingest.text.dates import find_dates

NO_DAY = "请写成 2026年3月5日 这样的日期，或点右边的日历选"
NO_PERIOD = "看不出是哪段时间，请写成 2026年、2026年上半年、2026年第三季度、2026年1—9月 这样"

_OPEN = """(event) => {
    const picker = event.currentTarget.nextElementSibling;
    try {
        picker.showPicker();
    } catch {
        picker.focus(); // a browser without it: its own control takes over
    }
}"""
_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2}月\d{1,2}日)|(\d{1,2})[-./](\d{1,2})")


def read_day(text: str, today: date) -> date | None:
    """The day that a person's words mean, None where they are no day.

    2026年3月5日, 2026-3-5, 2026.3.5, 2026/3/5, 20260305, 二〇二六年三月五日; 3月5日 and 3-5 are this year's.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if match := _BARE.fullmatch(plain):
        plain = "-".join(match.groups())
    elif match := _NO_YEAR.fullmatch(plain):
        plain = f"{today.year}年{match[1]}" if match[1] else f"{today.year}-{match[2]}-{match[3]}"
    found = next(find_dates(plain), None)
    return found.value if found is not None and found.span.of(plain) == plain else None


class DayField(Field):
    """A day, typed or picked from the browser's calendar; shown as 2026年3月5日.

    Args:
        on_change: Called with each other day, None for none.
    """

    def __init__(
        self,
        label: str,
        *,
        value: date | None = None,
        help: str = "",
        required: bool = False,
        keep: str = "",
        on_change: Callable[[date | None], Any] | None = None,
    ) -> None:
        self._on_change = on_change
        self._last = value
        shown = "" if value is None else written_day(value)
        super().__init__(
            label, value=shown, help=help, placeholder="例如：2026年3月5日", required=required, keep=keep,
            on_change=self._typed,
        )  # fmt: skip
        self.box.classes("zb-day")
        with self.element.add_slot("append"):
            self._build_calendar(label)
        self.element.on("blur", self.check, args=[])

    def _build_calendar(self, label: str) -> None:
        name = f"在日历上选“{label}”"
        with Text("", "zb-icon-button", tag="button", type="button", aria_label=name, title="在日历上选") as opener:
            icon("calendar")
        opener.on("click", js_handler=_OPEN)
        self._picker = box("zb-day-picker", tag="input", type="date", tabindex="-1", aria_hidden="true")
        self._picker.on("change", guarded(self._picked), js_handler="(event) => emit(event.target.value)")
        self._show_picked()

    def _show_picked(self) -> None:
        self._picker.props["value"] = "" if self._last is None else self._last.isoformat()
        self._picker.update()

    @property
    def day(self) -> date | None:
        """None for an empty field, and for what is no day: `check` tells them apart."""
        return read_day(self.value, date.today())

    @day.setter
    def day(self, day: date | None) -> None:
        self.value = "" if day is None else written_day(day)
        self.check()

    def check(self) -> bool:
        """Whether the field is empty or holds a day, which is then shown as days are; else says what is wrong."""
        day = self.day
        if day is not None:
            self.value = written_day(day)
        is_fine = day is not None or not self.value.strip()
        self.fail("" if is_fine else NO_DAY)
        return is_fine

    async def _typed(self, _: str) -> None:
        day = self.day
        if day != self._last:
            self._last = day
            self._show_picked()
            if self._on_change is not None:
                await guarded(self._on_change)(day)

    def _picked(self, event: GenericEventArguments) -> None:
        self.day = read_day(str(event.args or ""), date.today())


class PeriodField(Field):
    """A period as people name it: 2026年, 2026年上半年, “十五五”时期. The usual ones are offered.

    Args:
        on_change: Called with each new text.
    """

    def __init__(
        self,
        label: str,
        *,
        value: str = "",
        help: str = "",
        placeholder: str = "例如：2026年上半年",
        required: bool = False,
        keep: str = "",
        on_change: Callable[[str], Any] | None = None,
    ) -> None:
        super().__init__(
            label, value=value, help=help, placeholder=placeholder, required=required, keep=keep, on_change=on_change
        )
        with self.box, box("", tag="datalist") as offered:
            for period in usual_periods(date.today()):
                ui.element("option").props["value"] = period
        self.element.props["list"] = f"c{offered.id}"
        self.element.on("blur", self.check, args=[])

    @property
    def period(self) -> str:
        """As typed; a bare year is 2026年."""
        plain = unicodedata.normalize("NFKC", self.value).strip()
        return f"{plain}年" if re.fullmatch(r"(?:19|20)\d\d", plain) else self.value.strip()

    def check(self) -> bool:
        """Whether the field is empty or names a period; else says what is wrong."""
        self.value = self.period
        is_fine = not self.value or read_period(self.value) is not None
        self.fail("" if is_fine else NO_PERIOD)
        return is_fine


def usual_periods(today: date) -> tuple[str, ...]:
    """What is mostly written of: the year, its parts, its neighbours; the one that goes on first."""
    year = today.year
    halves = [f"{year}年{half}半年" for half in "上下"]
    quarters = [f"{year}年第{quarter}季度" for quarter in "一二三四"]
    return (f"{year}年", *halves, *quarters, f"{year - 1}年", f"{year + 1}年")
