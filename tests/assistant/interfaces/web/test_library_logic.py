"""What the library's page decides without a browser: what is found, how it is said, how texts are cut and compared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.finding import Wanted, found, years_of
from assistant.interfaces.web.library.collections import read_name
from assistant.interfaces.web.library.comparing import changes_only, compare
from assistant.interfaces.web.library.naming import period_code, period_name, standing_name
from assistant.interfaces.web.library.reading import outline, parts
from ingest.types import Address, Chunk, DocumentRecord, Metadata, PageRun

DAY = date(2026, 11, 1)


def record(
    title: str, *, status: str = "ready", over: date | None = None, at: str = "2026-01-01", **about: object
) -> DocumentRecord:
    known = Metadata(title, **about)  # type: ignore[arg-type]
    when, path = f"{at}T08:00:00+00:00", f"/资料/{title}.docx"
    return DocumentRecord(
        title, title, path, "default", "0", "docx", 1, False, 3, status, known, (), when, superseded_on=over
    )


RULE = record("党费管理办法", genre="管理办法", number="澄川党发〔2026〕8号", issued=date(2026, 3, 1), at="2026-01-03")
OLD = record("党费管理办法（试行）", genre="管理办法", issued=date(2024, 3, 1), over=date(2026, 3, 1), at="2026-01-02")
PLAN = record("“十五五”党建规划", genre="规划", period="2026/2030", status="doubtful")
COMING = record(
    "公开办法", genre="管理办法", effective=date(2027, 1, 1), series="公开办法", issuer="組織部", at="2026-01-04"
)
ALL = [RULE, OLD, PLAN, COMING]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (Wanted(), [COMING, RULE, OLD, PLAN]),
        (Wanted(q="澄川党发[2026]8"), [RULE]),
        (Wanted(q="办法 试行"), [OLD]),
        (Wanted(q="组织部"), [COMING]),
        (Wanted(q=".DOCX", standing="over"), [OLD]),
        (Wanted(standing="ahead"), [COMING]),
        (Wanted(year="2028"), [PLAN]),
        (Wanted(year="2026", genre="管理办法"), [RULE]),
        (Wanted(doubtful="1"), [PLAN]),
        (Wanted(collection="别处"), []),
        (Wanted(order="issued", genre="管理办法"), [COMING, RULE, OLD]),
        (Wanted(order="old"), [PLAN, OLD, RULE, COMING]),
    ],
    ids=lambda value: getattr(value, "query", "") or None,
)
def test_documents_are_found_however_they_are_written(wanted: Wanted, titles: list[DocumentRecord]) -> None:
    assert found(ALL, wanted, DAY) == titles


def test_a_wish_stands_in_the_address() -> None:
    wanted = Wanted(q="第 8 号&?", order="title")
    assert wanted.query == "?q=%E7%AC%AC+8+%E5%8F%B7%26%3F&order=title"
    assert not Wanted(order="title").narrows
    assert Wanted.of({"q": "党", "view": "x"}) == Wanted(q="党")
    assert Wanted().query == ""


def test_years_are_those_a_document_speaks_of() -> None:
    assert list(years_of(PLAN)) == [2026, 2027, 2028, 2029, 2030]
    assert list(years_of(OLD)) == [2024]
    assert list(years_of(record("无日期"))) == []


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("2026年上半年", "2026H1", "2026年上半年"),
        ("2026年第二季度", "2026Q2", "2026年第二季度"),
        ("2026年5月", "2026-05", "2026年5月"),
        ("2026年", "2026", "2026年"),
        ("2021/2025", "2021/2025", "2021—2025年"),
    ],
)
def test_periods_are_typed_and_shown_in_words(typed: str, code: str, name: str) -> None:
    assert period_code(typed) == code
    assert period_name(code) == name


def test_a_document_says_since_when_it_is_not_in_force() -> None:
    assert standing_name(OLD, DAY, {}) == "2026年3月1日起失效"
    assert standing_name(COMING, DAY, {}) == "2027年1月1日起施行"
    assert standing_name(RULE, DAY, {}) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [(" 制度汇编 ", "制度汇编"), ("默认库", "default"), ("../x", None), ("", None), ("库" * 65, None)],
)
def test_names_of_collections(typed: str, name: str | None) -> None:
    assert read_name(typed) == name


def chunk(start: int, *section: str) -> Chunk:
    return Chunk(str(start), "d", 0, start, start + 5, "12345", Address(section), (PageRun(0, 1),))


def test_an_outline_names_each_heading_where_it_begins() -> None:
    chunks = [chunk(0), chunk(6, "一"), chunk(12, "一", "甲"), chunk(18, "一", "乙"), chunk(24, "二", "甲")]
    told = [(heading.name, heading.depth, heading.start) for heading in outline(chunks)]
    assert told == [("一", 1, 6), ("甲", 2, 12), ("乙", 2, 18), ("二", 1, 24), ("甲", 2, 24)]


@given(st.lists(st.integers(1, 40), max_size=60), st.integers(1, 100))
def test_parts_begin_where_chunks_do_and_grow_no_longer_than_they_must(sizes: list[int], most: int) -> None:
    breaks = [sum(sizes[:at]) for at in range(len(sizes))]
    length = sum(sizes)
    starts = parts(length, breaks, most)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert set(starts) <= {0, *breaks}
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        inner = [at for at in breaks if start < at < end]
        assert end - start <= most or not inner


def words(rows: object) -> list[tuple[str, str, str]]:
    return [
        (
            row.kind,
            *("".join(f"[{one.text}]" if one.marked else one.text for one in side) for side in (row.old, row.new)),
        )
        for row in rows  # type: ignore[attr-defined]
    ]


def test_versions_are_compared_paragraph_by_paragraph() -> None:
    old = "第一条 为了规范党费管理。\n第二条 党员每月二十日前交纳党费。\n第三条 费用据实报销。\n附则"
    new = "第一条 为了规范党费管理。\n第二条 党员每月十日前交纳党费。\n（新增）党费由专人管理并接受监督。\n附则"
    assert words(changes_only(compare(old, new))) == [
        ("changed", "第二条 党员每月[二]十日前交纳党费。", "第二条 党员每月十日前交纳党费。"),
        ("gone", "第三条 费用据实报销。", ""),
        ("new", "", "（新增）党费由专人管理并接受监督。"),
    ]
    assert changes_only(compare(old, old)) == []


@given(st.lists(st.sampled_from(["甲乙丙丁", "甲乙丙戊", "子丑寅卯", "子丑", ""]), max_size=8), st.data())
def test_a_comparison_loses_no_paragraph(old: list[str], data: st.DataObject) -> None:
    new = data.draw(st.lists(st.sampled_from(["甲乙丙丁", "辰巳午未", "子丑寅", "子丑"]), max_size=8))
    rows = compare("\n".join(old), "\n".join(new))
    for side, lines in (("old", old), ("new", new)):
        told = ["".join(one.text for one in getattr(row, side)) for row in rows]
        assert [one for one in told if one] == [line for line in lines if line]
