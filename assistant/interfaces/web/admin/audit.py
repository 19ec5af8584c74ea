"""操作记录: the audit log, searched, narrowed, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from nicegui import ui

from assistant.accounts.audit import Entry, Outcome
from assistant.accounts.audit import Wanted as Bounds
from assistant.interfaces.web.admin.words import ACTIONS, OUTCOMES, TONES, action, subject, whence, who
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    Column,
    DataTable,
    DayField,
    Field,
    Text,
    box,
    button,
    card,
    chip,
    empty_state,
    icon,
    link,
)
from assistant.interfaces.web.elements.dates import read_day
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit

STEP = 60
"""So many entries are shown at once."""

PATH = "/admin/audit"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, as the address says it; "" leaves a field out. Attributes: since, until: Days, ISO 8601."""

    text: str = ""
    name: str = ""
    action: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        asked = cls(**{field.name: query.get(field.name, "")[:100] for field in fields(cls)})
        known = asked.outcome if asked.outcome in OUTCOMES else ""
        return replace(asked, since=_iso(asked.since), until=_iso(asked.until), outcome=known)

    @property
    def bounds(self) -> dict[str, str]:
        """As the API takes them: a person's days, by this machine's clock, as times in UTC."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.since:
            told["since"] = _utc(self.since, time.min)
        if self.until:
            told["until"] = _utc(self.until, time.max)
        return {name: value for name, value in told.items() if value}

    def before(self, entry: Entry | None) -> Bounds:
        """As the log takes them; the entries that come after `entry`, or from the newest on."""
        outcome: Outcome | None = next((one for one in OUTCOMES if one == self.outcome), None)
        told: dict[str, str] = {**self.bounds}
        told.pop("outcome", None)
        return Bounds(**told, outcome=outcome, before=None if entry is None else entry.id)

    @property
    def query(self) -> str:
        told = {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}
        return f"?{urlencode(told)}" if told else ""


def _iso(text: str) -> str:
    """A day of the address; "" for what is none."""
    return _written(read_day(text, date.today()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _written(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _utc(day: str, at: time) -> str:
    local = datetime.combine(date.fromisoformat(day), at).astimezone()
    return local.astimezone(UTC).isoformat(timespec="milliseconds")


async def build(visit: Visit, place: Place) -> None:
    await Records(visit, Wanted.of(place.query)).start()


class Records:
    """The entries that are wanted; the wish stands in the address, so that one comes back to it."""

    def __init__(self, visit: Visit, wanted: Wanted) -> None:
        self._visit = visit
        self._wanted = wanted
        self._titles: dict[str, str] = {}
        self._last: Entry | None = None
        self._tools = box("zb-admin-search", role="search", aria_label="查找记录")
        with card("操作记录", "zb-admin-records"):
            with box("zb-admin-head"):
                self._count = Text("", "zb-hint", tag="p", role="status")
                self._files = box("zb-row")
            self._table = DataTable(
                "操作记录",
                [
                    Column("时间", _when, main=True),
                    Column("谁", who),
                    Column("做了什么", action),
                    Column("对象", lambda entry: subject(entry, self._titles)),
                    Column("结果", _outcome),
                    Column("从哪里", whence),
                ],
                on_empty=self._nothing,
            )
            self._more = Button("再往前", self._show_more)
            self._more.element.classes("zb-admin-more")

    async def start(self) -> None:
        names = [user.name for user in await self._visit.read(self._visit.administration.users)]
        self._titles = {record.id: record.title for record in await self._visit.read(self._visit.service.documents)}
        with self._tools:
            self._build_tools(names)
        await self._draw()

    def _build_tools(self, names: list[str]) -> None:
        wanted = self._wanted
        everybody = {"": "所有人", **{name: name for name in names}}
        if wanted.name and wanted.name not in everybody:
            everybody[wanted.name] = wanted.name
        self._text = Field("含有", value=wanted.text, placeholder="问题、文件、姓名中的字")
        self._text.element.props("type=search clearable")
        self._text.element.on("keydown.enter", self._seek, args=[])
        outcomes = {"": "全部", **{str(key): word for key, word in OUTCOMES.items()}}
        self._name = Choice("谁", everybody, value=wanted.name)
        self._action = Choice("做了什么", {"": "全部", **ACTIONS}, value=wanted.action)
        self._outcome = Choice("结果", outcomes, value=wanted.outcome)
        self._since = DayField("从哪天", value=_day(wanted.since))
        self._until = DayField("到哪天", value=_day(wanted.until))
        for field in (self._since, self._until):
            field.element.on("keydown.enter", self._seek, args=[])
        with box("zb-row zb-admin-seek"):
            Button("查找", self._seek, "primary", icon_name="search")
            button("清除条件", self._forget, "zb-quiet-button")

    async def _seek(self) -> None:
        wrong = [field for field in (self._since, self._until) if not field.check()]
        if wrong:
            wrong[0].focus()
            return
        await self._want(
            Wanted(
                self._text.value.strip()[:100],
                self._name.value,
                self._action.value,
                self._outcome.value,
                _written(self._since.day),
                _written(self._until.day),
            )
        )

    async def _forget(self) -> None:
        for field in (self._text, self._since, self._until):
            field.value = ""
            field.fail("")
        for choice in (self._name, self._action, self._outcome):
            choice.choose("")
        await self._want(Wanted())

    async def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        ui.navigate.history.replace(PATH + wanted.query)
        ui.context.client.sub_pages_router.current_path = PATH + wanted.query
        await self._draw()

    async def _draw(self) -> None:
        self._files.clear()
        with self._files:
            for form, label in (("csv", "导出表格"), ("jsonl", "导出数据")):
                address = "/api/audit/export?" + urlencode({"format": form, **self._wanted.bounds})
                says = f"{label}：符合条件的全部记录，{'Excel 能打开' if form == 'csv' else '每行一条，供程序读取'}"
                with link("", address, "zb-button zb-secondary", download="", title=says):
                    icon("download")
                    Text(label)
        found = await self._fetch(None)
        self._table.set_rows(found)
        self._tell(found, len(found))

    async def _show_more(self) -> None:
        found = await self._fetch(self._last)
        self._table.add_rows(found)
        self._tell(found, self._shown + len(found))

    async def _fetch(self, after: Entry | None) -> list[Entry]:
        entries = self._visit.administration.entries
        return list(await self._visit.read(entries, self._wanted.before(after), STEP))

    def _tell(self, found: list[Entry], shown: int) -> None:
        self._last = found[-1] if found else self._last
        self._shown = shown
        more = len(found) == STEP
        self._more.set_visibility(more)
        self._count.set_text(f"最近的 {shown} 条，前面还有" if more else f"共 {shown} 条")

    def _nothing(self) -> None:
        with empty_state("没有符合条件的记录", "换个词，或放宽时间再找。", "search"):
            button("清除条件", self._forget, "zb-button zb-secondary")


def _when(entry: Entry) -> None:
    Text(moment(entry.at), title=f"{datetime.fromisoformat(entry.at).astimezone():%Y-%m-%d %H:%M:%S}")


def _outcome(entry: Entry) -> None:
    if entry.outcome == "done":
        Text(OUTCOMES[entry.outcome], "zb-hint")
    else:
        chip(OUTCOMES[entry.outcome], TONES[entry.outcome])
