"""Every way in which officials write a figure is read, with its unit, its bounds and what it is a figure of."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.values.figures import figures
from assistant.verification.values.grammar import read
from assistant.verification.values.numbers import guess, number
from assistant.verification.values.periods import period
from assistant.verification.values.subjects import subject
from ingest.text.numerals import chinese_numeral

CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("12.5", Fraction(25, 2)),
        ("3千万", 30_000_000),
        ("1亿2000万", 120_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("一万二", 12_000),
        ("三百二", 320),
        ("一百零五", 105),
        ("一百一十", 110),
        ("十二点五", Fraction(25, 2)),
        ("一点二亿", 120_000_000),
        ("四万万", 400_000_000),
        ("一万亿", 10**12),
        ("二万万", 2 * 10**8),
        ("二〇二六", 2026),
        ("壹仟贰佰", 1200),
    ],
)
def test_numbers(written: str, amount: int | Fraction) -> None:
    assert number(written) == amount


@pytest.mark.parametrize("written", ["", "个", "1.2.3", "万元", "点五点"])
def test_what_is_no_number(written: str) -> None:
    assert number(written) is None


@pytest.mark.parametrize(
    ("written", "between"),
    [
        ("两三", (2, 3)),
        ("三四十", (30, 40)),
        ("十五六", (15, 16)),
        ("三五百", (300, 500)),
        ("七八千万", (70_000_000, 80_000_000)),
        ("二十", None),
        ("三二", None),
        ("一二三", None),
    ],
)
def test_two_neighbouring_digits_are_a_guess(written: str, between: tuple[int, int] | None) -> None:
    found = guess(written)
    assert (found and tuple(map(int, found))) == between


@pytest.mark.parametrize(
    ("text", "kind", "amount", "unit"),
    [
        ("壹仟贰佰元整", "元", 1200, "元"),
        ("壹拾万元整", "元", 100_000, "元"),
        ("伍佰元叁角贰分", "元", Fraction(50032, 100), "元"),
        ("12元5角", "元", Fraction(25, 2), "元"),
        ("三十多万人", "count", 300_000, "人"),
        ("1亿2000万元", "元", 120_000_000, "元"),
        ("5亿美元", "美元", 500_000_000, "美元"),
        ("5元/吨", "元", 5, "元/吨"),
        ("１，２００元", "元", 1200, "元"),
        ("万分之三", "ratio", Fraction(3, 10_000), "ratio"),
        ("2/3", "ratio", Fraction(2, 3), "ratio"),
        ("两成半", "ratio", Fraction(1, 4), "ratio"),
        ("一半以上", "ratio", Fraction(1, 2), "ratio"),
        ("翻一番", "倍", 2, "番"),
        ("翻了两番", "倍", 4, "番"),
        ("翻番", "倍", 2, "番"),
        ("一年半", "年", Fraction(3, 2), "年"),
        ("半年", "年", Fraction(1, 2), "年"),
        ("每季度", "frequency", 3, "frequency"),
        ("“十四五”", "plan", 14, "plan"),
        ("十五五规划", "plan", 15, "plan"),
        ("9:30", "clock", 570, "clock"),
        ("9时30分", "clock", 570, "clock"),
        ("数十亿元", "vague", 10**9, "元"),
        ("二十大", "numeral", 20, "numeral"),
        ("一万二千", "numeral", 12_000, "numeral"),
        ("二○○八年", "年", 2008, "年"),
        ("二００一年", "年", 2001, "年"),
        ("14·5%", "ratio", Fraction(29, 200), "ratio"),
        ("2个多月", "月数", 2, "月数"),
    ],
)
def test_every_way_of_writing(text: str, kind: str, amount: int | Fraction, unit: str) -> None:
    value = next(read(text))
    assert (value.kind, value.unit) == (kind, unit)
    assert value.amount == amount


@pytest.mark.parametrize(
    "text", ["四个意识", "两个维护", "三会一课", "三严三实", "节约用水", "十分重要", "一定", "统一部署"]
)
def test_names_and_common_words_are_no_figures(text: str) -> None:
    assert list(read(text)) == []


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("300余项", ("over",)),
        ("30多万人", ("over",)),
        ("超过300余项", ("over", "over")),
        ("约300项", ("about",)),
        ("5%左右", ("about",)),
        ("近三成", ("near",)),
        ("不足20人", ("under",)),
        ("不满十四周岁", ("under",)),
        ("三年以上", ("least",)),
        ("不少于45分钟", ("least",)),
        ("不得超过60日", ("most",)),
        ("五千元以下", ("most",)),
        ("最高5万元", ("most",)),
        ("节约30%", ()),
        ("附近3公里", ()),
        ("30日内", ()),
        ("12名", ()),
    ],
)
def test_bounds(text: str, bounds: tuple[str, ...]) -> None:
    (figure,) = figures(text).items
    assert figure.bounds == bounds


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3%—5%", Fraction(3, 100), Fraction(5, 100), "ratio"),
        ("3—5%", Fraction(3, 100), Fraction(5, 100), "ratio"),
        ("3至5年", 3, 5, "年数"),
        ("三至五年", 3, 5, "年数"),
        ("五到10年", 5, 10, "年数"),
        ("3—5万元", 30_000, 50_000, "元"),
        ("五日至十日", 5, 10, "日"),
        ("两三个", 2, 3, "个"),
    ],
)
def test_a_range_is_one_figure(text: str, low: int | Fraction, high: int | Fraction, unit: str) -> None:
    (figure,) = figures(text).items
    assert (figure.amount, figure.upper, figure.unit, figure.text) == (low, high, unit, text)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026年5月1日", [(2026, 5, 1)]),
        ("2026-05-01", [(2026, 5, 1)]),
        ("二〇二六年五月一日", [(2026, 5, 1)]),
        ("2026.5", [(2026, 5, None)]),
        ("5月1日", [(None, 5, 1)]),
        ("2021—2025年", [(2021, None, None), (2025, None, None)]),
        ("5月1日至15日", [(None, 5, 1), (None, None, 15)]),
        ("1—5月", [(None, 1, None), (None, 5, None)]),
        ("国发〔2024〕3号", [(2024, None, None)]),
        ("十五日内", []),
        ("3年", []),
    ],
)
def test_dates_are_whole(text: str, dates: list[tuple[int | None, int | None, int | None]]) -> None:
    found = [one.moment for one in figures(text).items if one.moment is not None]
    assert [(one.year, one.month, one.day) for one in found] == dates


def test_a_date_knows_the_year_that_goes_before() -> None:
    *_, last = figures("2025年12月1日至15日").items
    assert last.moment is not None
    assert (last.moment.any_year, last.moment.any_month, last.moment.day) == (2025, 12, 15)


def test_the_number_of_a_point_is_no_figure() -> None:
    assert [one.text for one in figures("1. 发展党员12名；（2）培训3次，“5+1”工作法").items] == ["12名", "3次"]


@pytest.mark.parametrize(
    ("text", "written", "before"),
    [
        ("粮食产量1.3万亿斤，增长2%", "1.3万亿斤", "粮食产量"),
        ("粮食产量1.3万亿斤，增长2%", "2%", "粮食产量"),
        ("学校12所、医院8家、企业30家", "8家", "医院"),
    ],
)
def test_the_subject_stands_before_a_figure_or_in_the_clause_before(text: str, written: str, before: str) -> None:
    found = figures(text)
    figure = next(one for one in found.items if one.text == written)
    assert subject(found, figure).before == before


@pytest.mark.parametrize(
    ("text", "written", "year", "own"),
    [
        ("2024年发展党员12名", "12名", 2024, True),
        ("2024年，发展党员12名", "12名", 2024, True),
        ("2024年发展党员12名，培训38名", "38名", 2024, False),
        ("2024年发展党员12名，2025年15名", "15名", 2025, True),
    ],
)
def test_a_figure_belongs_to_the_period_named_before_it(text: str, written: str, year: int, own: bool) -> None:
    found = figures(text)
    figure = next(one for one in found.items if one.text == written)
    when = period(found, figure)
    assert when is not None
    assert (when.year, when.own) == (year, own)


def test_no_period_without_one_and_none_from_a_comparison() -> None:
    for text in ("发展党员12名", "比2023年增加12名"):
        found = figures(text)
        assert period(found, found.items[-1]) is None


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_capital_sums_read_back(amount: int) -> None:
    written = chinese_numeral(amount)
    written = ("一" + written if written.startswith("十") else written).translate(CAPITALS) + "元整"
    (value,) = read(written)
    assert (value.kind, value.text) == ("元", written)
    assert value.amount == amount


@settings(deadline=None)
@given(
    st.integers(1, 999_999), st.integers(0, 4), st.sampled_from(["", "万", "亿", "万亿"]), st.booleans(), st.booleans()
)
def test_an_amount_reads_back_from_every_arabic_form(
    digits: int, decimals: int, scale: str, grouped: bool, wide: bool
) -> None:
    amount = Fraction(digits, 10**decimals)
    whole, part = divmod(digits, 10**decimals)
    written = (f"{whole:,}" if grouped else str(whole)) + (f".{part:0{decimals}d}" if decimals else "")
    text = (written + scale + "元").translate(FULL_WIDTH if wide else {})
    (value,) = read(text)
    assert value.kind == "元"
    assert value.amount == amount * {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert (value.start, value.end) == (0, len(text))


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(0, 99))
def test_a_percentage_reads_back_in_words(whole: int, decimals: int) -> None:
    digits = f"{decimals:02d}"
    words = f"百分之{chinese_numeral(whole)}点{''.join('零一二三四五六七八九'[int(one)] for one in digits)}"
    (spoken,), (written,) = read(words), read(f"{whole}.{digits}%")
    assert spoken.amount == written.amount == Fraction(whole * 100 + decimals, 10_000)


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="0123456789.,-/%一二三十百千万亿点分之第成年月日个人次半每约近余以上下至元（） ，。", max_size=60)
)
def test_figures_stand_where_they_say(text: str) -> None:
    found = figures(text)
    assert len(found.masked) == len(text)
    for one in found.items:
        assert 0 <= one.wide[0] <= one.start < one.end <= one.wide[1] <= len(text)
        assert one.clause[0] <= one.start


def test_reading_is_linear() -> None:
    sentence = "2025年，全国新增就业1256万人，同比增长5.3%，约占三成，第十二条规定不得超过三十日；"
    text = sentence * (200_000 // len(sentence))
    started = time.process_time()
    count = sum(1 for _ in read(text))
    assert count >= 6 * (200_000 // len(sentence))
    assert time.process_time() - started < 5  # under 0.5 s where nothing else runs


@pytest.mark.parametrize(
    "piece", ["一", "1", "1,", "a", "1至", "一至", "1.1", "第", "2025-", "1/", "百分之", "〇1", "1+"]
)
def test_hostile_repetition_takes_no_long_time(piece: str) -> None:
    text = piece * (6000 // len(piece))
    started = time.process_time()
    figures(text)
    assert time.process_time() - started < 5
